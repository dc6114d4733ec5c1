/** The queries of a table, put side by side by their labels. */
import type { TablePanel } from '../../dashboards/panel.ts';
import type { TableRow } from '../data.ts';
import type { Series } from './prometheus.ts';

/** @param columns what each column's query answered, in the panel's order */
export function tableRows(
  { by, most }: Pick<TablePanel, 'by' | 'most'>,
  columns: readonly (readonly Series[])[],
): readonly TableRow[] {
  const keyOf = ({ labels }: Series) => JSON.stringify(by.map((label) => labels[label] ?? ''));
  const [rows = [], ...others] = columns.map(
    (series) =>
      new Map(series.flatMap((one) => (one.points[0] === undefined ? [] : [[keyOf(one), { ...one, value: one.points[0][1] }]]))),
  );
  const sign = most.order === 'highest' ? -1 : 1;
  return [...rows]
    .toSorted(([, a], [, b]) => sign * (a.value - b.value))
    .slice(0, most.k)
    .map(([key, { labels, value }]) => ({
      labels: Object.fromEntries(by.map((label) => [label, labels[label] ?? ''])),
      values: [value, ...others.map((column) => column.get(key)?.value)],
    }));
}
