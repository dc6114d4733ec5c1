/** The digest as data: what mail and text say, and what `--json` prints. Pure. */
import type { Budgets } from './budgets.ts';
import type { Day } from './day.ts';
import type { FiredAlert, Firing } from './firing.ts';
import type { Freshness } from './freshness.ts';

/** What was read of the day. */
export interface Readings extends Freshness {
  readonly environment: string;
  readonly timeZone: string;
  readonly day: Day;
  /** Address of the folder of runbooks. */
  readonly runbookUrl: string;
  /** Undefined where nobody could be asked. */
  readonly alerts: readonly FiredAlert[] | undefined;
  readonly budgets: Budgets | undefined;
}

export interface Report extends Freshness {
  readonly environment: string;
  readonly timeZone: string;
  readonly day: Day;
  /** Sections that have alerts, gravest first. Undefined where nobody could be asked. */
  readonly alerts: readonly Section[] | undefined;
  readonly budgets: Budgets | undefined;
}

/** `other` is a severity that nobody declared. It is shown, so that it is found. */
export const SEVERITIES = ['critical', 'warning', 'info', 'other'] as const;
export type Severity = (typeof SEVERITIES)[number];

export interface Section {
  readonly severity: Severity;
  /** Those of the most tenants first. */
  readonly alerts: readonly AlertSummary[];
}

export interface AlertSummary {
  readonly alert: string;
  /** It could not be evaluated: that is what fired. */
  readonly broken: boolean;
  readonly runbookUrl: string;
  /** How many of its tenants it fired for when the day ended. */
  readonly still: number;
  /** All of them: those that it fires for still, then the longest first. */
  readonly tenants: readonly TenantSummary[];
}

export interface TenantSummary {
  /** Undefined where the alert is the platform's own. */
  readonly tenant: string | undefined;
  /** Milliseconds in which it fired that day. */
  readonly total: number;
  readonly still: boolean;
  readonly firings: readonly Firing[];
}

/** What the day was, in order and in groups. */
export function reportOf({ alerts, runbookUrl, ...rest }: Readings): Report {
  return { ...rest, alerts: alerts && sectionsOf(alerts, runbookUrl) };
}

function sectionsOf(alerts: readonly FiredAlert[], runbookUrl: string): readonly Section[] {
  const bySeverity = Map.groupBy(alerts, ({ severity }) => SEVERITIES.find((known) => known === severity) ?? 'other');
  return SEVERITIES.flatMap((severity) => {
    const fired = bySeverity.get(severity) ?? [];
    const byAlert = Map.groupBy(fired, ({ alert, broken = false }) => JSON.stringify([alert, broken]));
    const summaries = [...byAlert.values()].map((group) => summaryOf(group, runbookUrl));
    const alerts = summaries.sort((a, b) => b.tenants.length - a.tenants.length || compare(a.alert, b.alert));
    return alerts.length > 0 ? [{ severity, alerts }] : [];
  });
}

function summaryOf(group: readonly FiredAlert[], runbookUrl: string): AlertSummary {
  const [{ alert = '', broken = false } = {}] = group;
  const tenants = group
    .map(({ tenant, firings }) => ({
      tenant,
      total: firings.reduce((sum, { from, to }) => sum + to - from, 0),
      still: firings.some(({ still }) => still),
      firings,
    }))
    .sort((a, b) => Number(b.still) - Number(a.still) || b.total - a.total || compare(a.tenant ?? '', b.tenant ?? ''));
  const still = tenants.filter((tenant) => tenant.still).length;
  return { alert, broken, runbookUrl: `${runbookUrl.replace(/\/$/, '')}/${encodeURIComponent(alert)}.md`, still, tenants };
}

export interface Counts {
  /** Alerts by severity; an alert of two tenants counts twice. */
  readonly alerts: Readonly<Record<Severity, number>>;
  /** How many of all of them fired still when the day ended. */
  readonly still: number;
}

export function countsOf({ alerts = [] }: Pick<Report, 'alerts'>): Counts {
  const of = (severity: Severity) => alerts.filter((section) => section.severity === severity).flatMap(({ alerts }) => alerts);
  const tenants = (summaries: readonly AlertSummary[]) => summaries.reduce((sum, { tenants }) => sum + tenants.length, 0);
  return {
    alerts: {
      critical: tenants(of('critical')),
      warning: tenants(of('warning')),
      info: tenants(of('info')),
      other: tenants(of('other')),
    },
    still: alerts.flatMap((section) => section.alerts).reduce((sum, { still }) => sum + still, 0),
  };
}

/** By code units: the same order on every machine. */
function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
