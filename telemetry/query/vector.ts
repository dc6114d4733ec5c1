/** An instant vector whose labels the type knows: what can be aggregated, compared and combined. */
import type { LabelName } from '../contract/index.ts';
import type { AggregateOp, ArithmeticOp, ComparisonOp, Matching, Node, Query, SetOp } from './ast.ts';

/** At least one label: an aggregate over everything has no owner, and so no alert that names one. */
type Labels<L extends LabelName> = readonly [L, ...L[]];

export class Vector<L extends LabelName> implements Query {
  /** Only for the type: makes `Vector` invariant in its labels, so that vectors with other labels do not combine by mistake. */
  declare readonly labels: (label: L) => L;

  readonly node: Node;

  constructor(node: Node) {
    this.node = node;
  }

  sumBy<B extends L>(...by: Labels<B>): Vector<B> {
    return this.#aggregate('sum', by);
  }

  maxBy<B extends L>(...by: Labels<B>): Vector<B> {
    return this.#aggregate('max', by);
  }

  /** How many series there are for each set of the labels. */
  countBy<B extends L>(...by: Labels<B>): Vector<B> {
    return this.#aggregate('count', by);
  }

  /** 1 for each set of the labels that any series has. */
  groupBy<B extends L>(...by: Labels<B>): Vector<B> {
    return this.#aggregate('group', by);
  }

  /** The k lowest for each set of the labels, with all labels that they have. */
  lowest<B extends L>(k: number, ...by: Labels<B>): Vector<L> {
    return new Vector({ kind: 'lowest', k, by, of: this.node });
  }

  /** The k highest for each set of the labels, or of all where none is named, with all labels that they have. */
  highest(k: number, ...by: readonly L[]): Vector<L> {
    return new Vector({ kind: 'highest', k, by, of: this.node });
  }

  /** The q-quantile (0 to 1) of a histogram whose buckets were recorded, interpolated within its bucket, for each set of the other labels. */
  bucketQuantile(this: 'le' extends L ? Vector<L> : never, q: number): Vector<Exclude<L, 'le'>> {
    return new Vector({ kind: 'quantile', q, of: this.node });
  }

  /** The same series, with only what follows the last `after` (a letter or a mark) in the label's value: `file;group` is `group`. */
  shortened(label: L, after: string): Vector<L> {
    return new Vector({ kind: 'shortened', label, after, of: this.node });
  }

  plus(other: Vector<L> | number): Vector<L> {
    return this.#combine('+', other);
  }

  minus(other: Vector<L> | number): Vector<L> {
    return this.#combine('-', other);
  }

  times(other: Vector<L> | number): Vector<L> {
    return this.#combine('*', other);
  }

  dividedBy(other: Vector<L> | number): Vector<L> {
    return this.#combine('/', other);
  }

  /** This number minus each value, as `minuend - vector` is written. */
  subtractedFrom(minuend: number): Vector<L> {
    return new Vector({ kind: 'binary', op: '-', left: { kind: 'number', value: minuend }, right: this.node });
  }

  /** Seconds since each value, which is a time in seconds since 1970. */
  secondsSince(): Vector<L> {
    return new Vector({ kind: 'binary', op: '-', left: { kind: 'time' }, right: this.node });
  }

  noLessThan(bound: number): Vector<L> {
    return new Vector({ kind: 'clamp', fn: 'clamp_min', of: this.node, bound });
  }

  /** Only what is greater. */
  above(other: Vector<L> | number): Vector<L> {
    return this.#combine('>', other);
  }

  /** Only what is as great or greater. */
  atLeast(other: Vector<L> | number): Vector<L> {
    return this.#combine('>=', other);
  }

  /** Only what is less. */
  below(other: Vector<L> | number): Vector<L> {
    return this.#combine('<', other);
  }

  and(other: Vector<L>): Vector<L> {
    return this.#combine('and', other);
  }

  or(other: Vector<L>): Vector<L> {
    return this.#combine('or', other);
  }

  unless(other: Vector<L>): Vector<L> {
    return this.#combine('unless', other);
  }

  /** Only where the other has a series with the same `on` labels, which both carry. */
  andOn<R extends LabelName>(on: readonly (L & R)[], other: Vector<R>): Vector<L> {
    return this.#matched('and', { on }, other);
  }

  /** Only where the other has no series with the same `on` labels; with none of them, only where it has no series at all. */
  unlessOn<R extends LabelName>(on: readonly (L & R)[], other: Vector<R>): Vector<L> {
    return this.#matched('unless', { on }, other);
  }

  /** This vector, and what of the other has no series here with the same `on` labels: its other labels are to be replaced. */
  orOn<R extends LabelName>(on: Labels<L & R>, other: Vector<R>): Vector<L> {
    return this.#matched('or', { on }, other);
  }

  /** What is left of the other's one series with the same `on` labels when this is taken from it. Has the `on` labels alone. */
  subtractedFromOn<R extends LabelName>(on: Labels<L & R>, { node }: Vector<R>): Vector<L & R> {
    return new Vector({ kind: 'binary', op: '-', left: node, right: this.node, matching: { on } });
  }

  /** This vector, with 0 for each label set that only `population` has: silence is a count of none, not the absence of one. */
  orZeroFor(population: Vector<L>): Vector<L> {
    return this.or(population.times(0));
  }

  #aggregate<B extends L>(op: AggregateOp, by: Labels<B>): Vector<B> {
    return new Vector({ kind: 'aggregate', op, by, of: this.node });
  }

  #combine(op: ArithmeticOp | ComparisonOp | SetOp, other: Vector<L> | number): Vector<L> {
    const right: Node = typeof other === 'number' ? { kind: 'number', value: other } : other.node;
    return new Vector({ kind: 'binary', op, left: this.node, right });
  }

  #matched(op: ArithmeticOp | SetOp, matching: Matching, { node }: Query): Vector<L> {
    return new Vector({ kind: 'binary', op, left: this.node, right: node, matching });
  }
}
