/** Points of series, as lines and heaps of bars need them. */
import type { NamedSeries, Point } from '../data.ts';

/** Two points further apart than this many steps have a gap between them: a step is not always met to the millisecond. */
const GAP = 1.5;

/** Runs of points without a gap. */
export function runsOf(points: readonly Point[], stepMs: number): readonly (readonly Point[])[] {
  const runs: Point[][] = [];
  for (const point of points) {
    if (!Number.isFinite(point[1])) continue;
    const run = runs.at(-1);
    const last = run?.at(-1);
    if (run && last && point[0] - last[0] <= stepMs * GAP) run.push(point);
    else runs.push([point]);
  }
  return runs;
}

export interface Stacked {
  readonly at: number;
  readonly low: number;
  readonly high: number;
}

/** Each series upon those before it. One that has no value at a moment adds nothing to it. */
export function stacked(series: readonly Pick<NamedSeries, 'points'>[]): readonly (readonly Stacked[])[] {
  const times = [...new Set(series.flatMap(({ points }) => points.map(([at]) => at)))].sort((a, b) => a - b);
  const heights = new Map(times.map((at) => [at, 0]));
  return series.map(({ points }) => {
    const values = new Map(points.filter(([, value]) => Number.isFinite(value)));
    return times.map((at) => {
      const low = heights.get(at) ?? 0;
      const high = low + (values.get(at) ?? 0);
      heights.set(at, high);
      return { at, low, high };
    });
  });
}
