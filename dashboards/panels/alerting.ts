/** Alerting itself: what fires, whether rules are evaluated, and whether notifications leave. */
import { catalogue } from '../../alerts/catalogue.ts';
import { duration } from '../../telemetry/contract/index.ts';
import { counter, gauge } from '../../telemetry/query/index.ts';
import { type AlertsPanel, busiest, type StatPanel, series, type TimeSeriesPanel } from '../panel.ts';
import { alertLine } from '../style.ts';
import { INTERVAL } from '../variables.ts';
import { orNone } from './none.ts';

const HOUR = duration('1h');

/** Of whichever router runs: there is one in an environment. Grafana's series is born with the first failure. */
const failed = (window: typeof HOUR) =>
  counter('alertmanager_notifications_failed_total')
    .occurrences(window)
    .sumBy('env', 'integration')
    .or(counter('grafana_alerting_notifications_failed_total').occurrences(window).sumBy('env', 'integration'));

const share = gauge('prometheus_rule_group_last_duration_seconds')
  .ofEachInstance()
  .dividedBy(gauge('prometheus_rule_group_interval_seconds').ofEachInstance());

export const clinicAlerts: AlertsPanel = {
  kind: 'alerts',
  id: 'clinic-alerts',
  title: 'Alerts of the chosen clinics',
  description: 'What fires or fired in this time and names a chosen clinic. Each leads to its runbook.',
  of: 'tenants',
};

export const platformAlerts: AlertsPanel = {
  kind: 'alerts',
  id: 'platform-alerts',
  title: 'Alerts of the platform',
  description:
    'What fires or fired in this time and names no clinic. While one of them fires, doubt what the other dashboards do not show.',
  of: 'platform',
};

export const slowestRules: StatPanel = {
  kind: 'stat',
  id: 'slowest-rules',
  title: 'Slowest rules',
  description:
    'Share of its interval that the slowest group of rules takes. Past all of it evaluations are skipped: alerts and recorded lines come late.',
  unit: 'ratio',
  course: true,
  thresholds: alertLine(catalogue.RuleEvaluationSlow),
  targets: [series(share.maxBy('env'), 'Slowest group')],
};

export const notificationsFailed: StatPanel = {
  kind: 'stat',
  id: 'notifications-failed',
  title: 'Notifications failed',
  description:
    'Given up within an hour, after every retry: what they said has reached nobody. Above 0, watch the list of alerts until the channel takes them again.',
  unit: 'count',
  course: false,
  thresholds: alertLine(catalogue.NotificationsFailing),
  targets: [series(orNone(failed(HOUR).sumBy('env')), 'Notifications')],
};

export const ruleDuration: TimeSeriesPanel = {
  kind: 'time-series',
  id: 'rule-duration',
  title: 'How long rules take',
  description:
    'Of each group of rules, the share of its interval that its evaluation took. Above the line for ten minutes it alerts: more clinics than the machine is sized for, or a dear new rule.',
  unit: 'ratio',
  style: 'lines',
  thresholds: alertLine(catalogue.RuleEvaluationSlow),
  // Prometheus names a group by its file and its name.
  targets: [busiest(share.maxBy('env', 'rule_group').shortened('rule_group', ';'), '{{rule_group}}')],
};

export const ruleFailures: TimeSeriesPanel = {
  kind: 'time-series',
  id: 'rule-failures',
  title: 'Failed evaluations',
  description:
    "Evaluations of Prometheus's and of Grafana's rules that failed. What they would record is missing, and alerts that depend on it are blind: the server's log has the rule and the reason.",
  unit: 'count',
  style: 'bars',
  targets: [
    series(orNone(counter('prometheus_rule_evaluation_failures_total').occurrences(INTERVAL).sumBy('env')), 'Prometheus'),
    series(orNone(counter('grafana_alerting_rule_evaluation_failures_total').occurrences(INTERVAL).sumBy('env')), 'Grafana'),
  ],
};

export const notificationFailures: TimeSeriesPanel = {
  kind: 'time-series',
  id: 'notification-failures',
  title: 'Notifications that did not leave',
  description:
    'Given up by the router, by channel, and alerts that Prometheus could not hand to a router. One alone is a lost message; a row of them is a token that has expired or a channel that is gone.',
  unit: 'count',
  style: 'bars',
  targets: [
    series(failed(INTERVAL), '{{integration}}'),
    series(orNone(counter('prometheus_notifications_dropped_total').occurrences(INTERVAL).sumBy('env')), 'Not handed over'),
  ],
};
