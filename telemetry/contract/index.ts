/** The telemetry contract: what exists, by name. Pure data; imports nothing of ours. */
export * from './audit-events.ts';
export * from './cardinality.ts';
export { contract } from './contract.ts';
export * from './duration.ts';
export * from './emitters.ts';
export * from './freshness.ts';
export * from './interval.ts';
export * from './labels.ts';
export * from './log-fields.ts';
export * from './metric.ts';
export * from './metrics.ts';
export * from './pii.ts';
export * from './platform.ts';
export * from './recorded.ts';
export * from './slos.ts';
export * from './spans.ts';
export * from './tiers.ts';
export * from './validate.ts';
