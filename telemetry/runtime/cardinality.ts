/** Bounds on the number of series: memory here and in every store behind depends on nothing a caller can choose. */
import { labels, type MetricDefinition, NO_TENANT, OVERFLOW_TENANT } from '../contract/index.ts';

/** How many distinct tenants a process tells apart unless it is told otherwise. */
export const DEFAULT_MAX_TENANTS = 1_000;

/** Gives each tenant its label: its own id for the first `limit` tenants of the process, then the overflow's. */
export type TenantCap = (tenantId: string | undefined) => string;

/** @param limit how many distinct tenants get a label of their own */
export function tenantCap(limit: number): TenantCap {
  const seen = new Set<string>();
  return (tenantId) => {
    if (tenantId === undefined || tenantId === '') return NO_TENANT;
    if (seen.has(tenantId)) return tenantId;
    if (seen.size >= limit) return OVERFLOW_TENANT;
    seen.add(tenantId);
    return tenantId;
  };
}

/**
 * The most series that a metric can have in one process under the contract: the product of its labels' values, the tenants
 * being `maxTenants`, none and overflow. The OpenTelemetry SDK's own limit is set above it, because past that limit a
 * measurement silently loses all its labels.
 */
export function seriesLimit(metric: Pick<MetricDefinition, 'labels'>, maxTenants: number): number {
  let product = 1;
  for (const name of metric.labels) {
    const label: { readonly values?: readonly string[]; readonly cardinality: number } = labels[name];
    product *= name === 'tenant' ? maxTenants + 2 : (label.values?.length ?? label.cardinality);
  }
  return product + 1;
}
