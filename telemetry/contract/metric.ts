/** What a metric is, and what Prometheus calls it. */
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
  /** How many series there are at most in an environment, where its labels do not multiply: a container is in one pod. */
  readonly series?: number;
  readonly emitter: Emitter;
  /** Present where the emitter is not built yet. */
  readonly planned?: true;
}

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
