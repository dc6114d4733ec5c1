/** The routing table for Datadog, where a monitor's message names whom it tells. */
import type { Severity, Team } from '../../alerts/alert.ts';
import { channelOf, type SecretChannel } from '../../alerts/routing.ts';
import { physicalName } from '../aws/names.ts';
import { isPager } from '../channels.ts';
import type { DeployedEnvironment } from '../environment.ts';

type Target = Pick<DeployedEnvironment, 'name' | 'pages'>;

/** The name that a channel has in Datadog, such as `vigia-prod-slack-ops`. */
export function channelName(environment: Pick<Target, 'name'>, channel: SecretChannel): string {
  return physicalName(environment, channel);
}

/**
 * Whom a monitor tells, as the end of its message: `@pagerduty-…` or `@webhook-…` as the routing table says.
 * @returns nothing where the alert waits for the daily digest
 */
export function handleOf(environment: Target, alert: { readonly name: string; readonly severity: Severity; readonly team: Team }) {
  const channel = channelOf(environment, { alertname: alert.name, severity: alert.severity, team: alert.team });
  if (channel === 'digest' || channel === 'heartbeat') return '';
  return `@${isPager(channel) ? 'pagerduty' : 'webhook'}-${channelName(environment, channel)}`;
}

/** What Datadog sends to a Slack webhook; it fills in the variables. */
export const SLACK_PAYLOAD = JSON.stringify({ text: '*$EVENT_TITLE*\n$TEXT_ONLY_MSG\n<$LINK|Datadog>' });
