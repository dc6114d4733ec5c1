/** Bars side by side: one on each line, with its name before and its value behind it. */
import type { BarGaugePanel } from '../../dashboards/panel.ts';
import { STATE_COLORS } from '../../dashboards/style.ts';
import type { NamedValue } from '../data.ts';
import { format } from './format.ts';
import { empty } from './message.ts';
import { colorOf, stateMark, stateOf } from './state.ts';
import { type Box, type Look, tag, text, widest } from './svg.ts';

const SIZE = 12;
const LOWEST = 20;
const HIGHEST = 34;
/** Few bars share the panel's height, up to so much each. */
const TALLEST = 64;
const MARK = 14;
/** Share of the width: bars are to be compared. */
const MOST_FOR_NAMES = 0.42;

export function drawBarGauge(panel: BarGaugePanel, values: readonly NamedValue[], box: Box, look: Look): string {
  if (values.length === 0) return empty(box, look);
  const natural = widest(
    values.map(({ name }) => name),
    SIZE,
  );
  // Long names stand above their bars where there is room for it.
  const above = natural > box.width * MOST_FOR_NAMES && box.height / values.length >= HIGHEST;
  const least = above ? HIGHEST : LOWEST;
  const room = Math.max(1, Math.floor(box.height / least));
  const shown = values.slice(0, values.length > room ? room - 1 : values.length);
  const hidden = values.length - shown.length;
  const row = Math.min(TALLEST, box.height / (shown.length + (hidden > 0 ? 1 : 0)));

  const names = above ? 0 : Math.min(natural + 4, box.width * MOST_FOR_NAMES) + 6;
  const marked = panel.thresholds !== undefined ? MARK : 0;
  const texts = shown.map(({ value }) => format(value, panel.unit));
  const track = { left: names, width: Math.max(10, box.width - names - widest(texts, SIZE, true) - marked - 12) };
  const scale = scaleOf(panel, shown, track);
  const rows = shown.map((value, i) => {
    const style = above ? { size: SIZE, width: box.width } : { size: SIZE, anchor: 'end' as const, width: names - 6 };
    const name = text(above ? 0 : names - 6, i * row + (above ? 12 : row / 2 + 4), value.name, { ...style, fill: look.theme.text });
    const middle = i * row + (above ? 15 + (row - 15) / 2 : row / 2);
    return (
      name + drawBar(panel, value, { middle, thickness: Math.min(28, above ? row - 22 : row * 0.6), right: box.width }, scale, look)
    );
  });
  if (hidden > 0)
    rows.push(text(names, shown.length * row + row / 2 + 4, `and ${hidden} more`, { size: SIZE, fill: look.theme.muted }));
  return rows.join('');
}

interface Scale {
  readonly left: number;
  readonly width: number;
  /** Whether some bars go to the left. */
  readonly signed: boolean;
  readonly x: (value: number) => number;
}

function scaleOf({ max }: BarGaugePanel, values: readonly NamedValue[], { left, width }: Pick<Scale, 'left' | 'width'>): Scale {
  const finite = values.map(({ value }) => value).filter((value) => Number.isFinite(value));
  const low = Math.min(0, ...finite);
  const high = max ?? Math.max(0, ...finite);
  const share = (value: number) => (high === low ? 0 : (Math.max(low, Math.min(high, value)) - low) / (high - low));
  return { left, width, signed: low < 0, x: (value) => left + share(value) * width };
}

interface Line {
  readonly middle: number;
  readonly thickness: number;
  readonly right: number;
}

function drawBar(
  { unit, thresholds }: BarGaugePanel,
  { value }: NamedValue,
  { middle, thickness, right }: Line,
  { left, width, signed, x }: Scale,
  { theme }: Look,
): string {
  const state = stateOf(value, thresholds);
  const [from, to] = [Math.min(x(0), x(value)), Math.max(x(0), x(value))];
  const bar = { y: middle - thickness / 2, height: thickness, rx: 2 };
  const zero = { d: `M${x(0)} ${middle - thickness / 2 - 2}v${thickness + 4}`, stroke: theme.muted, 'stroke-width': 1 };
  return [
    tag('rect', { x: left, width, ...bar, fill: theme.grid }),
    // Of nothing at all there is no bar, of very little a thin one.
    value === 0 || Number.isNaN(value)
      ? ''
      : tag('rect', { x: from, width: Math.max(to - from, 1), ...bar, fill: STATE_COLORS[state ?? 'neutral'] }),
    signed ? tag('path', zero) : '',
    stateMark(left + width + 6 + MARK / 2, middle, 9, state, theme),
    text(right, middle + 4, format(value, unit), { size: SIZE, fill: colorOf(state, theme), bold: true, anchor: 'end' }),
  ].join('');
}
