import { describe, expect, it } from 'vitest';
import { duration, type RecordedName } from '../../../telemetry/contract/index.ts';
import { type DatadogArgs, datadog, datadogCount, NotInDatadog } from '../../../telemetry/query/datadog.ts';
import { tagValue } from '../../../telemetry/query/datadog-series.ts';
import { counter, gauge, histogram, type Query, recorded } from '../../../telemetry/query/index.ts';
import { readMonitor } from '../../support/datadog-grammar.ts';

const requests = histogram('http_server_request_duration_seconds');
const bookings = histogram('reservation_booking_duration_seconds');
const M5 = duration('5m');
const args: DatadogArgs = { env: 'prod', expand: () => undefined };
const text = (query: Query, change: Partial<DatadogArgs> = {}) => datadog(query, { ...args, ...change }).text;
const all = requests.rate(M5).sumBy('env', 'tenant');
const failed = requests.where({ status: '5xx' }).rate(M5).sumBy('env', 'tenant');

describe('a query for Datadog', () => {
  it('adds up what came in within the window, for that is what Datadog gets of a counter', () => {
    expect(text(counter('stripe_webhook_retries_total').increase(duration('1h')).sumBy('env', 'tenant'))).toBe(
      'sum(last_1h):sum:stripe.webhook.retries{env:prod} by {env,tenant}.as_count()',
    );
  });

  it('asks the same for a count that includes the births of series, in both of its forms', () => {
    const expected = 'sum(last_5m):sum:cross_tenant.access{env:prod} by {env,tenant}.as_count()';
    expect(text(counter('cross_tenant_access_total').occurrences(M5).sumBy('env', 'tenant'))).toBe(expected);
    expect(text(counter('cross_tenant_access_total').counted(M5).sumBy('env', 'tenant'))).toBe(expected);
  });

  it('counts the values of a distribution, which a histogram becomes', () => {
    expect(text(requests.counted(M5).sumBy('env', 'service'))).toBe(
      'sum(last_5m):count:http.server.request.duration{env:prod} by {env,service}.as_count()',
    );
  });

  it('counts the values up to a bound', () => {
    expect(text(bookings.countedAtMost(0.4, M5).sumBy('env', 'tenant'))).toBe(
      'sum(last_5m):count(v: v<=0.4):reservation.booking.duration{env:prod} by {env,tenant}.as_count()',
    );
    expect(text(bookings.countedAtMost(1, M5).sumBy('env', 'tenant'))).toContain('count(v: v<=1):');
  });

  it('counts the values past a bound by themselves: where none is within it, a difference would have no value', () => {
    const within = bookings.countedAtMost(0.4, M5).sumBy('env', 'tenant');
    expect(text(bookings.counted(M5).sumBy('env', 'tenant').minus(within))).toBe(
      'sum(last_5m):count(v: v>0.4):reservation.booking.duration{env:prod} by {env,tenant}.as_count()',
    );
  });

  it('divides counts, not averages of ratios', () => {
    expect(text(failed.orZeroFor(all).dividedBy(all.above(0)))).toBe(
      'sum(last_5m):count:http.server.request.duration{env:prod,status:5xx} by {env,tenant}.as_count() / ' +
        'count:http.server.request.duration{env:prod} by {env,tenant}.as_count()',
    );
  });

  it('looks at a share over the longer of its window and its `for`', () => {
    const share = failed.orZeroFor(all).dividedBy(all);
    expect(text(share, { for: duration('5m') })).toMatch(/^sum\(last_5m\):/);
    expect(text(share, { for: duration('15m') })).toMatch(/^sum\(last_15m\):/);
    expect(text(share, { for: duration('1m') })).toMatch(/^sum\(last_5m\):/);
  });

  it('divides a rate by the seconds of its window', () => {
    expect(text(all)).toBe('sum(last_5m):count:http.server.request.duration{env:prod} by {env,tenant}.as_count() / 300');
  });

  it('asks that a gauge is high at each sample of a `for`, once the whole of it is there', () => {
    const saturation = gauge('rate_limiter_saturation_ratio').acrossInstances();
    expect(datadog(saturation, { ...args, for: duration('10m') })).toEqual({
      text: 'min(last_10m):max:rate_limiter.saturation{env:prod} by {env,tenant,limiter}',
      groups: ['env', 'tenant', 'limiter'],
      fullWindow: true,
      computed: false,
    });
    expect(datadog(saturation, args)).toMatchObject({ text: expect.stringMatching(/^max\(last_5m\):max:/), fullWindow: false });
  });

  it('adds up gauges of which each replica has its own', () => {
    expect(text(gauge('db_client_connections').where({ state: 'pending' }).acrossInstances())).toBe(
      'max(last_5m):sum:db.client.connections{env:prod,state:pending} by {env,state}',
    );
  });

  it('asks for a percentile of the whole window', () => {
    expect(text(requests.quantile(0.95, M5, 'env', 'tenant').and(all.above(0)))).toBe(
      'percentile(last_5m):p95:http.server.request.duration{env:prod} by {env,tenant}',
    );
  });

  it('calculates with numbers', () => {
    const retries = counter('stripe_webhook_retries_total').increase(M5).sumBy('env', 'tenant');
    expect(text(retries.times(2).minus(retries))).toBe(
      'sum(last_5m):(sum:stripe.webhook.retries{env:prod} by {env,tenant}.as_count() * 2) - ' +
        'sum:stripe.webhook.retries{env:prod} by {env,tenant}.as_count()',
    );
    expect(text(retries.subtractedFrom(1))).toMatch(/:1 - sum:/);
  });

  it('says that it computes where the series may not all have arrived', () => {
    expect(datadog(failed.dividedBy(all), args).computed).toBe(true);
    expect(datadog(all, args).computed).toBe(false);
  });

  it('takes a recorded series for what it is computed from', () => {
    const expand = (name: RecordedName) => (name === 'tenant:request_rate:rate5m' ? all : undefined);
    expect(text(recorded('tenant:request_rate:rate5m'), { expand })).toBe(text(all));
  });

  it('picks by commas where it can, and by words where a label has several values', () => {
    const events = counter('auth_events_total');
    const asked = (of: typeof events) => /\{(.*?)\}/.exec(text(of.increase(M5).sumBy('env', 'tenant')))?.[1];
    expect(asked(events.where({ event: 'login' }).whereNot({ outcome: 'success' }))).toBe('env:prod,event:login,!outcome:success');
    expect(asked(events.where({ outcome: ['failure', 'denied'] }).whereNot({ event: 'a.b' }))).toBe(
      'env:prod AND outcome IN (failure,denied) AND NOT event:a.b',
    );
    expect(asked(events.whereNot({ event: ['a.b', 'c'] }))).toBe('env:prod AND event NOT IN (a.b,c)');
  });

  it('looks at its own environment only, whatever the query says of one', () => {
    expect(text(counter('stripe_webhook_retries_total').where({ env: 'dev' }).increase(M5).sumBy('env'))).toContain('{env:prod}');
  });

  it.each([
    ['Clinic-7', 'clinic-7'],
    ['__overflow__', '_overflow'],
    ['a b  c', 'a_b_c'],
    ['clínica:1/2.3', 'clínica:1/2.3'],
  ])('writes the tag %s as Datadog stores it: %s', (value, stored) => {
    expect(tagValue(value)).toBe(stored);
  });

  it.each([
    ['1m', 'last_1m'],
    ['90m', 'last_90m'],
    ['6h', 'last_6h'],
    ['1d', 'last_1d'],
    ['3d', 'last_72h'],
    ['7d', 'last_1w'],
  ] as const)('writes a window of %s as %s', (length, window) => {
    const query = counter('stripe_webhook_retries_total').increase(duration(length)).sumBy('env');
    expect(text(query)).toContain(`sum(${window}):`);
    expect(readMonitor(`${text(query)} > 1`).minutes).toBe(duration(length).ms / 60_000);
  });

  it('gives an objective a count without a window', () => {
    expect(datadogCount(requests.whereNot({ status: '5xx' }).counted(duration('30d')).sumBy('env', 'tenant'), args)).toBe(
      'count:http.server.request.duration{env:prod,!status:5xx} by {env,tenant}.as_count()',
    );
    expect(() => datadogCount(all, args)).toThrow(NotInDatadog);
  });
});

describe('a query that Datadog cannot ask', () => {
  const retries = counter('stripe_webhook_retries_total');
  const hourly = retries.increase(duration('1h')).sumBy('env', 'tenant');
  const saturation = gauge('rate_limiter_saturation_ratio');

  it.each<readonly [string, string, Query]>([
    ['of a longer time than a week', 'A window of 11520 minutes', retries.increase(duration('8d')).sumBy('env')],
    ['of less than a minute', 'A window of 0.5 minutes', retries.increase(duration('30s')).sumBy('env')],
    ['for a server of the platform', 'up, which only Prometheus scrapes,', gauge('up').acrossInstances()],
    [
      'for what only Prometheus gets',
      'log_dead_letters_total of the log writer, which only Prometheus scrapes,',
      counter('log_dead_letters_total').increase(M5).sumBy('env'),
    ],
    ['for each process', 'rate_limiter_saturation_ratio, of which each process', saturation.ofEachInstance()],
    ['for a median of samples', 'of the kind "quantile-over-time"', saturation.medianOver(M5)],
    ['for the future', 'of the kind "predict"', saturation.predicted(M5, duration('4d'))],
    [
      'for a recorded series that nobody computes',
      'tenant:latency_p95:rate5m, which no single rule records,',
      recorded('tenant:latency_p95:rate5m'),
    ],
    ['for the time since', 'of the kind "time"', gauge('active_clients').acrossInstances().secondsSince()],
    ['for what is not there', '"unless" between two parts', hourly.unless(hourly)],
    [
      'for two conditions at once',
      '"and" between two parts',
      hourly.and(saturation.where({ limiter: 'api' }).acrossInstances().maxBy('env', 'tenant').above(0)),
    ],
    ['for labels that are matched', 'Series matched on (tenant)', hourly.andOn(['tenant'], all)],
    ['for different windows', 'counts of different windows', hourly.dividedBy(retries.increase(M5).sumBy('env', 'tenant'))],
    ['for a count beside a rate', 'a count and a rate', retries.increase(M5).sumBy('env', 'tenant').dividedBy(all)],
    ['for a gauge beside a count', 'between a count and a gauge', hourly.dividedBy(gauge('active_clients').acrossInstances())],
    ['for zeros that a difference would need', 'zeros for what Datadog has not', hourly.minus(hourly.orZeroFor(hourly))],
    ['for a count that nothing adds up', 'where nothing adds it up', retries.increase(M5)],
    ['for the past of a recorded series', 'which Datadog does not record,', recorded('tenant:request_rate:rate5m').averageOver(M5)],
    ['for a mean of counts', 'max by (env, tenant)', retries.increase(M5).maxBy('env', 'tenant')],
  ])('has none %s, and says so', (_, message, query) => {
    const ask = () => text(query);
    expect(ask).toThrow(NotInDatadog);
    expect(ask).toThrow(message);
    expect(ask).toThrow(/has no form in a Datadog monitor\.$/);
  });

  it('has none for a count that stays high for longer than it is counted', () => {
    expect(() => text(hourly, { for: duration('2h') })).toThrow('A count that must stay high for longer than its own window');
    expect(text(hourly, { for: duration('1h') })).toMatch(/^sum\(last_1h\):/);
  });

  it('has none for parts with different tags', () => {
    const byEnv = retries.increase(duration('1h')).sumBy('env');
    const node = { kind: 'binary', op: '/', left: hourly.node, right: byEnv.node } as const;
    expect(() => text({ node })).toThrow('"/" between parts with different tags');
  });

  it('has none for a recorded series at another time, or of some of its labels', () => {
    const expand = () => all;
    expect(() => text(recorded('tenant:request_rate:rate5m').ago(M5), { expand })).toThrow('at another time');
    expect(() => text(recorded('tenant:request_rate:rate5m', { tenant: 'a' }), { expand })).toThrow('at another time');
  });
});

describe('the grammar that stands in for Datadog', () => {
  it.each([
    'sum(last_5m):sum:a{env:prod} by {env}.as_count()',
    'sum(last_5m)sum:a{env:prod} > 1',
    'avg(last_5m):sum:a{env:prod}.as_count() > 1',
    'sum(last_5m):sum:a{env:prod}.as_count() / sum:b{env:prod} > 1',
    'sum(last_8d):sum:a{env:prod}.as_count() > 1',
    'sum(last_200h):sum:a{env:prod}.as_count() > 1',
    'sum(last_5m):sum:a{env:prod,outcome IN (x)}.as_count() > 1',
    'sum(last_5m):sum:a{env:prod AND !b:c}.as_count() > 1',
    'sum(last_5m):sum:a{env:prod_}.as_count() > 1',
    'sum(last_5m):(sum:a{env:prod}.as_count() > 1',
    'sum(last_5m):sum:a{env:prod} by {env}.as_count() / sum:b{env:prod} by {tenant}.as_count() > 1',
    'avg(last_5m):p95:a{env:prod} > 1',
    'sum(last_5m):increase(a) > 1',
    'sum(last_5m):sum:A_total{env="prod"}.as_count() > 1',
  ])('refuses %s', (query) => {
    expect(() => readMonitor(query)).toThrow();
  });
});
