/** Backups, restore tests and exports, from the moments of their last success. */
import type { MetricName } from '@vigia/telemetry/contract';
import type { Prometheus } from './prometheus.ts';

const BACKUP = 'backup_last_success_timestamp_seconds' satisfies MetricName;
const RESTORE_TEST = 'restore_test_last_success_timestamp_seconds' satisfies MetricName;
const AUDIT_EXPORT = 'audit_export_last_success_timestamp_seconds' satisfies MetricName;

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** A backup a night, and two hours for the longest: as the alert has it. */
export const BACKUP_OVERDUE_MS = 26 * HOUR_MS;
/** A test a quarter, and a week to repeat one that failed: as the alert has it. */
export const RESTORE_TEST_OVERDUE_MS = 100 * DAY_MS;
/** An export a month, and four days to repair one: as the alert has it. */
export const AUDIT_EXPORT_OVERDUE_MS = 35 * DAY_MS;

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
    restoreTest: await lastSuccessAt(prometheus, RESTORE_TEST, time, RESTORE_TEST_OVERDUE_MS),
    auditExport: await lastSuccessAt(prometheus, AUDIT_EXPORT, time, AUDIT_EXPORT_OVERDUE_MS),
  };
}

async function backupsAt(prometheus: Prometheus, time: number): Promise<Backups | undefined> {
  const byTenant = `max by (tenant) (${BACKUP})`;
  const overdue = `${byTenant} < ${(time - BACKUP_OVERDUE_MS) / 1_000}`;
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
