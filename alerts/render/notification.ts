/** What a notification says and when it is sent, for both routers: Grafana's templates are Alertmanager's. */
import { duration } from '../../telemetry/contract/index.ts';

/** Alerts of one name in one environment are one notification: all clinics failing at once is one page, not hundreds. */
export const GROUP_BY = ['alertname', 'env'] as const;

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

/** The first alert's summary, and how many more there are: a title has to fit a lock screen. */
export const TITLE = '{{ (index .Alerts 0).Annotations.summary }}{{ if gt (len .Alerts) 1 }} ({{ len .Alerts }} in all){{ end }}';

/** The title of a chat message, which says by itself whether it begins or ends. */
export const CHAT_TITLE = `[{{ .Status | toUpper }}] {{ .CommonLabels.alertname }}: ${TITLE}`;

/** One line for each alert. */
export const LINES =
  '{{ range .Alerts }}• {{ .Annotations.summary }}. {{ .Annotations.description }} <{{ .Annotations.runbook_url }}|Runbook>\n{{ end }}';

export const RUNBOOK_URL = '{{ (index .Alerts 0).Annotations.runbook_url }}';

/** Fields of a PagerDuty event, by what they say. */
export const PAGE = {
  summary: TITLE,
  severity: '{{ .CommonLabels.severity }}',
  class: '{{ .CommonLabels.alertname }}',
  group: '{{ .CommonLabels.env }}',
  component: '{{ .CommonLabels.team }}',
} as const;

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
