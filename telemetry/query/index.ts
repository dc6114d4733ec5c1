/** Typed queries over the contract. A metric, label or aggregation that the contract does not allow does not compile. */
export type { Query } from './ast.ts';
export { promql } from './promql.ts';
export { Counter, counter, events, Gauge, gauge, Histogram, histogram, type LabelsOf, recorded, type Where } from './series.ts';
export { Vector } from './vector.ts';
