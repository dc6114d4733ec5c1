/** What a recorded series is computed from, made to say what was asked of the series. */
import { type Duration, metrics, type RecordedName, recorded } from '../contract/index.ts';
import type { Matcher, Node, Selector } from './ast.ts';
import { NotInDatadog } from './datadog-series.ts';
import { mapSelectors, selectorsOf } from './walk.ts';

export function isRecordedName(name: string): name is RecordedName {
  return name in recorded;
}

/**
 * The same expression of the picked series only. Every label of a recorded series is one of what it is computed from, but for the
 * objective's, which its rule gives.
 */
export function narrowed(node: Node, matchers: readonly Matcher[]): Node {
  const has = (series: string, label: string) => labelsOf(series).includes(label);
  for (const { label } of matchers) {
    if (label === 'slo' || label === 'env') continue;
    const without = selectorsOf(node).find(({ series }) => !has(series, label));
    if (without) throw new NotInDatadog(`${without.series} of one ${label}`, 'widget');
  }
  return mapSelectors(node, (selector: Selector) => ({
    ...selector,
    matchers: [...selector.matchers, ...matchers.filter(({ label }) => has(selector.series, label))],
  }));
}

/** The same events counted in another window: tiles that touch add up to it. */
export function stretched(node: Node, window: Duration): Node {
  return mapSelectors(node, (selector) => (selector.range ? { ...selector, range: window } : selector));
}

function labelsOf(series: string): readonly string[] {
  if (isRecordedName(series)) return recorded[series].labels;
  const definitions: Readonly<Record<string, { readonly labels: readonly string[] }>> = metrics;
  return (definitions[series] ?? definitions[series.replace(/_(count|bucket)$/, '')])?.labels ?? [];
}
