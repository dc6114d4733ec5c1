/** The secret that opens each channel of the routing table. */
import type { Input } from '@pulumi/pulumi';
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
