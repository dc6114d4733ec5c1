/** Where a query starts: a series of the contract. What may be done with it depends on what it is. */
import {
  type CounterName,
  type Duration,
  duration,
  type GaugeName,
  type HistogramName,
  type LabelName,
  type LabelValue,
  type MetricName,
  metrics,
  type OwnLabels,
  type PlatformMetricName,
  platformMetrics,
  type RESOURCE_LABELS,
  type RecordedName,
  type recorded as recordedSeries,
} from '../contract/index.ts';
import type { Matcher, Selector } from './ast.ts';
import { Vector } from './vector.ts';

type ResourceLabel = (typeof RESOURCE_LABELS)[number];

/** Every label that a series of the contract carries. */
export type LabelsOf<M extends MetricName | PlatformMetricName | RecordedName> = M extends MetricName
  ? OwnLabels<M> | ResourceLabel
  : M extends PlatformMetricName
    ? (typeof platformMetrics)[M]['labels'][number] | 'env'
    : M extends RecordedName
      ? (typeof recordedSeries)[M]['labels'][number]
      : never;

/** Values to match: one, or any of several. */
export type Where<L extends LabelName> = { readonly [K in L]?: LabelValue<K> | readonly LabelValue<K>[] };

type PlatformOfType<T> = {
  [M in PlatformMetricName]: (typeof platformMetrics)[M]['type'] extends T ? M : never;
}[PlatformMetricName];
type AnyCounter = CounterName | PlatformOfType<'counter'>;
type AnyGauge = GaugeName | PlatformOfType<'gauge'>;
type Bucket<M extends HistogramName> = (typeof metrics)[M]['buckets'][number];

/** A series is new if it was not there within this time before the window. */
const NEW_SERIES_LOOKBACK = duration('1d');

abstract class Series<L extends LabelName> {
  protected readonly selector: Selector;

  constructor(selector: Selector) {
    this.selector = selector;
  }

  protected matching(where: Where<L>, negated: boolean): Selector {
    return { ...this.selector, matchers: [...this.selector.matchers, ...toMatchers(where, negated)] };
  }

  protected ranged(fn: 'rate' | 'increase', window: Duration, suffix = ''): Vector<L> {
    return new Vector({ kind: 'range', fn, of: { ...this.selector, series: `${this.selector.series}${suffix}`, range: window } });
  }
}

/** A counter. Its raw value means nothing across restarts, so only its rate and its increase can be queried. */
export class Counter<L extends LabelName> extends Series<L> {
  where(where: Where<L>): Counter<L> {
    return new Counter(this.matching(where, false));
  }

  whereNot(where: Where<L>): Counter<L> {
    return new Counter(this.matching(where, true));
  }

  /** Events per second over the window. */
  rate(window: Duration): Vector<L> {
    return this.ranged('rate', window);
  }

  /** Events in the window, extrapolated to its ends as Prometheus does. */
  increase(window: Duration): Vector<L> {
    return this.ranged('increase', window);
  }

  /**
   * Events in the window, the first of a new series included. `increase()` alone misses that one: a series that is born with
   * the value 1 has not increased. A series that was there in the day before the window is not new, so a gap in the data
   * counts nothing twice; a Prometheus without any history takes every series for new.
   */
  occurrences(window: Duration): Vector<L> {
    const before: Selector = { ...this.selector, range: NEW_SERIES_LOOKBACK, offset: window };
    const born = new Vector<L>(this.selector).unless(new Vector<L>({ kind: 'range', fn: 'last_over_time', of: before }));
    return born.or(this.increase(window));
  }
}

/** A gauge. Replicas' values combine in the one way that its contract allows. */
export class Gauge<L extends LabelName> extends Series<L> {
  readonly #across: 'sum' | 'max';
  readonly #labels: readonly LabelName[];

  constructor(selector: Selector, across: 'sum' | 'max', labels: readonly LabelName[]) {
    super(selector);
    this.#across = across;
    this.#labels = labels;
  }

  where(where: Where<L>): Gauge<L> {
    return new Gauge(this.matching(where, false), this.#across, this.#labels);
  }

  /** One value for each set of the other labels, whatever the number of replicas. */
  acrossInstances(): Vector<Exclude<L, 'instance' | 'service'>> {
    const by = this.#labels.filter((label) => label !== 'instance' && label !== 'service');
    return new Vector({ kind: 'aggregate', op: this.#across, by, of: this.selector });
  }
}

/** A histogram with the contract's bucket boundaries. */
export class Histogram<L extends LabelName, B extends number> extends Series<L> {
  where(where: Where<L>): Histogram<L, B> {
    return new Histogram(this.matching(where, false));
  }

  whereNot(where: Where<L>): Histogram<L, B> {
    return new Histogram(this.matching(where, true));
  }

  /** Events per second over the window. */
  rate(window: Duration): Vector<L> {
    return this.ranged('rate', window, '_count');
  }

  /** Events in the window. */
  increase(window: Duration): Vector<L> {
    return this.ranged('increase', window, '_count');
  }

  /** Events in the window that took at most `bound`, which is one of the boundaries: exact, not interpolated. */
  increaseAtMost(bound: B, window: Duration): Vector<L> {
    // Prometheus writes whole boundaries as "1" or "1.0", by how the series came in.
    const le: Matcher = Number.isInteger(bound)
      ? { label: 'le', op: '=~', value: `${bound}(\\.0)?` }
      : { label: 'le', op: '=', value: String(bound) };
    return new Histogram<L, B>({ ...this.selector, matchers: [...this.selector.matchers, le] }).ranged(
      'increase',
      window,
      '_bucket',
    );
  }

  /** The q-quantile (0 to 1) of the window, interpolated within its bucket, for each set of the labels `by`. */
  quantile<Y extends L>(q: number, window: Duration, ...by: readonly [Y, ...Y[]]): Vector<Y> {
    const buckets = this.ranged('rate', window, '_bucket').node;
    return new Vector({ kind: 'quantile', q, of: { kind: 'aggregate', op: 'sum', by: [...by, 'le'], of: buckets } });
  }
}

export function counter<M extends AnyCounter>(name: M): Counter<LabelsOf<M>> {
  return new Counter(select(name));
}

export function gauge<M extends AnyGauge>(name: M): Gauge<LabelsOf<M>> {
  const gauges: Readonly<Record<AnyGauge, { across: 'sum' | 'max'; labels: readonly LabelName[] }>> = {
    ...metrics,
    ...platformMetrics,
  };
  const { across, labels } = gauges[name];
  return new Gauge(select(name), across, ['env', ...labels]);
}

export function histogram<M extends HistogramName>(name: M): Histogram<LabelsOf<M>, Bucket<M>> {
  return new Histogram(select(name));
}

/**
 * The events of a metric that is known only when the program runs, as an objective names it. The contract's validation has
 * checked that it carries the labels in question; types cannot.
 */
export function events(name: HistogramName): Histogram<LabelName, number>;
export function events(name: CounterName | HistogramName): Counter<LabelName> | Histogram<LabelName, number>;
export function events(name: CounterName | HistogramName): Counter<LabelName> | Histogram<LabelName, number> {
  return metrics[name].type === 'histogram' ? new Histogram(select(name)) : new Counter(select(name));
}

/** A series that a recording rule writes: already aggregated, so it is a vector as it stands. */
export function recorded<M extends RecordedName>(name: M, where: Where<LabelsOf<M>> = {}): Vector<LabelsOf<M>> {
  return new Vector({ ...select(name), matchers: toMatchers(where, false) });
}

function select(series: string): Selector {
  return { kind: 'selector', series, matchers: [] };
}

function toMatchers(where: Readonly<Record<string, unknown>>, negated: boolean): Matcher[] {
  return Object.entries(where).map(([label, value]) =>
    Array.isArray(value) && value.length !== 1
      ? { label, op: negated ? '!~' : '=~', value: value.map((one) => escapeRegex(String(one))).join('|') }
      : { label, op: negated ? '!=' : '=', value: String(value) },
  );
}

/** Regular expressions of Prometheus (RE2) are anchored at both ends already. */
function escapeRegex(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\$&');
}
