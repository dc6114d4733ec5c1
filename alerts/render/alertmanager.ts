/** Renders the routing table as an Alertmanager configuration. */
import { type Duration, duration, formatGo, type Speed, scaled } from '../../telemetry/contract/index.ts';
import { SEVERITIES } from '../alert.ts';
import { CHANNELS, type Channel, FALLBACK_CHANNEL, routes } from '../routing.ts';

export interface AlertmanagerArgs {
  readonly speed: Speed;
  readonly environment: { readonly pages: boolean };
  /** Files that hold the secrets: a secret never stands in the configuration itself. */
  readonly secrets: {
    /** PagerDuty Events API v2 integration key. */
    readonly pagerdutyRoutingKeyFile: string;
    /** Slack incoming webhook of #ops. */
    readonly slackWebhookUrlFile: string;
  };
  /** PagerDuty's events endpoint; Alertmanager knows the real one. */
  readonly pagerdutyUrl?: string;
}

/** Alerts of one name in one environment are one notification: all clinics failing at once is one page, not hundreds. */
const GROUP_BY = ['alertname', 'env'] as const;

const TIMING = {
  group_wait: duration('30s'),
  group_interval: duration('5m'),
  repeat_interval: duration('4h'),
} as const satisfies Record<string, Duration>;

/** How long an alert that Prometheus stopped sending counts as firing. */
const RESOLVE_TIMEOUT = duration('5m');

export function alertmanagerConfig(args: AlertmanagerArgs) {
  const channels = routes(args.environment);
  const length = (value: Duration) => formatGo(scaled(value, args.speed));
  return {
    global: {
      resolve_timeout: length(RESOLVE_TIMEOUT),
      ...(args.pagerdutyUrl && { pagerduty_url: args.pagerdutyUrl }),
    },
    route: {
      // Reached by a severity that nobody declared: it must be seen, not dropped.
      receiver: FALLBACK_CHANNEL,
      group_by: GROUP_BY,
      ...Object.fromEntries(Object.entries(TIMING).map(([key, value]) => [key, length(value)])),
      routes: SEVERITIES.map((severity) => ({ receiver: channels[severity], matchers: [`severity="${severity}"`] })),
    },
    receivers: CHANNELS.map((channel) => ({ name: channel, ...integrations(channel, args) })),
  };
}

/** First alert's summary, and how many more there are: a title has to fit a lock screen. */
const TITLE = '{{ (index .Alerts 0).Annotations.summary }}{{ if gt (len .Alerts) 1 }} ({{ len .Alerts }} in all){{ end }}';
const LINES =
  '{{ range .Alerts }}• {{ .Annotations.summary }}. {{ .Annotations.description }} <{{ .Annotations.runbook_url }}|Runbook>\n{{ end }}';

function integrations(channel: Channel, { secrets }: AlertmanagerArgs) {
  switch (channel) {
    case 'pagerduty':
      return {
        pagerduty_configs: [
          {
            routing_key_file: secrets.pagerdutyRoutingKeyFile,
            send_resolved: true,
            description: TITLE,
            severity: '{{ .CommonLabels.severity }}',
            class: '{{ .CommonLabels.alertname }}',
            group: '{{ .CommonLabels.env }}',
            component: '{{ .CommonLabels.team }}',
            links: [{ href: '{{ (index .Alerts 0).Annotations.runbook_url }}', text: 'Runbook' }],
          },
        ],
      };
    case 'slack-ops':
      return {
        slack_configs: [
          {
            api_url_file: secrets.slackWebhookUrlFile,
            channel: '#ops',
            send_resolved: true,
            title: `[{{ .Status | toUpper }}] {{ .CommonLabels.alertname }}: ${TITLE}`,
            text: LINES,
          },
        ],
      };
    case 'digest':
      // The daily digest reads what fired from Prometheus: nothing is sent from here.
      return {};
  }
}
