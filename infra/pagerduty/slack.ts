/** Incidents in Slack, where they can be acknowledged and resolved. */
import * as pagerduty from '@pulumi/pagerduty';
import type * as pulumi from '@pulumi/pulumi';

export interface SlackArgs {
  /** Slack workspace, `T…`, which somebody has connected to the PagerDuty account by hand. */
  readonly workspaceId: string;
  /** Slack channel, `C…`. */
  readonly channelId: string;
  /** A provider with a user's token: PagerDuty takes no other for Slack. */
  readonly provider: pagerduty.Provider;
}

/** What the channel is told. Without a list of priorities PagerDuty takes incidents that have none, which is all of ours. */
const SLACK_EVENTS = [
  'incident.triggered',
  'incident.acknowledged',
  'incident.unacknowledged',
  'incident.escalated',
  'incident.reassigned',
  'incident.annotated',
  'incident.resolved',
  'incident.reopened',
];

/** Shows the incidents of all services of a team in one channel. */
export function slackConnection(
  name: string,
  { workspaceId, channelId, provider }: SlackArgs,
  teamId: pulumi.Output<string>,
  parent: pulumi.Resource,
): pagerduty.SlackConnection {
  return new pagerduty.SlackConnection(
    `${name}-slack`,
    {
      sourceId: teamId,
      sourceType: 'team_reference',
      workspaceId,
      channelId,
      notificationType: 'responder',
      configs: [{ events: SLACK_EVENTS }],
    },
    { parent, provider },
  );
}
