/** Bounds on the number of series: memory here and in every store behind depends on nothing a caller can choose. */
import {
  type LabelDefinition,
  type LabelName,
  labels,
  type MetricDefinition,
  NO_TENANT,
  OVERFLOW_TENANT,
} from '../contract/index.ts';

/** How many distinct tenants a process tells apart unless it is told otherwise. */
export const DEFAULT_MAX_TENANTS = 1_000;

/** The value of an open label past its cap: the word that tenants past theirs have. */
export const OVERFLOW_VALUE = OVERFLOW_TENANT;

/** Gives each tenant its label: its own id for the first `limit` tenants of the process, then the overflow's. */
export type TenantCap = (tenantId: string | undefined) => string;

/** @param limit how many distinct tenants get a label of their own; none and overflow are not among them */
export function tenantCap(limit: number): TenantCap {
  const seen = new Set<string>();
  return (tenantId) => {
    if (tenantId === undefined || tenantId === '' || tenantId === NO_TENANT) return NO_TENANT;
    if (tenantId === OVERFLOW_TENANT || seen.has(tenantId)) return tenantId;
    if (seen.size >= limit) return OVERFLOW_TENANT;
    seen.add(tenantId);
    return tenantId;
  };
}

/** Gives a value of an open label back while the contract has room for it, then the overflow's. */
export type ValueCap = (metric: string, tenant: string | undefined, label: LabelName, value: string) => string;

/**
 * Each metric has as many values of an open label as the contract sizes the label for, and has them for each tenant: a clinic
 * with many packages takes none away from the others.
 * @param onOverflow called once for each metric and label that runs over
 */
export function valueCap(onOverflow: (metric: string, label: LabelName) => void): ValueCap {
  const seen = new Map<string, Set<string>>();
  const told = new Set<string>();
  return (metric, tenant, label, value) => {
    const key = `${metric} ${label} ${tenant}`;
    let values = seen.get(key);
    if (!values) {
      values = new Set();
      seen.set(key, values);
    }
    if (values.has(value)) return value;
    if (values.size < labels[label].cardinality) {
      values.add(value);
      return value;
    }
    const where = `${metric} ${label}`;
    if (!told.has(where)) {
      told.add(where);
      onOverflow(metric, label);
    }
    return OVERFLOW_VALUE;
  };
}

/** Whether the label takes any value: it has neither a closed set nor a cap of its own, as the tenant has. */
export function isOpen(label: LabelName): boolean {
  const { values }: LabelDefinition = labels[label];
  return label !== 'tenant' && values === undefined;
}

/**
 * The most series that a metric can have in one process: the product of its labels' values, the tenants being `maxTenants`,
 * none and overflow, and an open label's those that the contract sizes it for, and overflow. The OpenTelemetry SDK's own limit
 * is set above it, because past that limit a measurement silently loses all its labels.
 */
export function seriesLimit(metric: Pick<MetricDefinition, 'labels'>, maxTenants: number): number {
  let product = 1;
  for (const name of metric.labels) {
    const { values, cardinality }: LabelDefinition = labels[name];
    product *= name === 'tenant' ? maxTenants + 2 : (values?.length ?? cardinality + 1);
  }
  return product + 1;
}
