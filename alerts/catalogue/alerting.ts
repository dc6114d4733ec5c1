/** Alerting itself: rules that are not evaluated, and notifications that do not leave. */
import { duration } from '../../telemetry/contract/index.ts';
import { type Counter, counter, gauge, type Vector } from '../../telemetry/query/index.ts';
import { alert } from '../alert.ts';

const WINDOW = duration('5m');

/** A server that restarts is back by then. */
const NOT_PASSING = duration('10m');

/** A group that takes longer than its interval skips evaluations; this leaves time to act. */
const SHARE_OF_INTERVAL = 0.8;

const PAGES = { integration: 'pagerduty' } as const;
const alertmanager = counter('alertmanager_notifications_failed_total');
const grafana = counter('grafana_alerting_notifications_failed_total');

/** Of whichever router runs: there is one in an environment. Grafana's series is born with the first failure. */
function given(up: typeof alertmanager, orUp: typeof grafana): Vector<'env' | 'integration'> {
  const count = (failed: Counter<'env' | 'job' | 'instance' | 'integration'>) =>
    failed.occurrences(WINDOW).sumBy('env', 'integration');
  return count(up).or(count(orUp));
}

export const alertingAlerts = {
  RuleEvaluationFailing: alert({
    severity: 'warning',
    team: 'platform',
    symptom: 'alerting',
    measure: counter('prometheus_rule_evaluation_failures_total').occurrences(WINDOW).sumBy('env', 'rule_group'),
    by: ['env', 'rule_group'],
    above: 0,
    unit: 'count',
    dashboard: 'platform',
    summary: 'Rules of {rule_group} failed {value} times within five minutes',
    description:
      'What the rules record is missing, and alerts that depend on it are blind. One failure is enough: some groups run once an hour.',
  }),
  RuleEvaluationSlow: alert({
    severity: 'warning',
    team: 'platform',
    symptom: 'alerting',
    measure: gauge('prometheus_rule_group_last_duration_seconds')
      .ofEachInstance()
      .dividedBy(gauge('prometheus_rule_group_interval_seconds').ofEachInstance())
      .maxBy('env', 'rule_group'),
    by: ['env', 'rule_group'],
    above: SHARE_OF_INTERVAL,
    unit: 'ratio',
    for: NOT_PASSING,
    dashboard: 'platform',
    summary: 'The rules of {rule_group} take {value} of the time that they have',
    description:
      'For ten minutes they have taken more than {threshold} of their interval. Past all of it evaluations are skipped, and alerts come late.',
  }),
  AlertEvaluationFailing: alert({
    severity: 'warning',
    team: 'platform',
    symptom: 'alerting',
    measure: counter('grafana_alerting_rule_evaluation_failures_total').increase(WINDOW).sumBy('env', 'instance'),
    by: ['env', 'instance'],
    above: 0,
    unit: 'count',
    for: NOT_PASSING,
    dashboard: 'platform',
    summary: 'Grafana {instance} failed to evaluate alert rules {value} times within five minutes',
    description: 'It has gone on for ten minutes: those alerts cannot fire, or fire for an error in place of a fault.',
  }),
  NotificationsFailing: alert({
    severity: 'critical',
    team: 'platform',
    symptom: 'alerting',
    measure: given(alertmanager.whereNot(PAGES), grafana.whereNot(PAGES)),
    by: ['env', 'integration'],
    above: 0,
    unit: 'count',
    dashboard: 'platform',
    summary: '{value} notifications to {integration} failed within five minutes',
    description:
      'They were given up after every retry: what they said has reached nobody. This comes by another way than {integration}.',
  }),
  PagesFailing: alert({
    // PagerDuty would not say that PagerDuty fails: a warning goes to Slack.
    severity: 'warning',
    team: 'platform',
    symptom: 'alerting',
    measure: given(alertmanager.where(PAGES), grafana.where(PAGES)),
    by: ['env', 'integration'],
    above: 0,
    unit: 'count',
    dashboard: 'platform',
    summary: '{value} pages through {integration} failed within five minutes',
    description: 'Nobody was woken by them. Somebody has to watch the list of alerts until {integration} takes them again.',
  }),
  AlertsNotHandedOver: alert({
    severity: 'warning',
    team: 'platform',
    symptom: 'alerting',
    measure: counter('prometheus_notifications_dropped_total').increase(WINDOW).sumBy('env', 'instance'),
    by: ['env', 'instance'],
    above: 0,
    unit: 'count',
    for: NOT_PASSING,
    dashboard: 'platform',
    summary: 'Prometheus {instance} could not hand {value} alerts to an Alertmanager within five minutes',
    description: 'It has gone on for ten minutes: one Alertmanager is out of reach. Alerts arrive as long as another is not.',
  }),
};
