/** Panels and data of every kind, and the awkward ones among them. */
import type { Dashboard } from '../../../dashboards/dashboard.ts';
import { dashboard } from '../../../dashboards/dashboard.ts';
import type { Panel } from '../../../dashboards/panel.ts';
import { busiest, series } from '../../../dashboards/panel.ts';
import type { Thresholds } from '../../../dashboards/style.ts';
import type { DashboardData, NamedSeries, PanelData, Point } from '../../../pictures/data.ts';
import { duration } from '../../../telemetry/contract/index.ts';
import { recorded } from '../../../telemetry/query/index.ts';

export const FROM = Date.parse('2026-03-01T08:00:00Z');
export const TO = Date.parse('2026-03-01T14:00:00Z');
export const STEP = 90_000;

const query = recorded('tenant:request_rate:rate5m');
const target = busiest(query, '{{tenant}}');
const about = (id: string, title: string) => ({ id, title, description: `What ${title} means, and what to do about it.` });

export const ERRORS: Thresholds = {
  base: 'good',
  steps: [
    { from: 0.01, state: 'warning' },
    { from: 0.05, state: 'critical' },
  ],
};
const BUDGET: Thresholds = {
  base: 'critical',
  steps: [
    { from: 0, state: 'warning' },
    { from: 0.25, state: 'good' },
  ],
};

/** A course that looks like one, the same each time. */
export function course(base: number, swing: number, seed = 1, step = STEP): Point[] {
  const points: Point[] = [];
  for (let at = FROM; at <= TO; at += step) {
    const t = (at - FROM) / 3_600_000;
    const noise = Math.sin(t * 13.7 * seed) * 0.3 + Math.sin(t * 41.3 + seed) * 0.2;
    points.push([at, Math.max(0, base + swing * (Math.sin(t + seed) * 0.5 + noise))]);
  }
  return points;
}

export function named(name: string, points: readonly Point[]): NamedSeries {
  return { name, labels: { tenant: name }, points };
}

export const CLINICS = Array.from({ length: 12 }, (_, i) => `clinic-${String(i + 1).padStart(2, '0')}`);
const LONG = 'Centro de Rehabilitación y Fisioterapia Integral de San Sebastián de los Reyes, S. L. (sucursal)';

const timeSeries = (id: string, title: string, rest: object = {}): Panel =>
  ({ kind: 'time-series', ...about(id, title), unit: 'count', style: 'lines', targets: [target], ...rest }) as Panel;

const gappy = course(40, 10).filter(([at]) => !(at > FROM + 2 * 3_600_000 && at < FROM + 3 * 3_600_000));
const values = (list: readonly (readonly [string, number])[], withCourse = false) => ({
  kind: 'values' as const,
  values: list.map(([name, value], i) => ({
    name,
    labels: { tenant: name },
    value,
    ...(withCourse && { course: course(Math.abs(value), Math.abs(value) / 3 + 1e-9, i + 1) }),
  })),
});

type Sample = readonly [width: number, panel: Panel, data: PanelData | undefined];

const stat = (id: string, title: string, rest: object = {}): Panel =>
  ({ kind: 'stat', ...about(id, title), unit: 'count', targets: [series(query, 'value')], course: true, ...rest }) as Panel;

const tileCourse = (base: number, seed: number) => course(base, base, seed, 900_000).map(([at, v]): Point => [at, Math.round(v)]);

export const SAMPLES: readonly { readonly heading?: string; readonly height: number; readonly panels: readonly Sample[] }[] = [
  {
    heading: 'Numbers',
    height: 4,
    panels: [
      [4, stat('requests', 'Requests', { unit: 'requestsPerSecond' }), values([['value', 1234.5]], true)],
      [4, stat('errors', 'Error ratio', { unit: 'ratio', thresholds: ERRORS }), values([['value', 0.0312]], true)],
      [
        4,
        stat('p95', 'Latency p95', { unit: 'seconds', thresholds: { base: 'good', steps: [{ from: 0.5, state: 'critical' }] } }),
        values([['value', 1.52]], true),
      ],
      [
        4,
        stat('availability', 'Availability', {
          unit: 'ratio',
          thresholds: { base: 'critical', steps: [{ from: 0.999, state: 'good' }] },
        }),
        values([['value', 0.99953]], true),
      ],
      [2, stat('zero', 'Cross-clinic attempts', { course: false }), values([['value', 0]])],
      [2, stat('nothing', 'Nothing here', {}), values([])],
      [4, stat('huge', 'Bytes', { unit: 'bytes' }), values([['value', 8.3e15]], true)],
    ],
  },
  {
    height: 5,
    panels: [
      [
        12,
        stat('several', 'Budget left of each objective', { unit: 'ratio', thresholds: BUDGET, course: true }),
        values(
          [
            ['api-availability', 0.82],
            ['booking-latency', 0.12],
            ['login-success', -0.41],
            ['webhook-success', 1],
          ],
          true,
        ),
      ],
      [6, stat('many', 'Many values', { unit: 'seconds' }), values(CLINICS.map((name, i) => [name, i * 0.7]))],
      [
        6,
        stat('revenue', 'Monthly revenue of all clinics by currency', { unit: 'money' }),
        values(
          [
            ['EUR', 1234567],
            ['USD', 89012],
          ],
          true,
        ),
      ],
    ],
  },
  {
    heading: 'Over time',
    height: 8,
    panels: [
      [
        12,
        timeSeries('rate', 'Request rate by clinic', { unit: 'requestsPerSecond' }),
        { kind: 'series', stepMs: STEP, series: CLINICS.slice(0, 10).map((name, i) => named(name, course(80 - i * 6, 30, i + 1))) },
      ],
      [
        12,
        timeSeries('ratio', 'Error ratio', { unit: 'ratio', thresholds: ERRORS }),
        {
          kind: 'series',
          stepMs: STEP,
          series: CLINICS.slice(0, 3).map((name, i) => named(name, course(0.02 + i * 0.01, 0.03, i + 1))),
        },
      ],
    ],
  },
  {
    height: 8,
    panels: [
      [
        8,
        timeSeries('gap', 'One line with a gap', { unit: 'seconds' }),
        { kind: 'series', stepMs: STEP, series: [named(LONG, [...gappy, [TO - 1, 45]])] },
      ],
      [
        8,
        timeSeries('availability-line', 'Availability', {
          unit: 'ratio',
          max: 1,
          thresholds: { base: 'critical', steps: [{ from: 0.999, state: 'good' }] },
        }),
        {
          kind: 'series',
          stepMs: STEP,
          series: [
            named(
              'all clinics',
              course(0.9992, 0.0008).map(([at, v]) => [at, Math.min(1, v)]),
            ),
          ],
        },
      ],
      [
        8,
        timeSeries('stacked', 'CPU by service', { unit: 'cores', style: 'stacked' }),
        {
          kind: 'series',
          stepMs: STEP,
          series: ['api', 'worker', 'web', LONG].map((name, i) => named(name, course(0.6 + i * 0.2, 0.2, i + 1))),
        },
      ],
    ],
  },
  {
    height: 8,
    panels: [
      [
        8,
        timeSeries('bars', 'Log-ins by outcome', {
          style: 'bars',
          states: [
            { name: 'fail', state: 'critical' },
            { name: 'success', state: 'good' },
          ],
        }),
        { kind: 'series', stepMs: 900_000, series: [named('success', tileCourse(40, 1)), named('failure', tileCourse(6, 2))] },
      ],
      [
        8,
        timeSeries('zeroes', 'Chain gaps', { thresholds: { base: 'good', steps: [{ from: 1, state: 'critical' }] } }),
        { kind: 'series', stepMs: STEP, series: [named('gaps', course(0, 0))] },
      ],
      [
        8,
        timeSeries('negative', 'Budget left', { unit: 'ratio', signed: true, thresholds: BUDGET }),
        {
          kind: 'series',
          stepMs: STEP,
          series: [
            named(
              'clinic-01',
              course(0.5, 1).map(([at, v]) => [at, v - 0.9]),
            ),
            named('clinic-02', course(0.8, 0.1)),
          ],
        },
      ],
    ],
  },
  {
    height: 8,
    panels: [
      [
        6,
        timeSeries('bytes', 'Memory', { unit: 'bytes' }),
        {
          kind: 'series',
          stepMs: STEP,
          series: CLINICS.map((name, i) => named(`${name} ${LONG}`, course(2e8 * (i + 1), 3e7, i + 1))),
        },
      ],
      [6, timeSeries('no-data', 'No data'), { kind: 'series', stepMs: STEP, series: [] }],
      [
        6,
        timeSeries('broken', 'Broken'),
        {
          kind: 'failed',
          message:
            'Prometheus refused the query: parse error at char 14: unexpected identifier "by" in aggregation, expected something else entirely. Look at its log.',
        },
      ],
      [
        6,
        timeSeries('month', 'Revenue in 30 days', { unit: 'money', range: duration('30d') }),
        {
          kind: 'series',
          stepMs: 10_800_000,
          series: [
            named(
              'EUR',
              Array.from({ length: 240 }, (_, i): Point => [TO - (239 - i) * 10_800_000, 12000 + i * 31 + (i % 8) * 90]),
            ),
          ],
        },
      ],
    ],
  },
  {
    heading: 'Shares and lists',
    height: 8,
    panels: [
      [
        6,
        {
          kind: 'bar-gauge',
          ...about('budgets', 'Budget left, worst ten'),
          unit: 'ratio',
          targets: [target],
          thresholds: BUDGET,
          max: 1,
        },
        values([
          ['clinic-07 api-availability', -0.62],
          ['clinic-01 booking-latency', 0],
          ['clinic-04 login-success', 0.11],
          ['clinic-02 login-success', 0.31],
          [`${LONG} api`, 0.98],
        ]),
      ],
      [
        6,
        { kind: 'bar-gauge', ...about('packages', 'Active packages'), unit: 'count', targets: [target] },
        values(CLINICS.map((name, i) => [name, (12 - i) * 1200])),
      ],
      [
        6,
        { kind: 'pie', ...about('clients', 'Clients by package'), unit: 'count', targets: [target] },
        values([
          ['basic', 120],
          ['professional', 340],
          ['enterprise with a long name', 12],
          ['trial', 0],
        ]),
      ],
      [
        6,
        { kind: 'pie', ...about('none', 'Nothing yet'), unit: 'count', targets: [target] },
        values([
          ['basic', 0],
          ['professional', 0],
        ]),
      ],
    ],
  },
  {
    height: 8,
    panels: [
      [
        12,
        {
          kind: 'table',
          ...about('top', 'Top clinics'),
          by: ['tenant'],
          most: { k: 10, order: 'highest' },
          columns: [
            { title: 'Requests', unit: 'requestsPerSecond', query },
            { title: 'Errors', unit: 'ratio', query, thresholds: ERRORS },
            { title: 'p95', unit: 'seconds', query },
            { title: 'CPU', unit: 'cores', query },
            { title: 'Queue depth', unit: 'count', query },
          ],
        },
        {
          kind: 'table',
          rows: [LONG, ...CLINICS].map((tenant, i) => ({
            labels: { tenant },
            values: [100 - i * 7.3, [0.002, 0.02, 0.08][i % 3], 0.12 + i * 0.4, i === 3 ? undefined : 0.3 * i, i * 40],
          })),
        },
      ],
      [
        12,
        { kind: 'heat-map', ...about('latency', 'Latency of all requests'), unit: 'seconds', query, rows: 'le' },
        {
          kind: 'heat-map',
          rows: ['0.005', '0.01', '0.025', '0.05', '0.1', '0.25', '0.5', '1', '2.5', '5', '10', '+Inf'],
          times: course(0, 0).map(([at]) => at),
          cells: Array.from({ length: 12 }, (_, row) =>
            course(0, 0).map(([,], i) => Math.max(0, Math.round(100 * Math.exp(-((row - 4 - Math.sin(i / 20)) ** 2) / 3) - 3))),
          ),
        },
      ],
    ],
  },
  {
    height: 8,
    panels: [
      [
        14,
        {
          kind: 'records',
          ...about('audit', 'Audit records'),
          source: 'audit',
          columns: [
            { field: 'timestamp', title: 'When' },
            { field: 'tenantId', title: 'Clinic' },
            { field: 'userId', title: 'Who' },
            { field: 'level', title: 'Level' },
            { field: 'event', title: 'What' },
          ],
        },
        {
          kind: 'records',
          records: Array.from({ length: 20 }, (_, i) => ({
            timestamp: new Date(TO - i * 61_000).toISOString(),
            tenantId: CLINICS[i % 12],
            userId: `user-${i * 7919}`,
            level: ['info', 'warn', 'error'][i % 3],
            event: `Reservation ${i} could not be written: <the database> refused & said "no" again after ${i} attempts of the pool`,
          })),
        },
      ],
      [
        10,
        { kind: 'alerts', ...about('alerts', 'Alerts'), of: 'tenants' },
        {
          kind: 'alerts',
          alerts: [
            { name: 'TenantHighErrorRate', severity: 'critical', tenant: 'clinic-03', firing: true, lastSeen: TO },
            { name: 'QueueDepthHigh', severity: 'warning', tenant: 'clinic-01', firing: true, lastSeen: TO },
            { name: 'FailedLoginSpike', severity: 'warning', tenant: LONG, firing: false, lastSeen: TO - 7_200_000 },
          ],
        },
      ],
    ],
  },
  {
    height: 5,
    panels: [
      [8, { kind: 'alerts', ...about('calm', 'Alerts of the platform'), of: 'platform' }, { kind: 'alerts', alerts: [] }],
      [
        8,
        { kind: 'heat-map', ...about('sources', 'Failed log-ins by source'), unit: 'count', query, rows: 'source' },
        {
          kind: 'heat-map',
          rows: ['10.0.0.0/24', '192.168.1.0/24', '2001:db8::/48'],
          times: course(0, 0).map(([at]) => at),
          cells: [0, 1, 2].map((row) => course(0, 0).map((_, i) => (i % 50 < 5 * row ? i : 0))),
        },
      ],
      [8, timeSeries('late', 'Nobody asked'), undefined],
    ],
  },
];

export const SAMPLE: Dashboard = dashboard({
  name: 'operations',
  title: 'Every kind of panel',
  description: 'Which clinic uses how much of what: machines, database, queues, limiters, and all other things that there are.',
  rows: SAMPLES.map(({ panels, ...row }) => ({ ...row, panels: panels.map(([width, panel]) => [width, panel] as const) })),
});

export const SAMPLE_DATA: DashboardData = {
  panels: Object.fromEntries(SAMPLES.flatMap(({ panels }) => panels.flatMap(([, { id }, data]) => (data ? [[id, data]] : [])))),
  marks: [
    { from: FROM + 5_400_000, to: FROM + 5_700_000, text: 'api 1.4.2' },
    { from: FROM + 14_400_000, to: FROM + 14_700_000, text: 'worker 1.4.3' },
  ],
  from: FROM,
  to: TO,
  chosen: { environment: 'local', clinics: 'all', interval: '15m' },
};
