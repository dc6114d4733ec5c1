/** What is drawn upon a plot: threshold lines, and marks of what happened beside it. */
import { STATE_COLORS, type Thresholds } from '../../dashboards/style.ts';
import type { Unit } from '../../dashboards/units.ts';
import { readable } from '../theme.ts';
import { format } from './format.ts';
import { limitsOf } from './limits.ts';
import { AXIS_SIZE, type Plot, xOf, yOf } from './plot.ts';
import { escaped, type Look, rounded, tag, text } from './svg.ts';
import { fitted, textWidth } from './text.ts';

/** Lines of text closer than this are one blot. */
const TEXT_HEIGHT = 12;

/** Dashed, each with its value beside it; in words where a line is above the axis. */
export function thresholdLines(plot: Plot, thresholds: Thresholds | undefined, unit: Unit, { theme }: Look): string {
  const { left, top, width, height, axis } = plot;
  let lowest = top + height;
  let words = 0;
  return limitsOf(thresholds)
    .map(({ from, state, worse }) => {
      const fill = readable(STATE_COLORS[state], theme);
      if (from < axis.min) return '';
      if (from > axis.max) {
        const told = `${state} ${worse === 'above' ? 'from' : 'below'} ${format(from, unit)}`;
        return onPlot(left + width - 3, top + 11 + 13 * words++, fitted(told, width - 6, AXIS_SIZE), fill, theme.panel);
      }
      const y = yOf(from, plot);
      const stroke = readable(STATE_COLORS[state], theme, 3);
      const line = { d: `M${left} ${Math.round(y) + 0.5}h${width}`, stroke, 'stroke-width': 1.3, 'stroke-dasharray': '5 4' };
      // Lines rise: a value that would stand upon the one before moves up.
      const baseline = Math.max(top + 4, Math.min(lowest, y + 4));
      lowest = baseline - TEXT_HEIGHT;
      return (
        tag('path', { ...line, class: 'threshold' }) +
        text(left + width + 4, baseline, format(from, unit), { size: AXIS_SIZE, fill })
      );
    })
    .join('');
}

/** A text upon lines, with the panel's colour behind it. */
function onPlot(x: number, y: number, content: string, fill: string, behind: string): string {
  const width = textWidth(content, AXIS_SIZE) + 4;
  const back = tag('rect', { x: x - width + 2, y: y - 9, width, height: TEXT_HEIGHT, fill: behind, 'fill-opacity': 0.85 });
  return back + text(x, y, content, { size: AXIS_SIZE, fill, anchor: 'end' });
}

/** A line where each begins, as a deployment does, with a flag that says its text to whoever points at it. */
export function markLines(plot: Plot, { theme, marks }: Look): string {
  const { left, top, width, height, from, to } = plot;
  const fill = readable(STATE_COLORS.neutral, theme, 3);
  let before = Number.NEGATIVE_INFINITY;
  return marks
    .filter((mark) => mark.from >= from && mark.from <= to)
    .map((mark) => {
      const x = Math.min(left + width, xOf(mark.from, plot));
      // Processes of one deployment start together.
      if (x - before < 3) return '';
      before = x;
      const line = tag('path', {
        d: `M${rounded(x)} ${top}v${height}`,
        stroke: fill,
        'stroke-width': 1,
        'stroke-dasharray': '2 3',
      });
      const flag = tag('path', { d: `M${rounded(x - 4)} ${top - 6}h8l-4 7Z`, fill });
      return tag('g', { class: 'mark' }, tag('title', {}, escaped(mark.text)), line, flag);
    })
    .join('');
}
