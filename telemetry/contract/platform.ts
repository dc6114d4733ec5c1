/** Series of the servers themselves that rules and dashboards may query. Their names are their makers'. */
import type { Emitter } from './emitters.ts';
import type { LabelName } from './labels.ts';
import type { MetricType } from './metric.ts';

export interface PlatformMetricDefinition {
  readonly type: Exclude<MetricType, 'histogram'>;
  readonly description: string;
  /** Besides `env`, which the scrape configuration sets on all. */
  readonly labels: readonly LabelName[];
  readonly across?: 'sum' | 'max';
  readonly emitter: Emitter;
}

export const platformMetrics = {
  up: {
    type: 'gauge',
    description: '1 where the last scrape of a server succeeded, else 0.',
    labels: ['job', 'instance'],
    across: 'max',
    emitter: 'prometheus',
  },
  otelcol_exporter_queue_size: {
    type: 'gauge',
    description: "Batches that wait in a Collector's queues.",
    labels: ['job', 'instance'],
    across: 'sum',
    emitter: 'collector',
  },
  otelcol_exporter_send_failed_log_records_total: {
    type: 'counter',
    description: 'Log records that a Collector gave up sending.',
    labels: ['job', 'instance'],
    emitter: 'collector',
  },
} as const satisfies Record<string, PlatformMetricDefinition>;

export type PlatformMetricName = keyof typeof platformMetrics;
