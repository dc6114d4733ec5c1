/** A query as data. Rendering it is another file's work, one per language. */
import type { Duration } from '../contract/index.ts';

/** A length that whoever looks at a dashboard chooses: the name of its variable, and the length where nobody has. */
export interface ChosenDuration extends Duration {
  readonly variable: string;
}

export interface Matcher {
  readonly label: string;
  readonly op: '=' | '!=' | '=~' | '!~';
  readonly value: string;
}

export interface Selector {
  readonly kind: 'selector';
  readonly series: string;
  readonly matchers: readonly Matcher[];
  readonly range?: Duration;
  readonly offset?: Duration;
  /** At the end of the time that is looked at, whatever moment of it is asked for. */
  readonly at?: 'end';
}

/** A selector of a stretch of time. */
export interface Ranged extends Selector {
  readonly range: Duration;
}

export type AggregateOp = 'sum' | 'max' | 'min' | 'count' | 'avg' | 'group';
export type ArithmeticOp = '+' | '-' | '*' | '/';
export type ComparisonOp = '>' | '>=' | '<' | '<=';
export type SetOp = 'and' | 'or' | 'unless';
export type RangeFunction = 'rate' | 'increase' | 'last_over_time' | 'sum_over_time' | 'avg_over_time' | 'max_over_time';

/**
 * How a series is told that is new, so that what it was born with counts: it was not there at moments before, or at no time in the day
 * before, or just not when the range began; or none is told, and nothing counts that a series was born with.
 */
export type Births = 'moments' | 'day' | 'range' | 'none';

/** Which labels two sides must share: all where it is left out. */
export interface Matching {
  readonly on: readonly string[];
  /** The left side may have several series for one of the right. */
  readonly manyToOne?: true;
}

export type Node =
  | Selector
  | { readonly kind: 'number'; readonly value: number }
  /** The moment of the evaluation, in seconds since 1970. */
  | { readonly kind: 'time' }
  | { readonly kind: 'range'; readonly fn: RangeFunction; readonly of: Selector }
  /** Whole events in the selector's range, those that a new series was born with included. Only ever under a sum. */
  | { readonly kind: 'counted'; readonly of: Ranged; readonly births: Births }
  /** The q-quantile of a series' own samples in its range. */
  | { readonly kind: 'quantile-over-time'; readonly q: number; readonly of: Selector }
  /** Where a gauge will be after that time, if it goes on as in its range. */
  | { readonly kind: 'predict'; readonly of: Selector; readonly after: Duration }
  /** The q-quantile of a histogram. */
  | { readonly kind: 'quantile'; readonly q: number; readonly of: Node }
  | { readonly kind: 'aggregate'; readonly op: AggregateOp; readonly by: readonly string[]; readonly of: Node }
  /** The k lowest or highest of each group, labels and all; without `by` of all there are. */
  | { readonly kind: 'lowest' | 'highest'; readonly k: number; readonly by: readonly string[]; readonly of: Node }
  /** The same series, with only what follows the last `after` in the label's value. */
  | { readonly kind: 'shortened'; readonly label: string; readonly after: string; readonly of: Node }
  | { readonly kind: 'clamp'; readonly fn: 'clamp_min' | 'clamp_max'; readonly of: Node; readonly bound: number }
  | {
      readonly kind: 'binary';
      readonly op: ArithmeticOp | ComparisonOp | SetOp;
      readonly left: Node;
      readonly right: Node;
      readonly matching?: Matching;
    };

/** Any query, whatever its labels: what a renderer takes. */
export interface Query {
  readonly node: Node;
}
