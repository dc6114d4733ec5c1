/** A straight line through measured points, in as many directions as there are kinds of work. */

/** One observation: what was done of each kind, and what it cost together. */
export interface Observation {
  readonly work: readonly number[];
  readonly cost: number;
}

export interface Line {
  /** What it costs with no work at all. */
  readonly base: number;
  /** What one of each kind of work costs more, in their order. */
  readonly each: readonly number[];
}

/**
 * The cost as a base and a price for each kind of work, by least squares. No price is below zero: a kind that would have one (so small that noise
 * hides it) costs nothing, and the others are found again without it.
 * @throws RangeError where the observations do not tell the kinds apart.
 */
export function lineThrough(observations: readonly Observation[], kinds: number): Line {
  let used = Array.from({ length: kinds }, (_, kind) => kind);
  for (;;) {
    const columns = used;
    const rows = observations.map(({ work }) => [1, ...columns.map((kind) => work[kind] ?? 0)]);
    const [base = 0, ...prices] = solve(
      rows,
      observations.map(({ cost }) => cost),
    );
    const least = Math.min(...prices);
    if (!(least < 0)) {
      return { base, each: Array.from({ length: kinds }, (_, kind) => prices[columns.indexOf(kind)] ?? 0) };
    }
    used = columns.filter((_, i) => prices[i] !== least);
  }
}

/** The normal equations, by elimination with the largest pivot. */
function solve(rows: readonly (readonly number[])[], costs: readonly number[]): number[] {
  const size = rows[0]?.length ?? 0;
  const scale = Array.from({ length: size }, (_, i) => Math.max(...rows.map((row) => Math.abs(row[i] ?? 0))));
  const scaled = rows.map((row) => row.map((value, i) => value / (scale[i] || 1)));
  const sum = (of: (row: readonly number[], index: number) => number) =>
    scaled.reduce((all, row, index) => all + of(row, index), 0);
  const at = (row: readonly number[], i: number) => row[i] ?? 0;
  const system = Array.from({ length: size }, (_, i) => [
    ...Array.from({ length: size }, (_, j) => sum((row) => at(row, i) * at(row, j))),
    sum((row, index) => at(row, i) * (costs[index] ?? 0)),
  ]);
  for (let column = 0; column < size; column++) {
    const below = system.slice(column).toSorted((a, b) => Math.abs(at(b, column)) - Math.abs(at(a, column)));
    const [pivot = []] = below;
    if (!(Math.abs(at(pivot, column)) > 1e-9)) {
      throw new RangeError(
        'The kinds of work cannot be told apart: measure a load that has more of one of them than of the others.',
      );
    }
    system.splice(
      column,
      below.length,
      pivot.map((value) => value / at(pivot, column)),
      ...below.slice(1),
    );
    for (const [i, row] of system.entries()) {
      if (i === column) continue;
      const times = at(row, column);
      system[i] = row.map((value, j) => value - times * at(system[column] ?? [], j));
    }
  }
  return system.map((row, i) => at(row, size) / (scale[i] || 1));
}
