import { expect, test } from 'vitest';
import { duration } from '../../../telemetry/contract/index.ts';
import {
  type ChosenDuration,
  counter,
  events,
  gauge,
  histogram,
  mapSelectors,
  promql,
  type Query,
  recorded,
} from '../../../telemetry/query/index.ts';
import { grammarErrors } from '../../support/promql-grammar.ts';

const fiveMinutes = duration('5m');
const requests = histogram('http_server_request_duration_seconds');
const reservations = counter('reservations_total');
const chosen: ChosenDuration = { ...duration('15m'), variable: 'interval' };
const atTheEnd = ({ node }: Query): Query => ({ node: mapSelectors(node, (selector) => ({ ...selector, at: 'end' })) });

test.each([
  [
    'a rate by tenant',
    requests.rate(fiveMinutes).sumBy('tenant'),
    'sum by (tenant) (rate(http_server_request_duration_seconds_count[5m]))',
  ],
  [
    'one value of a label',
    reservations.where({ action: 'create', tenant: 'clinica-norte' }).increase(duration('1d')),
    'increase(reservations_total{action="create", tenant="clinica-norte"}[1d])',
  ],
  [
    'any of several values',
    reservations.where({ action: ['create', 'cancel'] }).rate(fiveMinutes),
    'rate(reservations_total{action=~"create|cancel"}[5m])',
  ],
  [
    'none of several values',
    requests.whereNot({ status: ['4xx', '5xx'] }).rate(fiveMinutes),
    'rate(http_server_request_duration_seconds_count{status!~"4xx|5xx"}[5m])',
  ],
  [
    'a value with characters that mean something in a regular expression or a string',
    reservations.where({ tenant: ['a.b|c', 'd"e'] }).rate(fiveMinutes),
    String.raw`rate(reservations_total{tenant=~"a\\.b\\|c|d\"e"}[5m])`,
  ],
  [
    'a quantile',
    requests.quantile(0.95, fiveMinutes, 'tenant'),
    'histogram_quantile(0.95, sum by (tenant, le) (rate(http_server_request_duration_seconds_bucket[5m])))',
  ],
  [
    'events up to a boundary',
    histogram('reservation_booking_duration_seconds').increaseAtMost(0.4, fiveMinutes),
    'increase(reservation_booking_duration_seconds_bucket{le="0.4"}[5m])',
  ],
  [
    'events up to a whole boundary, which Prometheus writes in two ways',
    histogram('reservation_booking_duration_seconds').increaseAtMost(1, fiveMinutes),
    String.raw`increase(reservation_booking_duration_seconds_bucket{le=~"1(\\.0)?"}[5m])`,
  ],
  [
    'none that begins with one of several texts',
    counter('otelcol_exporter_send_failed_spans_total').whereNotStarting('exporter', 'otlp/', 'a.b').rate(fiveMinutes),
    String.raw`rate(otelcol_exporter_send_failed_spans_total{exporter!~"(otlp/|a\\.b).*"}[5m])`,
  ],
  [
    'the most that every process of other jobs had',
    gauge('up').whereNot({ job: 'grafana' }).maxOver(duration('1d')),
    'max_over_time(up{job!="grafana"}[1d])',
  ],
  [
    'a gauge that every replica reads from the database',
    gauge('active_clients').acrossInstances(),
    'max by (env, tenant) (active_clients)',
  ],
  [
    'a gauge of which every replica has its share',
    gauge('db_client_connections').acrossInstances(),
    'sum by (env, state) (db_client_connections)',
  ],
  ['a recorded series', recorded('tenant:error_rate:ratio_rate5m', { tenant: 'a' }), 'tenant:error_rate:ratio_rate5m{tenant="a"}'],
  [
    'occurrences that count the birth of a series',
    counter('cross_tenant_access_total').occurrences(fiveMinutes).sumBy('tenant'),
    'sum by (tenant) (label_replace(min_over_time(cross_tenant_access_total[5m]) unless last_over_time(cross_tenant_access_total[1d] offset 5m), "born", "true", "", "") or increase(cross_tenant_access_total[5m] anchored))',
  ],
  [
    'events of every tenant, with those that new series were born with',
    requests.where({ status: '5xx' }).counted(duration('1h')).sumBy('env', 'tenant'),
    'sum by (env, tenant) (label_replace(min_over_time(http_server_request_duration_seconds_count{status="5xx"}[1h]) unless http_server_request_duration_seconds_count{status="5xx"} offset 1h unless http_server_request_duration_seconds_count{status="5xx"} offset 2h unless http_server_request_duration_seconds_count{status="5xx"} offset 1d, "born", "true", "", "") or increase(http_server_request_duration_seconds_count{status="5xx"}[1h] anchored))',
  ],
  [
    'events that are certain: without what new series were born with',
    counter('audit_events_total').whereNot({ tenant: 'a' }).surelyCounted(fiveMinutes).sumBy('env', 'tenant'),
    'sum by (env, tenant) (increase(audit_events_total{tenant!="a"}[5m] anchored))',
  ],
  [
    'events that are possible: with all of what was not there when the window began',
    counter('audit_records_total').possiblyCounted(fiveMinutes).sumBy('env', 'tenant'),
    'sum by (env, tenant) (label_replace(min_over_time(audit_records_total[5m]) unless audit_records_total offset 5m, "born", "true", "", "") or increase(audit_records_total[5m] anchored))',
  ],
  [
    'a busy hour of a recorded series, a week ago',
    recorded('tenant:failed_logins:increase1h').ago(duration('1w')).quantileOver(0.95, duration('7d')),
    'quantile_over_time(0.95, tenant:failed_logins:increase1h[7d] offset 7d)',
  ],
  [
    'a recorded series of last week, on average over an hour',
    recorded('tenant:latency_p95:rate5m').ago(duration('1w')).averageOver(duration('1h')),
    'avg_over_time(tenant:latency_p95:rate5m[1h] offset 7d)',
  ],
  [
    'the median of a gauge over a week',
    gauge('stripe_mrr').medianOver(duration('7d')),
    'max by (env, tenant, currency) (quantile_over_time(0.5, stripe_mrr[7d]))',
  ],
  [
    'how long ago something was',
    gauge('backup_last_success_timestamp_seconds').acrossInstances().secondsSince(),
    'time() - max by (env, tenant) (backup_last_success_timestamp_seconds)',
  ],
  [
    'only what has no partner on the other side',
    recorded('tenant:request_rate:rate5m')
      .unlessOn(['tenant'], recorded('tenant:maintenance:active'))
      .unlessOn([], recorded('fleet:maintenance:active')),
    '(tenant:request_rate:rate5m unless on (tenant) tenant:maintenance:active) unless on () fleet:maintenance:active',
  ],
  [
    'the ten lowest of a group',
    recorded('slo:error_budget:remaining_ratio').lowest(10, 'env', 'slo'),
    'bottomk by (env, slo) (10, slo:error_budget:remaining_ratio)',
  ],
  [
    'the ten highest of a group',
    recorded('tenant:queue_depth:max').highest(10, 'env', 'queue'),
    'topk by (env, queue) (10, tenant:queue_depth:max)',
  ],
  [
    'the ten highest of all there are',
    recorded('tenant:queue_depth:max').maxBy('env', 'tenant').highest(10),
    'topk(10, max by (env, tenant) (tenant:queue_depth:max))',
  ],
  [
    'a percentile of buckets that were recorded',
    recorded('fleet:request_duration_bucket:rate5m').bucketQuantile(0.95),
    'histogram_quantile(0.95, fleet:request_duration_bucket:rate5m)',
  ],
  [
    'events of an interval that whoever looks chooses, and a week before',
    recorded('tenant:auth_events:increase5m_tile').ago(duration('7d')).sumOver(chosen),
    'sum_over_time(tenant:auth_events:increase5m_tile[$interval] offset 7d)',
  ],
  [
    'occurrences in a time that whoever looks chooses',
    counter('audit_chain_gaps_total').occurrences(chosen).sumBy('env'),
    'sum by (env) (label_replace(min_over_time(audit_chain_gaps_total[$interval]) unless last_over_time(audit_chain_gaps_total[1d] offset $interval), "born", "true", "", "") or increase(audit_chain_gaps_total[$interval] anchored))',
  ],
  [
    'a value at the end of the time that is looked at',
    atTheEnd(recorded('tenant:queue_depth:max')),
    'tenant:queue_depth:max @ end()',
  ],
  [
    'a window that ends there, or a week before',
    atTheEnd(recorded('tenant:queue_depth:max', { queue: 'mails' }).ago(duration('7d')).maxOver(duration('1h'))),
    'max_over_time(tenant:queue_depth:max{queue="mails"}[1h] @ end() offset 7d)',
  ],
  [
    'the last value of a series that is written once an hour',
    recorded('tenant:stripe_mrr:hourly').lastOver(duration('1h')),
    'last_over_time(tenant:stripe_mrr:hourly[1h])',
  ],
  [
    'every process as it was before',
    gauge('service_build_info').ago(fiveMinutes).ofEachInstance().groupBy('env', 'service', 'version'),
    'group by (env, service, version) (service_build_info offset 5m)',
  ],
  [
    'the buckets of a histogram',
    histogram('http_route_request_duration_seconds').bucketRate(fiveMinutes).sumBy('env', 'le'),
    'sum by (env, le) (rate(http_route_request_duration_seconds_bucket[5m]))',
  ],
  [
    'arithmetic in the order in which it was written',
    reservations.rate(fiveMinutes).minus(1).dividedBy(reservations.rate(fiveMinutes)).above(0.5),
    '((rate(reservations_total[5m]) - 1) / rate(reservations_total[5m])) > 0.5',
  ],
  [
    'a metric that only the program knows',
    events('stripe_webhook_deliveries_total')
      .where({ outcome: ['failure'] })
      .increase(fiveMinutes)
      .sumBy('tenant'),
    'sum by (tenant) (increase(stripe_webhook_deliveries_total{outcome="failure"}[5m]))',
  ],
])('%s', (_, query, expected) => {
  expect(promql(query, 1)).toBe(expected);
  // A variable stands where its value will.
  expect(grammarErrors(promql(query, 1).replaceAll('$interval', '15m'))).toEqual([]);
});

test('every window and offset is divided by the speed', () => {
  expect(promql(counter('cross_tenant_access_total').occurrences(fiveMinutes).sumBy('tenant'), 30)).toBe(
    'sum by (tenant) (label_replace(min_over_time(cross_tenant_access_total[10s]) unless last_over_time(cross_tenant_access_total[48m] offset 10s), "born", "true", "", "") or increase(cross_tenant_access_total[10s] anchored))',
  );
});

test('what whoever looks chooses is on the platform’s clock already, and divided by nothing', () => {
  const events = recorded('tenant:auth_events:increase5m_tile').ago(duration('7d')).sumOver(chosen);
  expect(promql(events, 30)).toBe('sum_over_time(tenant:auth_events:increase5m_tile[$interval] offset 5h36m)');
});

test('the grammar check would notice a broken expression', () => {
  expect(grammarErrors('sum by (tenant) (rate(x[5m])')).not.toEqual([]);
});
