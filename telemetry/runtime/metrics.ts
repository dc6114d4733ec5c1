/** The contract's instruments: what the application may count, record and observe, with the tenant added from the context. */
import { type Attributes, type Counter, diag, type Histogram, type Meter, type ObservableResult } from '@opentelemetry/api';
import {
  type CounterName,
  DEFAULT_TIER,
  type GaugeName,
  type HistogramName,
  type LabelDefinition,
  type LabelName,
  type LabelValue,
  labels,
  type MetricDefinition,
  type MetricName,
  metrics,
  type OwnLabels,
} from '../contract/index.ts';
import { DEFAULT_MAX_TENANTS, isOpen, OVERFLOW_VALUE, type TenantCap, tenantCap, type ValueCap, valueCap } from './cardinality.ts';
import { currentContext, type TenantContext } from './context.ts';
import { oncePerProcess } from './process-state.ts';

type OfApplication<M extends MetricName> = { [N in M]: (typeof metrics)[N]['emitter'] extends 'application' ? N : never }[M];

/** Counters that the application increments; the SDK's own are not among them. */
export type ApplicationCounter = OfApplication<CounterName>;
export type ApplicationHistogram = OfApplication<HistogramName>;
export type ApplicationGauge = OfApplication<GaugeName>;

type FromContext = 'tenant' | 'tier';
type LabelsOf<L extends LabelName> = { readonly [K in L]: LabelValue<K> & string };
/** Labels as the instruments below take them, once their types have been checked. */
type GivenLabels = Readonly<Partial<Record<string, string>>>;
/** A metric's labels without those that the context gives. */
export type CallerLabels<M extends MetricName> = LabelsOf<Exclude<OwnLabels<M>, FromContext>>;
/** Labels may be left out where there are none to give. */
type LabelArguments<M extends MetricName> =
  Exclude<OwnLabels<M>, FromContext> extends never ? [labels?: Record<string, never>] : [labels: CallerLabels<M>];

/** One reading of a gauge. The tenant is the caller's to give: a reading belongs to no request. */
export interface Observation<M extends GaugeName> {
  readonly value: number;
  readonly labels: LabelsOf<OwnLabels<M>>;
}
type Observations<M extends GaugeName> = Iterable<Observation<M>> | Promise<Iterable<Observation<M>>>;

interface Registry {
  meter: Meter | undefined;
  tenants: TenantCap;
  values: ValueCap;
  readonly counters: Map<MetricName, Counter>;
  readonly histograms: Map<MetricName, Histogram>;
  /** Gauges asked for before there was a meter. */
  readonly waiting: ((meter: Meter) => void)[];
}

const registry = oncePerProcess<Registry>('metrics', () => ({
  meter: undefined,
  tenants: tenantCap(DEFAULT_MAX_TENANTS),
  values: valueCap(tellOverflow),
  counters: new Map(),
  histograms: new Map(),
  waiting: [],
}));

/** From now on instruments are made by this meter. What was counted before there was one is not kept. */
export function useMeter(meter: Meter, maxTenants: number): void {
  registry.meter = meter;
  registry.tenants = tenantCap(maxTenants);
  registry.values = valueCap(tellOverflow);
  registry.counters.clear();
  registry.histograms.clear();
  for (const register of registry.waiting.splice(0)) register(meter);
}

/** The label of a tenant under the process's one cap. */
export function tenantLabel(tenantId: string | undefined): string {
  return registry.tenants(tenantId);
}

/**
 * Counts, for the tenant in context.
 * @param args the metric's labels other than tenant and tier, then by how much (1 unless given)
 */
export function count<M extends ApplicationCounter>(metric: M, ...args: [...LabelArguments<M>, by?: number]): void;
export function count(metric: ApplicationCounter, given?: GivenLabels, by?: number): void {
  increment(metric, given, by);
}

/**
 * Records one measurement, for the tenant in context.
 * @param value in the metric's unit: seconds, where the unit is s
 */
export function record<M extends ApplicationHistogram>(metric: M, value: number, ...args: LabelArguments<M>): void;
export function record(metric: ApplicationHistogram, value: number, given?: GivenLabels): void {
  measure(metric, value, given);
}

/**
 * Has `read` called at every export to read a gauge, from a database for example. What it throws is reported to
 * OpenTelemetry's diagnostics, and the gauge has no value that time.
 */
export function observe<M extends ApplicationGauge>(metric: M, read: () => Observations<M>): void {
  observeGauge(metric, read);
}

/** Increments any counter of the contract: the SDK's own too. Never throws. */
export function increment(metric: CounterName, given: GivenLabels = {}, by = 1): void {
  safely(() => {
    if (!registry.meter || !Number.isFinite(by)) return;
    const attributes = attributesOf(metric, given, currentContext());
    if (!attributes) return;
    let counter = registry.counters.get(metric);
    if (!counter) {
      counter = registry.meter.createCounter(...descriptor(metric));
      registry.counters.set(metric, counter);
    }
    counter.add(by, attributes);
  });
}

/** Records into any histogram of the contract, for the tenant in that context. Never throws. */
export function measure(
  metric: HistogramName,
  value: number,
  given: GivenLabels = {},
  context: Readonly<TenantContext> = currentContext(),
): void {
  safely(() => {
    if (!registry.meter || !Number.isFinite(value)) return;
    const attributes = attributesOf(metric, given, context);
    if (!attributes) return;
    let histogram = registry.histograms.get(metric);
    if (!histogram) {
      histogram = registry.meter.createHistogram(...descriptor(metric));
      registry.histograms.set(metric, histogram);
    }
    histogram.record(value, attributes);
  });
}

/** Registers any gauge of the contract: the SDK's own too. */
export function observeGauge<M extends GaugeName>(metric: M, read: () => Observations<M>): void {
  const register = (meter: Meter) => {
    meter.createObservableGauge(...descriptor(metric)).addCallback(async (result) => report(metric, await read(), result));
  };
  if (registry.meter) register(registry.meter);
  else registry.waiting.push(register);
}

/** Past the cap several tenants share a label: their readings become one, as replicas' would. */
function report<M extends GaugeName>(metric: M, observations: Iterable<Observation<M>>, result: ObservableResult): void {
  const byLabels = new Map<string, { value: number; attributes: Attributes }>();
  const ratio = metrics[metric].unit === '1';
  for (const { value, labels: given } of observations) {
    const attributes = attributesOf(metric, given as GivenLabels, {});
    if (!attributes || !Number.isFinite(value)) continue;
    const key = JSON.stringify(attributes);
    const before = byLabels.get(key)?.value;
    const combined = before === undefined ? value : ratio ? Math.max(before, value) : before + value;
    byLabels.set(key, { value: combined, attributes });
  }
  for (const { value, attributes } of byLabels.values()) result.observe(value, attributes);
}

function descriptor(name: MetricName): [string, { description: string; unit: string }] {
  const { otel, description, unit } = metrics[name];
  return [otel, { description, unit }];
}

/** Exactly the labels that the contract gives the metric, each under its cap; undefined where a value is outside a closed set. */
function attributesOf(name: MetricName, given: GivenLabels, context: Readonly<TenantContext>): Attributes | undefined {
  const metric: MetricDefinition = metrics[name];
  const attributes: Record<string, string> = {};
  for (const label of metric.labels) {
    const value = labelValue(label, given[label], context);
    const { values: closed }: LabelDefinition = labels[label];
    if (value === undefined || (closed && !closed.includes(value))) {
      diag.warn(`${name}: label ${label} cannot be ${JSON.stringify(value)}; the measurement is left out.`);
      return undefined;
    }
    attributes[label] = value;
  }
  // Only what is certainly measured may take a place under a cap.
  for (const label of metric.labels) {
    if (isOpen(label)) attributes[label] = registry.values(name, attributes.tenant, label, String(attributes[label]));
  }
  return attributes;
}

function tellOverflow(metric: string, label: LabelName): void {
  diag.warn(`${metric}: more than ${labels[label].cardinality} values of ${label}; the others count as ${OVERFLOW_VALUE}.`);
}

function labelValue(label: LabelName, given: string | undefined, context: Readonly<TenantContext>): string | undefined {
  if (label === 'tenant') return tenantLabel(given ?? context.tenantId);
  if (label === 'tier') return given ?? context.tier ?? DEFAULT_TIER;
  return given;
}

/** Telemetry that fails must not fail the request that it describes. */
function safely(work: () => void): void {
  try {
    work();
  } catch (error) {
    diag.error('@vigia/telemetry: a measurement failed', error);
  }
}
