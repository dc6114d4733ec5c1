/** Who gets a page, and who gets it when nobody answers. */
import * as pagerduty from '@pulumi/pagerduty';
import type * as pulumi from '@pulumi/pulumi';
import { physicalName } from '../aws/names.ts';
import type { DeployedEnvironment } from '../environment.ts';
import { oneTurnAhead, weeklyLayer } from './rotation.ts';

export interface EscalationArgs {
  /** Part of every name. */
  readonly environment: Pick<DeployedEnvironment, 'name'>;
  /** PagerDuty user ids in rotation order, at least one. */
  readonly users: readonly string[];
  /** IANA time zone of the handover. */
  readonly timeZone: string;
}

/** How long a page may stay unanswered before the next person gets it. */
const ESCALATION_DELAY_MINUTES = 15;

/** How often an unanswered incident goes through the whole policy again. */
const REPETITIONS = 3;

/** First whoever has the week, then whoever has the next one. A schedule for each: PagerDuty rotates both alike. */
export function escalationPolicy(
  name: string,
  { environment, users, timeZone }: EscalationArgs,
  teamId: pulumi.Output<string>,
  parent: pulumi.Resource,
): pagerduty.EscalationPolicy {
  const schedule = (role: string, description: string, inOrder: readonly string[]) =>
    new pagerduty.Schedule(
      `${name}-${role}`,
      {
        name: physicalName(environment, role),
        description,
        timeZone,
        layers: [weeklyLayer(inOrder, timeZone)],
        teams: [teamId],
      },
      { parent },
    );
  const levels = [
    schedule('primary', 'Gets the page.', users),
    schedule('secondary', 'Gets the page that nobody answered.', oneTurnAhead(users)),
  ];
  return new pagerduty.EscalationPolicy(
    `${name}-escalation`,
    {
      name: physicalName(environment),
      description: `On call, then the stand-in after ${ESCALATION_DELAY_MINUTES} minutes; ${REPETITIONS} times again.`,
      teams: teamId,
      numLoops: REPETITIONS,
      rules: levels.map(({ id }) => ({
        escalationDelayInMinutes: ESCALATION_DELAY_MINUTES,
        targets: [{ type: 'schedule_reference', id }],
      })),
    },
    { parent },
  );
}
