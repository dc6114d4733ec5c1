/** The secret that opens each channel of the routing table. */
import { type Input, type Output, secret } from '@pulumi/pulumi';
import type { Team } from '../alerts/alert.ts';
import type { SecretChannel } from '../alerts/routing.ts';

export type ChannelSecrets = Readonly<Partial<Record<SecretChannel, Input<string>>>>;

/**
 * @param webhooks URLs of Slack's incoming webhooks
 * @param integrationKeys PagerDuty's Events API v2 keys, where the environment pages
 */
export function channelSecretsOf(
  webhooks: { readonly ops: Input<string>; readonly security: Input<string> },
  integrationKeys?: Readonly<Record<Team, Input<string>>>,
): ChannelSecrets {
  return {
    'slack-ops': webhooks.ops,
    'slack-security': webhooks.security,
    ...(integrationKeys && {
      'pagerduty-platform': integrationKeys.platform,
      'pagerduty-billing': integrationKeys.billing,
      'pagerduty-security': integrationKeys.security,
    }),
  };
}

/** Whether the channel is one of PagerDuty's; the others are Slack's. */
export function isPager(channel: SecretChannel): boolean {
  return channel.startsWith('pagerduty-');
}

/**
 * The secrets of the channels that an environment's alerts go to, and of no other, each marked as secret.
 * @throws Error that names every channel without one, and what to give
 */
export function requiredSecrets<C extends SecretChannel>(channels: readonly C[], given: ChannelSecrets): Record<C, Output<string>> {
  const missing = channels.filter((channel) => given[channel] === undefined);
  if (missing.length > 0) {
    const wanted = missing.map(
      (channel) => `${channel} (${isPager(channel) ? 'a PagerDuty integration key' : "a Slack webhook's URL"})`,
    );
    throw new Error(`Alerts go to channels that have no secret: give channelSecrets one for ${wanted.join(', ')}.`);
  }
  return Object.fromEntries(channels.map((channel) => [channel, secret(given[channel] ?? '')])) as Record<C, Output<string>>;
}
