/** What a part of a widget's query is, and what can be computed with it. */
import type { Duration } from '../contract/index.ts';
import type { ArithmeticOp } from './ast.ts';
import type { Ask } from './datadog-ask.ts';
import { NotInDatadog } from './datadog-series.ts';

export type Term = { readonly kind: 'number'; readonly formula: string } | Count | Rate | Value;

interface Grouped {
  readonly formula: string;
  readonly asks: readonly Ask[];
  readonly by: readonly string[];
  /** Whether the sum of its groups is the same formula of the sums. */
  readonly linear: boolean;
  readonly limit?: { readonly count: number; readonly order: 'asc' | 'desc' };
  /** Without the zeros that were filled in. */
  readonly plain?: string | undefined;
  /** Whether there is a value for each of more tags than the query has labels: nothing in Datadog makes one of them. */
  readonly finer?: true;
}

/** Events in a window. */
export interface Count extends Grouped {
  readonly kind: 'count';
  readonly window: Duration;
}

/** Events in a second, over a window. */
export interface Rate extends Grouped {
  readonly kind: 'rate';
  readonly window: Duration;
}

/** What does not grow with its window: shares, percentiles, gauges. */
export interface Value extends Grouped {
  readonly kind: 'value';
  readonly window?: Duration;
}

const missing = (what: string) => new NotInDatadog(what, 'widget');
const operand = (formula: string) => (/\S [-+*/] \S/.test(formula) ? `(${formula})` : formula);

/** 0 where Datadog has nothing. */
export function zeroed(term: Term): Term {
  if (term.kind === 'number') return term;
  return { ...term, formula: `default_zero(${term.formula})`, plain: term.formula };
}

/** Only what is more than nothing: where there was no event Datadog has nothing, unless it was filled in. */
export function aboveZero(term: Term): Term {
  if (term.kind === 'number' || term.plain === undefined) return term;
  return { ...term, formula: term.plain, plain: undefined };
}

/** Not below or above a bound, or nothing there. */
export function bounded(term: Term, fn: 'clamp_min' | 'clamp_max' | 'cutoff_min' | 'cutoff_max', bound: number): Term {
  if (term.kind === 'number') return term;
  // The bound is one per second, and the formula counts events.
  if (term.kind === 'rate' && bound !== 0) throw missing('A bound of a rate');
  return { ...term, plain: undefined, linear: false, formula: `${fn}(${term.formula}, ${bound})` };
}

/** @throws NotInDatadog for what has no meaning, or another than in the query */
export function arithmetic(op: ArithmeticOp, left: Term, right: Term): Term {
  const formula = `${operand(left.formula)} ${op} ${operand(right.formula)}`;
  if (left.kind === 'number' && right.kind === 'number') throw missing('A calculation with numbers alone');
  if (right.kind === 'number')
    return left.kind === 'number'
      ? left
      : { ...left, plain: undefined, formula, linear: left.linear && (op === '*' || op === '/') };
  if (left.kind === 'number') return inverted(op, right, formula);
  if (left.by.join() !== right.by.join()) throw missing(`"${op}" between parts with different tags`);
  const { window } = left;
  if (window?.ms !== right.window?.ms) throw missing(`"${op}" between parts of different windows`);
  const asks = [...left.asks, ...right.asks];
  const linear = left.linear && right.linear && (op === '+' || op === '-');
  if (left.kind === right.kind && (op === '+' || op === '-')) return { ...left, plain: undefined, formula, asks, linear };
  if (left.kind !== right.kind && op !== '/' && op !== '*') throw missing(`"${op}" between a ${left.kind} and a ${right.kind}`);
  if (left.kind === 'rate' && right.kind === 'value') throw missing('A rate of something else');
  return {
    kind: 'value',
    formula,
    asks,
    by: left.by,
    linear: false,
    ...(window && { window }),
    ...((left.finer || right.finer) && { finer: true }),
  };
}

function inverted(op: ArithmeticOp, right: Count | Rate | Value, formula: string): Term {
  if (op === '/' || right.kind === 'rate') {
    if (op !== '*') throw missing(`A number ${op} a ${right.kind}`);
  }
  return { ...right, plain: undefined, formula, linear: right.linear && op === '*' };
}
