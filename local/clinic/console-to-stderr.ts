/**
 * Loaded before Next.js (`node --import`): stdout belongs to the JSON lines of the logger, which writes them itself;
 * what is printed for people, a banner or a warning, goes to stderr.
 */
console.log = console.error;
console.info = console.error;
console.debug = console.error;
