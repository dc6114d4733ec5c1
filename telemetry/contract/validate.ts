/** Checks that the parts of a contract fit each other. All faults are reported together. */
import type { LabelDefinition } from './labels.ts';
import type { LogFieldDefinition } from './log-fields.ts';
import { type MetricDefinition, prometheusName } from './metric.ts';
import type { PlatformMetricDefinition } from './platform.ts';
import type { RecordedDefinition } from './recorded.ts';
import type { SloDefinition } from './slos.ts';
import type { TierDefinition } from './tiers.ts';

export interface Contract {
  readonly labels: Readonly<Record<string, LabelDefinition>>;
  readonly metrics: Readonly<Record<string, MetricDefinition>>;
  readonly platformMetrics: Readonly<Record<string, PlatformMetricDefinition>>;
  readonly recorded: Readonly<Record<string, RecordedDefinition>>;
  readonly recordFields: Readonly<Record<string, LogFieldDefinition>>;
  readonly slos: Readonly<Record<string, SloDefinition>>;
  readonly tiers: Readonly<Record<string, TierDefinition>>;
}

/** One fault: where it is, and what is wrong there. */
export interface Fault {
  readonly path: string;
  readonly message: string;
}

/** Every fault of a contract; an empty list for a sound one. */
export function faultsOf(contract: Contract): Fault[] {
  return [
    ...Object.entries(contract.labels).flatMap(([name, label]) => labelFaults(`labels.${name}`, name, label)),
    ...Object.entries(contract.metrics).flatMap(([name, metric]) => metricFaults(`metrics.${name}`, name, metric, contract)),
    ...[...Object.entries(contract.platformMetrics), ...Object.entries(contract.recorded)].flatMap(([name, { labels }]) =>
      unknownLabels(`series.${name}`, labels, contract),
    ),
    ...Object.entries(contract.slos).flatMap(([name, slo]) => sloFaults(`slos.${name}`, slo, contract)),
    ...Object.entries(contract.tiers).flatMap(([name, tier]) =>
      when(
        !(tier.tracesKeptPercent >= 10 && tier.tracesKeptPercent <= 100),
        `tiers.${name}.tracesKeptPercent`,
        'must be from 10 to 100',
      ),
    ),
    ...Object.entries(contract.recordFields).flatMap(([name, field]) => [
      ...when(!/^[a-z][a-zA-Z]*$/.test(name), `fields.${name}`, 'is not in camelCase'),
      ...when(field.description === '', `fields.${name}.description`, 'is empty'),
      ...when(/ms$/i.test(name) && field.unit !== 'ms', `fields.${name}.unit`, 'must be ms, as its name says'),
    ]),
  ];
}

/** @throws Error that lists every fault. */
export function assertValid(contract: Contract): void {
  const faults = faultsOf(contract);
  if (faults.length === 0) return;
  const lines = faults.map(({ path, message }) => `  ${path} ${message}`);
  throw new Error(`The telemetry contract has ${faults.length} fault(s):\n${lines.join('\n')}`);
}

function labelFaults(path: string, name: string, label: LabelDefinition): Fault[] {
  return [
    ...when(!/^[a-z][a-z0-9_]*$/.test(name), path, 'is no Prometheus label name in snake_case'),
    ...when(label.description === '', `${path}.description`, 'is empty'),
    ...when(label.cardinality < 1, `${path}.cardinality`, 'must be at least 1'),
    ...when(new Set(label.values).size !== (label.values?.length ?? 0), `${path}.values`, 'repeats a value'),
  ];
}

function metricFaults(path: string, name: string, metric: MetricDefinition, contract: Contract): Fault[] {
  const derived = prometheusName(metric);
  return [
    ...when(derived !== name, path, `is what Prometheus would store as "${derived}"`),
    ...when(metric.description === '', `${path}.description`, 'is empty'),
    ...unknownLabels(path, metric.labels, contract),
    ...when(
      (metric.type === 'gauge') !== (metric.across !== undefined),
      `${path}.across`,
      'belongs to gauges, and each gauge needs one',
    ),
    ...bucketFaults(`${path}.buckets`, metric),
  ];
}

function bucketFaults(path: string, { type, buckets }: MetricDefinition): Fault[] {
  if (type !== 'histogram') return when(buckets !== undefined, path, 'belongs to histograms');
  if (!buckets?.length) return [{ path, message: 'is missing: a histogram needs bucket boundaries' }];
  return when(
    buckets.some((bound, i) => i > 0 && bound <= (buckets[i - 1] ?? 0)),
    path,
    'must rise from each boundary to the next',
  );
}

function sloFaults(path: string, slo: SloDefinition, contract: Contract): Fault[] {
  const metric = contract.metrics[slo.sli.metric];
  if (!metric) return [{ path: `${path}.sli.metric`, message: `names "${slo.sli.metric}", which is no metric` }];
  const { sli } = slo;
  return [
    ...when(!(slo.objective > 0 && slo.objective < 1), `${path}.objective`, 'must be between 0 and 1, both excluded'),
    ...when(!metric.labels.includes(slo.per), `${path}.per`, `is "${slo.per}", which ${sli.metric} does not carry`),
    ...(sli.kind === 'latency'
      ? when(
          !metric.buckets?.includes(sli.thresholdSeconds),
          `${path}.sli.thresholdSeconds`,
          `is ${sli.thresholdSeconds}, which is no bucket boundary of ${sli.metric}: the ratio would be a guess`,
        )
      : Object.keys(sli.bad).flatMap((label) =>
          when(!metric.labels.some((own) => own === label), `${path}.sli.bad.${label}`, `is no label of ${sli.metric}`),
        )),
  ];
}

function unknownLabels(path: string, names: readonly string[], contract: Contract): Fault[] {
  return names.flatMap((label) => when(!(label in contract.labels), `${path}.labels`, `has "${label}", which is no label`));
}

function when(faulty: boolean, path: string, message: string): Fault[] {
  return faulty ? [{ path, message }] : [];
}
