import { describe, expect, it } from 'vitest';
import { busiest, lowest, series, type TablePanel } from '../../../dashboards/panel.ts';
import { askedNow, askedOf, askedOfColumn } from '../../../dashboards/scope.ts';
import { INTERVAL, RANGE } from '../../../dashboards/variables.ts';
import { duration } from '../../../telemetry/contract/index.ts';
import { counter, gauge, histogram, promql, recorded } from '../../../telemetry/query/index.ts';
import { grammarErrors } from '../../support/promql-grammar.ts';

const HOUR = duration('1h');
const attempts = recorded('tenant:cross_tenant_access:increase5m_tile');
const actions = recorded('tenant:privileged_actions:increase5m_tile');
const rate = recorded('tenant:request_rate:rate5m');

describe('a panel’s query', () => {
  it.each([
    ['is of the chosen environment and clinics', rate, 'tenant:request_rate:rate5m{env="$env", tenant=~"$tenant"}'],
    [
      'is so in each of its parts',
      attempts.sumOver(INTERVAL).sumBy('env').orZeroFor(rate.sumBy('env')),
      'sum by (env) (sum_over_time(tenant:cross_tenant_access:increase5m_tile{env="$env", tenant=~"$tenant"}[$interval])) or (sum by (env) (tenant:request_rate:rate5m{env="$env", tenant=~"$tenant"}) * 0)',
    ],
    [
      'keeps what it picked itself',
      recorded('slo:errors:ratio1h', { slo: 'webhook-success' }),
      'slo:errors:ratio1h{slo="webhook-success", env="$env", tenant=~"$tenant"}',
    ],
    [
      'knows the labels of a histogram by whichever of its series it reads',
      histogram('http_server_request_duration_seconds').quantile(0.95, HOUR, 'env'),
      'histogram_quantile(0.95, sum by (env, le) (rate(http_server_request_duration_seconds_bucket{env="$env", tenant=~"$tenant"}[1h])))',
    ],
    [
      'knows them by the count of events as well',
      histogram('reservation_booking_duration_seconds').rate(HOUR).sumBy('env'),
      'sum by (env) (rate(reservation_booking_duration_seconds_count{env="$env", tenant=~"$tenant"}[1h]))',
    ],
    [
      'asks of series without a tenant for none',
      histogram('http_route_request_duration_seconds').rate(HOUR).sumBy('env'),
      'sum by (env) (rate(http_route_request_duration_seconds_count{env="$env"}[1h]))',
    ],
    [
      'is so of what the platform’s servers export',
      gauge('up').where({ job: 'tempo' }).ofEachInstance(),
      'up{job="tempo", env="$env"}',
    ],
    [
      'asks of recorded series without a tenant for none',
      recorded('fleet:failed_logins:increase5m'),
      'fleet:failed_logins:increase5m{env="$env"}',
    ],
    [
      'asks of a series without an environment for none',
      recorded('tenant:maintenance:active'),
      'tenant:maintenance:active{tenant=~"$tenant"}',
    ],
    ['asks a series without either for neither', recorded('fleet:maintenance:active'), 'fleet:maintenance:active'],
    [
      'is scoped in every selector of a count',
      counter('audit_chain_gaps_total').occurrences(RANGE).sumBy('env'),
      'sum by (env) (label_replace(min_over_time(audit_chain_gaps_total{env="$env", tenant=~"$tenant"}[$__range]) unless last_over_time(audit_chain_gaps_total{env="$env", tenant=~"$tenant"}[1d] offset $__range), "born", "true", "", "") or increase(audit_chain_gaps_total{env="$env", tenant=~"$tenant"}[$__range] anchored))',
    ],
  ])('%s', (_, query, expected) => {
    expect(asked(series(query, 'x'))).toBe(expected);
  });
});

describe('at most ten series', () => {
  it.each([
    [
      'of a recorded one are those with the highest values in the time shown',
      busiest(rate, '{{tenant}}'),
      'tenant:request_rate:rate5m{env="$env", tenant=~"$tenant"} and topk(10, max_over_time(tenant:request_rate:rate5m{env="$env", tenant=~"$tenant"}[$__range] @ end()))',
    ],
    [
      'of what must be computed are those that are highest at its end',
      busiest(rate.times(60), '{{tenant}}'),
      '(tenant:request_rate:rate5m{env="$env", tenant=~"$tenant"} * 60) and topk(10, tenant:request_rate:rate5m{env="$env", tenant=~"$tenant"} @ end() * 60)',
    ],
    [
      'of the lowest are those that are lowest at its end',
      lowest(recorded('slo:error_budget:remaining_ratio'), '{{tenant}}'),
      'slo:error_budget:remaining_ratio{env="$env", tenant=~"$tenant"} and bottomk(10, slo:error_budget:remaining_ratio{env="$env", tenant=~"$tenant"} @ end())',
    ],
    [
      'of counts in the chosen interval are those with most in the whole time',
      busiest(attempts.sumOver(INTERVAL), '{{tenant}}'),
      'sum_over_time(tenant:cross_tenant_access:increase5m_tile{env="$env", tenant=~"$tenant"}[$interval]) and topk(10, sum_over_time(tenant:cross_tenant_access:increase5m_tile{env="$env", tenant=~"$tenant"}[$__range] @ end()))',
    ],
    [
      'of counts in another time are those with most in that time, at its end',
      busiest(actions.sumOver(HOUR).sumBy('env', 'tenant'), '{{tenant}}'),
      'sum by (env, tenant) (sum_over_time(tenant:privileged_actions:increase5m_tile{env="$env", tenant=~"$tenant"}[1h])) and topk(10, sum by (env, tenant) (sum_over_time(tenant:privileged_actions:increase5m_tile{env="$env", tenant=~"$tenant"}[1h] @ end())))',
    ],
    [
      'are what another query says, where one is given',
      busiest(actions.sumOver(HOUR).sumBy('env', 'tenant'), '{{tenant}}', actions.sumOver(RANGE).sumBy('env', 'tenant')),
      'sum by (env, tenant) (sum_over_time(tenant:privileged_actions:increase5m_tile{env="$env", tenant=~"$tenant"}[1h])) and topk(10, sum by (env, tenant) (sum_over_time(tenant:privileged_actions:increase5m_tile{env="$env", tenant=~"$tenant"}[$__range] @ end())))',
    ],
    [
      'stand at the end also where they are compared with a week before',
      busiest(rate.dividedBy(rate.ago(duration('7d'))), '{{tenant}}'),
      '(tenant:request_rate:rate5m{env="$env", tenant=~"$tenant"} / tenant:request_rate:rate5m{env="$env", tenant=~"$tenant"} offset 7d) and topk(10, tenant:request_rate:rate5m{env="$env", tenant=~"$tenant"} @ end() / tenant:request_rate:rate5m{env="$env", tenant=~"$tenant"} @ end() offset 7d)',
    ],
  ])('%s', (_, target, expected) => {
    expect(asked(target)).toBe(expected);
  });
});

describe('at most ten series of one moment', () => {
  it.each([
    [
      'are those that are highest then, and read once',
      busiest(rate, '{{tenant}}'),
      'topk(10, tenant:request_rate:rate5m{env="$env", tenant=~"$tenant"})',
    ],
    [
      'are the lowest where these are asked for',
      lowest(rate, '{{tenant}}'),
      'bottomk(10, tenant:request_rate:rate5m{env="$env", tenant=~"$tenant"})',
    ],
    [
      'are what another query says, where one is given',
      busiest(rate, '{{tenant}}', rate.times(2)),
      'tenant:request_rate:rate5m{env="$env", tenant=~"$tenant"} and topk(10, tenant:request_rate:rate5m{env="$env", tenant=~"$tenant"} @ end() * 2)',
    ],
    [
      'are all where none is too many',
      series(rate.sumBy('env'), 'All'),
      'sum by (env) (tenant:request_rate:rate5m{env="$env", tenant=~"$tenant"})',
    ],
  ])('%s', (_, target, expected) => {
    expect(checked(promql(askedNow(target), 1))).toBe(expected);
  });
});

describe('a column of a table', () => {
  const table = (...by: TablePanel['by']): TablePanel => ({
    kind: 'table',
    id: 'clinics',
    title: 'Clinics',
    description: 'For a test.',
    by,
    columns: [
      { title: 'Requests', unit: 'requestsPerSecond', query: rate },
      { title: 'Attempts', unit: 'count', query: attempts.sumOver(INTERVAL) },
    ],
    most: { k: 20, order: 'highest' },
  });
  const rows = 'topk(20, tenant:request_rate:rate5m{env="$env", tenant=~"$tenant"})';

  it('has the rows that the first column decides, by its values now', () => {
    const panel = table('tenant');
    expect(panel.columns.map((column) => checked(promql(askedOfColumn(panel, column), 1)))).toEqual([
      rows,
      `sum_over_time(tenant:cross_tenant_access:increase5m_tile{env="$env", tenant=~"$tenant"}[$interval]) and on (env, tenant) ${rows}`,
    ]);
  });

  it('matches them by the environment once, also where that is a label of the rows', () => {
    const panel = table('env', 'tenant');
    const [, second] = panel.columns;
    expect(second && promql(askedOfColumn(panel, second), 1)).toContain(` and on (env, tenant) ${rows}`);
  });

  it('shows the lowest where these are asked for', () => {
    const panel: TablePanel = { ...table('tenant'), most: { k: 5, order: 'lowest' } };
    expect(checked(promql(askedOfColumn(panel, panel.columns[0]), 1))).toBe(
      'bottomk(5, tenant:request_rate:rate5m{env="$env", tenant=~"$tenant"})',
    );
  });

  it('is of all rows where the contract knows of no more than are shown', () => {
    const left = recorded('slo:error_budget:remaining_ratio').sumBy('env', 'slo');
    const panel: TablePanel = { ...table('slo'), columns: [{ title: 'Left', unit: 'ratio', query: left }] };
    const text = 'sum by (env, slo) (slo:error_budget:remaining_ratio{env="$env", tenant=~"$tenant"})';
    const first = (k: number) => promql(askedOfColumn({ ...panel, most: { k, order: 'lowest' } }, panel.columns[0]), 1);
    expect([first(3), first(2)]).toEqual([text, `bottomk(2, ${text})`]);
  });
});

function asked(target: Parameters<typeof askedOf>[0]): string {
  return checked(promql(askedOf(target), 1));
}

/** The text itself, if it is PromQL once its variables have values. */
function checked(text: string): string {
  expect(grammarErrors(text.replaceAll(/\$(__range|interval)\b/g, '1h'))).toEqual([]);
  return text;
}
