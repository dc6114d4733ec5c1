/** One number for each series, as large as its place takes. */
import type { StatPanel } from '../../dashboards/panel.ts';
import type { State } from '../../dashboards/style.ts';
import type { NamedValue, Point } from '../data.ts';
import { mix } from '../theme.ts';
import { format } from './format.ts';
import { empty } from './message.ts';
import { colorOf, isMarked, stateMark, stateOf } from './state.ts';
import { type Box, type Look, moved, tag, text } from './svg.ts';
import { textWidth } from './text.ts';

const NARROWEST = 96;
const LOWEST = 44;
const GREATEST_SIZE = 34;

export function drawStat(panel: StatPanel, values: readonly NamedValue[], box: Box, look: Look): string {
  if (values.length === 0) return empty(box, look, panel.empty);
  const { columns, rows } = gridOf(values.length, box);
  const cell = { width: box.width / columns, height: box.height / rows };
  const room = columns * rows;
  const shown = values.length > room ? room - 1 : values.length;
  const parts = values.slice(0, shown).map((value) => partOf(panel, value, values.length > 1, cell));
  // Of one size, or the shortest number would look like the most important one.
  const size = Math.min(...parts.map((part) => part.size));
  const cells = parts.map((part, i) => {
    const at = [(i % columns) * cell.width, Math.floor(i / columns) * cell.height] as const;
    return moved(...at, drawPart({ ...part, size }, cell, look));
  });
  if (shown < values.length) {
    const [x, y] = [(columns - 0.5) * cell.width, (rows - 0.5) * cell.height + 4];
    const style = { size: 12, fill: look.theme.muted, anchor: 'middle', width: cell.width } as const;
    cells.push(text(x, y, `and ${values.length - shown} more`, style));
  }
  return cells.join('');
}

/** Side by side as long as each is wide enough, then below one another. */
function gridOf(count: number, { width, height }: Box): { columns: number; rows: number } {
  const columns = Math.max(1, Math.min(count, Math.floor(width / NARROWEST)));
  const rows = Math.max(1, Math.min(Math.ceil(count / columns), Math.floor(height / LOWEST)));
  return { columns: Math.min(columns, Math.ceil(count / rows)), rows };
}

interface Part {
  /** Above the number, where there are several. */
  readonly name: string | undefined;
  readonly shown: string;
  readonly state: State | undefined;
  readonly course: readonly Point[];
  readonly courseHeight: number;
  /** The greatest that fits. */
  readonly size: number;
}

const NAME = 15;

function partOf(panel: StatPanel, value: NamedValue, named: boolean, { width, height }: Box): Part {
  const state = stateOf(value.value, panel.thresholds);
  const shown = format(value.value, panel.unit);
  const course = panel.course ? (value.course ?? []) : [];
  const courseHeight = course.length > 1 && height > 56 ? Math.min(height * 0.35, 40) : 0;
  let size = Math.min(GREATEST_SIZE, Math.max(12, (height - courseHeight - (named ? NAME : 0)) * 0.62));
  while (size > 10 && textWidth(shown, size, true) + markWidth(state, size) > width - 10) size--;
  return { name: named ? value.name : undefined, shown, state, course, courseHeight, size };
}

/** A mark is half as wide as the number is high, and stands before it. */
function markWidth(state: State | undefined, size: number): number {
  return isMarked(state) ? size * 0.75 : 0;
}

function drawPart({ name, shown, state, course, courseHeight, size }: Part, { width, height }: Box, look: Look): string {
  const { theme } = look;
  const fill = colorOf(state, theme);
  const inner = width - 10;
  const mark = markWidth(state, size);
  const left = Math.max(5, (width - textWidth(shown, size, true) - mark) / 2);
  const above = name === undefined ? 0 : NAME;
  const baseline = above + (height - courseHeight - above) / 2 + size * 0.35;
  const box = { width: width - 4, height: courseHeight - 2 };
  return [
    courseHeight > 0 ? moved(2, height - courseHeight, drawCourse(course, box, fill, look)) : '',
    name === undefined ? '' : text(width / 2, 11, name, { size: 11, fill: theme.muted, anchor: 'middle', width: inner }),
    stateMark(left + size * 0.25, baseline - size * 0.35, size * 0.5, state, theme),
    text(left + mark, baseline, shown, { size, fill, bold: true, width: inner - mark }),
  ].join('');
}

/** The shape of it alone: its numbers are where its panel over time is. */
function drawCourse(points: readonly Point[], { width, height }: Box, color: string, { theme }: Look): string {
  const finite = points.filter(([, value]) => Number.isFinite(value));
  const [first, last] = [finite[0], finite.at(-1)];
  if (!first || !last || last[0] === first[0]) return '';
  const values = finite.map(([, value]) => value);
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const x = (at: number) => ((at - first[0]) / (last[0] - first[0])) * width;
  const y = (value: number) => (high === low ? height / 2 : height - ((value - low) / (high - low)) * (height - 2));
  const path = finite.map(([at, value]) => `${x(at).toFixed(1)} ${y(value).toFixed(1)}`).join('L');
  const area = tag('path', { d: `M${path}L${width.toFixed(1)} ${height}L0 ${height}Z`, fill: mix(theme.panel, color, 0.14) });
  return tag(
    'g',
    { class: 'course' },
    area,
    tag('path', { d: `M${path}`, fill: 'none', stroke: mix(theme.panel, color, 0.6), 'stroke-width': 1.3 }),
  );
}
