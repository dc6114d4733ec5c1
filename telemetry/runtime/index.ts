/** What the application imports. The Prisma extension is apart, in `@vigia/telemetry/prisma`, because it needs Prisma. */
export * from './audit.ts';
export { type ContextValues, currentContext, type TenantContext, withTenantContext } from './context.ts';
export { type InstrumentOptions, instrument, type Telemetry } from './instrument.ts';
export * from './keys.ts';
export * from './log/logger.ts';
export {
  type ApplicationCounter,
  type ApplicationGauge,
  type ApplicationHistogram,
  type CallerLabels,
  count,
  type Observation,
  observe,
  record,
} from './metrics.ts';
export { pseudonymsOf } from './pii/hash.ts';
