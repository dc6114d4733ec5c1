/** What is made of series: their names, their order, and heat maps. */
import type { Target } from '../../dashboards/panel.ts';
import type { Labels, NamedSeries, NamedValue, PanelData } from '../data.ts';
import type { Series } from './prometheus.ts';

/** The legend with the labels' values in it; nothing in place of a label that the series does not have. */
export function nameOf(legend: string, labels: Labels): string {
  return legend.replace(/\{\{\s*(\w+)\s*\}\}/g, (_, label: string) => labels[label] ?? '').trim();
}

/** Those of a bounded query by their last value, as it bounds them: what counts most comes first. Others by name. */
export function namedSeries({ legend, most }: Target, series: readonly Series[]): readonly NamedSeries[] {
  const named = series.map(({ labels, points }) => ({ name: nameOf(legend, labels), labels, points }));
  return inOrder(named, most, ({ points }) => points.at(-1)?.[1]);
}

export function namedValues({ legend, most }: Target, series: readonly Series[]): readonly NamedValue[] {
  const named = series.flatMap(({ labels, points: [now] }) =>
    now === undefined ? [] : [{ name: nameOf(legend, labels), labels, value: now[1] }],
  );
  return inOrder(named, most, ({ value }) => value);
}

/** The values at the last moment, each with what led there. A series that has none then is gone. */
export function valuesWithCourse(target: Target, series: readonly Series[], now: number): readonly NamedValue[] {
  const courses = series.filter(({ points }) => points.at(-1)?.[0] === now);
  return namedValues(
    target,
    courses.map(({ labels, points }) => ({ labels, points: points.slice(-1) })),
  ).map((value) => {
    const course = courses.find(({ labels }) => labels === value.labels)?.points;
    return course ? { ...value, course } : value;
  });
}

function inOrder<T extends { readonly name: string }>(
  items: readonly T[],
  most: Target['most'],
  valueIn: (item: T) => number | undefined,
): readonly T[] {
  const sign = most?.order === 'lowest' ? 1 : -1;
  const nothing = sign * Number.POSITIVE_INFINITY;
  const byName = (a: T, b: T) => names.compare(a.name, b.name);
  if (!most) return items.toSorted(byName);
  // Two without a value are equal: the difference of two infinities is no number.
  return items.toSorted((a, b) => sign * ((valueIn(a) ?? nothing) - (valueIn(b) ?? nothing)) || byName(a, b));
}

export const names = new Intl.Collator('en', { numeric: true });

type HeatMap = Extract<PanelData, { kind: 'heat-map' }>;

/** A row for each value of the label. Of buckets, which count those below them as well, each has what is its own. */
export function heatMap(label: string, series: readonly Series[]): HeatMap {
  const byRow = new Map(series.map(({ labels, points }) => [labels[label] ?? '', new Map(points)]));
  const buckets = label === 'le';
  const rows = [...byRow.keys()].toSorted(buckets ? (a, b) => boundOf(a) - boundOf(b) : names.compare);
  const times = [...new Set(series.flatMap(({ points }) => points.map(([at]) => at)))].toSorted((a, b) => a - b);
  const counts = rows.map((row) => times.map((at) => byRow.get(row)?.get(at) ?? 0));
  return { kind: 'heat-map', rows, times, cells: buckets ? counts.map((row, i) => beyond(row, counts[i - 1])) : counts };
}

/** Two buckets are not read at exactly one moment: a difference below nothing is nothing. */
function beyond(row: readonly number[], below: readonly number[] | undefined): readonly number[] {
  return row.map((count, column) => Math.max(0, count - (below?.[column] ?? 0)));
}

function boundOf(le: string): number {
  return le === '+Inf' ? Number.POSITIVE_INFINITY : Number(le);
}
