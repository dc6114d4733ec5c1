import { describe, expect, it } from 'vitest';
import { firedAlerts } from '../../../pictures/query/alerts.ts';
import { atMost } from '../../../pictures/query/limit.ts';
import { marksOf } from '../../../pictures/query/marks.ts';
import type { Series } from '../../../pictures/query/prometheus.ts';
import { heatMap, namedSeries, namedValues, nameOf, valuesWithCourse } from '../../../pictures/query/series.ts';
import { tableRows } from '../../../pictures/query/table.ts';
import { recorded } from '../../../telemetry/query/index.ts';

const { node } = recorded('tenant:request_rate:rate5m');
const series = (labels: Record<string, string>, ...points: [number, number][]): Series => ({ labels, points });
const of = (tenant: string, ...points: [number, number][]) => series({ tenant }, ...points);
const target = (order?: 'highest' | 'lowest') => ({
  query: { node },
  legend: '{{tenant}}',
  ...(order && { most: { k: 10, order } }),
});

describe('names of series', () => {
  it('are the legend with the labels in it', () => {
    expect(nameOf('{{tenant}}: {{ outcome }}', { tenant: 'a', outcome: 'denied' })).toBe('a: denied');
    expect(nameOf('All', { tenant: 'a' })).toBe('All');
  });

  it('leave out a label that the series does not have', () => {
    expect(nameOf('{{version}} {{tenant}}', { tenant: 'a' })).toBe('a');
  });
});

describe('series', () => {
  const answered = [of('clinic-10', [1, 5], [2, 1]), of('clinic-2', [1, 0], [2, 3]), of('clinic-1', [1, 9], [2, 2])];
  const namesOf = (order?: 'highest' | 'lowest') => namedSeries(target(order), answered).map(({ name }) => name);

  it('of a bounded query come as it bounds them, by their last value', () => {
    expect(namesOf('highest')).toEqual(['clinic-2', 'clinic-1', 'clinic-10']);
    expect(namesOf('lowest')).toEqual(['clinic-10', 'clinic-1', 'clinic-2']);
  });

  it('of any other come by name, numbers as people count', () => {
    expect(namesOf()).toEqual(['clinic-1', 'clinic-2', 'clinic-10']);
  });

  it('without any value come last', () => {
    const withNothing = [of('x'), of('y'), of('z', [1, -1])];
    expect(namedSeries(target('highest'), withNothing).map(({ name }) => name)).toEqual(['z', 'x', 'y']);
    expect(namedSeries(target('lowest'), withNothing).map(({ name }) => name)).toEqual(['z', 'x', 'y']);
  });

  it('are no value where they have none', () => {
    expect(namedValues(target(), [of('a'), of('b', [5, 7])])).toEqual([{ name: 'b', labels: { tenant: 'b' }, value: 7 }]);
  });

  it('are now what they are at the last moment, with the course that led there', () => {
    const courses = [of('gone', [1, 4]), of('here', [1, 5], [2, 6])];
    expect(valuesWithCourse(target(), courses, 2)).toEqual([
      {
        name: 'here',
        labels: { tenant: 'here' },
        value: 6,
        course: [
          [1, 5],
          [2, 6],
        ],
      },
    ]);
  });
});

describe('a heat map', () => {
  it('of buckets has in each row what its bucket alone counts, from the lowest to the highest', () => {
    const buckets = [
      series({ le: '+Inf' }, [1, 10], [2, 8]),
      series({ le: '0.5' }, [1, 9], [2, 8.5]),
      series({ le: '0.25' }, [1, 4], [2, 0]),
      series({ le: '10.0' }, [1, 9.5], [2, 8]),
    ];
    expect(heatMap('le', buckets)).toEqual({
      kind: 'heat-map',
      rows: ['0.25', '0.5', '10.0', '+Inf'],
      times: [1, 2],
      cells: [
        [4, 0],
        [5, 8.5],
        [0.5, 0],
        [0.5, 0],
      ],
    });
  });

  it('of a label has its values as they are, and nothing where one has none at a moment', () => {
    const sources = [series({ source: 'private' }, [2, 3]), series({ source: 'ipv4' }, [1, 7], [2, 9])];
    expect(heatMap('source', sources)).toEqual({
      kind: 'heat-map',
      rows: ['ipv4', 'private'],
      times: [1, 2],
      cells: [
        [7, 9],
        [0, 3],
      ],
    });
  });

  it('of nothing has no rows', () => {
    expect(heatMap('le', [])).toEqual({ kind: 'heat-map', rows: [], times: [], cells: [] });
  });
});

describe('a table', () => {
  const by = ['tenant', 'slo'] as const;
  const row = (tenant: string, slo: string, value: number) => series({ env: 'local', tenant, slo }, [1, value]);
  const first = [row('a', 'x', 1), row('b', 'x', 3), row('a', 'y', 2)];

  it('has the rows of its first column, and of the others what belongs to them', () => {
    const second = [row('a', 'y', 20), row('c', 'x', 99)];
    expect(tableRows({ by, most: { k: 10, order: 'highest' } }, [first, second])).toEqual([
      { labels: { tenant: 'b', slo: 'x' }, values: [3, undefined] },
      { labels: { tenant: 'a', slo: 'y' }, values: [2, 20] },
      { labels: { tenant: 'a', slo: 'x' }, values: [1, undefined] },
    ]);
  });

  it('has no more rows than it may, the lowest where these are asked for', () => {
    expect(tableRows({ by, most: { k: 2, order: 'lowest' } }, [first]).map(({ values }) => values)).toEqual([[1], [2]]);
  });
});

describe('alerts', () => {
  const alert = (alertname: string, severity: string, ...times: number[]) =>
    series({ alertname, severity, tenant: 'a' }, ...times.map((at): [number, number] => [at, 1]));

  it('that fire come first, then by urgency, then the latest', () => {
    const during = [
      alert('Old', 'warning', 10, 20),
      alert('Late', 'warning', 30),
      alert('Now', 'info', 30, 40),
      alert('Unknown', 'odd', 40),
      alert('Grave', 'critical', 10),
    ];
    const found = firedAlerts(during, [alert('Now', 'info', 41)], { to: 41 });
    expect(found).toEqual([
      { name: 'Now', severity: 'info', tenant: 'a', firing: true, lastSeen: 41 },
      { name: 'Grave', severity: 'critical', tenant: 'a', firing: false, lastSeen: 10 },
      { name: 'Late', severity: 'warning', tenant: 'a', firing: false, lastSeen: 30 },
      { name: 'Old', severity: 'warning', tenant: 'a', firing: false, lastSeen: 20 },
      { name: 'Unknown', severity: 'odd', tenant: 'a', firing: false, lastSeen: 40 },
    ]);
  });

  it('are apart for each clinic, and name none where they have none', () => {
    const labels = { alertname: 'Down', severity: 'critical' };
    const found = firedAlerts([], [series(labels, [5, 1]), series({ ...labels, tenant: 'a' }, [5, 1])], { to: 5 });
    expect(found.map(({ tenant }) => tenant)).toEqual([undefined, 'a']);
  });
});

describe('marks', () => {
  it('are the stretches in which a query has a value', () => {
    const build = series({ service: 'clinic', version: '1.2.0' }, [100, 1], [110, 1], [140, 1]);
    expect(marksOf({ text: '{{service}} {{version}}' }, [build], 10)).toEqual([
      { from: 100, to: 110, text: 'clinic 1.2.0' },
      { from: 140, to: 140, text: 'clinic 1.2.0' },
    ]);
  });
});

describe('at most a few at once', () => {
  it('lets no more work begin, and goes on after a failure', async () => {
    const inTurn = atMost(2);
    let running = 0;
    let most = 0;
    const ends: (() => void)[] = [];
    const work = () =>
      inTurn(async () => {
        most = Math.max(most, ++running);
        await new Promise<void>((resolve) => ends.push(resolve));
        running--;
        throw new Error('failed');
      });
    const all = Promise.allSettled([work(), work(), work(), work(), work()]);
    for (let done = 0; done < 5; done++) {
      await expect.poll(() => ends.length).toBeGreaterThan(done);
      ends[done]?.();
    }
    expect((await all).map(({ status }) => status)).toEqual(Array(5).fill('rejected'));
    expect(most).toBe(2);
  });
});
