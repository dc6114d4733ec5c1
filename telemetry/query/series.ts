/** Events: counters and histograms of the contract. What may be done with a series depends on what it is. */
import { type CounterName, type Duration, duration, type HistogramName, type LabelName, metrics } from '../contract/index.ts';
import type { Matcher, Query, Selector } from './ast.ts';
import { type LabelsOf, type PlatformOfType, select, toMatchers, type Where } from './selector.ts';
import { Vector } from './vector.ts';

type AnyCounter = CounterName | PlatformOfType<'counter'>;
type Bucket<M extends HistogramName> = (typeof metrics)[M]['buckets'][number];

/** How far back a series is looked for before it counts as new. */
const NEW_SERIES_LOOKBACK = duration('1d');

export abstract class Series<L extends LabelName> {
  protected readonly selector: Selector;

  constructor(selector: Selector) {
    this.selector = selector;
  }

  protected matching(where: Where<L>, negated: boolean): Selector {
    return { ...this.selector, matchers: [...this.selector.matchers, ...toMatchers(where, negated)] };
  }

  protected ranged(fn: 'rate' | 'increase', window: Duration, suffix = ''): Vector<L> {
    return new Vector({ kind: 'range', fn, of: { ...this.suffixed(suffix), range: window } });
  }

  /**
   * Events in the window, whole ones: the value of a series that is new, and the anchored increase of any other. What tells a new one
   * is given, for there are two ways.
   */
  protected countedUnless(window: Duration, isOld: (of: Selector) => readonly Query[], suffix = ''): Vector<L> {
    const of = this.suffixed(suffix);
    const born = isOld(of).reduce<Vector<L>>((all, old) => all.unless(new Vector(old.node)), new Vector(of));
    return born.or(new Vector({ kind: 'range', fn: 'increase', of: { ...of, range: window, anchored: true } }));
  }

  protected suffixed(suffix: string): Selector {
    return { ...this.selector, series: `${this.selector.series}${suffix}` };
  }
}

/** There a window ago, or a day ago: cheap enough for every series of every tenant. A gap at both moments hides it. */
const atTwoMoments = (window: Duration) => (of: Selector) =>
  [window, NEW_SERIES_LOOKBACK].map((offset) => ({ node: { ...of, offset } }));

/** There at any time in the day before the window: dear, and sure, for counters of which one event is an incident. */
const atAnyTime =
  (window: Duration) =>
  (of: Selector): readonly Query[] => [
    { node: { kind: 'range', fn: 'last_over_time', of: { ...of, range: NEW_SERIES_LOOKBACK, offset: window } } },
  ];

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
    return this.countedUnless(window, atAnyTime(window));
  }

  /** As `occurrences`, at a cost that a series of every tenant can bear: it looks for a new one at two moments, not at all of a day. */
  counted(window: Duration): Vector<L> {
    return this.countedUnless(window, atTwoMoments(window));
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

  /** Events in the window, whole ones, those of new series included: as `Counter.counted`. */
  counted(window: Duration): Vector<L> {
    return this.countedUnless(window, atTwoMoments(window), '_count');
  }

  /** As `counted`, of events that took at most `bound`, which is one of the boundaries: exact, not interpolated. */
  countedAtMost(bound: B, window: Duration): Vector<L> {
    return this.#atMost(bound).countedUnless(window, atTwoMoments(window), '_bucket');
  }

  /** Events in the window that took at most `bound`, which is one of the boundaries: exact, not interpolated. */
  increaseAtMost(bound: B, window: Duration): Vector<L> {
    return this.#atMost(bound).ranged('increase', window, '_bucket');
  }

  #atMost(bound: B): Histogram<L, B> {
    // Prometheus writes whole boundaries as "1" or "1.0", by how the series came in.
    const le: Matcher = Number.isInteger(bound)
      ? { label: 'le', op: '=~', value: `${bound}(\\.0)?` }
      : { label: 'le', op: '=', value: String(bound) };
    return new Histogram({ ...this.selector, matchers: [...this.selector.matchers, le] });
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
