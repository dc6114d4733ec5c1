/** The reference page of the telemetry contract. */
import {
  auditEvents,
  auditFields,
  emitters,
  format,
  type LabelDefinition,
  type LogFieldDefinition,
  labels,
  logFields,
  type MetricDefinition,
  metrics,
  type PlatformMetricDefinition,
  piiClasses,
  platformMetrics,
  RESOURCE_LABELS,
  recorded,
  type SloDefinition,
  type SpanAttributeDefinition,
  slos,
  spanAttributes,
  tiers,
} from '../../telemetry/contract/index.ts';
import { code, codes, GENERATED, table } from './markdown.ts';
import { seriesSection } from './series.ts';

export function contractReference(): string {
  return `${[
    `# The telemetry contract\n\n${GENERATED}`,
    'Everything that is emitted, by name. It is declared in `telemetry/contract/`; what is not there is neither emitted nor stored nor queried.',
    `## Metrics\n\nNames as Prometheus stores them. The resource adds ${codes(RESOURCE_LABELS)} to each.`,
    table(['metric', 'type', 'unit', 'labels', 'emitted by', 'description'], Object.entries(metrics).map(metricRow)),
    '### Bucket boundaries',
    table(['histogram', 'upper bounds'], Object.entries<MetricDefinition>(metrics).flatMap(bucketRow)),
    '### Of the servers themselves',
    table(['metric', 'type', 'labels', 'description'], Object.entries(platformMetrics).map(platformRow)),
    '### Recorded series',
    table(
      ['series', 'unit', 'labels', 'description'],
      Object.entries(recorded).map(([name, series]) => [code(name), code(series.unit), codes(series.labels), series.description]),
    ),
    seriesSection(),
    '## Labels',
    table(
      ['label', 'values', 'sized for', 'semantic convention', 'description'],
      Object.entries<LabelDefinition>(labels).map(labelRow),
    ),
    '## Log line',
    table(FIELD_HEAD, Object.entries(logFields).map(fieldRow)),
    '## Audit record\n\nA log line and these.',
    table(FIELD_HEAD, Object.entries(auditFields).map(fieldRow)),
    '### How personal a field is',
    table(
      ['class', 'what happens to it'],
      Object.entries(piiClasses).map(([name, text]) => [code(name), text]),
    ),
    '## Audit events',
    table(
      ['event', 'category', 'resource', 'also counted in', 'description'],
      Object.entries(auditEvents).map(([name, event]) => [
        code(name),
        event.category,
        event.resource,
        'counts' in event ? code(event.counts.metric) : '',
        event.description,
      ]),
    ),
    '## Span attributes',
    table(
      ['attribute', 'values', 'PII', 'description'],
      Object.entries<SpanAttributeDefinition>(spanAttributes).map(([name, { values, pii, description }]) => [
        code(name),
        codes(values ?? []),
        pii,
        description,
      ]),
    ),
    '## Tiers',
    table(
      ['tier', 'ordinary traces kept', 'description'],
      Object.entries(tiers).map(([name, tier]) => [code(name), `${tier.tracesKeptPercent} %`, tier.description]),
    ),
    '## Service level objectives',
    table(['objective', 'target', 'period', 'indicator', 'description'], Object.entries<SloDefinition>(slos).map(sloRow)),
  ].join('\n\n')}\n`;
}

const FIELD_HEAD = ['field', 'type', 'PII', 'filled in by', 'description'];

function metricRow([name, metric]: [string, MetricDefinition]): string[] {
  const by = metric.planned ? `${emitters[metric.emitter]} (planned)` : emitters[metric.emitter];
  return [code(name), metric.type, code(metric.unit), codes(metric.labels), by, metric.description];
}

function bucketRow([name, { buckets }]: [string, MetricDefinition]): string[][] {
  return buckets ? [[code(name), codes(buckets)]] : [];
}

function platformRow([name, metric]: [string, PlatformMetricDefinition]): string[] {
  const description = metric.planned ? `${metric.description} (planned)` : metric.description;
  return [code(name), metric.type, codes(['env', ...metric.labels]), description];
}

function labelRow([name, label]: [string, LabelDefinition]): string[] {
  return [
    code(name),
    codes(label.values ?? []),
    String(label.cardinality),
    label.semconv ? code(label.semconv) : '',
    label.description,
  ];
}

function fieldRow([name, field]: [string, LogFieldDefinition]): string[] {
  return [code(name), field.type, field.pii, field.from, field.description];
}

function sloRow([name, { objective, period, per, sli, description }]: [string, SloDefinition]): string[] {
  const indicator =
    sli.kind === 'latency'
      ? `${code(sli.metric)} at most ${sli.thresholdSeconds} s`
      : `${code(sli.metric)} without ${Object.entries(sli.bad)
          .map(([label, values]) => code(`${label}=${values.join('|')}`))
          .join(', ')}`;
  return [code(name), `${Number((objective * 100).toPrecision(6))} %`, format(period), `${indicator}, per ${per}`, description];
}
