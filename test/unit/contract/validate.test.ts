import { expect, test } from 'vitest';
import { assertValid, type Contract, contract, duration, faultsOf, prometheusName } from '../../../telemetry/contract/index.ts';

const sound: Contract = {
  labels: { tenant: { description: 'The clinic.', cardinality: 10 } },
  metrics: {
    request_duration_seconds: {
      type: 'histogram',
      otel: 'request.duration',
      unit: 's',
      description: 'Duration of requests.',
      labels: ['tenant'],
      buckets: [0.1, 0.4],
      emitter: 'sdk',
    },
  },
  platformMetrics: {},
  recorded: {},
  recordFields: { latencyMs: { type: 'float', description: 'How long.', unit: 'ms', pii: 'none', from: 'caller' } },
  slos: {
    latency: {
      title: 'Latency',
      description: 'Fast enough.',
      objective: 0.95,
      period: duration('30d'),
      per: 'tenant',
      sli: { kind: 'latency', metric: 'request_duration_seconds' as never, thresholdSeconds: 0.4 },
    },
  },
  tiers: { standard: { description: 'All.', tracesKeptPercent: 10 } },
};

test('a sound contract has no faults', () => {
  expect(faultsOf(sound)).toEqual([]);
});

test('the contract of this platform has no faults', () => {
  expect(faultsOf(contract)).toEqual([]);
});

test('all faults are reported together, each with its path', () => {
  const { request_duration_seconds: metric } = sound.metrics;
  if (!metric) throw new Error('the fixture has lost its metric');
  const broken: Contract = {
    ...sound,
    labels: { tenant: { description: '', cardinality: 0 } },
    metrics: {
      request_seconds: { ...metric, labels: ['clinic' as never] },
      visits_total: {
        type: 'counter',
        otel: 'visits',
        unit: '{visit}',
        description: 'Visits.',
        labels: [],
        buckets: [1],
        emitter: 'sdk',
      },
      depth: { type: 'gauge', otel: 'depth', unit: '{job}', description: 'Depth.', labels: [], emitter: 'sdk' },
      wait_seconds: { ...metric, otel: 'wait', buckets: [1, 1] },
    },
    recordFields: { latency_ms: { type: 'float', description: '', pii: 'none', from: 'caller' } },
    tiers: { standard: { description: 'All.', tracesKeptPercent: 5 } },
  };
  expect(faultsOf(broken)).toEqual([
    { path: 'labels.tenant.description', message: 'is empty' },
    { path: 'labels.tenant.cardinality', message: 'must be at least 1' },
    { path: 'metrics.request_seconds', message: 'is what Prometheus would store as "request_duration_seconds"' },
    { path: 'metrics.request_seconds.labels', message: 'has "clinic", which is no label' },
    { path: 'metrics.visits_total.buckets', message: 'belongs to histograms' },
    { path: 'metrics.depth.across', message: 'belongs to gauges, and each gauge needs one' },
    { path: 'metrics.wait_seconds.buckets', message: 'must rise from each boundary to the next' },
    { path: 'slos.latency.sli.metric', message: 'names "request_duration_seconds", which is no metric' },
    { path: 'tiers.standard.tracesKeptPercent', message: 'must be from 10 to 100' },
    { path: 'fields.latency_ms', message: 'is not in camelCase' },
    { path: 'fields.latency_ms.description', message: 'is empty' },
    { path: 'fields.latency_ms.unit', message: 'must be ms, as its name says' },
  ]);
});

test('a latency objective between two bucket boundaries is a fault: its ratio would be a guess', () => {
  const { latency } = sound.slos;
  if (latency?.sli.kind !== 'latency') throw new Error('the fixture has lost its objective');
  const off: Contract = { ...sound, slos: { latency: { ...latency, sli: { ...latency.sli, thresholdSeconds: 0.3 } } } };
  expect(faultsOf(off)).toEqual([
    {
      path: 'slos.latency.sli.thresholdSeconds',
      message: 'is 0.3, which is no bucket boundary of request_duration_seconds: the ratio would be a guess',
    },
  ]);
});

test('an unsound contract cannot be used: the error counts and lists its faults', () => {
  expect(() => assertValid({ ...sound, tiers: { standard: { description: 'All.', tracesKeptPercent: 101 } } })).toThrow(
    'The telemetry contract has 1 fault(s):\n  tiers.standard.tracesKeptPercent must be from 10 to 100',
  );
});

test.each([
  [{ otel: 'http.server.request.duration', unit: 's', type: 'histogram' }, 'http_server_request_duration_seconds'],
  [{ otel: 'reservations', unit: '{reservation}', type: 'counter' }, 'reservations_total'],
  [{ otel: 'rate_limiter.saturation', unit: '1', type: 'gauge' }, 'rate_limiter_saturation_ratio'],
  [{ otel: 'process.cpu.time', unit: 's', type: 'counter' }, 'process_cpu_time_seconds_total'],
  [{ otel: 'process.memory.usage', unit: 'By', type: 'gauge' }, 'process_memory_usage_bytes'],
] as const)('%j is stored as %s', (metric, name) => {
  expect(prometheusName(metric)).toBe(name);
});
