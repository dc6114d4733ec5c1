/** The tour's result, for people and for machines. */
import type { Row } from './timeline.ts';

const HEADINGS = ['incident', 'alert', 'seconds', 'channel', 'resolved', ''] as const;

export interface TourResult {
  /** Whether every row is right. */
  readonly right: boolean;
  readonly rows: readonly Row[];
}

export function resultOf(rows: readonly Row[]): TourResult {
  return { right: rows.every(({ problems }) => problems.length === 0), rows };
}

/** The table as lines; what is wrong with a row stands below it. */
export function tableLines({ rows, right }: TourResult): readonly string[] {
  const cells = rows.map(({ incident, alert, seconds, channel, resolved, problems }) => [
    incident,
    alert,
    seconds?.toFixed(1) ?? '-',
    channel || '-',
    channel ? resolved : '-',
    problems.length === 0 ? 'right' : 'WRONG',
  ]);
  const widths = HEADINGS.map((heading, i) => Math.max(heading.length, ...cells.map((row) => row[i]?.length ?? 0)));
  const line = (row: readonly string[]) =>
    row
      .map((cell, i) => (i === 2 ? cell.padStart(widths[i] ?? 0) : cell.padEnd(widths[i] ?? 0)))
      .join('  ')
      .trimEnd();
  return [
    line(HEADINGS),
    line(widths.map((width) => '-'.repeat(width))),
    ...rows.flatMap(({ problems }, i) => [line(cells[i] ?? []), ...problems.map((problem) => `    ${problem}`)]),
    right ? 'Every row is right.' : 'Not every row is right.',
  ];
}
