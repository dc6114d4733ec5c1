/** A panel's query as Grafana asks it: of the chosen environment and clinics, and never of more series than can be read. */
import { contract, type Duration, type LabelDefinition, type LabelName, labels } from '../telemetry/contract/index.ts';
import { type ChosenDuration, type Matcher, mapSelectors, type Node, type Query, type Selector } from '../telemetry/query/index.ts';
import type { Column, TablePanel, Target } from './panel.ts';
import { ENV, RANGE, TENANT } from './variables.ts';

/** The target's query: scoped, and bounded where it could have a series for each clinic. */
export function askedOf({ query, most }: Pick<Target, 'query' | 'most'>): Query {
  const scopedNode = scoped(query.node);
  if (!most) return { node: scopedNode };
  return { node: among(scopedNode, ranked(most.by ? scoped(most.by.node) : overWholeTime(scopedNode), most), undefined) };
}

/** The same of one moment only: there the highest are those that are highest, and nothing is read twice to find them. */
export function askedNow({ query, most }: Pick<Target, 'query' | 'most'>): Query {
  if (!most || most.by) return askedOf({ query, ...(most && { most }) });
  return { node: best(scoped(query.node), most) };
}

/** A column's query: of the rows alone that the first column decides, by what it is now. */
export function askedOfColumn({ columns: [first], by, most }: TablePanel, { query }: Column): Query {
  if (rowsOf(by) <= most.k) return { node: scoped(query.node) };
  const chosen = best(scoped(first.query.node), most);
  if (query === first.query) return { node: chosen };
  return { node: among(scoped(query.node), chosen, ['env', ...by.filter((label) => label !== 'env')]) };
}

/** How many rows a table can have at most, as far as the contract knows. */
function rowsOf(by: readonly LabelName[]): number {
  const definitions: Readonly<Record<LabelName, LabelDefinition>> = labels;
  return by.reduce((rows, label) => rows * (definitions[label].values?.length ?? Number.POSITIVE_INFINITY), 1);
}

/** The same query of the chosen environment, and of the chosen clinics wherever a series names one: no query can forget it. */
function scoped(node: Node): Node {
  return mapSelectors(node, (selector) => ({ ...selector, matchers: [...selector.matchers, ...matchersOf(selector)] }));
}

function matchersOf({ series }: Selector): Matcher[] {
  const own = labelsOf(series);
  return [
    ...(own.includes('env') ? [{ label: 'env', op: '=', value: `$${ENV}` } as const] : []),
    ...(own.includes('tenant') ? [{ label: 'tenant', op: '=~', value: `$${TENANT}` } as const] : []),
  ];
}

/** The labels of a series. What the platform emits has `env`; recorded series declare theirs. */
function labelsOf(series: string): readonly string[] {
  const { metrics, platformMetrics, recorded } = contract;
  if (series in recorded) return recorded[series as keyof typeof recorded].labels;
  const name = series in metrics ? series : series.replace(/_(count|bucket|sum)$/, '');
  const { labels: own } = { ...metrics, ...platformMetrics }[name as keyof typeof metrics] ?? { labels: [] };
  return ['env', ...own];
}

/** Events of the chosen interval are ranked by those of the whole time: the last interval alone would leave out whoever had most before. */
function overWholeTime(node: Node): Node {
  return mapSelectors(node, (selector) => (selector.range && isChosen(selector.range) ? { ...selector, range: RANGE } : selector));
}

function isChosen(range: Duration | ChosenDuration): boolean {
  return 'variable' in range;
}

/**
 * The highest or lowest of the time that is looked at, chosen once at its end: chosen anew at each moment, as `topk` alone does, ten
 * lines would become hundreds. A recorded series is ranked by its extreme in that time, whatever must be computed by its last value.
 */
function ranked(node: Node, most: Most): Node {
  const { order } = most;
  const of: Node =
    node.kind === 'selector' && node.series in contract.recorded && order === 'highest'
      ? { kind: 'range', fn: 'max_over_time', of: { ...node, range: RANGE, at: 'end' } }
      : mapSelectors(node, (selector) => ({ ...selector, at: 'end' }));
  return best(of, most);
}

type Most = Pick<NonNullable<Target['most']>, 'k' | 'order'>;

function best(of: Node, { k, order }: Most): Node {
  return { kind: order, k, by: [], of };
}

function among(node: Node, chosen: Node, on: readonly string[] | undefined): Node {
  return { kind: 'binary', op: 'and', left: node, right: chosen, ...(on && { matching: { on } }) };
}
