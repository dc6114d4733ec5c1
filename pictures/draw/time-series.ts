/** Values over time: lines, heaps, and bars of counts. */
import type { TimeSeriesPanel } from '../../dashboards/panel.ts';
import type { NamedSeries, Point } from '../data.ts';
import { mix } from '../theme.ts';
import { chart } from './chart.ts';
import { looksOf, type SeriesLook } from './colors.ts';
import { format } from './format.ts';
import { legendOf, singleLegend } from './legend.ts';
import { empty } from './message.ts';
import { markLines, thresholdLines } from './overlay.ts';
import { axesOption, type Extent, type Plot, plotOf } from './plot.ts';
import { runsOf, stacked } from './points.ts';
import { type Box, type Look, moved } from './svg.ts';

interface Given {
  readonly series: readonly NamedSeries[];
  readonly stepMs: number;
}

export function drawTimeSeries(panel: TimeSeriesPanel, given: Given, box: Box, look: Look): string {
  const series = given.series.filter(({ points }) => points.some(([, value]) => Number.isFinite(value)));
  if (series.length === 0) return empty(box, look);
  const looks = looksOf(series, panel.states, look.palette);
  const legend = legendFor(panel, series, looks, box);
  const values = series.flatMap(({ points }) => points.map(([, value]) => value));
  const plot = plotOf(
    extentOf(panel, series),
    {
      unit: panel.unit,
      thresholds: panel.thresholds,
      max: panel.max,
      ...timeOf(panel, series, look),
      fromZero: panel.style !== 'lines',
      whole: panel.unit === 'count' && values.every((value) => Number.isInteger(value)),
    },
    { width: box.width, height: box.height - legend.height - 4 },
  );
  const drawn = SERIES[panel.style](series, looks, given.stepMs, look);
  return [
    chart({ ...axesOption(plot, look), series: drawn }, { width: box.width, height: box.height - legend.height - 4 }, look.key),
    markLines(plot, look),
    thresholdLines(plot, panel.thresholds, panel.unit, look),
    moved(0, box.height - legend.height, legend.draw(look)),
  ].join('');
}

/** A panel with a time of its own shows what there is of it. */
function timeOf({ range }: TimeSeriesPanel, series: readonly NamedSeries[], look: Look): Pick<Plot, 'from' | 'to'> {
  if (!range) return { from: look.from, to: look.to };
  const times = series.flatMap(({ points }) => points.map(([at]) => at));
  const [from, to] = [least(times), greatest(times)];
  return from < to ? { from, to } : { from: to - range.ms, to };
}

function extentOf({ style }: TimeSeriesPanel, series: readonly NamedSeries[]): Extent {
  const values =
    style === 'lines'
      ? series.flatMap(({ points }) => points.map(([, value]) => value))
      : stacked(series).flatMap((heap) => heap.map(({ high }) => high));
  const finite = values.filter((value) => Number.isFinite(value));
  return { low: least(finite), high: greatest(finite) };
}

function legendFor(panel: TimeSeriesPanel, series: readonly NamedSeries[], looks: readonly SeriesLook[], box: Box) {
  // Of the lowest few, the lowest value is what they were chosen for.
  const lowest = panel.targets.some(({ most }) => most?.order === 'lowest');
  const entries = series.map(({ name, points }, i) => {
    const values = points.map(([, value]) => value);
    const numbers = [values.at(-1) ?? Number.NaN, lowest ? least(values) : greatest(values)];
    return { name, ...(looks[i] ?? { color: '' }), values: numbers.map((value) => format(value, panel.unit)) };
  });
  const columns = ['last', lowest ? 'min' : 'max'];
  const [only] = entries;
  return only && entries.length === 1 ? singleLegend(only, columns, box) : legendOf(entries, columns, box);
}

type Draw = (series: readonly NamedSeries[], looks: readonly SeriesLook[], stepMs: number, look: Look) => object[];

const SERIES: Readonly<Record<TimeSeriesPanel['style'], Draw>> = {
  lines: (series, looks, stepMs) => series.map(({ points }, i) => line(dots(points, stepMs), looks[i])),
  stacked: (series, looks, stepMs, { theme }) =>
    stacked(series)
      .map((heap, i) => {
        const { color = '' } = looks[i] ?? {};
        const points = heap.map(({ at, high }): Point => [at, high]);
        return {
          ...line(dots(points, stepMs), looks[i]),
          areaStyle: { color: mix(theme.panel, color, 0.45), opacity: 1, origin: 'start' },
        };
      })
      // The highest is behind: each hides what of it is not its own.
      .toReversed(),
  bars: (series, looks, stepMs) =>
    stacked(series).map((heap, i) => ({
      type: 'custom',
      silent: true,
      clip: true,
      encode: { x: [0, 1], y: [2, 3] },
      data: heap.filter(({ low, high }) => high > low).map(({ at, low, high }) => [at - stepMs, at, low, high]),
      renderItem: (_: unknown, api: Api) => {
        const [left, bottom] = api.coord([api.value(0), api.value(2)]);
        const [right, top] = api.coord([api.value(1), api.value(3)]);
        const gap = right - left > 4 ? 1 : 0;
        const shape = { x: left + gap / 2, y: top, width: right - left - gap, height: bottom - top };
        return { type: 'rect', shape, style: { fill: looks[i]?.color } };
      },
    })),
};

interface Api {
  value(dimension: number): number;
  coord(at: readonly [number, number]): [number, number];
}

function line(data: object[], { color, dash }: SeriesLook = { color: '' }): object {
  const lineStyle = { color, width: 1.6, ...(dash && { type: dash.split(' ').map(Number) }) };
  return { type: 'line', silent: true, symbol: 'none', data, lineStyle, itemStyle: { color } };
}

/** Points with nothing between runs of them; one that stands alone is a dot, or nobody would see it. */
function dots(points: readonly Point[], stepMs: number): object[] {
  return runsOf(points, stepMs).flatMap((run) => {
    const alone = run.length === 1 ? { symbol: 'circle', symbolSize: 4 } : {};
    const last = run.at(-1)?.[0] ?? 0;
    return [...run.map((value) => ({ value: [...value], ...alone })), { value: [last + 1, null] }];
  });
}

function least(values: readonly number[]): number {
  return values.reduce((low, value) => (value < low ? value : low), Number.POSITIVE_INFINITY);
}

function greatest(values: readonly number[]): number {
  return values.reduce((high, value) => (value > high ? value : high), Number.NEGATIVE_INFINITY);
}
