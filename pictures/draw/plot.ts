/** Where the axes of a plot are, and what they say. */
import type { Thresholds } from '../../dashboards/style.ts';
import type { Unit } from '../../dashboards/units.ts';
import { type Axis, type TimeTick, timeTicks, valueAxis } from './axis.ts';
import { format, formatTicks } from './format.ts';
import { limitsOf } from './limits.ts';
import { type Box, type Look, widest } from './svg.ts';

export const AXIS_SIZE = 11;
const X_AXIS = 20;
/** A time's name, and the space to the next one. */
export const TICK_WIDTH = 52;
const TICK_HEIGHT = 34;
/** A line that is further above the data than this would press them flat: it is told in words. */
const FAR = 5;
/** Half of a time's name, which stands below the axis' very end. */
const RIGHT = 18;

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
