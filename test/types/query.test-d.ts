/** What must not compile. Each line below an expectation is an error; were it none, the type check would fail. */
import { expectTypeOf, test } from 'vitest';
import { alert } from '../../alerts/alert.ts';
import { duration } from '../../telemetry/contract/index.ts';
import { counter, gauge, histogram, recorded, type Vector } from '../../telemetry/query/index.ts';

const window = duration('5m');

test('a metric that the contract does not know does not compile', () => {
  // @ts-expect-error no such metric
  counter('reservation_total');
  // @ts-expect-error no such recorded series
  recorded('tenant:error_rate:rate1m');
});

test('a metric of one type is not taken for another', () => {
  // @ts-expect-error a gauge has no rate
  counter('active_clients');
  // @ts-expect-error a counter is no histogram
  histogram('reservations_total');
});

test('a label that the metric does not carry does not compile', () => {
  // @ts-expect-error reservations_total has no route
  counter('reservations_total').where({ route: '/api/slots' });
  // @ts-expect-error neither can it be aggregated by one
  counter('reservations_total').rate(window).sumBy('route');
  // @ts-expect-error nor by a label that an earlier aggregation dropped
  counter('reservations_total').rate(window).sumBy('tenant').sumBy('action');
});

test('a value outside the closed set of a label does not compile', () => {
  // @ts-expect-error "created" is no action
  counter('reservations_total').where({ action: 'created' });
});

test('the raw value of a counter cannot be aggregated', () => {
  // @ts-expect-error a counter has only a rate and an increase
  counter('reservations_total').sumBy('tenant');
});

test('a gauge that replicas read from one database cannot be summed over them', () => {
  // @ts-expect-error only acrossInstances() knows how they combine
  gauge('active_clients').sumBy('tenant');
  expectTypeOf(gauge('active_clients').acrossInstances()).toEqualTypeOf<Vector<'tenant' | 'env'>>();
});

test('a bucket boundary that the histogram lacks does not compile', () => {
  // @ts-expect-error 0.35 is no boundary
  histogram('reservation_booking_duration_seconds').increaseAtMost(0.35, window);
});

test('a percentile of what has no buckets does not compile, and has no buckets itself', () => {
  // @ts-expect-error no label le
  recorded('tenant:request_rate:rate5m').bucketQuantile(0.95);
  expectTypeOf(recorded('fleet:request_duration_bucket:rate5m').bucketQuantile(0.95)).toEqualTypeOf<Vector<'env'>>();
});

test('vectors with different labels do not combine', () => {
  const byTenant = counter('reservations_total').rate(window).sumBy('tenant');
  const byAction = counter('reservations_total').rate(window).sumBy('action');
  // @ts-expect-error one has a tenant, the other an action
  byTenant.dividedBy(byAction);
});

test('an alert whose text names a label that its measure lacks does not compile', () => {
  const measure = counter('reservations_total').rate(window).sumBy('env', 'tenant');
  const rest = {
    ...({ severity: 'info', team: 'platform', symptom: 'telemetry', dashboard: 'operations' } as const),
    ...({ by: ['env', 'tenant'], above: 1, unit: 'count', description: 'd' } as const),
  };
  alert({ ...rest, measure, summary: '{tenant} has {value}' });
  // @ts-expect-error the measure has no limiter
  alert({ ...rest, measure, summary: '{limiter} has {value}' });
  // @ts-expect-error a severity is one of three, in lower case
  alert({ ...rest, measure, summary: 's', severity: 'Warning' });
  // @ts-expect-error nor by a label that the measure lacks
  alert({ ...rest, measure, summary: 's', by: ['limiter'] });
});
