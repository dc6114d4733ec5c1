/** What a benchmark is. A file `bench/NAME.ts` that exports `benchmark: Benchmark` is run by `npm run bench -- NAME`. */

/** One measured case. */
export interface Row {
  readonly [column: string]: string | number | boolean;
}

export interface Report {
  /** The benchmark's name. */
  readonly name: string;
  /** What was measured against what, as a sentence. */
  readonly measured: string;
  /** How many times as dear as the baseline, measured in the same run. */
  readonly ratio: number;
  /** The greatest ratio that is good enough. */
  readonly aim: number;
  /** Whether `ratio` is no greater than `aim`. */
  readonly met: boolean;
  readonly rows: readonly Row[];
  /** What `--save` writes into the benchmark's file. */
  readonly data?: object;
}

export interface Benchmark {
  readonly name: string;
  /** One line for `--list`. */
  readonly summary: string;
  /** Path in the repository that `--save` writes what was measured to. */
  readonly file?: string;
  /** Why this machine cannot run it; `undefined` where it can. Without it every machine can. */
  unable?(): string | undefined;
  run(): Promise<Report>;
}

type Given = Omit<Report, 'met' | 'rows'> & { readonly rows?: readonly Row[] };

/** A report with its verdict. */
export function report({ name, measured, ratio, aim, rows = [], data }: Given): Report {
  return { name, ratio, aim, met: ratio <= aim, measured, rows, ...(data && { data }) };
}

/** The report as people read it. */
export function describe({ name, measured, ratio, aim, met, rows }: Report): string {
  const verdict = `ratio ${ratio.toFixed(2)}, aim ${aim.toFixed(2)} or less: ${met ? 'met' : 'NOT met'}`;
  return [`${name}: ${measured}`, ...table(rows), verdict].join('\n');
}

function table(rows: readonly Row[]): string[] {
  const [first] = rows;
  if (!first) return [];
  const lines = [Object.keys(first), ...rows.map((row) => Object.values(row).map(String))];
  const widths = Object.keys(first).map((_, column) => Math.max(...lines.map((line) => line[column]?.length ?? 0)));
  return lines.map((line) => `  ${line.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ')}`.trimEnd());
}
