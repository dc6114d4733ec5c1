/** Renders the routing table as an Alertmanager configuration. */
import { type Duration, duration, formatGo, type Speed, scaled } from '../../telemetry/contract/index.ts';
import { type Channel, channelsOf, FALLBACK_CHANNEL, type Routed, routes, type SecretChannel } from '../routing.ts';
import {
  CHAT_TITLE,
  GROUP_BY,
  HEARTBEAT_TIMING,
  type HeartbeatTopic,
  LINES,
  PAGE,
  RUNBOOK_URL,
  SLACK_CHANNELS,
  type SlackChannels,
  TIMING,
} from './notification.ts';

export interface AlertmanagerArgs {
  readonly speed: Speed;
  readonly environment: Routed;
  /** The file that holds a channel's secret: one never stands in the configuration itself. */
  readonly secretFile: (channel: SecretChannel) => string;
  /** Where the Watchdog is published; without it nobody listens, as on a local platform. */
  readonly heartbeat?: HeartbeatTopic;
  /** Default `#ops` and `#security`. */
  readonly slackChannels?: SlackChannels;
  /** PagerDuty's events endpoint; Alertmanager knows the real one. */
  readonly pagerdutyUrl?: string;
}

/** How long an alert that Prometheus stopped sending counts as firing. */
const RESOLVE_TIMEOUT = duration('5m');

export function alertmanagerConfig(args: AlertmanagerArgs) {
  const { speed, environment, pagerdutyUrl } = args;
  const length = (value: Duration) => formatGo(scaled(value, speed));
  const lengths = (timing: Readonly<Record<string, Duration>>) =>
    Object.fromEntries(Object.entries(timing).map(([key, value]) => [key, length(value)]));
  return {
    global: { resolve_timeout: length(RESOLVE_TIMEOUT), ...(pagerdutyUrl && { pagerduty_url: pagerdutyUrl }) },
    route: {
      // Reached by a severity that nobody declared: it must be seen, not dropped.
      receiver: FALLBACK_CHANNEL,
      group_by: GROUP_BY,
      ...lengths(TIMING),
      routes: routes(environment).map(({ channel, matches }) => ({
        receiver: channel,
        matchers: Object.entries(matches).map(([label, value]) => `${label}="${value}"`),
        ...(channel === 'heartbeat' && lengths(HEARTBEAT_TIMING)),
      })),
    },
    receivers: channelsOf(environment).map((channel) => ({ name: channel, ...integrations(channel, args) })),
  };
}

function integrations(channel: Channel, { secretFile, heartbeat, slackChannels = SLACK_CHANNELS }: AlertmanagerArgs) {
  switch (channel) {
    case 'pagerduty-platform':
    case 'pagerduty-billing':
    case 'pagerduty-security': {
      const { summary, ...fields } = PAGE;
      const links = [{ href: RUNBOOK_URL, text: 'Runbook' }];
      return {
        pagerduty_configs: [{ routing_key_file: secretFile(channel), send_resolved: true, description: summary, ...fields, links }],
      };
    }
    case 'slack-ops':
    case 'slack-security': {
      const name = channel === 'slack-ops' ? slackChannels.ops : slackChannels.security;
      return {
        slack_configs: [{ api_url_file: secretFile(channel), channel: name, send_resolved: true, title: CHAT_TITLE, text: LINES }],
      };
    }
    case 'heartbeat':
      if (!heartbeat) return {};
      return {
        sns_configs: [
          {
            topic_arn: heartbeat.arn,
            sigv4: { region: heartbeat.region },
            send_resolved: false,
            subject: PAGE.class,
            message: PAGE.summary,
          },
        ],
      };
    case 'digest':
      // The daily digest reads what fired from Prometheus: nothing is sent from here.
      return {};
  }
}
