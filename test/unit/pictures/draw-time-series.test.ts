import { describe, expect, it } from 'vitest';
import type { Panel, TimeSeriesPanel } from '../../../dashboards/panel.ts';
import { series as target } from '../../../dashboards/panel.ts';
import { SERIES_COLORS, STATE_COLORS } from '../../../dashboards/style.ts';
import type { NamedSeries, PanelData } from '../../../pictures/data.ts';
import { drawPanel } from '../../../pictures/draw/panel.ts';
import { readable, THEMES } from '../../../pictures/theme.ts';
import { duration } from '../../../telemetry/contract/index.ts';
import { recorded } from '../../../telemetry/query/index.ts';
import { clashesOf, read } from './drawn.ts';
import { CLINICS, course, ERRORS, FROM, named, STEP, TO } from './samples.ts';

const PLACE = { width: 480, height: 296, theme: 'light', from: FROM, to: TO, marks: [] } as const;
const about = { id: 'p', title: 'Requests', description: 'How many.' };
const targets = [target(recorded('tenant:request_rate:rate5m'), '{{tenant}}')];
const lines: TimeSeriesPanel = { kind: 'time-series', ...about, unit: 'ratio', style: 'lines', targets };

const drawn = (panel: Panel, data: PanelData | undefined, place: Partial<Parameters<typeof drawPanel>[2]> = {}) =>
  read(drawPanel(panel, data, { ...PLACE, ...place }));
const contents = (...given: Parameters<typeof drawn>) => drawn(...given).texts.map(({ content }) => content);
const over = (series: readonly NamedSeries[], stepMs = STEP): PanelData => ({ kind: 'series', series, stepMs });
const values = (...list: readonly (readonly [string, number])[]): PanelData => ({
  kind: 'values',
  values: list.map(([name, value]) => ({ name, labels: {}, value })),
});
const flat = (value: number) => course(value, 0);
const strokes = (panel: Panel, data: PanelData) =>
  drawn(panel, data)
    .shapes.filter(({ name, attributes }) => name === 'path' && attributes['stroke-width'] === '1.6')
    .map(({ attributes }) => attributes.stroke);

describe('a time series', () => {
  it('draws an alert line where the axis has its value, with the value beside it', () => {
    const thresholds = {
      base: 'good',
      steps: [
        { from: 0.015, state: 'warning' },
        { from: 0.045, state: 'critical' },
      ],
    } as const;
    const { texts, shapes } = drawn({ ...lines, thresholds }, over([named('clinic-01', flat(0.04))]));
    const middle = (content: string) => {
      const { top = 0, bottom = 0 } = texts.find((text) => text.content === content) ?? {};
      return (top + bottom) / 2;
    };
    const onAxis = (value: number) => middle('0 %') - ((middle('0 %') - middle('4 %')) * value) / 0.04;
    const top = shapes.find(({ attributes }) => attributes.overflow === 'hidden')?.y ?? 0;
    const heights = shapes
      .filter(({ attributes }) => attributes.class === 'threshold')
      .map(({ attributes }) => top + Number(/^M\S+ (\S+)h/.exec(attributes.d ?? '')?.[1]));
    expect(heights).toHaveLength(2);
    for (const [i, [value, name]] of (
      [
        [0.015, '1.5 %'],
        [0.045, '4.5 %'],
      ] as const
    ).entries()) {
      expect(Math.abs((heights[i] ?? 0) - onAxis(value))).toBeLessThan(1.5);
      expect(Math.abs((heights[i] ?? 0) - middle(name))).toBeLessThan(3);
    }
  });

  it('keeps the values of two lines apart that are close to each other', () => {
    const thresholds = {
      base: 'good',
      steps: [
        { from: 0.04, state: 'warning' },
        { from: 0.042, state: 'critical' },
      ],
    } as const;
    const { texts } = drawn({ ...lines, thresholds }, over([named('clinic-01', flat(0.09))]));
    const [one, other] = texts.filter(({ content, fill }) => ['4 %', '4.2 %'].includes(content) && fill !== THEMES.light.muted);
    expect([one?.content, other?.content]).toEqual(['4 %', '4.2 %']);
    expect(other?.bottom).toBeLessThan(one?.top ?? 0);
  });

  it('says in words where an alert line is far above what it shows, and keeps its scale', () => {
    const found = contents({ ...lines, thresholds: ERRORS }, over([named('clinic-01', flat(0.001))]));
    expect(found).toContain('warning from 1 %');
    expect(found).toContain('critical from 5 %');
    expect(found).toContain('0.1 %');
    const narrow = drawn({ ...lines, thresholds: ERRORS }, over([named('clinic-01', flat(0.001))]), { width: 150 });
    expect(clashesOf(narrow.texts)).toEqual([]);
  });

  it('draws a limit in the colour of its worse side', () => {
    const thresholds = { base: 'critical', steps: [{ from: 0.999, state: 'good' }] } as const;
    const { shapes } = drawn({ ...lines, max: 1, thresholds }, over([named('all', flat(0.9995))]));
    const limit = shapes.find(({ attributes }) => attributes.class === 'threshold');
    expect(limit?.attributes.stroke).toBe(readable(STATE_COLORS.critical, THEMES.light, 3));
  });

  it('has a gap where values are missing, and a dot where one stands alone', () => {
    const HOUR = 3_600_000;
    const points = flat(0.02).filter(([at]) => at < FROM + HOUR || at > FROM + 2 * HOUR);
    const whole = drawn(lines, over([named('a', flat(0.02))]));
    const gap = drawn(lines, over([named('a', [...points.slice(0, -1).filter(([at]) => at < TO - HOUR), [TO, 0.02]])]));
    const movesOf = ({ shapes }: typeof whole) =>
      shapes.find(({ attributes }) => attributes['stroke-width'] === '1.6')?.attributes.d?.match(/M/g)?.length;
    const dotsOf = ({ shapes }: typeof whole) =>
      shapes.filter(({ attributes }) => attributes.fill === SERIES_COLORS[0] && attributes.transform?.startsWith('matrix')).length;
    expect([movesOf(whole), dotsOf(whole)]).toEqual([1, 0]);
    // Two lines, and the point that stands alone.
    expect([movesOf(gap), dotsOf(gap)]).toEqual([3, 1]);
  });

  it('names each line with its last and greatest value; the lowest few with the least one', () => {
    const two = over([named('clinic-01', [...flat(0.02).slice(1), [TO + 1, 0.01]]), named('clinic-02', flat(0.03))]);
    expect(contents(lines, two)).toEqual(expect.arrayContaining(['last', 'max', 'clinic-01', '1 %', '2 %', 'clinic-02', '3 %']));
    const query = recorded('tenant:request_rate:rate5m');
    const lowest = { ...lines, targets: [{ query, legend: '{{tenant}}', most: { k: 10, order: 'lowest' } }] } as const;
    expect(contents(lowest, two)).toContain('min');
    expect(contents(lowest, two)).not.toContain('max');
    expect(contents(lines, over([named('clinic-01', flat(0.02))]))).toContain('last 2 %, max 2 %');
  });

  it('has no more names below than leave the plot room, and counts the others', () => {
    const many = over(CLINICS.map((name) => named(name, flat(0.02))));
    const found = contents(lines, many, { width: 240, height: 220 });
    const shown = found.filter((content) => content.startsWith('clinic-')).length;
    expect(shown).toBe(5);
    expect(found).toContain('and 7 more');
    expect(contents(lines, many, { width: 900 }).filter((content) => content.startsWith('clinic-'))).toHaveLength(12);
  });

  it('gives each line a look of its own, by state where its name has one', () => {
    const panel = { ...lines, states: [{ name: '^failure', state: 'critical' }] } as const;
    const found = strokes(panel, over([named('success', flat(0.01)), named('failure', flat(0.02)), named('other', flat(0.03))]));
    expect(found).toEqual([SERIES_COLORS[0], STATE_COLORS.critical, SERIES_COLORS[1]]);
  });

  it('shows the time that its points are of where it has one of its own', () => {
    const month = Array.from({ length: 30 }, (_, i) => [TO - (29 - i) * 86_400_000, 100] as const);
    const found = contents({ ...lines, unit: 'money', range: duration('30d') }, over([named('EUR', month)], 86_400_000));
    expect(found).toContain('11 Feb');
    expect(found).not.toContain('10:00');
  });

  it('stacks bars, each over the interval that it counts', () => {
    const bars = { ...lines, unit: 'count', style: 'bars' } as const;
    const INTERVAL = 3_600_000;
    const counts = [1, 2, 3].map((hour) => [FROM + hour * INTERVAL, 4] as const);
    const { shapes, texts } = drawn(bars, over([named('a', counts), named('b', counts)], INTERVAL));
    const rects = shapes.filter(
      ({ name, attributes }) => name === 'path' && [SERIES_COLORS[0], SERIES_COLORS[1]].includes(attributes.fill as never),
    );
    const corners = rects.map(
      ({ attributes }) =>
        /^M([\d.]+) ([\d.]+)l([\d.]+)/
          .exec(attributes.d ?? '')
          ?.slice(1)
          .map(Number) as [number, number, number],
    );
    expect(corners).toHaveLength(6);
    const [first = [0, 0, 0], second = [0, 0, 0], , upper = [0, 0, 0]] = corners;
    const { left = 0, right = 0 } = texts.find(({ content }) => content === '08:00') ?? {};
    // The count at 9 is of the hour from 8 on.
    expect(Math.abs((rects[0]?.x ?? 0) + first[0] - (left + right) / 2)).toBeLessThan(1.5);
    expect(second[0] - first[0]).toBeCloseTo(first[2] + 1, 0);
    expect(upper[0]).toBe(first[0]);
    expect(upper[1]).toBeLessThan(first[1]);
  });

  it('marks a deployment where it was, once for processes that start together', () => {
    const marks = [0, 1_000, 7_200_000].map((after) => ({ from: FROM + after, to: FROM + after + 60_000, text: 'api <1.4>' }));
    const svg = drawPanel(lines, over([named('a', flat(0.02))]), { ...PLACE, marks });
    expect(svg.match(/class="mark"/g)).toHaveLength(2);
    expect(svg).toContain('<title>api &lt;1.4&gt;</title>');
  });

  it('says so where there is nothing, or the query failed', () => {
    expect(contents(lines, over([]))).toContain('No data in this time');
    expect(contents(lines, over([named('a', [[FROM, Number.NaN]])]))).toContain('No data in this time');
    expect(contents(lines, undefined)).toContain('No data in this time');
    expect(contents(lines, { kind: 'failed', message: 'Nobody answers.' })).toContain('Nobody answers.');
    expect(contents(lines, values(['a', 1])).join(' ')).toContain('This panel is a time-series, and was given values.');
  });
});
