import { describe, expect, it } from 'vitest';
import { type DashboardDefinition, dashboard, type Row } from '../../../dashboards/dashboard.ts';
import { type Panel, series } from '../../../dashboards/panel.ts';
import { alertLine } from '../../../dashboards/style.ts';
import { gauge } from '../../../telemetry/query/index.ts';

const panel = (id: string): Panel => ({
  kind: 'stat',
  id,
  title: `Panel ${id}`,
  description: 'For a test.',
  unit: 'count',
  course: false,
  targets: [series(gauge('up').ofEachInstance(), '{{job}}')],
});

const of = (...rows: readonly Row[]) => dashboard({ ...definition, rows });
const definition: DashboardDefinition = { name: 'operations', title: 'Test', description: 'For a test.', rows: [] };

describe('a dashboard', () => {
  it('places its panels from left to right and from top to bottom, with headings as rows of their own', () => {
    const { panels, headings } = of(
      {
        height: 4,
        panels: [
          [6, panel('a')],
          [18, panel('b')],
        ],
      },
      { heading: 'More', height: 8, panels: [[24, panel('c')]] },
      {
        height: 5,
        panels: [
          [12, panel('d')],
          [12, panel('e')],
        ],
      },
    );
    expect(panels.map(({ panel: { id }, x, y, width, height }) => [id, x, y, width, height])).toEqual([
      ['a', 0, 0, 6, 4],
      ['b', 6, 0, 18, 4],
      ['c', 0, 5, 24, 8],
      ['d', 0, 13, 12, 5],
      ['e', 12, 13, 12, 5],
    ]);
    expect(headings).toEqual([{ title: 'More', y: 4 }]);
  });

  it('has the address that alerts link to, and six hours where it says nothing else', () => {
    expect(of()).toMatchObject({ uid: 'vigia-operations', range: { ms: 21_600_000 } });
    expect(dashboard({ ...definition, range: { ms: 1 } }).range).toEqual({ ms: 1 });
  });

  it('gives a panel the same number wherever it stands: links hold it', () => {
    const [alone] = of({ height: 4, panels: [[24, panel('failed-logins')]] }).panels;
    const [, second] = of({
      height: 4,
      panels: [
        [12, panel('a')],
        [12, panel('failed-logins')],
      ],
    }).panels;
    expect(alone?.number).toBe(1_450_878_481);
    expect(second?.number).toBe(1_450_878_481);
  });

  it('refuses a row that leaves a hole, or does not fit', () => {
    expect(() =>
      of({
        height: 4,
        panels: [
          [12, panel('a')],
          [11, panel('b')],
        ],
      }),
    ).toThrow(new RangeError('Test: the row of "Panel a" is 23 columns wide, not 24.'));
    expect(() =>
      of({
        height: 4,
        panels: [
          [12, panel('a')],
          [13, panel('b')],
        ],
      }),
    ).toThrow('is 25 columns wide, not 24.');
    expect(() => of({ height: 4, panels: [] })).toThrow('is 0 columns wide, not 24.');
  });

  it('refuses two panels of one id, in whichever rows', () => {
    expect(() => of({ height: 4, panels: [[24, panel('a')]] }, { height: 4, panels: [[24, panel('a')]] })).toThrow(
      new RangeError('Test: two panels have one id, or ids of one number: give one another.'),
    );
  });
});

describe('the line of an alert', () => {
  it.each([
    ['is its threshold', { above: 20, unit: 'count', severity: 'warning' }, { from: 20, state: 'warning' }],
    ['is critical where it pages', { above: 0.05, unit: 'ratio', severity: 'critical' }, { from: 0.05, state: 'critical' }],
    ['lets none of something be well', { above: 0, unit: 'count', severity: 'critical' }, { from: 1, state: 'critical' }],
    ['is at zero of what is no count', { above: 0, unit: 'seconds', severity: 'info' }, { from: 0, state: 'warning' }],
  ] as const)('%s', (_, alert, step) => {
    expect(alertLine(alert)).toEqual({ base: 'good', steps: [step] });
  });
});
