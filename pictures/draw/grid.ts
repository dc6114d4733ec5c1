/** A table of texts: whatever has rows and columns is written with it. */
import type { State } from '../../dashboards/style.ts';
import { colorOf, isMarked, stateMark } from './state.ts';
import { type Box, type Look, tag, text, widest } from './svg.ts';

export interface Cell {
  readonly text: string;
  readonly state?: State | undefined;
}

export interface GridColumn {
  readonly title: string;
  /** Numbers stand at the right, below one another. */
  readonly align: 'left' | 'right';
}

const SIZE = 12;
const ROW = 22;
const MARK = 14;
const GAP = 14;
/** No column is made narrower than this for the sake of others. */
const LEAST = 44;

export function drawGrid(columns: readonly GridColumn[], rows: readonly (readonly Cell[])[], box: Box, { theme }: Look): string {
  const room = Math.max(1, Math.floor(box.height / ROW) - 1);
  const shown = rows.slice(0, rows.length > room ? Math.max(1, room - 1) : rows.length);
  const hidden = rows.length - shown.length;
  const widths = widthsOf(
    columns.map(({ title }, i) =>
      Math.max(
        widest([title], SIZE - 1, true),
        ...shown.map((row) => widest([row[i]?.text ?? ''], SIZE, hasMark(row[i])) + (hasMark(row[i]) ? MARK : 0)),
      ),
    ),
    columns,
    box.width - GAP * (columns.length - 1),
  );
  const lefts = widths.map((_, i) => widths.slice(0, i).reduce((sum, width) => sum + width + GAP, 0));
  const header = columns.map(({ title, align }, i) => {
    const [left = 0, width = 0] = [lefts[i], widths[i]];
    const style = { size: SIZE - 1, fill: theme.muted, bold: true, width };
    return align === 'right' ? text(left + width, 14, title, { ...style, anchor: 'end' }) : text(left, 14, title, style);
  });
  const rule = (y: number) => tag('path', { d: `M0 ${y}h${box.width}`, stroke: theme.grid });
  const body = shown.map((row, r) => {
    const baseline = (r + 1) * ROW + 15;
    const cells = columns.map(({ align }, i) => {
      const [left = 0, width = 0, cell = { text: '' }] = [lefts[i], widths[i], row[i]];
      const marked = hasMark(cell) ? MARK : 0;
      const style = { size: SIZE, fill: colorOf(cell.state, theme), bold: marked > 0, width: width - marked };
      if (align === 'left')
        return stateMark(left + 5, baseline - 4, 10, cell.state, theme) + text(left + marked, baseline, cell.text, style);
      const used = Math.min(widest([cell.text], SIZE, marked > 0), width - marked);
      return (
        stateMark(left + width - used - MARK + 5, baseline - 4, 10, cell.state, theme) +
        text(left + width, baseline, cell.text, { ...style, anchor: 'end' })
      );
    });
    return rule((r + 1) * ROW + 0.5) + cells.join('');
  });
  const more = hidden > 0 ? text(0, (shown.length + 1) * ROW + 15, `and ${hidden} more`, { size: SIZE, fill: theme.muted }) : '';
  return [...header, ...body, more].join('');
}

function hasMark(cell: Cell | undefined): boolean {
  return isMarked(cell?.state);
}

/** What each needs; where that is too much, the widest texts give way; where it is less, the space is shared. */
function widthsOf(needed: readonly number[], columns: readonly GridColumn[], room: number): readonly number[] {
  const sum = needed.reduce((total, width) => total + width, 0);
  if (sum <= room) {
    // Numbers stay with their neighbours: texts take most of what is left.
    const weights = columns.map(({ align }) => (align === 'left' ? 2 : 1));
    const total = weights.reduce((all, weight) => all + weight, 0);
    return needed.map((width, i) => width + ((room - sum) * (weights[i] ?? 1)) / total);
  }
  let [low, high] = [0, Math.max(...needed)];
  for (let i = 0; i < 30; i++) {
    const cap = (low + high) / 2;
    if (needed.reduce((total, width) => total + Math.min(width, cap), 0) > room) high = cap;
    else low = cap;
  }
  return needed.map((width) => Math.min(width, Math.max(low, Math.min(LEAST, room / needed.length))));
}
