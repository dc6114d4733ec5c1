import { describe, expect, it } from 'vitest';
import { busiest, type RecordsPanel, series } from '../../../dashboards/panel.ts';
import { askedOf } from '../../../dashboards/scope.ts';
import { INTERVAL, variable } from '../../../dashboards/variables.ts';
import { alertsQuery } from '../../../pictures/query/alerts.ts';
import { type Choice, described, during, intervalOf, valuesOf } from '../../../pictures/query/choice.ts';
import { momentsOfMarks } from '../../../pictures/query/marks.ts';
import { searchOf } from '../../../pictures/query/opensearch.ts';
import { asked } from '../../../pictures/query/panel.ts';
import { momentsOfBars, momentsOfLines, momentsUpToNow } from '../../../pictures/query/times.ts';
import { filled, listPattern } from '../../../pictures/query/variables.ts';
import { duration } from '../../../telemetry/contract/index.ts';
import { gauge, recorded } from '../../../telemetry/query/index.ts';

const at = (text: string) => Date.parse(`2026-03-01T${text}Z`);
const SIX_HOURS: Choice = {
  env: 'local',
  tenants: 'all',
  interval: duration('15m'),
  from: at('06:00:07'),
  to: at('12:00:07'),
  speed: 1,
};
/** The same six hours on a clock that runs 30 times as fast. */
const FAST: Choice = { ...SIX_HOURS, from: at('11:48:07'), speed: 30 };

describe('variables', () => {
  it('are filled in by their whole name, and what has no value stays', () => {
    const values = { tenant: 'a', __range: '6h' };
    expect(filled(`{t=~"$tenant", u="${variable('tenant')}", v=~".*$"}[$__range] $tenants $__range_s`, values)).toBe(
      '{t=~"a", u="a", v=~".*$"}[6h] $tenants $__range_s',
    );
  });

  it('are put in as they are, whatever a replacement could mean by them', () => {
    expect(filled('x="$tenant"', { tenant: "$&$1$'" })).toBe(`x="$&$1$'"`);
  });

  it('make a pattern of one clinic, of several, and of all', () => {
    const tenantOf = (tenants: Choice['tenants']) => valuesOf({ ...SIX_HOURS, tenants }).tenant;
    expect(tenantOf(['clinica-sur'])).toBe('clinica-sur');
    expect(tenantOf(['clinica-sur', 'clinica-norte'])).toBe('(clinica-sur|clinica-norte)');
    expect(tenantOf('all')).toBe('.*');
  });

  it('let no name of a clinic end its string or widen its pattern', () => {
    expect(listPattern(['a.b|c'])).toBe('a\\.b\\|c');
    expect(valuesOf({ ...SIX_HOURS, tenants: ['a.*"} or up{x="'] }).tenant).toBe('a\\\\.\\\\*\\"\\\\} or up\\\\{x=\\"');
    expect(valuesOf({ ...SIX_HOURS, env: 'x"\\' }).env).toBe('x\\"\\\\');
  });

  it('are refused where no clinic is chosen', () => {
    expect(() => valuesOf({ ...SIX_HOURS, tenants: [] })).toThrow('No clinic is chosen: choose one at least, or "all".');
  });

  it('run on the clock of the platform', () => {
    expect(valuesOf(SIX_HOURS)).toMatchObject({ interval: '15m', __range: '6h' });
    expect(valuesOf(FAST)).toMatchObject({ interval: '30s', __range: '12m' });
  });
});

describe('a query', () => {
  const target = series(recorded('tenant:auth_events:increase5m_tile').sumOver(INTERVAL).sumBy('env', 'outcome'), '{{outcome}}');

  it('is of the chosen environment, clinics, interval and time', () => {
    expect(asked(askedOf(target), { ...FAST, tenants: ['clinica-sur'] })).toBe(
      'sum by (env, outcome) (sum_over_time(tenant:auth_events:increase5m_tile{env="local", tenant=~"clinica-sur"}[30s]))',
    );
  });

  it('of a recorded series is ranked by its extreme in the time of its panel', () => {
    const rate = askedOf(busiest(recorded('tenant:request_rate:rate5m'), '{{tenant}}'));
    expect(asked(rate, during(SIX_HOURS, duration('30d')))).toBe(
      'tenant:request_rate:rate5m{env="local", tenant=~".*"} and ' +
        'topk(10, max_over_time(tenant:request_rate:rate5m{env="local", tenant=~".*"}[30d] @ end()))',
    );
  });

  it('has its own lengths on the clock of the platform as well', () => {
    expect(asked({ node: gauge('queue_depth').medianOver(duration('1h')).node }, FAST)).toContain('queue_depth[2m]');
  });
});

describe('the chosen interval', () => {
  it('is used where the time has no more of them than a panel can show', () => {
    expect(intervalOf({ ...SIX_HOURS, interval: duration('5m') })).toEqual(duration('5m'));
    expect(intervalOf({ ...FAST, interval: duration('5m') })).toEqual(duration('5m'));
  });

  it('gives way to a longer one where it has, and the heading says so', () => {
    const month = { ...during(SIX_HOURS, duration('30d')), interval: duration('5m') };
    expect(intervalOf(month)).toEqual(duration('6h'));
    expect(described(month)).toEqual({ environment: 'local', clinics: 'all', interval: '6h (5m is too short for 30d)' });
    expect(intervalOf(during({ ...FAST, interval: duration('5m') }, duration('30d')))).toEqual(duration('6h'));
  });

  it('gives way to the longest where none is long enough', () => {
    expect(intervalOf(during(SIX_HOURS, duration('365d')))).toEqual(duration('1d'));
    expect(intervalOf({ ...during(SIX_HOURS, duration('365d')), interval: duration('1d') })).toEqual(duration('1d'));
  });

  it('stands in the heading beside at most five clinics', () => {
    const tenants = ['a', 'b', 'c', 'd', 'e', 'f', 'g'];
    expect(described({ ...SIX_HOURS, tenants })).toEqual({
      environment: 'local',
      clinics: 'a, b, c, d, e, 2 more',
      interval: '15m',
    });
  });
});

describe('moments', () => {
  it('of lines are round ones, at most 240 of them', () => {
    expect(momentsOfLines(SIX_HOURS)).toEqual({ from: at('06:01:30'), to: at('12:00:00'), step: 90_000 });
    expect(momentsOfLines(FAST)).toEqual({ from: at('11:48:09'), to: at('12:00:06'), step: 3_000 });
  });

  it('of lines are no closer than metrics are measured', () => {
    expect(momentsOfLines(during(SIX_HOURS, duration('10m'))).step).toBe(15_000);
    expect(momentsOfLines(during(FAST, duration('10m'))).step).toBe(500);
  });

  it('of lines end now where they are far apart', () => {
    const { to } = SIX_HOURS;
    expect(momentsOfLines(during(SIX_HOURS, duration('30d')))).toEqual({ from: to - 30 * 86_400_000, to, step: 10_800_000 });
  });

  it('of bars are the ends of whole intervals', () => {
    expect(momentsOfBars(SIX_HOURS)).toEqual({ from: at('06:15:00'), to: at('12:00:00'), step: 900_000 });
    expect(momentsOfBars(FAST)).toEqual({ from: at('11:48:30'), to: at('12:00:00'), step: 30_000 });
  });

  it('of bars are the end of the time alone, where it is shorter than an interval', () => {
    const { to } = SIX_HOURS;
    expect(momentsOfBars({ ...SIX_HOURS, from: at('11:55:00'), to: at('11:58:00') })).toMatchObject({
      from: at('11:58:00'),
      to: at('11:58:00'),
    });
    expect(momentsUpToNow(SIX_HOURS, 60)).toEqual({ from: SIX_HOURS.from, to, step: 360_000 });
  });

  it('of deployments are no further apart than a mark is wide, and no more than Prometheus answers', () => {
    expect(momentsOfMarks(SIX_HOURS).step).toBe(90_000);
    expect(momentsOfMarks(during(SIX_HOURS, duration('30d'))).step).toBe(300_000);
    expect(momentsOfMarks(during(SIX_HOURS, duration('90d'))).step).toBe(777_600);
    expect(momentsOfMarks(during(FAST, duration('30d'))).step).toBe(10_000);
  });
});

describe('alerts', () => {
  it('of clinics are those that name a chosen one', () => {
    const values = valuesOf({ ...SIX_HOURS, tenants: ['a', 'b'] });
    expect(filled(alertsQuery('tenants', 90_000), values)).toBe(
      'group by (alertname, severity, tenant) (present_over_time(ALERTS{alertstate="firing", alertname!="Watchdog", env=~"(local)?", tenant=~"(a|b)", tenant!=""}[1m30s]))',
    );
  });

  it('of the platform are those that name none', () => {
    expect(filled(alertsQuery('platform'), valuesOf(SIX_HOURS))).toBe(
      'group by (alertname, severity, tenant) (ALERTS{alertstate="firing", alertname!="Watchdog", env=~"(local)?", tenant=""})',
    );
  });
});

describe('a search for records', () => {
  const panel: RecordsPanel = {
    kind: 'records',
    id: 'errors',
    title: 'Errors',
    description: 'Errors.',
    source: 'logs',
    where: { level: ['error', 'fatal'] },
    columns: [
      { field: 'timestamp', title: 'When' },
      { field: 'event', title: 'What' },
    ],
  };

  it('is of the chosen environment, time and clinics, newest first and never all', () => {
    expect(searchOf(panel, { ...SIX_HOURS, tenants: ['a', 'b.*'] })).toEqual({
      index: 'logs-local-*',
      body: {
        size: 100,
        _source: ['timestamp', 'event'],
        sort: [{ timestamp: { order: 'desc' } }],
        query: {
          bool: {
            filter: [
              { range: { timestamp: { gte: '2026-03-01T06:00:07.000Z', lte: '2026-03-01T12:00:07.000Z' } } },
              { terms: { tenantId: ['a', 'b.*'] } },
              { terms: { level: ['error', 'fatal'] } },
            ],
          },
        },
      },
    });
  });

  it('of all clinics leaves out what belongs to none, as Grafana does', () => {
    const { body } = searchOf({ ...panel, source: 'audit', where: {} }, SIX_HOURS);
    expect(body.query.bool.filter.slice(1)).toEqual([{ exists: { field: 'tenantId' } }]);
  });
});
