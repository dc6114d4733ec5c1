/** What panels show of the chosen clinics, as numbers that can be compared with what is known. */
import type { Dashboard } from '../../../dashboards/dashboard.ts';
import { DASHBOARDS } from '../../../dashboards/index.ts';
import type { PanelData } from '../../../pictures/data.ts';
import { type Choice, dataOf, type Sources } from '../../../pictures/query/data.ts';
import type { Figures } from './known.ts';

const PANELS = [
  ...(['funnel', 'conversion', 'reservations-by-action', 'invoices-by-outcome', 'failed-invoices'] as const),
  ...(['clients-by-clinic', 'packages', 'revenue-by-clinic'] as const),
  ...(['authentication', 'privileged-actions', 'cross-clinic-attempts-now', 'clinics-to-look-at'] as const),
  ...(['audit-written-arrived', 'audit-trail', 'privileged-records'] as const),
  ...(['events-of-periods', 'worst-budgets-api-availability', 'clinics-seen'] as const),
] as const;

export type Shown = Readonly<Record<string, PanelData>>;

/** The answers of the named panels, wherever they are. */
export async function answersOf(ids: readonly string[], sources: Sources, choice: Choice): Promise<Shown> {
  const wanted = DASHBOARDS.map((dashboard): Dashboard => ({
    ...dashboard,
    panels: dashboard.panels.filter(({ panel }) => ids.includes(panel.id)),
  })).filter(({ panels }) => panels.length > 0);
  const answers = await Promise.all(wanted.map((dashboard) => dataOf(dashboard, sources, choice)));
  return Object.assign({}, ...answers.map(({ panels }) => panels));
}

/** @param soon up to a moment soon after the script: what it did must be within the hour that the panel of retries looks back */
export async function shownTo(sources: Sources, choice: Choice, soon: number): Promise<Figures> {
  const [answers, before] = await Promise.all([
    answersOf(PANELS, sources, choice),
    answersOf(['webhook-retries'], sources, { ...choice, to: soon }),
  ]);
  const of = (id: (typeof PANELS)[number]) => answers[id];
  const table = (id: (typeof PANELS)[number], label: string, column: number) =>
    Object.fromEntries(rowsOf(of(id)).map(({ labels, values }) => [labels[label] ?? '', values[column] ?? Number.NaN]));
  const { 'booking-latency': _, ...bad } = table('events-of-periods', 'slo', 1);
  return {
    funnel: valuesOf(of('funnel')),
    conversion: valuesOf(of('conversion')),
    reservations: sumsOf(of('reservations-by-action')),
    invoices: sumsOf(of('invoices-by-outcome')),
    failedInvoices: only(valuesOf(of('failed-invoices'))),
    retries: only(valuesOf(before['webhook-retries'])),
    authentication: sumsOf(of('authentication')),
    privileged: sumsOf(of('privileged-actions')).role_change ?? 0,
    attempts: only(valuesOf(of('cross-clinic-attempts-now'))),
    clinics: Object.fromEntries(
      rowsOf(of('clinics-to-look-at'))
        .filter(({ labels }) => !labels.tenant?.startsWith('__'))
        .map(({ labels, values: [failed, share, , privileged, attempts] }) => [labels.tenant, [failed, share, privileged, attempts]]),
    ),
    arrived: sumsOf(of('audit-written-arrived')).Arrived ?? 0,
    trail: recordsIn(of('audit-trail')),
    privilegedRecords: recordsIn(of('privileged-records')),
    events: table('events-of-periods', 'slo', 0),
    bad,
    badByClinic: table('worst-budgets-api-availability', 'tenant', 1),
    seen: only(valuesOf(of('clinics-seen'))),
    clients: lastOf(of('clients-by-clinic')),
    packages: valuesOf(of('packages')),
    revenue: table('revenue-by-clinic', 'tenant', 1),
  };
}

function valuesOf(answer: PanelData | undefined): Record<string, number> {
  return answer?.kind === 'values' ? Object.fromEntries(answer.values.map(({ name, value }) => [name, value])) : {};
}

/** Of bars that touch: what they count together. A series that is nothing throughout is left out, as one that is not there. */
export function sumsOf(answer: PanelData | undefined): Record<string, number> {
  if (answer?.kind !== 'series') return {};
  return Object.fromEntries(answer.series.map(({ name, points }) => [name, points.reduce((sum, [, value]) => sum + value, 0)]));
}

function lastOf(answer: PanelData | undefined): Record<string, number> {
  if (answer?.kind !== 'series') return {};
  return Object.fromEntries(answer.series.map(({ name, points }) => [name, points.at(-1)?.[1] ?? Number.NaN]));
}

function rowsOf(answer: PanelData | undefined) {
  return answer?.kind === 'table' ? answer.rows : [];
}

function recordsIn(answer: PanelData | undefined): number {
  return answer?.kind === 'records' ? answer.records.length : Number.NaN;
}

function only(values: Readonly<Record<string, number>>): number {
  const [value = Number.NaN, ...others] = Object.values(values);
  return others.length === 0 ? value : Number.NaN;
}
