/** Gauges of the contract. */
import { type Duration, type GaugeName, type LabelName, metrics, platformMetrics } from '../contract/index.ts';
import type { Node, Selector } from './ast.ts';
import { type LabelsOf, type PlatformOfType, select, toMatchers, type Where } from './selector.ts';
import { Vector } from './vector.ts';

type AnyGauge = GaugeName | PlatformOfType<'gauge'>;

/** A gauge. Replicas' values combine in the one way that its contract allows. */
export class Gauge<L extends LabelName> {
  readonly #selector: Selector;
  readonly #across: 'sum' | 'max';
  readonly #labels: readonly LabelName[];

  constructor(selector: Selector, across: 'sum' | 'max', labels: readonly LabelName[]) {
    this.#selector = selector;
    this.#across = across;
    this.#labels = labels;
  }

  where(where: Where<L>): Gauge<L> {
    const matchers = [...this.#selector.matchers, ...toMatchers(where, false)];
    return new Gauge({ ...this.#selector, matchers }, this.#across, this.#labels);
  }

  whereNot(where: Where<L>): Gauge<L> {
    const matchers = [...this.#selector.matchers, ...toMatchers(where, true)];
    return new Gauge({ ...this.#selector, matchers }, this.#across, this.#labels);
  }

  /** One value for each set of the other labels, whatever the number of replicas. */
  acrossInstances(): Vector<Exclude<L, 'instance' | 'service'>> {
    return this.#combined(this.#selector);
  }

  /** As `acrossInstances`, of the median of each series over the window. */
  medianOver(window: Duration): Vector<Exclude<L, 'instance' | 'service'>> {
    return this.#combined({ kind: 'quantile-over-time', q: 0.5, of: { ...this.#selector, range: window } });
  }

  /** As `acrossInstances`, of what each series will be after a time, if it goes on as in the window. */
  predicted(window: Duration, after: Duration): Vector<Exclude<L, 'instance' | 'service'>> {
    return this.#combined({ kind: 'predict', of: { ...this.#selector, range: window }, after });
  }

  /** The most that every process had in the window, also of one that is gone since. */
  maxOver(window: Duration): Vector<L> {
    return new Vector({ kind: 'range', fn: 'max_over_time', of: { ...this.#selector, range: window } });
  }

  /** As it was that long ago. */
  ago(offset: Duration): Gauge<L> {
    return new Gauge({ ...this.#selector, offset }, this.#across, this.#labels);
  }

  /** The value of every process by itself. */
  ofEachInstance(): Vector<L> {
    return new Vector(this.#selector);
  }

  #combined(of: Node): Vector<Exclude<L, 'instance' | 'service'>> {
    const by = this.#labels.filter((label) => label !== 'instance' && label !== 'service');
    return new Vector({ kind: 'aggregate', op: this.#across, by, of });
  }
}

export function gauge<M extends AnyGauge>(name: M): Gauge<LabelsOf<M>> {
  const gauges: Readonly<Record<AnyGauge, { across: 'sum' | 'max'; labels: readonly LabelName[] }>> = {
    ...metrics,
    ...platformMetrics,
  };
  const { across, labels } = gauges[name];
  return new Gauge(select(name), across, ['env', ...labels]);
}
