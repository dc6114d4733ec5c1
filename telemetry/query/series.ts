/** Events: counters and histograms of the contract. What may be done with a series depends on what it is. */
import { type CounterName, type Duration, type HistogramName, type LabelName, metrics } from '../contract/index.ts';
import type { Births, Matcher, Node, Selector } from './ast.ts';
import { escapeRegex, type LabelsOf, type PlatformOfType, select, toMatchers, type Where } from './selector.ts';
import { Vector } from './vector.ts';

type AnyCounter = CounterName | PlatformOfType<'counter'>;
type Bucket<M extends HistogramName> = (typeof metrics)[M]['buckets'][number];

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

  protected countedIn(window: Duration, births: Births, suffix = ''): Events<L> {
    return new Events({ kind: 'counted', of: { ...this.suffixed(suffix), range: window }, births });
  }

  protected suffixed(suffix: string): Selector {
    return { ...this.selector, series: `${this.selector.series}${suffix}` };
  }
}

/** Events that were counted in a window. They are a number only once they are added up. */
export class Events<L extends LabelName> {
  readonly #node: Node;

  constructor(node: Node) {
    this.#node = node;
  }

  sumBy<B extends L>(...by: readonly [B, ...B[]]): Vector<B> {
    return new Vector<L>(this.#node).sumBy(...by);
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

  /** Without the series whose label begins with one of these. */
  whereNotStarting(label: L, ...starts: readonly [string, ...string[]]): Counter<L> {
    const matcher: Matcher = { label, op: '!~', value: `(${starts.map(escapeRegex).join('|')}).*` };
    return new Counter({ ...this.selector, matchers: [...this.selector.matchers, matcher] });
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
  occurrences(window: Duration): Events<L> {
    return this.countedIn(window, 'day');
  }

  /** As `occurrences`, at a cost that a series of every tenant can bear: a new one is one that was
   * not there at three moments before. A gap in the data that hides it at all of them counts what it had again. */
  counted(window: Duration): Events<L> {
    return this.countedIn(window, 'moments');
  }

  /** Whole events in the window, never too many: what a series is born with does not count, for it may have been there, unseen. */
  surelyCounted(window: Duration): Events<L> {
    return this.countedIn(window, 'none');
  }

  /** Whole events in the window, never too few: a series that was not there when the window began counts with all that it has. */
  possiblyCounted(window: Duration): Events<L> {
    return this.countedIn(window, 'range');
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
  counted(window: Duration): Events<L> {
    return this.countedIn(window, 'moments', '_count');
  }

  /** As `counted`, of events that took at most `bound`, which is one of the boundaries: exact, not interpolated. */
  countedAtMost(bound: B, window: Duration): Events<L> {
    return this.#atMost(bound).countedIn(window, 'moments', '_bucket');
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

  /** Events per second over the window, for each bucket those that took at most its bound. */
  bucketRate(window: Duration): Vector<L | 'le'> {
    return new Vector(this.ranged('rate', window, '_bucket').node);
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
