/** Typed queries over the contract. A metric, label or aggregation that the contract does not allow does not compile. */
export type { ChosenDuration, Matcher, Node, Query, Selector } from './ast.ts';
export { Gauge, gauge } from './gauge.ts';
export { promql } from './promql.ts';
export { Recorded, recorded } from './recorded.ts';
export type { LabelsOf, Where } from './selector.ts';
export { Counter, counter, events, Histogram, histogram } from './series.ts';
export { Vector } from './vector.ts';
export { mapParts, mapSelectors, selectorsOf } from './walk.ts';
