/** Samples as OpenMetrics text, for promtool to make a block of: hundreds of megabytes, written without a string for each. */
import { closeSync, openSync, writeSync } from 'node:fs';

const BUFFER_BYTES = 4 * 1024 * 1024;
/** Longer than any line. */
const LINE_BYTES = 1_024;

export interface OpenMetricsFile {
  /** `series` is a name with its labels, as in `up{job="a"}`; `at` Unix time in seconds. */
  write(series: string, value: number, at: number): void;
  /** Ends the file as the format asks. Nothing can be written after it. */
  close(): void;
}

export function openMetricsFile(path: string): OpenMetricsFile {
  const file = openSync(path, 'w');
  const buffer = Buffer.allocUnsafe(BUFFER_BYTES);
  let used = 0;
  const flush = () => {
    writeSync(file, buffer, 0, used);
    used = 0;
  };
  const add = (line: string) => {
    if (used + LINE_BYTES > BUFFER_BYTES) flush();
    used += buffer.write(line, used, 'latin1');
  };
  return {
    write: (series, value, at) => add(`${series} ${value} ${at}\n`),
    close() {
      add('# EOF\n');
      flush();
      closeSync(file);
    },
  };
}

/** As in `up{job="a",instance="b"}`. Values must need no escaping. */
export function seriesText(name: string, labels: Readonly<Record<string, string>>): string {
  const pairs = Object.entries(labels).map(([label, value]) => `${label}="${value}"`);
  return `${name}{${pairs.join(',')}}`;
}
