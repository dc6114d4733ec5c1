/** Who is woken, and how: PagerDuty's people, their rotation, and a service for each team's alerts. */
import * as pagerduty from '@pulumi/pagerduty';
import * as pulumi from '@pulumi/pulumi';
import { TEAMS, type Team } from '../../alerts/alert.ts';
import { physicalName } from '../aws/names.ts';
import type { DeployedEnvironment } from '../environment.ts';
import { escalationPolicy } from '../pagerduty/escalation.ts';
import { type SlackArgs, slackConnection } from '../pagerduty/slack.ts';

export interface OnCallArgs {
  /** Part of every name, so that two environments can share a PagerDuty account. */
  readonly environment: Pick<DeployedEnvironment, 'name'>;
  /** PagerDuty user ids (`P…`) in rotation order; at least one, and two or more for an escalation that reaches somebody else. */
  readonly users: readonly string[];
  /** IANA time zone of the handover on Mondays at nine, such as `America/Mexico_City`. */
  readonly timeZone: string;
  /** Whether alerts of one symptom become one incident. Needs PagerDuty's AIOps add-on: without it PagerDuty refuses the service. */
  readonly grouping: boolean;
  /** Shows incidents in a Slack channel, where they can be acknowledged. Default: not connected. */
  readonly slack?: SlackArgs | undefined;
}

/** Amazon CloudWatch among PagerDuty's vendors. Ids of vendors are the same in every account. */
const CLOUDWATCH_VENDOR = 'PZQ6AUS';

/** What each team's service stands for. */
const PURPOSES: Readonly<Record<Team, string>> = {
  platform: 'The application and its platform: availability, latency, the servers that watch them.',
  billing: 'Payments: Stripe webhooks, invoices, revenue.',
  security: "Access: log-ins, privileged actions, a clinic's data seen by another.",
};

/** A value for each team. */
export type PerTeam<T> = Readonly<Record<Team, T>>;

/**
 * On-call in PagerDuty: a team, a weekly rotation with its stand-in, an escalation policy, a service for each team of the alert
 * catalogue, and a business service that depends on all of them. Who belongs to the PagerDuty team is the account's own matter.
 */
export class OnCall extends pulumi.ComponentResource {
  /** Events API v2 keys by team: what a router sends a team's critical alerts with. Secret. */
  readonly integrationKeys: PerTeam<pulumi.Output<string>>;
  /** HTTPS address that takes CloudWatch alarms by SNS, as incidents of the platform's service. Secret: it contains a key. */
  readonly cloudwatchEndpoint: pulumi.Output<string>;

  constructor(name: string, args: OnCallArgs, opts: pulumi.ComponentResourceOptions) {
    super('vigia:oncall:OnCall', name, {}, opts);
    const context = { name, args, parent: this };

    const team = new pagerduty.Team(
      `${name}-team`,
      { name: physicalName(args.environment), description: 'On call for the clinics.' },
      { parent: this },
    );
    const policy = escalationPolicy(name, args, team.id, this);
    const services = perTeam((of) => service(context, of, policy));
    dependencies(context, team, services);
    if (args.slack) slackConnection(name, args.slack, team.id, this);

    this.integrationKeys = perTeam((of) =>
      integration(context, of, services[of], { name: 'Vigía', type: 'events_api_v2_inbound_integration' }),
    );
    const cloudwatch = integration(context, 'cloudwatch', services.platform, {
      name: 'Amazon CloudWatch',
      vendor: CLOUDWATCH_VENDOR,
    });
    this.cloudwatchEndpoint = pulumi.interpolate`https://events.pagerduty.com/integration/${cloudwatch}/enqueue`;
    this.registerOutputs({ integrationKeys: this.integrationKeys, cloudwatchEndpoint: this.cloudwatchEndpoint });
  }
}

interface Context {
  readonly name: string;
  readonly args: OnCallArgs;
  readonly parent: OnCall;
}

function perTeam<T>(make: (team: Team) => T): Record<Team, T> {
  return Object.fromEntries(TEAMS.map((team) => [team, make(team)])) as Record<Team, T>;
}

function service({ name, args, parent }: Context, team: Team, policy: pagerduty.EscalationPolicy): pagerduty.Service {
  return new pagerduty.Service(
    `${name}-${team}`,
    {
      name: physicalName(args.environment, team),
      description: PURPOSES[team],
      escalationPolicy: policy.id,
      alertCreation: 'create_alerts_and_incidents',
      // An alert without a severity, as CloudWatch's, is urgent.
      incidentUrgencyRule: { type: 'constant', urgency: 'severity_based' },
      // Half an hour after somebody took it an open incident asks again.
      acknowledgementTimeout: '1800',
      // What resolves an incident is that its alert is over, never the time.
      autoResolveTimeout: 'null',
      // The routers send the symptom as the class: the same fault of many clinics is one incident, another fault one more.
      ...(args.grouping && {
        alertGroupingParameters: { type: 'content_based', config: { aggregate: 'all', fields: ['class'] } },
      }),
    },
    { parent },
  );
}

/**
 * A way into a service.
 * @returns its key, secret: whoever has it can wake people
 */
function integration(
  { name, parent }: Context,
  purpose: string,
  { id }: pagerduty.Service,
  how: { readonly name: string } & ({ readonly type: string } | { readonly vendor: string }),
): pulumi.Output<string> {
  const made = new pagerduty.ServiceIntegration(
    `${name}-${purpose}-integration`,
    { service: id, ...how },
    // The provider does not know that it is a secret: without this it is in clear in the state.
    { parent, additionalSecretOutputs: ['integrationKey'] },
  );
  return pulumi.secret(made.integrationKey);
}

/** What a stakeholder sees: the clinics' software, impaired when one of its services is. */
function dependencies({ name, args, parent }: Context, team: pagerduty.Team, services: PerTeam<pagerduty.Service>): void {
  const business = new pagerduty.BusinessService(
    `${name}-business`,
    {
      name: physicalName(args.environment),
      description: 'What clinics and their clients use: reservations, payments, accounts.',
      pointOfContact: 'on call',
      team: team.id,
    },
    { parent },
  );
  for (const of of TEAMS) {
    new pagerduty.ServiceDependency(
      `${name}-${of}-dependency`,
      {
        dependency: {
          dependentServices: [{ id: business.id, type: 'business_service' }],
          supportingServices: [{ id: services[of].id, type: 'service' }],
        },
      },
      { parent },
    );
  }
}
