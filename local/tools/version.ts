/** Comparing versions by what matters for a command line: major and minor. */

/** The first `1.2` or `1.2.3` in a text such as the output of `--version`, or undefined. */
export function parseVersion(text: string): string | undefined {
  return /\d+\.\d+(?:\.\d+)?/.exec(text)?.[0];
}

/** Whether `found` has the major and minor of `wanted`, or newer ones. The patch does not count. */
export function atLeast(found: string, wanted: string): boolean {
  const [major = 0, minor = 0] = found.split('.').map(Number);
  const [wantedMajor = 0, wantedMinor = 0] = wanted.split('.').map(Number);
  return major > wantedMajor || (major === wantedMajor && minor >= wantedMinor);
}
