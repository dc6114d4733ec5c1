/** The digest in words, before anybody decides how they look. */
import { type Budget, LISTED } from './budgets.ts';
import type { Firing } from './firing.ts';
import type { LastSuccess } from './freshness.ts';
import { type AlertSummary, countsOf, type Report, SEVERITIES, type Severity, type TenantSummary } from './report.ts';
import { type Clock, clockOf, count, lengthWord, percentWord, sloWord, tenantWord } from './words.ts';

export interface Content {
  readonly subject: string;
  readonly title: string;
  readonly period: string;
  /** The day in a sentence. */
  readonly summary: string;
  readonly alerts: readonly AlertGroup[];
  readonly budgets: { readonly says: string; readonly rows: readonly Row[]; readonly more: string | undefined };
  readonly upkeep: readonly Upkeep[];
  readonly footer: string;
}

export interface AlertGroup {
  readonly severity: Severity;
  readonly title: string;
  readonly alerts: readonly {
    readonly name: string;
    readonly runbookUrl: string;
    readonly says: string;
    readonly rows: readonly Row[];
    readonly more: string | undefined;
  }[];
}

export interface Row {
  readonly who: string;
  readonly what: string;
  readonly howMuch: string;
  /** Worth a second look: it fires still, or nothing is left. */
  readonly urgent: boolean;
}

export interface Upkeep {
  readonly name: string;
  readonly state: 'good' | 'late' | 'unknown';
  readonly says: string;
}

/** Tenants named under an alert: a fault of all of them is a line, not a thousand. `--json` has them all. */
const TENANTS_NAMED = 10;
/** Tenants named where backups are overdue. */
const LATE_NAMED = 5;

const TITLES: Readonly<Record<Severity, string>> = {
  critical: 'Critical',
  warning: 'Warning',
  info: 'Info',
  other: 'Of no known severity',
};

const NOT_ASKED =
  'Which alerts fired is not known: Grafana evaluates them, and the digest has no token to ask it with (digest:grafanaToken).';

export function contentOf(report: Report): Content {
  const clock = clockOf(report.timeZone);
  const { day, environment } = report;
  const upkeep = upkeepOf(report, clock);
  return {
    subject: `[vigia ${environment}] ${clock.shortDate(day.to)}: ${headline(report, upkeep)}`,
    title: `${environment}, ${clock.date(day.to)}`,
    period: `From ${clock.moment(day.from)} to ${clock.moment(day.to)} (${report.timeZone})`,
    summary: summaryOf(report, upkeep),
    alerts: (report.alerts ?? []).map(({ severity, alerts }) => ({
      severity,
      title: TITLES[severity],
      alerts: alerts.map((alert) => alertOf(alert, clock)),
    })),
    budgets: budgetsOf(report),
    upkeep,
    footer: `Vigía sends this every day, also when nothing happened. One that does not come by ${clock.time(day.to + 3_600_000)} is a fault.`,
  };
}

function headline(report: Report, upkeep: readonly Upkeep[]): string {
  const { alerts, still } = countsOf(report);
  const fired = SEVERITIES.flatMap((severity) => (alerts[severity] > 0 ? [`${alerts[severity]} ${severity}`] : []));
  const others = worries(report, upkeep);
  if (report.alerts && fired.length === 0 && others.length === 0) return 'a quiet day';
  const first = !report.alerts ? 'alerts not known' : fired.length > 0 ? fired.join(', ') : 'no alerts';
  return [first, ...(still > 0 ? [`${still} still firing`] : []), ...others].join('; ');
}

function summaryOf(report: Report, upkeep: readonly Upkeep[]): string {
  const { alerts, still } = countsOf(report);
  const total = Object.values(alerts).reduce((sum, one) => sum + one, 0);
  const others = worries(report, upkeep);
  if (!report.alerts) return NOT_ASKED;
  if (total === 0 && others.length === 0) return 'A quiet day: no alert fired, and nothing is overdue.';
  const bySeverity = SEVERITIES.flatMap((severity) => (alerts[severity] > 0 ? [`${alerts[severity]} ${severity}`] : []));
  const fired = total === 0 ? 'No alert fired' : `${count(total, 'alert')} fired (${bySeverity.join(', ')})`;
  const lasting = total === 0 ? [] : [still === 0 ? 'all are over' : `${still} ${still === 1 ? 'fires' : 'fire'} still`];
  return `${[fired, ...lasting, ...others].join('; ')}.`;
}

/** What is wrong beside alerts, as clauses. */
function worries({ budgets }: Report, upkeep: readonly Upkeep[]): string[] {
  const late = upkeep.filter(({ state }) => state === 'late').map(({ name }) => name.toLowerCase());
  return [
    ...(budgets && budgets.atRisk > 0 ? [`${count(budgets.atRisk, 'budget')} at risk`] : []),
    ...(late.length > 0 ? [`overdue: ${late.join(', ')}`] : []),
  ];
}

function alertOf({ alert, broken, runbookUrl, still, tenants }: AlertSummary, clock: Clock): AlertGroup['alerts'][number] {
  const many = tenants.length > 1 ? [count(tenants.length, 'tenant')] : [];
  const rest = tenants.slice(TENANTS_NAMED);
  const hidden = rest.filter((tenant) => tenant.still).length;
  return {
    name: broken ? `${alert}: could not be evaluated` : alert,
    runbookUrl,
    says: [...many, ...(still > 0 ? [many.length > 0 ? `${still} still firing` : 'still firing'] : [])].join(', '),
    rows: tenants.slice(0, TENANTS_NAMED).map((tenant) => tenantRow(tenant, clock)),
    more:
      rest.length === 0
        ? undefined
        : `and ${count(rest.length, 'more tenant')}${hidden > 0 ? `, ${hidden} of them still firing` : ''}`,
  };
}

function tenantRow({ tenant, total, still, firings }: TenantSummary, clock: Clock): Row {
  const last = firings.at(-1);
  const when = last ? stretch(last, clock) : '';
  return {
    who: tenantWord(tenant),
    what: firings.length > 1 ? `${firings.length} times, last ${when}` : when,
    howMuch: lengthWord(total),
    urgent: still,
  };
}

function stretch({ from, to, before, still }: Firing, clock: Clock): string {
  if (before && still) return 'the whole day, still firing';
  if (still) return `since ${clock.time(from)}, still firing`;
  if (before) return `from the day before until ${clock.time(to)}`;
  const [began, ended] = [clock.time(from), clock.time(to)];
  return began === ended ? `at ${began}` : `${began}–${ended}`;
}

function budgetsOf({ budgets }: Report): Content['budgets'] {
  if (!budgets) return { says: 'Not reported yet.', rows: [], more: undefined };
  const { total, atRisk, worst } = budgets;
  const more = atRisk - worst.length;
  return {
    says: atRisk === 0 ? `None of ${count(total, 'budget')} is at risk.` : `${atRisk} of ${count(total, 'budget')} at risk.`,
    rows: worst.slice(0, LISTED).map(budgetRow),
    more: more > 0 ? `and ${count(more, 'more budget')}` : undefined,
  };
}

function budgetRow({ tenant, slo, remaining, daysLeft }: Budget): Row {
  const lasts = daysLeft === undefined || !Number.isFinite(daysLeft) ? 'not burning now' : `lasts ${lengthWord(daysLeft * DAY_MS)}`;
  const spent = remaining <= 0;
  const left = remaining < 0 ? `overspent by ${percentWord(-remaining)}` : spent ? 'spent' : `${percentWord(remaining)} left`;
  return { who: tenantWord(tenant), what: spent ? sloWord(slo) : `${sloWord(slo)}; ${lasts}`, howMuch: left, urgent: spent };
}

const DAY_MS = 24 * 3_600_000;

function upkeepOf({ backups, restoreTest, auditExport, day }: Report, clock: Clock): readonly Upkeep[] {
  const age = (time: number) => `${clock.moment(time)} (${lengthWord(day.to - time)} earlier)`;
  const once = (name: string, last: LastSuccess | undefined, verb: string, due: string): Upkeep => {
    if (!last) return { name, state: 'unknown', says: 'Not reported yet.' };
    const says = `Last ${verb} ${age(last.lastSuccess)}`;
    return last.overdue ? { name, state: 'late', says: `${says}; it is due ${due}.` } : { name, state: 'good', says: `${says}.` };
  };
  return [
    backupsOf(backups, clock),
    once('Restore test', restoreTest, 'passed', 'every quarter'),
    once('Audit export', auditExport, 'verified', 'every month'),
  ];
}

function backupsOf(backups: Report['backups'], clock: Clock): Upkeep {
  const name = 'Backups';
  if (!backups) return { name, state: 'unknown', says: 'Not reported yet.' };
  const { tenants, overdue, oldest } = backups;
  if (overdue === 0) return { name, state: 'good', says: `${count(tenants, 'tenant')}, each backed up within 26 hours.` };
  const named = oldest
    .slice(0, LATE_NAMED)
    .map(({ tenant, lastSuccess }) => `${tenantWord(tenant)} (${clock.moment(lastSuccess)})`);
  const more = overdue - named.length;
  const list = [...named, ...(more > 0 ? [`${more} more`] : [])].join(', ');
  return { name, state: 'late', says: `${overdue} of ${count(tenants, 'tenant')} not within 26 hours. Last: ${list}.` };
}
