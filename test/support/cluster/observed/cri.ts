/** Log files of containers as a container runtime writes them (CRI): `<time> <stdout|stderr> <P|F> <text>`, a long line in several parts. */

const ENTRY = /^\S+ (stdout|stderr) ([PF])(?: (.*))?$/;

/**
 * The lines that a container wrote to its standard output, whole, in order. A line whose last part is not there yet is left out.
 * @param text content of a log file
 * @throws Error for an entry that no runtime writes
 */
export function standardOutput(text: string): readonly string[] {
  const lines: string[] = [];
  let begun = '';
  // What is after the last line feed is being written.
  for (const entry of text.split('\n').slice(0, -1)) {
    const [, stream, tag, part = ''] = ENTRY.exec(entry) ?? [];
    if (!tag) throw new Error(`This is no entry of a container's log: ${entry}`);
    if (stream !== 'stdout') continue;
    begun += part;
    if (tag === 'P') continue;
    lines.push(begun);
    begun = '';
  }
  return lines;
}
