/** What a value means, in its colour and in a shape: a colour alone tells some people nothing. */
import { STATE_COLORS, type State, type Thresholds } from '../../dashboards/style.ts';
import { readable, type Theme } from '../theme.ts';
import { tag } from './svg.ts';

/** None where the panel has no thresholds, or there is no value. */
export function stateOf(value: number | undefined, thresholds: Thresholds | undefined): State | undefined {
  if (value === undefined || Number.isNaN(value) || !thresholds) return undefined;
  return thresholds.steps.findLast(({ from }) => value >= from)?.state ?? thresholds.base;
}

export function colorOf(state: State | undefined, theme: Theme): string {
  return state === undefined ? theme.text : readable(STATE_COLORS[state], theme);
}

/** What is neither good nor bad has no mark. */
export function isMarked(state: State | undefined): boolean {
  return state !== undefined && state !== 'neutral';
}

/** A disc is good, a triangle a warning, an octagon with a bar is critical. */
export function stateMark(x: number, y: number, size: number, state: State | undefined, theme: Theme): string {
  if (state === undefined || !isMarked(state)) return '';
  const fill = readable(STATE_COLORS[state], theme, 3);
  const r = size / 2;
  const label = tag('title', {}, state);
  if (state === 'good') return tag('circle', { cx: x, cy: y, r: r * 0.8, fill }, label);
  if (state === 'warning')
    return tag('path', { d: `M${x} ${y - r}L${x + r} ${y + r * 0.8}L${x - r} ${y + r * 0.8}Z`, fill }, label);
  const c = r * 0.41;
  const octagon = `M${x - c} ${y - r}h${2 * c}l${r - c} ${r - c}v${2 * c}l${c - r} ${r - c}h${-2 * c}l${c - r} ${c - r}v${-2 * c}Z`;
  const bar = tag('path', { d: `M${x - r * 0.55} ${y}h${r * 1.1}`, stroke: theme.panel, 'stroke-width': Math.max(1.2, size / 6) });
  return tag('g', {}, label, tag('path', { d: octagon, fill }), bar);
}
