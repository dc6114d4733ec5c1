/** Who hears of an alert: one table, from which every router's configuration follows. */
import { type Severity, TEAMS, type Team } from './alert.ts';
import { WATCHDOG } from './watchdog.ts';

export const CHANNELS = [
  'pagerduty-platform',
  'pagerduty-billing',
  'pagerduty-security',
  'slack-ops',
  'slack-security',
  'digest',
  'heartbeat',
] as const;

/**
 * `pagerduty-TEAM` wakes whoever of the team is on call, `slack-ops` and `slack-security` are read in working hours, `digest`
 * keeps an alert for the daily e-mail and sends nothing at once, `heartbeat` is the Watchdog's and reaches no person.
 */
export type Channel = (typeof CHANNELS)[number];

/** A channel that one secret opens: a PagerDuty integration key, or a Slack webhook's URL. */
export type SecretChannel = Exclude<Channel, 'digest' | 'heartbeat'>;

/** Who evaluates alert rules and routes what fires: one of them in an environment, never both. */
export type Evaluator = 'grafana' | 'prometheus';

/** What routing depends on. */
export interface Routed {
  /** Whether the environment may wake somebody. */
  readonly pages: boolean;
}

/** Labels that a route looks at. */
export interface RoutedLabels {
  readonly alertname: string;
  readonly severity: string;
  readonly team: string;
}

/** One row: alerts with all of these labels go to that channel. */
export interface Route {
  readonly matches: Readonly<Partial<RoutedLabels>>;
  readonly channel: Channel;
}

/** The rows in order: the first that matches an alert decides, and no other. */
export function routes({ pages }: Routed): readonly Route[] {
  return [
    { matches: { alertname: WATCHDOG }, channel: 'heartbeat' },
    ...(pages ? PAGING : NOT_PAGING),
    severity('warning', 'slack-security', 'security'),
    severity('warning', 'slack-ops'),
    severity('info', 'digest'),
  ];
}

/** Where an alert goes that no row takes, as one with a severity that nobody declared: somewhere visible. */
export const FALLBACK_CHANNEL: Channel = 'slack-ops';

/** The channel of an alert with these labels. */
export function channelOf(environment: Routed, labels: Readonly<Partial<RoutedLabels>>): Channel {
  const matching = ({ matches }: Route) =>
    Object.entries(matches).every(([name, value]) => labels[name as keyof RoutedLabels] === value);
  return routes(environment).find(matching)?.channel ?? FALLBACK_CHANNEL;
}

/** The channels that an environment's alerts can reach, each once: no other is configured, so no other needs its secret. */
export function channelsOf(environment: Routed): readonly Channel[] {
  const reached = new Set([...routes(environment).map(({ channel }) => channel), FALLBACK_CHANNEL]);
  return CHANNELS.filter((channel) => reached.has(channel));
}

/** Those of an environment's channels that need a secret. */
export function secretChannelsOf(environment: Routed): readonly SecretChannel[] {
  return channelsOf(environment).filter((channel) => channel !== 'digest' && channel !== 'heartbeat');
}

function severity(value: Severity, channel: Channel, team?: Team): Route {
  return { matches: { severity: value, ...(team && { team }) }, channel };
}

const PAGING: readonly Route[] = [
  ...TEAMS.map((team) => severity('critical', `pagerduty-${team}`, team)),
  // Of a team that nobody declared: somebody is woken all the same.
  severity('critical', 'pagerduty-platform'),
];

const NOT_PAGING: readonly Route[] = [severity('critical', 'slack-security', 'security'), severity('critical', 'slack-ops')];
