/** Failures a person can act on: each message says what is wrong and what to do. */

/** Something has to be installed before the tools can be built; lists everything that is missing, not just the first. */
export class MissingToolError extends Error {
  override readonly name = 'MissingToolError';
  readonly missing: readonly string[];

  constructor(missing: readonly string[]) {
    super(['Before the servers can be built, this machine needs:', ...missing.map((line) => `  - ${line}`)].join('\n'));
    this.missing = missing;
  }
}

/** A build ran and failed; carries the end of its output and the path of the full log. */
export class BuildError extends Error {
  override readonly name = 'BuildError';
  readonly log: string;

  constructor(what: string, reason: string, log: string, tail: readonly string[]) {
    const output = tail.length > 0 ? ['Its last lines:', ...tail.map((line) => `  ${line}`)] : ['It printed nothing.'];
    super([`Building ${what} failed: ${reason}.`, ...output, `The full log: ${log}`].join('\n'));
    this.log = log;
  }
}
