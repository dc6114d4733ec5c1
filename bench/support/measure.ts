/**
 * Ratios that a busy machine cannot spoil: variants in turn, many rounds of about a millisecond, which the scheduler and the garbage
 * collector mostly leave alone, and the median of the rounds' own ratios, which forgets those that they did not.
 */

export interface Variant {
  readonly name: string;
  /** What is timed. */
  run(): void | Promise<void>;
}

export interface Comparison {
  readonly name: string;
  /** Median of the rounds' ratios to the first variant. */
  readonly ratio: number;
  /** Median time of one run, in nanoseconds. */
  readonly nanoseconds: number;
}

export interface Rounds {
  /** How many rounds are counted. */
  readonly counted: number;
  /** How many are run before, until the code is compiled. */
  readonly warmup: number;
  /** Makes what the next round needs; not timed. */
  prepare?(): void;
}

/** Compares variants with the first of them. The order changes every round, so that none profits from what another left warm. */
export async function compare(variants: readonly Variant[], { counted, warmup, prepare }: Rounds): Promise<Comparison[]> {
  const times = variants.map((): number[] => []);
  for (let round = 0; round < warmup + counted; round++) {
    prepare?.();
    for (const i of rotated(variants.length, round)) {
      const nanoseconds = await timed(variants[i]);
      if (round >= warmup) times[i]?.push(nanoseconds);
    }
  }
  const baseline = times[0] ?? [];
  return variants.map(({ name }, i) => {
    const own = times[i] ?? [];
    return { name, ratio: median(own.map((time, round) => time / (baseline[round] ?? Number.NaN))), nanoseconds: median(own) };
  });
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2;
}

async function timed(variant: Variant | undefined): Promise<number> {
  const start = process.hrtime.bigint();
  await variant?.run();
  return Number(process.hrtime.bigint() - start);
}

function rotated(length: number, by: number): number[] {
  return Array.from({ length }, (_, i) => (i + by) % length);
}
