/** Ways to get a tenant's error ratio of 30 days, and how far each is from what is true. */
import type { TestPrometheus } from '../prometheus.ts';
import { REQUESTS } from './index.ts';
import { inChunks, type Moments } from './record.ts';

/** Share of a tenant's requests that failed; NaN and absence are answers as well. */
export type Ratios = ReadonlyMap<string, number | undefined>;

export interface Comparison {
  readonly form: string;
  /** Largest and median distance from the truth, in percentage points, of the tenants that have a number. */
  readonly largest: number;
  readonly median: number;
  /** Tenants with traffic whose value is NaN or missing. */
  readonly none: number;
  /** Tenants that have a number on the other side of the objective than the truth. */
  readonly flips: number;
}

/** Both sides of the same tenants: `truth` has those with traffic. */
export function compare(form: string, got: Ratios, truth: ReadonlyMap<string, number>, allowed: number): Comparison {
  const pairs = [...truth].map(([tenant, exact]) => ({ exact, value: got.get(tenant) ?? Number.NaN }));
  const numbers = pairs.filter(({ value }) => !Number.isNaN(value));
  const errors = numbers.map(({ exact, value }) => Math.abs(value - exact) * 100).sort((a, b) => a - b);
  return {
    form,
    largest: errors.at(-1) ?? Number.NaN,
    median: errors[errors.length >> 1] ?? Number.NaN,
    none: pairs.length - numbers.length,
    flips: numbers.filter(({ exact, value }) => value > allowed !== exact > allowed).length,
  };
}

const good = `${REQUESTS}{status!="5xx"}`;
const hour = 3_600;
const fiveMinutes = 300;

/** Hourly `increase()`, summed: good and total weighted by traffic, without anchors and without the first event of a series. */
export async function plainHourly(server: TestPrometheus, until: number, days: number): Promise<Ratios> {
  const sums = (of: string) =>
    perTenant(server, `sum by (tenant) (increase(${of}[1h]))`, moments(until, days, hour), (values) => sum(values));
  const [some, all] = [await sums(good), await sums(REQUESTS)];
  return new Map([...all].map(([tenant, total]) => [tenant, 1 - (some.get(tenant) ?? 0) / total]));
}

/** The usual form: the mean of the error ratios of every five minutes, those that are no number kept or dropped. */
export async function meanOfRatios(server: TestPrometheus, until: number, days: number, nan: 'kept' | 'dropped'): Promise<Ratios> {
  const ratio = `1 - (sum by (tenant) (rate(${good}[5m])) / sum by (tenant) (rate(${REQUESTS}[5m])))`;
  return perTenant(server, ratio, moments(until, days, fiveMinutes), (values) => {
    const counted = nan === 'kept' ? values : values.filter((value) => !Number.isNaN(value));
    return sum(counted) / counted.length;
  });
}

function moments(until: number, days: number, step: number): Moments {
  return { from: until - days * 86_400 + step, to: until, step };
}

async function perTenant(
  server: TestPrometheus,
  expression: string,
  range: Moments,
  total: (values: readonly number[]) => number,
): Promise<Map<string, number>> {
  const values = new Map<string, number[]>();
  for (const { labels, values: points } of await inChunks(range, (chunk) => server.queryRange(expression, chunk))) {
    const known = values.get(labels.tenant ?? '') ?? [];
    values.set(labels.tenant ?? '', known);
    for (const [, value] of points) known.push(value);
  }
  return new Map([...values].map(([tenant, of]) => [tenant, total(of)]));
}

const sum = (values: readonly number[]) => values.reduce((a, b) => a + b, 0);

/** The comparisons as a table. */
export function table(comparisons: readonly Comparison[]): string {
  const rows = comparisons.map(({ form, largest, median, none, flips }) => [
    form,
    largest.toFixed(4),
    median.toFixed(5),
    String(none),
    String(flips),
  ]);
  const lines = [['form', 'largest error (points)', 'median', 'NaN or missing', 'verdicts flipped'], ...rows];
  const widths = (lines[0] ?? []).map((_, column) => Math.max(...lines.map((line) => line[column]?.length ?? 0)));
  return lines
    .map((line) =>
      line
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
