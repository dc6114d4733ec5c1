/** Series that recording rules write. */
import type { Duration, LabelName, RecordedName } from '../contract/index.ts';
import type { RangeFunction, Selector } from './ast.ts';
import { type LabelsOf, select, toMatchers, type Where } from './selector.ts';
import { Vector } from './vector.ts';

/** A series that a recording rule writes: already aggregated, so it is a vector as it stands. */
export function recorded<M extends RecordedName>(name: M, where: Where<LabelsOf<M>> = {}): Recorded<LabelsOf<M>> {
  return new Recorded({ ...select(name), matchers: toMatchers(where, false) });
}

/** A recorded series now, before, or over a window of its own samples. */
export class Recorded<L extends LabelName> extends Vector<L> {
  readonly #selector: Selector;

  constructor(selector: Selector) {
    super(selector);
    this.#selector = selector;
  }

  /** As it was that long ago. */
  ago(offset: Duration): Recorded<L> {
    return new Recorded({ ...this.#selector, offset });
  }

  sumOver(window: Duration): Vector<L> {
    return this.#over('sum_over_time', window);
  }

  /** Its last value in the window: of what is written less often than every five minutes. */
  lastOver(window: Duration): Vector<L> {
    return this.#over('last_over_time', window);
  }

  averageOver(window: Duration): Vector<L> {
    return this.#over('avg_over_time', window);
  }

  maxOver(window: Duration): Vector<L> {
    return this.#over('max_over_time', window);
  }

  /** The q-quantile (0 to 1) of its own values in the window. */
  quantileOver(q: number, window: Duration): Vector<L> {
    return new Vector({ kind: 'quantile-over-time', q, of: { ...this.#selector, range: window } });
  }

  #over(fn: RangeFunction, window: Duration): Vector<L> {
    return new Vector({ kind: 'range', fn, of: { ...this.#selector, range: window } });
  }
}
