/** Backups, restore tests and exports, from the moments of their last success. */
import { freshness, type MetricName } from '@vigia/telemetry/contract';
import type { Prometheus } from './prometheus.ts';

const BACKUP = 'backup_last_success_timestamp_seconds' satisfies MetricName;
const RESTORE_TEST = 'restore_test_last_success_timestamp_seconds' satisfies MetricName;
const AUDIT_EXPORT = 'audit_export_last_success_timestamp_seconds' satisfies MetricName;

/** The oldest backups are listed, the others counted. */
const LISTED = 20;

export interface Backups {
  /** Tenants that were ever backed up. */
  readonly tenants: number;
  /** Those whose last backup is too old. */
  readonly overdue: number;
  /** The oldest of these, oldest first. */
  readonly oldest: readonly { readonly tenant: string; readonly lastSuccess: number }[];
}

export interface LastSuccess {
  /** Milliseconds since 1970. */
  readonly lastSuccess: number;
  readonly overdue: boolean;
}

/** What is undefined has not been reported yet. */
export interface Freshness {
  readonly backups: Backups | undefined;
  readonly restoreTest: LastSuccess | undefined;
  readonly auditExport: LastSuccess | undefined;
}

export async function freshnessAt(prometheus: Prometheus, time: number): Promise<Freshness> {
  return {
    backups: await backupsAt(prometheus, time),
    restoreTest: await lastSuccessAt(prometheus, RESTORE_TEST, time, freshness.restoreTest.ms),
    auditExport: await lastSuccessAt(prometheus, AUDIT_EXPORT, time, freshness.auditExport.ms),
  };
}

async function backupsAt(prometheus: Prometheus, time: number): Promise<Backups | undefined> {
  const byTenant = `max by (tenant) (${BACKUP})`;
  const overdue = `${byTenant} < ${(time - freshness.backup.ms) / 1_000}`;
  const [[tenants], [late], oldest] = await Promise.all([
    prometheus.at(`count(${byTenant})`, time),
    prometheus.at(`count(${overdue})`, time),
    prometheus.at(`bottomk(${LISTED}, ${overdue})`, time),
  ]);
  if (!tenants) return undefined;
  return {
    tenants: tenants.value,
    overdue: late?.value ?? 0,
    oldest: oldest
      .map(({ labels, value }) => ({ tenant: labels.tenant ?? '', lastSuccess: value * 1_000 }))
      .sort((a, b) => a.lastSuccess - b.lastSuccess || (a.tenant < b.tenant ? -1 : 1)),
  };
}

async function lastSuccessAt(
  prometheus: Prometheus,
  metric: MetricName,
  time: number,
  limit: number,
): Promise<LastSuccess | undefined> {
  const [last] = await prometheus.at(`max(${metric})`, time);
  return last && { lastSuccess: last.value * 1_000, overdue: time - last.value * 1_000 > limit };
}
