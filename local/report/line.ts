/** The lines that a person reads while the platform runs: when, who, what. */

/** Prints a line with the time of day in front. */
export function printLine(source: string, text: string): void {
  console.log(formatLine(new Date(), source, text));
}

/** Every line of a text of several gets the same beginning, so that each can be found by its source. */
export function formatLine(at: Date, source: string, text: string): string {
  const time = at.toTimeString().slice(0, 8);
  return text
    .split('\n')
    .map((line) => `${time}  ${source.padEnd(18)}  ${line}`.trimEnd())
    .join('\n');
}
