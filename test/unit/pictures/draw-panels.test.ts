import { describe, expect, it } from 'vitest';
import type { Panel, StatPanel } from '../../../dashboards/panel.ts';
import { series as target } from '../../../dashboards/panel.ts';
import { STATE_COLORS } from '../../../dashboards/style.ts';
import type { PanelData } from '../../../pictures/data.ts';
import { drawPanel } from '../../../pictures/draw/panel.ts';
import { readable, THEMES } from '../../../pictures/theme.ts';
import { recorded } from '../../../telemetry/query/index.ts';
import { read } from './drawn.ts';
import { CLINICS, course, ERRORS, FROM, TO } from './samples.ts';

const PLACE = { width: 480, height: 296, theme: 'light', from: FROM, to: TO, marks: [] } as const;
const about = { id: 'p', title: 'Requests', description: 'How many.' };
const targets = [target(recorded('tenant:request_rate:rate5m'), '{{tenant}}')];

const drawn = (panel: Panel, data: PanelData | undefined, place: Partial<Parameters<typeof drawPanel>[2]> = {}) =>
  read(drawPanel(panel, data, { ...PLACE, ...place }));
const contents = (...given: Parameters<typeof drawn>) => drawn(...given).texts.map(({ content }) => content);
const values = (...list: readonly (readonly [string, number])[]): PanelData => ({
  kind: 'values',
  values: list.map(([name, value]) => ({ name, labels: {}, value })),
});

describe('a stat', () => {
  const stat: StatPanel = { kind: 'stat', ...about, unit: 'ratio', thresholds: ERRORS, targets, course: false };

  it('says what it means where there is nothing, if the panel knows', () => {
    expect(contents(stat, values())).toContain('No data in this time');
    expect(contents({ ...stat, empty: 'Not verified yet' }, values())).toContain('Not verified yet');
  });

  it('has its value in the colour of its state, with a mark that is no colour alone', () => {
    const { texts } = drawn(stat, values(['all', 0.08]));
    expect(texts.find(({ content }) => content === '8 %')?.fill).toBe(readable(STATE_COLORS.critical, THEMES.light));
    expect(drawPanel(stat, values(['all', 0.08]), PLACE)).toContain('<title>critical</title>');
    expect(drawPanel(stat, values(['all', 0.02]), PLACE)).toContain('<title>warning</title>');
    expect(drawPanel(stat, values(['all', 0]), PLACE)).toContain('<title>good</title>');
  });

  it('names values where there are several, and counts those without room', () => {
    expect(contents(stat, values(['only', 0.5]))).not.toContain('only');
    expect(contents(stat, values(['one', 0.5], ['two', 0.6]))).toEqual(expect.arrayContaining(['one', '50 %', 'two', '60 %']));
    const many = values(...CLINICS.map((name) => [name, 0.5] as const));
    expect(contents(stat, many, { width: 220, height: 130 })).toContain('and 9 more');
  });

  it('has its course behind it only where the panel says so', () => {
    const data: PanelData = { kind: 'values', values: [{ name: 'a', labels: {}, value: 1, course: course(1, 1) }] };
    expect(drawPanel({ ...stat, course: true }, data, PLACE)).toContain('class="course"');
    expect(drawPanel(stat, data, PLACE)).not.toContain('class="course"');
  });
});

describe('lists of values', () => {
  it('as bars go to the left below zero, and have none for nothing', () => {
    const panel: Panel = { kind: 'bar-gauge', ...about, unit: 'ratio', targets, max: 1 };
    const { shapes, texts } = drawn(panel, values(['a', -1], ['b', 0], ['c', 1]));
    const bars = shapes.filter(({ name, attributes }) => name === 'rect' && attributes.fill === STATE_COLORS.neutral);
    const [left, right] = bars.map(({ attributes }) => ({ x: Number(attributes.x), width: Number(attributes.width) }));
    expect(bars).toHaveLength(2);
    expect(left?.width).toBeCloseTo(right?.width ?? 0, 1);
    expect((left?.x ?? 0) + (left?.width ?? 0)).toBeCloseTo(right?.x ?? 0, 1);
    expect(texts.map(({ content }) => content)).toEqual(expect.arrayContaining(['−100 %', '0 %', '100 %']));
  });

  it('as a ring name each part, its value and its share, the largest first, and the sum', () => {
    const panel: Panel = { kind: 'pie', ...about, unit: 'count', targets };
    const found = contents(panel, values(['basic', 1], ['professional', 3]));
    expect(found).toEqual(expect.arrayContaining(['4', 'value', 'share', '75 %', '25 %']));
    expect(found.indexOf('professional')).toBeLessThan(found.indexOf('basic'));
    expect(contents(panel, values(['basic', 0]))).toEqual(expect.arrayContaining(['basic', '0', '–']));
  });
});

describe('tables', () => {
  const query = recorded('tenant:request_rate:rate5m');

  it('have a column for each label and query, a dash for what is missing, and marks by threshold', () => {
    const panel: Panel = {
      kind: 'table',
      ...about,
      by: ['tenant', 'slo'],
      columns: [
        { title: 'Requests', unit: 'requestsPerSecond', query },
        { title: 'Errors', unit: 'ratio', query, thresholds: ERRORS },
      ],
      most: { k: 10, order: 'highest' },
    };
    const rows = [
      { labels: { tenant: 'clinic-01', slo: 'api' }, values: [12.34, 0.08] },
      { labels: { tenant: 'clinic-02' }, values: [1, undefined] },
    ];
    const { texts } = drawn(panel, { kind: 'table', rows });
    expect(texts.map(({ content }) => content)).toEqual([
      'Requests',
      ...['Clinic', 'Objective', 'Requests', 'Errors'],
      ...['clinic-01', 'api', '12.3 req/s', '8 %'],
      ...['clinic-02', '–', '1 req/s', '–'],
    ]);
    expect(texts.find(({ content }) => content === '8 %')?.fill).toBe(readable(STATE_COLORS.critical, THEMES.light));
  });

  it('of records have the newest as they come, on one line each', () => {
    const columns = [
      { field: 'timestamp', title: 'When' },
      { field: 'level', title: 'Level' },
      { field: 'event', title: 'What' },
    ] as const;
    const panel: Panel = { kind: 'records', ...about, source: 'logs', columns };
    const records = [
      { timestamp: '2026-03-01T13:00:05.123Z', level: 'error', event: 'first line\nsecond <line>' },
      { timestamp: 1_772_366_400_000, event: { code: 7 } },
    ];
    const found = contents(panel, { kind: 'records', records });
    expect(found.slice(1)).toEqual([
      'When',
      'Level',
      'What',
      '13:00:05',
      'error',
      'first line second <line>',
      '12:00:00',
      '–',
      '{"code":7}',
    ]);
    expect(contents(panel, { kind: 'records', records: [] })).toContain('No records in this time');
  });

  it('of alerts have those that fire first, and the clinic only where alerts have one', () => {
    const alerts = [
      { name: 'Old', severity: 'warning', tenant: 'clinic-01', firing: false, lastSeen: TO - 3_600_000 },
      { name: 'New', severity: 'critical', tenant: 'clinic-02', firing: true, lastSeen: TO },
    ];
    const panel = { kind: 'alerts', ...about, of: 'tenants' } as const;
    const found = contents(panel, { kind: 'alerts', alerts });
    expect(found.slice(5)).toEqual(['critical', 'New', 'clinic-02', 'firing', 'warning', 'Old', 'clinic-01', 'until 13:00:00']);
    expect(contents({ ...panel, of: 'platform' }, { kind: 'alerts', alerts })).not.toContain('clinic-01');
    expect(contents(panel, { kind: 'alerts', alerts: [] })).toContain('No alert fired in this time');
  });
});

describe('a heat map', () => {
  const panel: Panel = { kind: 'heat-map', ...about, unit: 'seconds', query: recorded('tenant:request_rate:rate5m'), rows: 'le' };
  const times = [1, 2, 3].map((hour) => FROM + hour * 3_600_000);
  const cells = [
    [0, 0, 0],
    [4, 4, 0],
    [0, 0, 100],
  ];
  const data: PanelData = { kind: 'heat-map', rows: ['0.1', '1', '+Inf'], times, cells };

  it('names its buckets by their upper bound, the lowest at the bottom', () => {
    const { texts } = drawn(panel, data);
    const height = (content: string) => texts.find((text) => text.content === content)?.top ?? Number.NaN;
    expect(height('≤ 100 ms')).toBeGreaterThan(height('≤ 1 s'));
    expect(height('≤ 1 s')).toBeGreaterThan(height('more'));
    expect(texts.map(({ content }) => content)).toContain('up to 100');
  });

  it('has one shape for neighbours of one shade, the last shade for the most, and none for nothing', () => {
    const { shades } = THEMES.light;
    const paths = drawn(panel, data).shapes.filter(
      ({ name, attributes }) => name === 'path' && shades.includes(attributes.fill ?? ''),
    );
    expect(paths.map(({ attributes }) => [attributes.fill, attributes.d?.match(/M/g)?.length])).toEqual([
      [shades[2], 1],
      [shades[9], 1],
    ]);
    const [few = 0, most = 0] = paths.map(({ attributes }) => Number(/^M\S+ ([\d.]+)h/.exec(attributes.d ?? '')?.[1]));
    expect(most).toBeLessThan(few);
  });
});
