/** What the steps of thresholds mean as lines. */
import type { State, Thresholds } from '../../dashboards/style.ts';

export interface Limit {
  readonly from: number;
  /** The worse of both sides: what the line warns of. */
  readonly state: State;
  readonly worse: 'above' | 'below';
}

const BADNESS: Readonly<Record<State, number>> = { good: 0, neutral: 0, warning: 1, critical: 2 };

/** Steps of thresholds as lines: each warns of one side. */
export function limitsOf(thresholds: Thresholds | undefined): readonly Limit[] {
  return (thresholds?.steps ?? []).map(({ from, state }, i, steps) => {
    const below = steps[i - 1]?.state ?? thresholds?.base ?? state;
    return BADNESS[below] > BADNESS[state] ? { from, state: below, worse: 'below' } : { from, state, worse: 'above' };
  });
}
