/** Axes, threshold lines and marks of everything that has a time axis. */
import type { Thresholds } from '../../dashboards/style.ts';
import { STATE_COLORS, type State } from '../../dashboards/style.ts';
import type { Unit } from '../../dashboards/units.ts';
import { readable } from '../theme.ts';
import { type Axis, type TimeTick, timeTicks, valueAxis } from './axis.ts';
import { format, formatTicks } from './format.ts';
import { type Box, escaped, type Look, rounded, tag, text, widest } from './svg.ts';
import { fitted, textWidth } from './text.ts';

export const AXIS_SIZE = 11;
const X_AXIS = 20;
/** A time's name, and the space to the next one. */
export const TICK_WIDTH = 52;
const TICK_HEIGHT = 34;
/** A line that is further above the data than this would press them flat: it is told in words. */
const FAR = 5;
/** Half of a time's name, which stands below the axis' very end. */
const RIGHT = 18;
/** Lines of text closer than this are one blot. */
const TEXT_HEIGHT = 12;

export interface Plot {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
  readonly from: number;
  readonly to: number;
  readonly axis: Axis;
  readonly labels: readonly string[];
  readonly times: readonly TimeTick[];
}

export interface Extent {
  readonly low: number;
  readonly high: number;
}

export interface PlotOptions {
  readonly unit: Unit;
  readonly thresholds?: Thresholds | undefined;
  readonly max?: number | undefined;
  readonly from: number;
  readonly to: number;
  /** Heights begin at zero: of bars and heaps always. */
  readonly fromZero: boolean;
  /** Only whole values: no line between 0 and 1. */
  readonly whole: boolean;
}

export function plotOf(extent: Extent, options: PlotOptions, { width, height }: Box): Plot {
  const top = 8;
  const inner = Math.floor(height - top - X_AXIS);
  const axis = axisOf(extent, options, Math.max(2, Math.floor(inner / TICK_HEIGHT)));
  const labels = formatTicks(axis.ticks, options.unit);
  const left = Math.ceil(widest(labels, AXIS_SIZE)) + 8;
  // The values of threshold lines stand beside the plot: upon it they would hide what it shows.
  const lines = limitsOf(options.thresholds).filter(({ from }) => from >= axis.min && from <= axis.max);
  const right = Math.max(
    RIGHT,
    Math.ceil(
      widest(
        lines.map(({ from }) => format(from, options.unit)),
        AXIS_SIZE,
      ),
    ) + 6,
  );
  const plotWidth = Math.max(20, Math.floor(width - left - right));
  const times = timeTicks(options.from, options.to, Math.floor(plotWidth / TICK_WIDTH));
  return { left, top, width: plotWidth, height: inner, from: options.from, to: options.to, axis, labels, times };
}

function axisOf({ low, high }: Extent, { unit, thresholds, max, fromZero, whole }: PlotOptions, most: number): Axis {
  const near = (thresholds?.steps ?? []).map(({ from }) => from).filter((from) => from <= high * FAR || high <= 0);
  const top = Math.max(high, ...near.filter((from) => from > 0));
  // What is always close to its most, as a share of good requests is, is read from its neighbourhood.
  const close = !fromZero && unit === 'ratio' && low > 0.9 && high <= 1;
  const bottom = close ? Math.min(low, ...near.filter((from) => from > 0.9)) : Math.min(0, low);
  if (close) return valueAxis(low === 1 ? 0.99 : bottom, 1, unit, most, 1);
  const least = unit === 'ratio' ? 0.01 : 1;
  // What is above the greatest value that there should be, must be seen all the more.
  const end = max !== undefined && top <= max ? max : undefined;
  const reach = end ?? (top > 0 || bottom < 0 ? Math.max(0, top) : least);
  const axis = valueAxis(bottom, reach, unit, most, end);
  return whole && axis.step < 1 ? valueAxis(bottom, Math.max(1, Math.ceil(reach)), unit, 1, end) : axis;
}

/** The part of ECharts' option that both axes are. */
export function axesOption({ left, top, width, height, from, to, axis, labels, times }: Plot, { theme }: Look) {
  const label = { color: theme.muted, fontSize: AXIS_SIZE };
  const nameOf = new Map(times.map(({ at, label: name }) => [at, name]));
  const at = times.map((time) => time.at);
  return {
    grid: { left, top, width, height, containLabel: false, outerBoundsMode: 'none' as const },
    xAxis: {
      type: 'value' as const,
      min: from,
      max: to,
      axisLine: { show: true, onZero: false, lineStyle: { color: theme.border } },
      axisTick: { show: true, length: 4, customValues: at, lineStyle: { color: theme.border } },
      splitLine: { show: false },
      axisLabel: { ...label, customValues: at, formatter: (time: number) => nameOf.get(time) ?? '', hideOverlap: true, margin: 7 },
    },
    yAxis: {
      type: 'value' as const,
      min: axis.min,
      max: axis.max,
      interval: axis.step,
      axisLine: { show: false },
      axisTick: { show: false },
      splitLine: { show: true, lineStyle: { color: theme.grid } },
      axisLabel: {
        ...label,
        customValues: [...axis.ticks],
        formatter: (value: number) => labels[Math.round((value - axis.min) / axis.step)] ?? '',
        margin: 6,
      },
    },
  };
}

export function yOf(value: number, { top, height, axis }: Plot): number {
  return top + ((axis.max - value) / (axis.max - axis.min)) * height;
}

export function xOf(at: number, { left, width, from, to }: Plot): number {
  return left + ((at - from) / (to - from)) * width;
}

interface Limit {
  readonly from: number;
  /** The worse of both sides: what the line warns of. */
  readonly state: State;
  readonly worse: 'above' | 'below';
}

const BADNESS: Readonly<Record<State, number>> = { good: 0, neutral: 0, warning: 1, critical: 2 };

function limitsOf(thresholds: Thresholds | undefined): readonly Limit[] {
  return (thresholds?.steps ?? []).map(({ from, state }, i, steps) => {
    const below = steps[i - 1]?.state ?? thresholds?.base ?? state;
    return BADNESS[below] > BADNESS[state] ? { from, state: below, worse: 'below' } : { from, state, worse: 'above' };
  });
}

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
