/** What is one notification, when it is sent, and with which fields: the same for both routers. */
import { duration } from '../../telemetry/contract/index.ts';
import { DASHBOARD_URL, SYMPTOM, TITLE } from './message.ts';

/**
 * Alerts that agree on these are one notification, and at PagerDuty one incident.
 * - `symptom`, not the alert's name: the error rate and the burning budget of one fault are one page.
 * - Not `tenant`: a fault of everybody is one page, not hundreds. What that costs is in docs/adr/0020-grouping-by-symptom.md.
 * - `severity` and `team`, which the routes tell apart already: the rows that take several, and the root, keep them apart as well.
 * - `env`: where two environments share a router, neither is hidden in the other's incident.
 */
export const GROUP_BY = ['env', 'team', 'severity', 'symptom'] as const;

/** The Watchdog's own: one message however many environments or symptoms somebody gives it. */
export const HEARTBEAT_GROUP_BY = ['alertname'] as const;

/** Timing of every route that has none of its own. */
export const TIMING = {
  group_wait: duration('30s'),
  group_interval: duration('5m'),
  repeat_interval: duration('4h'),
} as const;

/** A message every four to five minutes: the alarm on their absence looks at a longer time. */
export const HEARTBEAT_TIMING = {
  group_wait: duration('15s'),
  group_interval: duration('1m'),
  repeat_interval: duration('4m'),
} as const;

/** Fields of a PagerDuty event, by what they say. */
export const PAGE = {
  summary: TITLE,
  severity: '{{ .CommonLabels.severity }}',
  class: SYMPTOM,
  group: '{{ .CommonLabels.env }}',
  component: '{{ .CommonLabels.team }}',
  // PagerDuty refuses an event without a source: this one is never blank.
  source: 'vigia {{ .CommonLabels.env }}',
  // Shown as "View in Vigía". Grafana has no other link than this one.
  client: 'Vigía',
  client_url: DASHBOARD_URL,
} as const;

/** The Watchdog's message, which no person reads. */
export const HEARTBEAT = { subject: '{{ .CommonLabels.alertname }}', message: TITLE } as const;

/** Slack channels by name, with `#`. */
export interface SlackChannels {
  readonly ops: string;
  readonly security: string;
}

export const SLACK_CHANNELS: SlackChannels = { ops: '#ops', security: '#security' };

/** The SNS topic that the Watchdog's messages go to. `T` is a text, or one that is only known at the deployment. */
export interface HeartbeatTopic<T = string> {
  readonly arn: T;
  /** AWS region of the topic. */
  readonly region: string;
}
