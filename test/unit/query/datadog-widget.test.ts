import { describe, expect, it } from 'vitest';
import { duration } from '../../../telemetry/contract/index.ts';
import { NotInDatadog } from '../../../telemetry/query/datadog-series.ts';
import { datadogWidget, type WidgetArgs } from '../../../telemetry/query/datadog-widget.ts';
import { counter, gauge, histogram, type Query, recorded, type Selector } from '../../../telemetry/query/index.ts';
import { readFormula, readWidgetQuery } from '../../support/datadog-grammar.ts';

const M5 = duration('5m');
const INTERVAL = { ...duration('15m'), variable: 'interval' };
const requests = histogram('http_server_request_duration_seconds');
const all = requests.rate(M5).sumBy('env', 'tenant');
const failed = requests.where({ status: '5xx' }).rate(M5).sumBy('env', 'tenant');

const COMPUTED: Readonly<Record<string, Query>> = {
  'tenant:request_rate:rate5m': all,
  'tenant:error_rate:ratio_rate5m': failed.orZeroFor(all).dividedBy(all.above(0)),
  'tenant:latency_p95:rate5m': requests.quantile(0.95, M5, 'env', 'tenant'),
  'tenant:failed_logins:increase5m_tile': counter('auth_events_total')
    .where({ outcome: 'failure' })
    .counted(M5)
    .sumBy('env', 'tenant'),
  'tenant:auth_events:increase5m_tile': counter('auth_events_total').counted(M5).sumBy('env', 'tenant', 'event', 'outcome'),
  'fleet:failed_logins:increase5m': counter('auth_events_total').counted(M5).sumBy('env', 'source'),
  'tenant:queue_depth:max': gauge('queue_depth').acrossInstances(),
};

function ask(query: Query, over: 'time' | 'now' = 'time') {
  let last = 0;
  const args: WidgetArgs = { over, expand: ({ series }: Selector) => COMPUTED[series], name: () => `query${++last}` };
  const asked = datadogWidget(query, args);
  expect(new Set(readFormula(asked.formula))).toEqual(new Set(asked.queries.map(({ name }) => name)));
  for (const { query: text } of asked.queries) readWidgetQuery(text);
  return asked;
}
const texts = (query: Query, over: 'time' | 'now' = 'time') => {
  const { queries, formula } = ask(query, over);
  return [...queries.map((one) => one.query), formula];
};

describe('a query for a Datadog widget', () => {
  it('asks for the chosen environment and clinics, and groups by what tells series apart', () => {
    expect(texts(recorded('tenant:request_rate:rate5m'))).toEqual([
      'count:http.server.request.duration{$env,$tenant} by {tenant}.as_rate()',
      'query1',
    ]);
    expect(texts(counter('process_cpu_time_seconds_total').rate(M5).sumBy('env', 'service'))).toEqual([
      'sum:process.cpu.time{$env} by {service}.as_rate()',
      'query1',
    ]);
  });

  it('asks for all clinics where the recorded series tells none apart', () => {
    expect(texts(recorded('fleet:failed_logins:increase5m'))[0]).toBe(
      'sum:auth.events{$env} by {source}.as_count().rollup(sum, 300)',
    );
  });

  it('makes a number of a rate from the events of its own window', () => {
    expect(ask(recorded('tenant:request_rate:rate5m').sumBy('env'), 'now')).toEqual({
      queries: [
        {
          data_source: 'metrics',
          name: 'query1',
          query: 'count:http.server.request.duration{$env,$tenant}.as_count()',
          aggregator: 'sum',
        },
      ],
      formula: 'query1 / 300',
      groups: [],
      finer: false,
      window: M5,
    });
  });

  it('rolls counts up to their interval, and moves a window that is longer than an hour', () => {
    const tile = recorded('tenant:failed_logins:increase5m_tile');
    expect(texts(tile.sumOver(INTERVAL))).toEqual([
      'sum:auth.events{$env,$tenant,outcome:failure} by {tenant}.as_count().rollup(sum, 900)',
      'query1',
    ]);
    expect(texts(tile.sumOver(duration('1d')))).toEqual([
      'sum:auth.events{$env,$tenant,outcome:failure} by {tenant}.as_count()',
      "moving_rollup(query1, 86400, 'sum')",
    ]);
    expect(() => ask(tile.sumOver(duration('7d')))).toThrow('A window of 7 days at each moment has no form in a Datadog widget.');
    expect(ask(tile.sumOver(duration('7d')), 'now').window).toEqual(duration('7d'));
  });

  it('divides counts of the same points, with zeros where they were filled in and not where nothing is divided', () => {
    expect(texts(recorded('tenant:error_rate:ratio_rate5m'))).toEqual([
      'count:http.server.request.duration{$env,$tenant,status:5xx} by {tenant}.as_count()',
      'count:http.server.request.duration{$env,$tenant} by {tenant}.as_count()',
      'default_zero(query1) / query2',
    ]);
    const filled = failed.orZeroFor(all);
    expect(texts(all.dividedBy(filled.above(0))).at(-1)).toBe('query1 / query2');
    expect(texts(all.dividedBy(filled)).at(-1)).toBe('query1 / default_zero(query2)');
  });

  it('asks for percentiles of distributions, by nothing where all are one', () => {
    expect(texts(recorded('tenant:latency_p95:rate5m'))).toEqual([
      'p95:http.server.request.duration{$env,$tenant} by {tenant}',
      'query1',
    ]);
    expect(ask(recorded('tenant:latency_p95:rate5m'), 'now').queries[0]?.aggregator).toBe('percentile');
  });

  it('picks of a recorded series what is picked of what it is computed from, by which it no longer groups', () => {
    const logins = recorded('tenant:auth_events:increase5m_tile', { event: 'login' });
    expect(texts(logins)[0]).toBe('sum:auth.events{$env,$tenant,event:login} by {tenant,outcome}.as_count().rollup(sum, 300)');
    const several = recorded('tenant:auth_events:increase5m_tile', { outcome: ['failure', 'denied'] });
    expect(texts(several)[0]).toBe(
      'sum:auth.events{$env AND $tenant AND outcome IN (failure,denied)} by {tenant,event,outcome}.as_count().rollup(sum, 300)',
    );
  });

  it('adds up the clinics of counts, and shows the worst of what nothing can compare', () => {
    expect(ask(recorded('tenant:failed_logins:increase5m_tile').sumBy('env')).groups).toEqual([]);
    const worst = ask(recorded('tenant:error_rate:ratio_rate5m').maxBy('env'), 'now');
    expect(worst).toMatchObject({ groups: ['tenant'], limit: { count: 1, order: 'desc' }, finer: false });
  });

  it('shows each by itself where every process reads the same number, and says so', () => {
    expect(ask(recorded('tenant:queue_depth:max').sumBy('env', 'tenant'), 'now')).toMatchObject({
      queries: [{ query: 'max:queue.depth{$env,$tenant} by {tenant,queue}', aggregator: 'last' }],
      groups: ['tenant', 'queue'],
      limit: { count: 10, order: 'desc' },
      finer: true,
    });
    expect(ask(recorded('tenant:queue_depth:max').maxBy('env', 'tenant'), 'now')).toMatchObject({
      queries: [{ query: 'max:queue.depth{$env,$tenant} by {tenant}' }],
      finer: false,
    });
  });

  it('adds up a gauge of which each process has its own', () => {
    const pending = gauge('db_client_connections').where({ state: 'pending' }).acrossInstances();
    expect(texts(pending.sumBy('env'), 'now')).toEqual(['sum:db.client.connections{$env,state:pending}', 'query1']);
    const processes = gauge('service_build_info').ofEachInstance().countBy('env', 'service', 'version');
    expect(texts(processes)[0]).toBe('sum:service.build.info{$env} by {service,version}');
  });

  it('takes the highest count from points as long as the count, and the average from their number', () => {
    const tile = recorded('tenant:failed_logins:increase5m_tile');
    expect(ask(tile.maxOver(duration('6h')), 'now').queries[0]).toMatchObject({
      query: 'sum:auth.events{$env,$tenant,outcome:failure} by {tenant}.as_count().rollup(sum, 300)',
      aggregator: 'max',
    });
    expect(texts(tile.maxOver(duration('1h'))).at(-1)).toBe("moving_rollup(query1, 3600, 'max')");
    expect(texts(tile.averageOver(duration('1h')), 'now').at(-1)).toBe('query1 / 12');
  });

  it('rolls a distribution up by its interval alone', () => {
    expect(texts(requests.counted(M5).sumBy('env', 'tenant'))[0]).toBe(
      'count:http.server.request.duration{$env,$tenant} by {tenant}.as_count().rollup(300)',
    );
  });

  it('does not take the bound of a sum for the sum of bounded values', () => {
    const bounded = recorded('tenant:failed_logins:increase5m_tile').noLessThan(5);
    expect(ask(bounded.sumBy('env'))).toMatchObject({ formula: 'clamp_min(query1, 5)', groups: ['tenant'], finer: true });
  });

  it('refuses to pick by a label that gets lost on the way', () => {
    const expand = () => gauge('active_clients').acrossInstances();
    const query = recorded('tenant:queue_depth:max', { queue: 'mail' });
    expect(() => datadogWidget(query, { over: 'now', expand, name: () => 'query1' })).toThrow(
      'active_clients of one queue has no form in a Datadog widget.',
    );
  });

  it('looks back, bounds and counts', () => {
    const tile = recorded('tenant:failed_logins:increase5m_tile');
    expect(texts(tile.ago(duration('7d'))).at(-1)).toBe('timeshift(query1, -604800)');
    expect(texts(tile.minus(tile.sumOver(M5)).noLessThan(0)).at(-1)).toBe('clamp_min(query1 - query2, 0)');
    expect(texts(recorded('tenant:error_rate:ratio_rate5m').below(0.5).countBy('env'), 'now').at(-1)).toBe(
      'count_not_null(cutoff_max(default_zero(query1) / query2, 0.5))',
    );
  });

  it.each<[string, Query, string]>([
    [
      'what only Prometheus scrapes',
      gauge('up').acrossInstances(),
      'up, which only Prometheus scrapes, has no form in a Datadog widget.',
    ],
    ['a process by itself', gauge('process_memory_usage_bytes').ofEachInstance(), 'of which each process has its own'],
    ['a series without a rule', recorded('tenant:cpu_cores:rate5m'), 'which no single rule records'],
    [
      'a quantile over time',
      recorded('tenant:request_rate:rate5m').quantileOver(0.5, M5),
      'A quantile of tenant:request_rate:rate5m over time',
    ],
    ['the time of the evaluation', gauge('active_clients').acrossInstances().secondsSince(), 'The time of the evaluation'],
    ['a condition on something else', all.unless(failed), 'What depends on another condition ("unless")'],
    [
      'counts of different windows',
      recorded('tenant:failed_logins:increase5m_tile').minus(
        recorded('tenant:failed_logins:increase5m_tile').sumOver(duration('1h')),
      ),
      'different windows',
    ],
    ['a rate and a count', all.minus(requests.counted(M5).sumBy('env', 'tenant')), 'between a rate and a count'],
    [
      'different tags',
      { node: { kind: 'binary', op: '/', left: recorded('fleet:failed_logins:increase5m').node, right: all.node } },
      'different tags',
    ],
  ])('refuses %s, and says which part', (_, query, said) => {
    expect(() => ask(query)).toThrow(NotInDatadog);
    expect(() => ask(query)).toThrow(said);
  });
});
