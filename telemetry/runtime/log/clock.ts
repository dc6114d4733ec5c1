/** The time of a line. Formatting costs more than reading the clock, and many lines share a millisecond. */
let lastMs = 0;
let lastText = '';

/** Now, in ISO 8601, UTC, milliseconds. */
export function isoTimestamp(): string {
  const ms = Date.now();
  if (ms !== lastMs) {
    lastMs = ms;
    lastText = new Date(ms).toISOString();
  }
  return lastText;
}
