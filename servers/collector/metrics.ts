/** The gateway's allow-list of metrics and of the labels of each, generated from the contract. */
import {
  contract,
  type LabelDefinition,
  type LabelName,
  type MetricDefinition,
  OVERFLOW_TENANT,
} from '../../telemetry/contract/index.ts';
import type { Settings } from './config.ts';
import { attribute, list, oneOf, text } from './ottl.ts';
import { EMAIL, REDACTED } from './pii.ts';

const metrics: readonly MetricDefinition[] = Object.values(contract.metrics);
const labels: Readonly<Record<LabelName, LabelDefinition>> = contract.labels;

/** Counted by the gateway itself, so nobody else may send it. */
const arriving = metrics.filter(({ emitter }) => emitter !== 'collector');

/** Drops every metric that the contract does not have, or has with another unit or type: Prometheus would name it otherwise. */
export function metricFilter(): Settings {
  return {
    error_mode: 'ignore',
    metric_conditions: [
      `not IsMatch(metric.name, ${text(oneOf(arriving.map(({ otel }) => otel)))})`,
      ...arriving.map(
        (metric) =>
          `metric.name == ${text(metric.otel)} and (metric.unit != ${text(metric.unit)} or not (${typeCondition(metric)}))`,
      ),
    ],
  };
}

function typeCondition({ type, unit }: MetricDefinition): string {
  const sum = (monotonic: boolean) => `(metric.type == METRIC_DATA_TYPE_SUM and metric.is_monotonic == ${monotonic})`;
  if (type === 'histogram') return 'metric.type == METRIC_DATA_TYPE_HISTOGRAM';
  if (type === 'counter') return sum(true);
  // An up-down counter has a gauge's name, except that only a gauge of unit 1 becomes a `_ratio`.
  return `metric.type == METRIC_DATA_TYPE_GAUGE${unit === '1' ? '' : ` or ${sum(false)}`}`;
}

/**
 * Keeps of each data point the labels that the contract gives its metric, adds up what then has the same labels, and gives every
 * series the labels of its resource. `instance` is left to Prometheus, which takes it from `service.instance.id`.
 */
export function metricTransform(env: string): Settings {
  return {
    error_mode: 'ignore',
    metric_statements: [
      {
        context: 'datapoint',
        statements: [redactLabels(), ...overflowLabels(usedLabels(arriving)), ...closedLabels(usedLabels(arriving))],
      },
      { context: 'metric', statements: keepLabels() },
      { context: 'datapoint', statements: [envLabel(env), SERVICE_LABEL] },
      // Other attributes of the resource would become labels of `target_info`.
      {
        context: 'resource',
        statements: [`keep_keys(resource.attributes, ${list(['service.name', 'service.instance.id'])})`],
      },
    ],
  };
}

/**
 * An SDK past its own limit sends what it no longer tells apart without a label but this one. It is the overflow's, and says so:
 * a series without a tenant would be nobody's.
 */
function overflowLabels(names: readonly LabelName[]): string[] {
  return names.map((name) => {
    const { values } = labels[name];
    const word = text(values ? otherOf(values) : OVERFLOW_TENANT);
    return `set(${attribute('datapoint', name)}, ${word}) where ${attribute('datapoint', 'otel.metric.overflow')} == true`;
  });
}

/** A value outside a label's closed set becomes its word for others. */
export function closedLabels(names: readonly LabelName[]): string[] {
  return names.flatMap((name) => {
    const values = labels[name].values;
    if (!values) return [];
    const path = attribute('datapoint', name);
    return [`set(${path}, ${text(otherOf(values))}) where ${path} != nil and not IsMatch(${path}, ${text(oneOf(values))})`];
  });
}

/** `service`, from the resource. */
export const SERVICE_LABEL = `set(${attribute('datapoint', 'service')}, ${attribute('resource', 'service.name')})`;

/** The word for values outside a closed set: the set's own where it has one, else `_other`. */
function otherOf(values: readonly string[]): string {
  return values.find((value) => value.toLowerCase() === '_other') ?? '_other';
}

/** A gateway serves one environment, whatever a process says that it is in. */
function envLabel(env: string): string {
  return `set(${attribute('datapoint', 'env')}, ${text(env)})`;
}

function usedLabels(of: readonly MetricDefinition[]): LabelName[] {
  return [...new Set(of.flatMap((metric) => metric.labels))];
}

function redactLabels(): string {
  return `replace_all_patterns(datapoint.attributes, "value", ${text(EMAIL)}, ${text(REDACTED)})`;
}

/** One statement for all metrics with the same labels and the same way to combine. */
function keepLabels(): string[] {
  const groups = Map.groupBy(arriving, ({ labels: own, across }) => {
    const how = across === 'max' ? 'max' : 'sum';
    return `aggregate_on_attributes(${text(how)}, ${list(own)})`;
  });
  return [...groups].map(
    ([aggregate, members]) => `${aggregate} where IsMatch(metric.name, ${text(oneOf(members.map(({ otel }) => otel)))})`,
  );
}
