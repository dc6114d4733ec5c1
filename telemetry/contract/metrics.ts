/** Every metric, under the name that Prometheus stores. */
import type { Emitter } from './emitters.ts';
import type { LabelName } from './labels.ts';

export type MetricType = 'counter' | 'histogram' | 'gauge';

/** UCUM units, as OpenTelemetry writes them. Braces annotate a count of things. */
export type Unit = 's' | 'By' | '1' | `{${string}}`;

export interface MetricDefinition {
  readonly type: MetricType;
  /** The OpenTelemetry instrument's name; the Prometheus name follows from it, the unit and the type. */
  readonly otel: string;
  readonly unit: Unit;
  readonly description: string;
  /** The labels that the emitter sets; those of the resource come on top. */
  readonly labels: readonly LabelName[];
  /** Upper bounds of a histogram's buckets, in the metric's unit. */
  readonly buckets?: readonly number[];
  /**
   * How replicas' values of a gauge combine. `sum`: each reports its own share. `max`: all read the same source
   * (a database), so adding them would count it once per replica.
   */
  readonly across?: 'sum' | 'max';
  readonly emitter: Emitter;
  /** Present where the emitter is not built yet. */
  readonly planned?: true;
}

/** Resolution about the objectives: 0.4 s is the booking objective's own boundary. */
const REQUEST_SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.4, 0.5, 1, 2.5, 5, 10] as const;

export const metrics = {
  http_server_request_duration_seconds: {
    type: 'histogram',
    otel: 'http.server.request.duration',
    unit: 's',
    description: 'Duration of HTTP requests by tenant, without route. Source of the RED metrics.',
    labels: ['tenant', 'tier', 'status'],
    buckets: REQUEST_SECONDS,
    emitter: 'sdk',
  },
  http_route_request_duration_seconds: {
    type: 'histogram',
    otel: 'http.route.request.duration',
    unit: 's',
    description: 'Duration of HTTP requests by route, without tenant: the second projection, so that neither multiplies the other.',
    labels: ['route', 'method', 'status'],
    buckets: REQUEST_SECONDS,
    emitter: 'sdk',
  },
  reservation_booking_duration_seconds: {
    type: 'histogram',
    otel: 'reservation.booking.duration',
    unit: 's',
    description: 'Time from a booking request to its confirmed reservation.',
    labels: ['tenant', 'tier'],
    buckets: [0.05, 0.1, 0.2, 0.3, 0.4, 0.6, 1, 2.5, 5],
    emitter: 'application',
  },
  reservation_funnel_steps_total: {
    type: 'counter',
    otel: 'reservation.funnel.steps',
    unit: '{step}',
    description: 'Steps of the booking funnel that were reached.',
    labels: ['tenant', 'step'],
    emitter: 'application',
  },
  reservations_total: {
    type: 'counter',
    otel: 'reservations',
    unit: '{reservation}',
    description: 'Reservations created, updated and cancelled.',
    labels: ['tenant', 'action'],
    emitter: 'sdk',
  },
  active_clients: {
    type: 'gauge',
    otel: 'active_clients',
    unit: '{client}',
    description: 'Clients of a clinic with a reservation in the last 90 days, read from the database.',
    labels: ['tenant'],
    across: 'max',
    emitter: 'application',
  },
  active_packages: {
    type: 'gauge',
    otel: 'active_packages',
    unit: '{package}',
    description: 'Sold packages that still have sessions left, read from the database.',
    labels: ['tenant', 'package'],
    across: 'max',
    emitter: 'application',
  },
  stripe_mrr: {
    type: 'gauge',
    otel: 'stripe.mrr',
    unit: '{currency}',
    description: 'Monthly recurring revenue in whole units of the currency, read from the database.',
    labels: ['tenant', 'currency'],
    across: 'max',
    emitter: 'application',
  },
  stripe_webhook_deliveries_total: {
    type: 'counter',
    otel: 'stripe.webhook.deliveries',
    unit: '{delivery}',
    description: 'Stripe webhook deliveries by how their processing ended.',
    labels: ['tenant', 'outcome'],
    emitter: 'application',
  },
  stripe_webhook_retries_total: {
    type: 'counter',
    otel: 'stripe.webhook.retries',
    unit: '{delivery}',
    description: 'Deliveries whose event id was seen before: Stripe sends no attempt number.',
    labels: ['tenant'],
    emitter: 'application',
  },
  stripe_invoices_total: {
    type: 'counter',
    otel: 'stripe.invoices',
    unit: '{invoice}',
    description: 'Invoices that Stripe reported paid or failed.',
    labels: ['tenant', 'outcome'],
    emitter: 'application',
  },
  rate_limiter_saturation_ratio: {
    type: 'gauge',
    otel: 'rate_limiter.saturation',
    unit: '1',
    description: 'Share of a rate limiter that is used up, 0 to 1.',
    labels: ['tenant', 'limiter'],
    across: 'max',
    emitter: 'application',
  },
  db_client_connections: {
    type: 'gauge',
    otel: 'db.client.connections',
    unit: '{connection}',
    description: "Connections of the process's database pool.",
    labels: ['state'],
    across: 'sum',
    emitter: 'application',
  },
  db_client_active_operations: {
    type: 'gauge',
    otel: 'db.client.active_operations',
    unit: '{operation}',
    description: 'Database operations in flight: the share of the pool that each tenant holds.',
    labels: ['tenant'],
    across: 'sum',
    emitter: 'sdk',
  },
  queue_depth: {
    type: 'gauge',
    otel: 'queue.depth',
    unit: '{job}',
    description: 'Jobs that wait in a queue, read from the database.',
    labels: ['tenant', 'queue'],
    across: 'max',
    emitter: 'application',
  },
  process_cpu_time_seconds_total: {
    type: 'counter',
    otel: 'process.cpu.time',
    unit: 's',
    description: 'CPU time of the process.',
    labels: [],
    emitter: 'sdk',
  },
  process_cpu_tenant_time_seconds_total: {
    type: 'counter',
    otel: 'process.cpu.tenant.time',
    unit: 's',
    description:
      'CPU time of the process, attributed to tenants by their share of the request time in the interval. Memory cannot be attributed so: a heap has no owner.',
    labels: ['tenant'],
    emitter: 'sdk',
  },
  process_memory_usage_bytes: {
    type: 'gauge',
    otel: 'process.memory.usage',
    unit: 'By',
    description: 'Resident memory of the process.',
    labels: [],
    across: 'sum',
    emitter: 'sdk',
  },
  nodejs_eventloop_delay_p99_seconds: {
    type: 'gauge',
    otel: 'nodejs.eventloop.delay.p99',
    unit: 's',
    description: 'Event loop delay, 99th percentile of the export interval.',
    labels: [],
    across: 'max',
    emitter: 'sdk',
  },
  audit_events_total: {
    type: 'counter',
    otel: 'audit.events',
    unit: '{event}',
    description: 'Audit records written by the SDK. Compared with audit_records_total, loss shows.',
    labels: ['tenant', 'event', 'outcome'],
    emitter: 'sdk',
  },
  audit_records_total: {
    type: 'counter',
    otel: 'audit.records',
    unit: '{record}',
    description: 'Audit records that reached the gateway Collector: the cross-check of audit_events_total.',
    labels: ['tenant', 'event', 'outcome'],
    emitter: 'collector',
  },
  auth_events_total: {
    type: 'counter',
    otel: 'auth.events',
    unit: '{event}',
    description: 'Log-ins, log-outs and password resets.',
    labels: ['tenant', 'event', 'outcome', 'source'],
    emitter: 'sdk',
  },
  privileged_actions_total: {
    type: 'counter',
    otel: 'privileged.actions',
    unit: '{action}',
    description: 'Actions that only a privileged user may take.',
    labels: ['tenant', 'action'],
    emitter: 'sdk',
  },
  cross_tenant_access_total: {
    type: 'counter',
    otel: 'cross_tenant.access',
    unit: '{attempt}',
    description: 'Rows of another tenant that the guard saw read or written. `tenant` is the one in context.',
    labels: ['tenant'],
    emitter: 'sdk',
  },
  log_fields_dropped_total: {
    type: 'counter',
    otel: 'log.fields.dropped',
    unit: '{field}',
    description: 'Fields that the contract does not know and that were therefore not logged.',
    labels: [],
    emitter: 'sdk',
  },
  log_records_written_total: {
    type: 'counter',
    otel: 'log.records.written',
    unit: '{record}',
    description: 'Records that OpenSearch stored; a repeated delivery of a stored one is not counted again.',
    labels: ['kind'],
    emitter: 'log-writer',
  },
  log_dead_letters_total: {
    type: 'counter',
    otel: 'log.dead_letters',
    unit: '{record}',
    description: 'Records that OpenSearch or the schema refused, kept in the dead-letter index.',
    labels: ['reason'],
    emitter: 'log-writer',
  },
  audit_chain_gaps_total: {
    type: 'counter',
    otel: 'audit.chain.gaps',
    unit: '{gap}',
    description: 'Missing or altered records found in an audit hash chain.',
    labels: ['tenant'],
    emitter: 'chain-verifier',
    planned: true,
  },
  backup_last_success_timestamp_seconds: {
    type: 'gauge',
    otel: 'backup.last_success.timestamp',
    unit: 's',
    description: "Unix time of a tenant's last complete backup.",
    labels: ['tenant'],
    across: 'max',
    emitter: 'freshness-exporter',
    planned: true,
  },
  restore_test_last_success_timestamp_seconds: {
    type: 'gauge',
    otel: 'restore_test.last_success.timestamp',
    unit: 's',
    description: 'Unix time of the last restore test that succeeded.',
    labels: [],
    across: 'max',
    emitter: 'freshness-exporter',
    planned: true,
  },
  audit_export_last_success_timestamp_seconds: {
    type: 'gauge',
    otel: 'audit_export.last_success.timestamp',
    unit: 's',
    description: 'Unix time of the last verified audit export.',
    labels: [],
    across: 'max',
    emitter: 'freshness-exporter',
    planned: true,
  },
} as const satisfies Record<string, MetricDefinition>;

export type MetricName = keyof typeof metrics;
export type MetricsOfType<T extends MetricType> = {
  [M in MetricName]: (typeof metrics)[M]['type'] extends T ? M : never;
}[MetricName];
export type CounterName = MetricsOfType<'counter'>;
export type HistogramName = MetricsOfType<'histogram'>;
export type GaugeName = MetricsOfType<'gauge'>;

/** The labels that an emitter sets on a metric. */
export type OwnLabels<M extends MetricName> = (typeof metrics)[M]['labels'][number];

const UNIT_SUFFIX: Readonly<Record<string, string>> = { s: '_seconds', By: '_bytes' };

/**
 * The name under which Prometheus stores an OpenTelemetry metric.
 * Source: OpenTelemetry, "Prometheus and OpenMetrics compatibility", and Prometheus's translation strategy
 * `UnderscoreEscapingWithSuffixes`: dots become underscores, the unit is spelled out, counters end in `_total`,
 * and a gauge of unit 1 ends in `_ratio`.
 */
export function prometheusName(metric: Pick<MetricDefinition, 'otel' | 'unit' | 'type'>): string {
  const base = metric.otel.replaceAll(/[^a-zA-Z0-9]+/g, '_');
  const unit = metric.unit === '1' && metric.type === 'gauge' ? '_ratio' : (UNIT_SUFFIX[metric.unit] ?? '');
  return `${base}${unit}${metric.type === 'counter' ? '_total' : ''}`;
}
