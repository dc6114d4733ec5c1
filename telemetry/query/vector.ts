/** An instant vector whose labels the type knows: what can be aggregated, compared and combined. */
import type { LabelName } from '../contract/index.ts';
import type { AggregateOp, ArithmeticOp, ComparisonOp, Node, Query, SetOp } from './ast.ts';

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

  minus(other: Vector<L> | number): Vector<L> {
    return this.#combine('-', other);
  }

  times(other: Vector<L> | number): Vector<L> {
    return this.#combine('*', other);
  }

  dividedBy(other: Vector<L> | number): Vector<L> {
    return this.#combine('/', other);
  }

  above(other: Vector<L> | number): Vector<L> {
    return this.#combine('>', other);
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
}
