import { describe, expect, it } from 'vitest';
import { lookBack, needsOfTexts, pastsOfPanels } from '../../../bench/panels/past.ts';
import { allAskings, questionsOf } from '../../../bench/panels/questions.ts';
import { rawPromql } from '../../../bench/panels/raw.ts';
import { DASHBOARDS } from '../../../dashboards/index.ts';
import { busiest, type Panel, series } from '../../../dashboards/panel.ts';
import { INTERVAL } from '../../../dashboards/variables.ts';
import { duration } from '../../../telemetry/contract/index.ts';
import { type Query, recorded } from '../../../telemetry/query/index.ts';
import { grammarErrors } from '../../support/promql-grammar.ts';

const MINUTE = duration('1m');
const HOUR = duration('1h');
const WEEK = duration('7d');
const raw = (query: Query) => rawPromql(query, MINUTE);

const RATE = 'sum by (env, tenant) (rate(http_server_request_duration_seconds_count[5m]))';
const booked = (matchers: string, window: string) => {
  const of = `reservations_total{${matchers}}`;
  return `sum by (env, tenant, action) (label_replace(min_over_time(${of}[${window}]) unless ${of} offset ${window}`;
};

describe('the raw form of a query', () => {
  it('has what its rule computes in place of a recorded series, down to the metrics', () => {
    const p95 = raw(recorded('tenant:latency_p95:rate5m'));
    expect(raw(recorded('tenant:request_rate:rate5m'))).toBe(`(${RATE})`);
    expect(p95).toBe(
      `(histogram_quantile(0.95, sum by (env, tenant, le) (rate(http_server_request_duration_seconds_bucket[5m]))) and ((${RATE}) > 0))`,
    );
  });

  it('is of the same clinics, and of what else was picked', () => {
    const query = recorded('tenant:reservations:increase5m_tile', { action: 'create' });
    expect(raw(query)).toContain(booked('action="create"', '5m'));
    const routes = { node: { kind: 'selector', series: 'route:request_rate:rate5m', matchers: [TENANT] } } as const;
    expect(raw(routes)).not.toContain('tenant');
  });

  it('counts a sum of tiles in one look, and one of counts that overlap as often as they do', () => {
    expect(raw(recorded('tenant:reservations:increase5m_tile').sumOver(duration('6h')))).toContain('[6h] anchored');
    const hour = raw(recorded('slo:total:increase1h', { slo: 'webhook-success' }));
    expect(hour).toMatch(/^\(\(\(label_replace\(.*stripe_webhook_deliveries_total\[1h\] anchored\).*\* 5\) \/ 5\)$/);
    expect(hour).not.toContain('[5m]');
  });

  it('takes the objective from the rule, which alone knows it', () => {
    const budgets = raw(recorded('slo:error_budget:remaining_ratio').sumBy('env', 'slo'));
    expect(budgets.match(/"slo", "(api-availability|booking-latency|webhook-success)", "", ""\)(?= or|\)\)$)/g)).toHaveLength(3);
    const one = raw(recorded('slo:error_budget:remaining_ratio', { slo: 'webhook-success' }));
    expect(one).not.toContain('http_server');
    expect(one).not.toContain('reservation_booking');
  });

  it('computes a series anew wherever its own values of a while are asked for, no more often than it is written', () => {
    const average = raw(recorded('tenant:request_rate:rate5m').averageOver(HOUR));
    expect(average).toBe(`avg_over_time((${RATE})[1h:1m])`);
    const often = recorded('tenant:failed_logins:increase1h').quantileOver(0.95, WEEK);
    expect(raw(often)).toMatch(/^quantile_over_time\(0\.95, \(.*\)\[7d:1h\]\)$/);
    expect(raw(recorded('fleet:failed_logins:increase5m').ago(WEEK).maxOver(HOUR))).toMatch(/\)\[1h:1m\] offset 7d\)$/);
  });

  it('computes what is written once an hour when it is asked for', () => {
    expect(raw(recorded('tenant:stripe_mrr:hourly').lastOver(HOUR))).toBe(
      '(max by (env, tenant, currency) (stripe_mrr{tenant!="__overflow__"}))',
    );
  });

  it('ranks lines by their last value, not by every one again', () => {
    const [line] = questionsOf(panel({ targets: [busiest(recorded('tenant:cpu_cores:rate5m'), '{{tenant}}')] }), SIX_HOURS, 'prod');
    const cores = (at: string) =>
      `(sum by (env, tenant) (rate(process_cpu_tenant_time_seconds_total{env="prod", tenant=~".*"}[5m]${at})))`;
    expect(line?.raw).toBe(`${cores('')} and topk(10, ${cores(' @ end()')})`);
  });

  it('is PromQL for every panel, and reads no recorded series but windows of maintenance', () => {
    for (const { questions } of allAskings('prod')) {
      for (const { text, raw: other } of questions) {
        expect([other, grammarErrors(other)]).toEqual([other, []]);
        expect(text).not.toMatch(/\$(?!1)/);
        expect([...new Set(other.match(/\b(tenant|route|slo|fleet):[\w:]+/g))].filter((name) => !name.endsWith(':active'))).toEqual(
          [],
        );
      }
    }
  });
});

describe('what is asked for a panel', () => {
  it('is as many points as it has, of the time that it shows', () => {
    const course = (own: object) => questionsOf(panel(own), SIX_HOURS, 'prod')[0]?.course;
    expect(course({})).toEqual({ span: duration('6h'), step: { ms: 90_000 } });
    expect(course({ points: 120 })).toEqual({ span: duration('6h'), step: { ms: 180_000 } });
    expect(course({ range: duration('30d') })).toEqual({ span: duration('30d'), step: duration('3h') });
    expect(course({ style: 'bars' })).toEqual({ span: duration('6h'), step: duration('15m') });
  });

  it('is every panel that asks Prometheus, and each query once', () => {
    const asking = DASHBOARDS.flatMap(({ panels }) => panels.map((placed) => placed.panel)).filter(
      ({ kind }) => kind !== 'records',
    );
    const known = new Set(allAskings('prod').map(({ panel: { id } }) => id));
    expect(asking.filter(({ id }) => !known.has(id)).map(({ id }) => id)).toEqual(TWICE);
  });
});

describe('the past that panels read', () => {
  it('reaches back over the time shown, and over what is computed anew in it', () => {
    const course = { span: duration('6h'), step: MINUTE };
    expect(lookBack(needsOfTexts([{ text: 'up', course }]))).toBe(21_600 + 300);
    expect(lookBack(needsOfTexts([{ text: 'max_over_time((rate(up[5m]))[7d:1h] @ end() offset 1d)' }]))).toBe(691_200 + 300 + 300);
    expect(lookBack(needsOfTexts([{ text: 'sum_over_time(up[1h] @ end() offset 7d)' }]))).toBe(604_800 + 3_600 + 300);
  });

  it('is of recorded series as often as they are written, of others every 15 seconds', () => {
    const needs = needsOfTexts([
      { text: 'tenant:stripe_mrr:hourly' },
      { text: 'tenant:latency_p95:rate5m' },
      { text: 'stripe_mrr' },
    ]);
    const every = pastsOfPanels(needs, ['a']).map((past) => [past.series[0]?.text.split('{')[0], past.every]);
    expect(every).toEqual([
      ['tenant:stripe_mrr:hourly', 3_600],
      ['tenant:latency_p95:rate5m', 60],
      ['stripe_mrr', 15],
    ]);
  });
});

const TENANT = { label: 'tenant', op: '=~', value: 'a' } as const;
const SIX_HOURS = { range: duration('6h') };
/** They ask what a panel of another dashboard asks. */
const TWICE = ['requests-now', 'clinic-alerts', 'security-alerts'];

function panel(own: object): Panel {
  const targets = [series(recorded('tenant:reservations:increase5m_tile').sumOver(INTERVAL).sumBy('env'), 'All')];
  return {
    kind: 'time-series',
    id: 'one',
    title: 'One',
    description: 'For a test.',
    unit: 'count',
    style: 'lines',
    targets,
    ...own,
  };
}
