import { describe, expect, it, test } from 'vitest';
import { environments } from '../../../infra/environment.ts';
import {
  auditEvents,
  type Contract,
  contract,
  labels,
  memoryMiB,
  SERIES_BUDGET,
  type SeriesCount,
  seriesOf,
  totalOf,
} from '../../../telemetry/contract/index.ts';
import { DEFAULT_MAX_TENANTS } from '../../../telemetry/runtime/cardinality.ts';

const description = 'For a test.';
const small: Contract = {
  ...contract,
  labels: {
    tenant: { description, cardinality: 10 },
    instance: { description, cardinality: 4 },
    status: { description, values: ['a', 'b', 'c', 'd', 'e'], cardinality: 3 },
    event: { description, cardinality: 99 },
    job: { description, cardinality: 2 },
  },
  metrics: {
    duration_seconds: {
      ...contract.metrics.http_server_request_duration_seconds,
      labels: ['tenant', 'status' as never],
      buckets: [0.1, 0.4],
    },
    memory: { ...contract.metrics.process_memory_usage_bytes, labels: [] },
    written: { ...contract.metrics.log_records_written_total, labels: ['tenant'] },
  },
  recorded: { 'tenant:rate': { description, unit: '1', labels: ['tenant', 'status'] } },
  platformMetrics: { up: { description, type: 'gauge', labels: ['job', 'instance'], across: 'max', emitter: 'prometheus' } },
};

const seriesNamed = (name: string, counts: readonly SeriesCount[] = seriesOf(contract)) =>
  counts.find((count) => count.name === name)?.series;

describe('a small contract', () => {
  it('has the product of its labels, its buckets and its processes in series, and each twice in memory but the recorded', () => {
    expect(seriesOf(small)).toEqual([
      // 10 tenants, none and overflow; 3 statuses; 2 boundaries, +Inf, sum and count; 4 processes.
      { kind: 'metric', name: 'duration_seconds', series: 12 * 3 * 5 * 4, inMemory: 1_440 },
      { kind: 'metric', name: 'memory', series: 4, inMemory: 8 },
      // The log writer has two processes, whatever the application has.
      { kind: 'metric', name: 'written', series: 24, inMemory: 48 },
      { kind: 'recorded', name: 'tenant:rate', series: 36, inMemory: 36 },
      { kind: 'platform', name: 'up', series: 8, inMemory: 16 },
      { kind: 'platform', name: 'what else the servers export', series: 8_000, inMemory: 16_000 },
    ]);
    expect(totalOf(seriesOf(small))).toEqual({ series: 8_792, inMemory: 17_548 });
  });

  it('is sized for other tenants and processes where these are given', () => {
    const counts = seriesOf(small, { tenants: 1, instances: 1 });
    expect(['duration_seconds', 'memory', 'written', 'tenant:rate'].map((name) => seriesNamed(name, counts))).toEqual([
      45, 1, 6, 9,
    ]);
  });

  it('cannot be counted where it has a label that nobody sized', () => {
    const { status, ...others } = small.labels;
    expect(() => seriesOf({ ...small, labels: others })).toThrow('"status" is no label of the contract.');
  });
});

describe('the contract of this platform', () => {
  it.each([
    ['http_server_request_duration_seconds', 1_002 * 3 * 15 * 3],
    ['http_route_request_duration_seconds', 60 * 4 * 3 * 15 * 3],
    ['reservation_booking_duration_seconds', 1_002 * 12 * 3],
    // Three of the label's seven actions are done to reservations, four by privileged users.
    ['reservations_total', 1_002 * 3 * 3],
    ['privileged_actions_total', 1_002 * 4 * 3],
    ['auth_events_total', 1_002 * 3 * 3 * 2 * 3],
    ['audit_events_total', 1_002 * 14 * 3 * 3],
    ['active_packages', 1_002 * 10 * 3],
    ['process_memory_usage_bytes', 3],
    // One chain verifier, one freshness exporter.
    ['audit_chain_gaps_total', 1_002],
    ['backup_last_success_timestamp_seconds', 1_002],
    ['tenant:request_rate:rate5m', 1_002],
    // A recorded series has the values of the metric that it counts.
    ['tenant:reservations:increase5m_tile', 1_002 * 3],
    ['tenant:privileged_actions:increase5m_tile', 1_002 * 4],
    ['tenant:auth_events:increase5m_tile', 1_002 * 3 * 3],
    ['fleet:request_duration_bucket:rate5m', 14],
    // As many containers and claims as an environment has on all its nodes, not one of each name in each pod.
    ['container_cpu_usage', 300],
    ['k8s_volume_available_bytes', 24],
    // As many alerts at once as a bad day has, not one of each for every clinic.
    ['ALERTS', 1_000],
  ])('has of %s %i series', (name, series) => {
    expect(seriesNamed(name)).toBe(series);
  });

  it('is within the budget', () => {
    expect(totalOf(seriesOf(contract)).inMemory).toBeLessThanOrEqual(SERIES_BUDGET);
  });

  it('is not, once requests carry one more label of 50 values', () => {
    const requests = contract.metrics.http_server_request_duration_seconds;
    const wider: Contract = {
      ...contract,
      labels: { ...contract.labels, room: { description, cardinality: 50 } },
      metrics: {
        ...contract.metrics,
        http_server_request_duration_seconds: { ...requests, labels: [...requests.labels, 'room' as never] },
      },
    };
    const added = 49 * 135_270;
    expect(totalOf(seriesOf(wider)).series - totalOf(seriesOf(contract)).series).toBe(added);
    expect(totalOf(seriesOf(wider)).inMemory).toBeGreaterThan(SERIES_BUDGET);
  });

  it('is not for 1,250 clinics: then a label or a bucket has to go, or Prometheus grows', () => {
    expect(totalOf(seriesOf(contract, { tenants: 1_250, instances: 3 })).inMemory).toBeGreaterThan(SERIES_BUDGET);
  });

  it('counts the platform’s own emitters as often as prod runs them', () => {
    const { gateway, logWriter } = environments.prod.sizes;
    expect(seriesNamed('audit_records_total')).toBe(1_002 * 3 * gateway.replicas);
    expect(seriesNamed('log_records_written_total')).toBe(2 * logWriter.replicas);
  });

  it('is sized for as many tenants as a process tells apart', () => {
    expect(DEFAULT_MAX_TENANTS).toBe(labels.tenant.cardinality);
  });

  it('has room for every event of the audit catalogue under its label', () => {
    expect(Object.keys(auditEvents).length).toBeLessThanOrEqual(labels.event.cardinality);
  });
});

test('the budget leaves prod’s Prometheus a quarter of its memory, and so do 100 clinics that of dev', () => {
  const threeQuarters = (memory: string) => (Number(memory.replace('Mi', '')) * 3) / 4;
  expect(memoryMiB(SERIES_BUDGET)).toBe(5_860);
  expect(memoryMiB(SERIES_BUDGET)).toBeLessThanOrEqual(threeQuarters(environments.prod.sizes.prometheus.memory));
  const { inMemory } = totalOf(seriesOf(contract, { tenants: 100, instances: 3 }));
  expect(memoryMiB(inMemory)).toBeLessThanOrEqual(threeQuarters(environments.dev.sizes.prometheus.memory));
});
