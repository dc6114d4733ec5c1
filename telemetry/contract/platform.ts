/** Series of the servers themselves that rules and dashboards may query. Their names are their makers'. */
import type { Emitter } from './emitters.ts';
import type { LabelName } from './labels.ts';
import type { MetricType } from './metric.ts';

export interface PlatformMetricDefinition {
  readonly type: Exclude<MetricType, 'histogram'>;
  readonly description: string;
  /** Besides `env`, which the scrape configuration sets on all. A server may set more, which nobody here looks at. */
  readonly labels: readonly LabelName[];
  readonly across?: 'sum' | 'max';
  /** How many series there are at most, where their labels do not multiply: not every alert fires for every tenant. */
  readonly series?: number;
  readonly emitter: Emitter;
  /** Present where nothing collects it yet. */
  readonly planned?: true;
}

/** What every scraped series has. */
const SCRAPED = ['job', 'instance'] as const;

const scraped = <E extends Emitter>(emitter: E, description: string) =>
  ({ type: 'counter', description, labels: SCRAPED, emitter }) as const;
const refused = (things: string) =>
  scraped('collector', `${things} that a Collector did not take: its sender keeps or loses them.`);
const sendFailed = (things: string) =>
  ({
    type: 'counter',
    description: `${things} that a Collector gave up sending. Born with the first.`,
    labels: [...SCRAPED, 'exporter'],
    emitter: 'collector',
  }) as const;
const enqueueFailed = (things: string) => scraped('collector', `${things} that a Collector's queue did not take.`);
const ofRuleGroup = (description: string) =>
  ({ type: 'gauge', description, labels: [...SCRAPED, 'rule_group'], across: 'max', emitter: 'prometheus' }) as const;

export const platformMetrics = {
  up: {
    type: 'gauge',
    description: '1 where the last scrape of a server succeeded, else 0.',
    labels: SCRAPED,
    across: 'max',
    emitter: 'prometheus',
  },

  ALERTS: {
    type: 'gauge',
    description: '1 for each alert that waits or fires, where Prometheus is the evaluator.',
    labels: ['alertname', 'alertstate', 'severity', 'team', 'tenant'],
    across: 'max',
    series: 1_000,
    emitter: 'prometheus',
  },

  otelcol_receiver_accepted_log_records_total: scraped('collector', 'Log records that a Collector took.'),
  otelcol_receiver_refused_log_records_total: refused('Log records'),
  otelcol_receiver_refused_spans_total: refused('Spans'),
  otelcol_receiver_refused_metric_points_total: refused('Metric points'),
  otelcol_exporter_queue_size: {
    type: 'gauge',
    description: "Batches that wait in a Collector's queues.",
    labels: [...SCRAPED, 'exporter'],
    across: 'sum',
    emitter: 'collector',
  },
  otelcol_exporter_queue_capacity: {
    type: 'gauge',
    description: "Batches that a Collector's queues hold at most.",
    labels: [...SCRAPED, 'exporter'],
    across: 'sum',
    emitter: 'collector',
  },
  otelcol_exporter_send_failed_log_records_total: sendFailed('Log records'),
  otelcol_exporter_send_failed_spans_total: sendFailed('Spans'),
  otelcol_exporter_send_failed_metric_points_total: sendFailed('Metric points'),
  otelcol_exporter_enqueue_failed_log_records_total: enqueueFailed('Log records'),
  otelcol_exporter_enqueue_failed_spans_total: enqueueFailed('Spans'),
  otelcol_exporter_enqueue_failed_metric_points_total: enqueueFailed('Metric points'),

  prometheus_rule_evaluation_failures_total: {
    type: 'counter',
    description: 'Evaluations of a rule that failed.',
    labels: [...SCRAPED, 'rule_group'],
    emitter: 'prometheus',
  },
  prometheus_rule_group_last_duration_seconds: ofRuleGroup('How long the last evaluation of a group of rules took.'),
  prometheus_rule_group_interval_seconds: ofRuleGroup('How often a group of rules is evaluated.'),
  prometheus_notifications_dropped_total: scraped('prometheus', 'Alerts that Prometheus could not hand to an Alertmanager.'),
  prometheus_tsdb_size_retentions_total: scraped('prometheus', 'Times that blocks were deleted for their size, before their age.'),
  alertmanager_notifications_failed_total: {
    type: 'counter',
    description: 'Notifications that Alertmanager gave up.',
    labels: [...SCRAPED, 'integration'],
    emitter: 'alertmanager',
  },
  grafana_alerting_notifications_failed_total: {
    type: 'counter',
    description: 'Notifications that Grafana gave up. Born with the first.',
    labels: [...SCRAPED, 'integration'],
    emitter: 'grafana',
  },
  grafana_alerting_rule_evaluation_failures_total: scraped('grafana', 'Evaluations of an alert rule that failed.'),

  tempo_ingester_failed_flushes_total: scraped('tempo', 'Blocks that could not be written to the bucket, retries included.'),
  tempo_distributor_spans_received_total: scraped('tempo', 'Spans that Tempo was sent.'),
  tempo_discarded_spans_total: scraped('tempo', 'Spans that Tempo threw away. Born with the first.'),

  tlscheck_time_left_seconds: {
    type: 'gauge',
    description: 'How long a certificate is still valid; negative once it is not.',
    labels: ['target'],
    across: 'max',
    emitter: 'collector',
    planned: true,
  },
} as const satisfies Record<string, PlatformMetricDefinition>;

export type PlatformMetricName = keyof typeof platformMetrics;
