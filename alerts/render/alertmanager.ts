/** Renders the routing table as an Alertmanager configuration. */
import { type Duration, duration, formatGo, type Speed, scaled } from '../../telemetry/contract/index.ts';
import { type Inhibition, inhibitions, SAME_FAULT } from '../inhibition.ts';
import { type Channel, channelsOf, FALLBACK_CHANNEL, type Routed, routes, type SecretChannel } from '../routing.ts';
import { CHAT_TEXT, CHAT_TITLE, DASHBOARD_URL, DETAILS, RUNBOOK_URL } from './message.ts';
import {
  GROUP_BY,
  HEARTBEAT,
  HEARTBEAT_GROUP_BY,
  HEARTBEAT_TIMING,
  type HeartbeatTopic,
  PAGE,
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
        ...(channel === 'heartbeat' && { group_by: HEARTBEAT_GROUP_BY, ...lengths(HEARTBEAT_TIMING) }),
      })),
    },
    inhibit_rules: inhibitions.map(inhibitRule),
    receivers: channelsOf(environment).map((channel) => ({ name: channel, ...integrations(channel, args) })),
  };
}

/** A label that both alerts lack counts as equal: none of those that must be the same may be missing. */
function inhibitRule({ by, muted }: Inhibition) {
  return {
    source_matchers: [`slo_tier="${by}"`, ...SAME_FAULT.map((label) => `${label}!=""`)],
    target_matchers: [`slo_tier=~"${muted.join('|')}"`],
    equal: SAME_FAULT,
  };
}

function integrations(channel: Channel, { secretFile, heartbeat, slackChannels = SLACK_CHANNELS }: AlertmanagerArgs) {
  switch (channel) {
    case 'pagerduty-platform':
    case 'pagerduty-billing':
    case 'pagerduty-security': {
      const { summary, ...fields } = PAGE;
      const links = [
        { href: RUNBOOK_URL, text: 'Runbook' },
        { href: DASHBOARD_URL, text: 'Dashboard' },
      ];
      const event = { description: summary, ...fields, details: DETAILS, links };
      return { pagerduty_configs: [{ routing_key_file: secretFile(channel), send_resolved: true, ...event }] };
    }
    case 'slack-ops':
    case 'slack-security': {
      const name = channel === 'slack-ops' ? slackChannels.ops : slackChannels.security;
      // The fallback is what a telephone's lock screen shows.
      const message = { title: CHAT_TITLE, title_link: DASHBOARD_URL, fallback: CHAT_TITLE, text: CHAT_TEXT };
      return { slack_configs: [{ api_url_file: secretFile(channel), channel: name, send_resolved: true, ...message }] };
    }
    case 'heartbeat':
      if (!heartbeat) return {};
      return {
        sns_configs: [
          {
            topic_arn: heartbeat.arn,
            sigv4: { region: heartbeat.region },
            send_resolved: false,
            ...HEARTBEAT,
          },
        ],
      };
    case 'digest':
      // The daily digest reads what fired from Prometheus: nothing is sent from here.
      return {};
  }
}
