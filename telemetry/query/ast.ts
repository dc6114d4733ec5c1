/** A query as data. Rendering it is another file's work, one per language: `promql.ts` today. */
import type { Duration } from '../contract/index.ts';

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
}

export type AggregateOp = 'sum' | 'max';
export type ArithmeticOp = '-' | '*' | '/';
export type ComparisonOp = '>';
export type SetOp = 'and' | 'or' | 'unless';
export type RangeFunction = 'rate' | 'increase' | 'last_over_time';

export type Node =
  | Selector
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'range'; readonly fn: RangeFunction; readonly of: Selector }
  | { readonly kind: 'quantile'; readonly q: number; readonly of: Node }
  | { readonly kind: 'aggregate'; readonly op: AggregateOp; readonly by: readonly string[]; readonly of: Node }
  | {
      readonly kind: 'binary';
      readonly op: ArithmeticOp | ComparisonOp | SetOp;
      readonly left: Node;
      readonly right: Node;
    };

/** Any query, whatever its labels: what a renderer takes. */
export interface Query {
  readonly node: Node;
}
