/** What panels show of the chosen clinics, as numbers that can be compared with what is known. */
import type { Dashboard } from '../../../dashboards/dashboard.ts';
import { DASHBOARDS } from '../../../dashboards/index.ts';
import type { PanelData } from '../../../pictures/data.ts';
import { type Choice, dataOf, type Sources } from '../../../pictures/query/data.ts';
import type { Figures, Tally } from './known.ts';

type Shown = Readonly<Record<string, PanelData>>;

/** The answers of the named panels, wherever they are. */
export async function answersOf(ids: readonly string[], sources: Sources, choice: Choice): Promise<Shown> {
  const wanted = DASHBOARDS.map(
    (dashboard): Dashboard => ({
      ...dashboard,
      panels: dashboard.panels.filter(({ panel }) => ids.includes(panel.id)),
    }),
  ).filter(({ panels }) => panels.length > 0);
  const answers = await Promise.all(wanted.map((dashboard) => dataOf(dashboard, sources, choice)));
  return Object.assign({}, ...answers.map(({ panels }) => panels));
}

/** @param soon up to a moment soon after the script: what it did must be within the hour that the panel of retries looks back */
export async function shownFigures(sources: Sources, choice: Choice, soon: number): Promise<Figures> {
  const panels = ['clients-by-clinic', 'packages', 'revenue-by-clinic', 'revenue-trend', 'jobs-now', 'clinics-seen', 'error-lines'];
  const audit = ['audit-trail', 'privileged-records'];
  const [answers, before] = await Promise.all([
    answersOf([...panels, ...audit], sources, choice),
    answersOf(['webhook-retries'], sources, { ...choice, to: soon }),
  ]);
  return {
    retries: only(valuesOf(before['webhook-retries'])),
    trail: recordsIn(answers['audit-trail']),
    privilegedRecords: recordsIn(answers['privileged-records']),
    errorLines: recordsIn(answers['error-lines']),
    seen: only(valuesOf(answers['clinics-seen'])),
    clients: lastOf(answers['clients-by-clinic']),
    packages: valuesOf(answers.packages),
    revenue: column(answers['revenue-by-clinic'], 'tenant', 1),
    revenueTogether: lastOf(answers['revenue-trend']),
    jobs: only(valuesOf(answers['jobs-now'])),
  };
}

export async function shownTally(sources: Sources, choice: Choice): Promise<Tally> {
  const business = ['funnel', 'reservations-by-action', 'invoices-by-outcome'];
  const security = ['authentication', 'privileged-actions', 'cross-clinic-attempts-now'];
  const answers = await answersOf([...business, ...security, 'events-of-periods'], sources, choice);
  const { 'booking-latency': _, ...bad } = column(answers['events-of-periods'], 'slo', 1);
  return {
    funnel: valuesOf(answers.funnel),
    reservations: sumsOf(answers['reservations-by-action']),
    invoices: sumsOf(answers['invoices-by-outcome']),
    authentication: sumsOf(answers.authentication),
    security: {
      privileged: sumsOf(answers['privileged-actions']).role_change ?? 0,
      attempts: only(valuesOf(answers['cross-clinic-attempts-now'])),
    },
    events: column(answers['events-of-periods'], 'slo', 0),
    bad,
  };
}

export function valuesOf(answer: PanelData | undefined): Record<string, number> {
  return answer?.kind === 'values' ? Object.fromEntries(answer.values.map(({ name, value }) => [name, value])) : {};
}

/** Of bars that touch: what they count together. */
export function sumsOf(answer: PanelData | undefined): Record<string, number> {
  if (answer?.kind !== 'series') return {};
  return Object.fromEntries(answer.series.map(({ name, points }) => [name, points.reduce((sum, [, value]) => sum + value, 0)]));
}

function lastOf(answer: PanelData | undefined): Record<string, number> {
  if (answer?.kind !== 'series') return {};
  return Object.fromEntries(answer.series.map(({ name, points }) => [name, points.at(-1)?.[1] ?? Number.NaN]));
}

export function mostOf(answer: PanelData | undefined): Record<string, number> {
  if (answer?.kind !== 'series') return {};
  return Object.fromEntries(answer.series.map(({ name, points }) => [name, Math.max(...points.map(([, value]) => value))]));
}

function column(answer: PanelData | undefined, label: string, index: number): Record<string, number> {
  return Object.fromEntries(Object.entries(rowsOf(answer, label)).map(([row, values]) => [row, values[index] ?? Number.NaN]));
}

export function rowsOf(answer: PanelData | undefined, label = 'tenant'): Record<string, readonly (number | undefined)[]> {
  if (answer?.kind !== 'table') return {};
  return Object.fromEntries(answer.rows.map(({ labels, values }) => [labels[label] ?? '', values]));
}

/** How many records there are of each event and outcome. */
export function recordsBy(answer: PanelData | undefined): Record<string, number> {
  if (answer?.kind !== 'records') return {};
  const counts: Record<string, number> = {};
  for (const { event, outcome } of answer.records) counts[`${event}: ${outcome}`] = (counts[`${event}: ${outcome}`] ?? 0) + 1;
  return counts;
}

function recordsIn(answer: PanelData | undefined): number {
  return answer?.kind === 'records' ? answer.records.length : Number.NaN;
}

export function only(values: Readonly<Record<string, number>>): number {
  const [value = Number.NaN, ...others] = Object.values(values);
  return others.length === 0 ? value : Number.NaN;
}
