/** How often what happened when: a shade for each row and moment. */
import type { HeatMapPanel } from '../../dashboards/panel.ts';
import type { PanelData } from '../data.ts';
import { timeTicks } from './axis.ts';
import { format } from './format.ts';
import { empty } from './message.ts';
import { markLines } from './overlay.ts';
import { AXIS_SIZE, type Plot, TICK_WIDTH } from './plot.ts';
import { type Box, type Look, moved, rounded, tag, text, widest } from './svg.ts';
import { fitted, textWidth } from './text.ts';

type Given = Extract<PanelData, { kind: 'heat-map' }>;

const BOTTOM = 20;
const KEY = 20;

export function drawHeatMap(panel: HeatMapPanel, { rows, times, cells }: Given, box: Box, look: Look): string {
  const most = cells.flat().reduce((high, value) => (value > high ? value : high), 0);
  const [first, last] = [times[0], times.at(-1)];
  if (rows.length === 0 || first === undefined || last === undefined) return empty(box, look);

  const names = rows.map((row) => nameOf(row, panel));
  const left = Math.min(Math.ceil(widest(names, AXIS_SIZE)) + 8, box.width * 0.35);
  const height = Math.max(20, box.height - BOTTOM - KEY - 6);
  const axis = { min: 0, max: rows.length, step: 1, ticks: [] };
  const plot: Plot = {
    left,
    top: 6,
    width: box.width - left - 10,
    height,
    from: look.from,
    to: look.to,
    axis,
    labels: [],
    times: [],
  };
  return [
    shades(plot, { rows, times, cells, kind: 'heat-map' }, most, look),
    rowNames(names, plot, look),
    timeAxis(plot, look),
    markLines(plot, look),
    moved(left, box.height - KEY + 4, key(most, box.width - left - 10, look)),
  ].join('');
}

function nameOf(row: string, { rows, unit }: HeatMapPanel): string {
  if (rows !== 'le') return row;
  return row === '+Inf' ? 'more' : `≤ ${format(Number(row), unit)}`;
}

/** One path for each shade: thousands of cells would be most of the picture's bytes. Next to each other in time, they are one. */
function shades(
  { left, top, width, height, from, to }: Plot,
  { rows, times, cells }: Given,
  most: number,
  { theme }: Look,
): string {
  const step = times.length > 1 ? ((times.at(-1) ?? 0) - (times[0] ?? 0)) / (times.length - 1) : to - from;
  const x = (at: number) => left + ((Math.max(from, Math.min(to, at)) - from) / (to - from)) * width;
  const rowHeight = height / rows.length;
  const paths = theme.shades.map(() => '');
  for (const [row, values] of cells.entries()) {
    const y = top + height - (row + 1) * rowHeight;
    let begin = 0;
    for (let column = 1; column <= times.length; column++) {
      const shade = shadeOf(values[begin] ?? 0, most, theme.shades.length);
      if (column < times.length && shadeOf(values[column] ?? 0, most, theme.shades.length) === shade && isNext(times, column, step))
        continue;
      // A cell counts what happened in the step that ends at its moment.
      const [start, end] = [x((times[begin] ?? 0) - step), x(times[column - 1] ?? 0)];
      if (shade !== undefined && end > start) {
        paths[shade] +=
          `M${rounded(start)} ${rounded(y + 0.5)}h${rounded(end - start)}v${rounded(rowHeight - 1)}h${rounded(start - end)}Z`;
      }
      begin = column;
    }
  }
  const back = tag('rect', { x: left, y: top, width, height, fill: theme.page });
  return back + paths.map((d, i) => (d === '' ? '' : tag('path', { d, fill: theme.shades[i] }))).join('');
}

function isNext(times: readonly number[], column: number, step: number): boolean {
  return (times[column] ?? 0) - (times[column - 1] ?? 0) <= step * 1.5;
}

/** By the root: a few are seen beside very many. None for nothing. */
function shadeOf(value: number, most: number, count: number): number | undefined {
  if (!(value > 0)) return undefined;
  return Math.min(count - 1, Math.floor(Math.sqrt(value / most) * count));
}

/** As many as have room, the highest among them. */
function rowNames(names: readonly string[], { left, top, height }: Plot, { theme }: Look): string {
  const rowHeight = height / names.length;
  const every = Math.max(1, Math.ceil(13 / rowHeight));
  return names
    .map((name, i) => {
      if ((names.length - 1 - i) % every !== 0) return '';
      const baseline = top + height - (i + 0.5) * rowHeight + 4;
      return text(left - 6, baseline, fitted(name, left - 8, AXIS_SIZE), { size: AXIS_SIZE, fill: theme.muted, anchor: 'end' });
    })
    .join('');
}

function timeAxis({ left, top, width, height, from, to }: Plot, { theme }: Look): string {
  return timeTicks(from, to, Math.floor(width / TICK_WIDTH))
    .map(({ at, label }) => {
      const x = left + ((at - from) / (to - from)) * width;
      const half = textWidth(label, AXIS_SIZE) / 2;
      // The last ones would leave the panel.
      const anchored = Math.max(left + half - 6, Math.min(left + width + 8 - half, x));
      const line = tag('path', { d: `M${rounded(x)} ${top + height}v4`, stroke: theme.border });
      return line + text(anchored, top + height + 16, label, { size: AXIS_SIZE, fill: theme.muted, anchor: 'middle' });
    })
    .join('');
}

/** What the shades mean: the first is nothing at all. */
function key(most: number, width: number, { theme }: Look): string {
  const label = `up to ${format(most, 'count')}`;
  const fills = [theme.page, ...theme.shades];
  const cell = Math.min(16, (width - textWidth(label, AXIS_SIZE) - 26) / fills.length);
  if (cell < 3) return '';
  const cells = fills.map((fill, i) => tag('rect', { x: 12 + i * cell, y: 3, width: cell, height: 9, fill })).join('');
  const style = { size: AXIS_SIZE, fill: theme.muted };
  return text(0, 12, '0', style) + cells + text(18 + fills.length * cell, 12, label, style);
}
