/**
 * The alert that always fires. It says that rules are evaluated and that notifications leave: who no longer hears of it knows
 * that nobody would hear of anything else either. Its silence pages, not its firing.
 */
import type { Symptom, Team } from './alert.ts';

/** Name of the alert; its runbook has the same. */
export const WATCHDOG = 'Watchdog';

export const watchdog = {
  /** Evaluated by Prometheus in both modes, so that Grafana's own one proves Prometheus too. */
  expr: 'vector(1)',
  /** None of the severities: no route of people takes it. */
  severity: 'none',
  team: 'platform' satisfies Team,
  symptom: 'alerting' satisfies Symptom,
  dashboard: 'operations',
  by: [],
  summary: 'Alerting works: rules are evaluated and notifications are sent',
  description: 'This alert always fires. Where its messages stop, the alarm on their absence pages: alerting itself is broken.',
} as const;
