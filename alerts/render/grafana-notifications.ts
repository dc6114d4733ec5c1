/** Renders the routing table as Grafana's contact points, notification policy, mute timings and templates, as its provisioning files have them. */
import { type Duration, format } from '../../telemetry/contract/index.ts';
import { type Channel, channelsOf, FALLBACK_CHANNEL, type Routed, routes, type SecretChannel } from '../routing.ts';
import { CHAT_TEXT, CHAT_TITLE, DASHBOARD_URL, DETAILS, TITLE } from './message.ts';
import {
  GROUP_BY,
  HEARTBEAT,
  HEARTBEAT_GROUP_BY,
  HEARTBEAT_TIMING,
  type HeartbeatTopic,
  PAGE,
  type SlackChannels,
  TIMING,
} from './notification.ts';

export interface GrafanaNotificationsArgs<T> {
  readonly environment: Routed;
  /** Where the Watchdog is published. */
  readonly heartbeat: HeartbeatTopic<T>;
  readonly slackChannels: SlackChannels;
}

/**
 * A contact point without its secret: how that comes in differs between files and the API. `T` is a text, or one that is only
 * known at the deployment.
 */
export type GrafanaContactPoint<T> =
  | {
      readonly name: SecretChannel;
      readonly type: 'pagerduty';
      readonly secret: 'integrationKey';
      readonly settings: Readonly<Record<keyof typeof PAGE, string>> & {
        readonly details: Readonly<Record<keyof typeof DETAILS, string>>;
      };
    }
  | {
      readonly name: SecretChannel;
      readonly type: 'slack';
      readonly secret: 'url';
      readonly settings: Readonly<Record<'recipient' | 'title' | 'text', string>>;
    }
  | { readonly name: 'heartbeat'; readonly type: 'sns'; readonly settings: GrafanaSns<T> };

export interface GrafanaSns<T> {
  readonly topic_arn: T;
  readonly api_url: string;
  readonly sigv4: { readonly region: string };
  readonly subject: string;
  readonly message: string;
}

/** A node of the notification policy. */
export interface GrafanaRoute {
  readonly receiver: string;
  readonly object_matchers: readonly (readonly [label: string, operator: '=', value: string])[];
  readonly mute_time_intervals?: readonly string[];
  readonly group_by?: readonly string[];
  readonly group_wait?: string;
  readonly group_interval?: string;
  readonly repeat_interval?: string;
}

export interface GrafanaNotifications<T> {
  readonly contactPoints: readonly GrafanaContactPoint<T>[];
  readonly policy: Omit<GrafanaRoute, 'object_matchers'> & {
    /** Grafana takes no root without. */
    readonly group_by: readonly string[];
    readonly routes: readonly GrafanaRoute[];
  };
  readonly muteTime: {
    readonly name: string;
    readonly time_intervals: readonly { readonly times: readonly { readonly start_time: string; readonly end_time: string }[] }[];
  };
  readonly template: { readonly name: string; readonly template: string };
}

/** Name of the mute timing that never ends. */
const ALWAYS = 'always';

/** All of an environment whose evaluator is Grafana. */
export function grafanaNotifications<T>(args: GrafanaNotificationsArgs<T>): GrafanaNotifications<T> {
  return {
    contactPoints: channelsOf(args.environment).flatMap((channel) => contactPoint(channel, args)),
    policy: {
      // Reached by a severity that nobody declared: it must be seen, not dropped.
      receiver: FALLBACK_CHANNEL,
      group_by: GROUP_BY,
      ...lengths(TIMING),
      routes: routes(args.environment).map(({ channel, matches }) => ({
        ...receiver(channel),
        object_matchers: Object.entries(matches).map(([label, value]) => [label, '=', value] as const),
        ...(channel === 'heartbeat' && { group_by: HEARTBEAT_GROUP_BY, ...lengths(HEARTBEAT_TIMING) }),
      })),
    },
    muteTime: { name: ALWAYS, time_intervals: [{ times: [{ start_time: '00:00', end_time: '24:00' }] }] },
    template: { name: 'vigia', template: Object.entries(TEMPLATES).map(define).join('\n') },
  };
}

/** Grafana has no contact point that sends nothing: what waits for the digest goes to one that is muted on this route at all times. */
function receiver(channel: Channel): Pick<GrafanaRoute, 'receiver' | 'mute_time_intervals'> {
  return channel === 'digest' ? { receiver: FALLBACK_CHANNEL, mute_time_intervals: [ALWAYS] } : { receiver: channel };
}

/**
 * The texts, each under a name by which the contact points call it: in one place, to be tried out in Grafana, and apart from the
 * provisioning file of the contact points, where a dollar would begin the name of an environment variable. In that of templates it does not.
 */
const TEMPLATES = {
  'vigia.title': TITLE,
  'vigia.chat-title': CHAT_TITLE,
  'vigia.chat-text': CHAT_TEXT,
  'vigia.dashboard': DASHBOARD_URL,
  'vigia.alerts': DETAILS.alerts,
  'vigia.tenants': DETAILS.tenants,
  'vigia.firing': DETAILS.firing,
  'vigia.resolved': DETAILS.resolved,
} as const;

const define = ([name, text]: [string, string]) => `{{ define "${name}" }}${text}{{ end }}`;
const call = (name: keyof typeof TEMPLATES) => `{{ template "${name}" . }}`;

const GRAFANA_PAGE = {
  ...PAGE,
  summary: call('vigia.title'),
  client_url: call('vigia.dashboard'),
  details: {
    alerts: call('vigia.alerts'),
    tenants: call('vigia.tenants'),
    firing: call('vigia.firing'),
    resolved: call('vigia.resolved'),
  },
} as const;

function contactPoint<T>(channel: Channel, { heartbeat, slackChannels }: GrafanaNotificationsArgs<T>): GrafanaContactPoint<T>[] {
  switch (channel) {
    case 'pagerduty-platform':
    case 'pagerduty-billing':
    case 'pagerduty-security':
      return [{ name: channel, type: 'pagerduty', secret: 'integrationKey', settings: GRAFANA_PAGE }];
    case 'slack-ops':
    case 'slack-security': {
      const recipient = channel === 'slack-ops' ? slackChannels.ops : slackChannels.security;
      const settings = { recipient, title: call('vigia.chat-title'), text: call('vigia.chat-text') };
      return [{ name: channel, type: 'slack', secret: 'url', settings }];
    }
    case 'heartbeat':
      return [{ name: channel, type: 'sns', settings: sns(heartbeat) }];
    case 'digest':
      return [];
  }
}

function sns<T>({ arn, region }: HeartbeatTopic<T>): GrafanaSns<T> {
  return {
    topic_arn: arn,
    // Grafana makes the address from the region of `sigv4`, which its API's provider cannot set.
    api_url: `https://sns.${region}.amazonaws.com`,
    sigv4: { region },
    subject: HEARTBEAT.subject,
    message: call('vigia.title'),
  };
}

function lengths<T extends Readonly<Record<string, Duration>>>(timing: T): Record<keyof T, string> {
  return Object.fromEntries(Object.entries(timing).map(([key, value]) => [key, format(value)])) as Record<keyof T, string>;
}
