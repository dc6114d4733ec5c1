/** The alerts that fire or have fired, from the series `ALERTS` that Prometheus writes of every alert that it evaluates. */
import type { AlertsPanel } from '../../dashboards/panel.ts';
import { ENV, TENANT, variable } from '../../dashboards/variables.ts';
import { format } from '../../telemetry/contract/index.ts';
import type { FiredAlert } from '../data.ts';
import type { Series } from './prometheus.ts';
import type { Moments } from './times.ts';

/** Those that fire at each moment, or did since the one before; or those that fire now, where there is no step. */
export function alertsQuery(of: AlertsPanel['of'], step?: number): string {
  // What is absent has no labels but those of its rule: such an alert names no environment.
  const labels = [
    'alertstate="firing"',
    'alertname!="Watchdog"',
    `env=~"(${variable(ENV)})?"`,
    of === 'tenants' ? `tenant=~"${variable(TENANT)}", tenant!=""` : 'tenant=""',
  ];
  const selector = `ALERTS{${labels.join(', ')}}`;
  return `group by (alertname, severity, tenant) (${step === undefined ? selector : `present_over_time(${selector}[${format({ ms: step })}])`})`;
}

const URGENCY = ['critical', 'warning', 'info'];

/** Those that fire first, the more urgent before the others, then the latest. */
export function firedAlerts(during: readonly Series[], now: readonly Series[], { to }: Pick<Moments, 'to'>): readonly FiredAlert[] {
  const found = new Map<string, FiredAlert>();
  for (const { labels, points } of during) add(labels, false, points.at(-1)?.[0] ?? to);
  for (const { labels } of now) add(labels, true, to);
  return [...found.values()].toSorted(
    (a, b) =>
      Number(b.firing) - Number(a.firing) || urgencyOf(a) - urgencyOf(b) || b.lastSeen - a.lastSeen || (a.name < b.name ? -1 : 1),
  );

  function add({ alertname = '', severity = '', tenant }: Series['labels'], firing: boolean, lastSeen: number): void {
    const alert = { name: alertname, severity, ...(tenant && { tenant }), firing, lastSeen };
    found.set(JSON.stringify([alertname, severity, tenant]), alert);
  }
}

function urgencyOf({ severity }: FiredAlert): number {
  const place = URGENCY.indexOf(severity);
  return place < 0 ? URGENCY.length : place;
}
