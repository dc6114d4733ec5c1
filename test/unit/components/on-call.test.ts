import * as pagerduty from '@pulumi/pagerduty';
import { describe, expect, it } from 'vitest';
import { OnCall, type OnCallArgs } from '../../../infra/components/on-call.ts';
import { environments } from '../../../infra/environment.ts';
import { oneTurnAhead, weeklyLayer } from '../../../infra/pagerduty/rotation.ts';
import { type Recorded, record } from '../../../preview/record.ts';

const ARGS: OnCallArgs = {
  environment: environments.prod,
  users: ['PANA001', 'PBRUNO2', 'PCARLA3'],
  timeZone: 'America/Mexico_City',
  grouping: false,
};

const PROVIDER = 'urn:pulumi:prod::vigia::pulumi:pulumi:Stack$pulumi:providers:pagerduty';
const COMPONENT = 'urn:pulumi:prod::vigia::pulumi:pulumi:Stack$vigia:oncall:OnCall::on-call';

async function plan(change: Partial<OnCallArgs> = {}, withSlack = false): Promise<readonly Recorded[]> {
  return await record(
    () => {
      const provider = new pagerduty.Provider('pagerduty', { token: 'unused' });
      const users = new pagerduty.Provider('pagerduty-user', { token: 'unused', userToken: 'unused' });
      const slack = { workspaceId: 'T0VIGIA', channelId: 'C0ONCALL', provider: users };
      new OnCall('on-call', { ...ARGS, ...change, ...(withSlack && { slack }) }, { providers: { pagerduty: provider } });
    },
    { stack: 'prod' },
  );
}

const named = (resources: readonly Recorded[], name: string) => resources.find((resource) => resource.name === name);
const ofType = (resources: readonly Recorded[], type: string) => resources.filter((resource) => resource.type === type);

describe('on-call', () => {
  it('is a team, two schedules, a policy, three services with a key each, CloudWatch, and a business service', async () => {
    const resources = (await plan()).filter(({ type }) => type.startsWith('pagerduty:'));
    expect(resources.map(({ type, name }) => `${type.split(':').at(-1)} ${name}`)).toEqual([
      'BusinessService on-call-business',
      'EscalationPolicy on-call-escalation',
      'Schedule on-call-primary',
      'Schedule on-call-secondary',
      'Service on-call-billing',
      'Service on-call-platform',
      'Service on-call-security',
      'ServiceDependency on-call-billing-dependency',
      'ServiceDependency on-call-platform-dependency',
      'ServiceDependency on-call-security-dependency',
      'ServiceIntegration on-call-billing-integration',
      'ServiceIntegration on-call-cloudwatch-integration',
      'ServiceIntegration on-call-platform-integration',
      'ServiceIntegration on-call-security-integration',
      'Team on-call-team',
    ]);
    expect(new Set(resources.map(({ parent }) => parent))).toEqual(new Set([COMPONENT]));
    expect(new Set(resources.map(({ provider }) => provider))).toEqual(new Set([`${PROVIDER}::pagerduty`]));
  });

  it('pages the primary, and after a quarter of an hour the secondary, four rounds in all', async () => {
    const resources = await plan();
    expect(named(resources, 'on-call-escalation')?.inputs).toEqual({
      name: 'vigia-prod',
      description: 'On call, then the stand-in after 15 minutes; 3 times again.',
      teams: 'on-call-team-id',
      numLoops: 3,
      rules: [
        { escalationDelayInMinutes: 15, targets: [{ type: 'schedule_reference', id: 'on-call-primary-id' }] },
        { escalationDelayInMinutes: 15, targets: [{ type: 'schedule_reference', id: 'on-call-secondary-id' }] },
      ],
    });
    expect(named(resources, 'on-call-primary')?.inputs).toMatchObject({ name: 'vigia-prod-primary', teams: ['on-call-team-id'] });
  });

  it('hands over on Mondays at nine where the people are, and next week stands in for this week', async () => {
    const resources = await plan();
    expect(named(resources, 'on-call-primary')?.inputs).toMatchObject({
      timeZone: 'America/Mexico_City',
      layers: [
        {
          rotationVirtualStart: '2024-01-01T09:00:00-06:00',
          rotationTurnLengthSeconds: 604_800,
          users: ['PANA001', 'PBRUNO2', 'PCARLA3'],
        },
      ],
    });
    expect(named(resources, 'on-call-secondary')?.inputs).toMatchObject({
      layers: [{ rotationVirtualStart: '2024-01-01T09:00:00-06:00', users: ['PBRUNO2', 'PCARLA3', 'PANA001'] }],
    });
  });

  it('gives each service the escalation policy and the urgency of its alerts, and never resolves by time', async () => {
    const services = ofType(await plan(), 'pagerduty:index/service:Service');
    expect(services.map(({ inputs }) => inputs.name)).toEqual(['vigia-prod-billing', 'vigia-prod-platform', 'vigia-prod-security']);
    for (const { inputs } of services) {
      expect(inputs).toMatchObject({
        escalationPolicy: 'on-call-escalation-id',
        alertCreation: 'create_alerts_and_incidents',
        incidentUrgencyRule: { type: 'constant', urgency: 'severity_based' },
        acknowledgementTimeout: '1800',
        autoResolveTimeout: 'null',
      });
      expect(inputs).not.toHaveProperty('alertGroupingParameters');
    }
  });

  it('groups alerts of one name into one incident only where the plan has grouping', async () => {
    for (const { inputs } of ofType(await plan({ grouping: true }), 'pagerduty:index/service:Service')) {
      expect(inputs.alertGroupingParameters).toEqual({
        type: 'content_based',
        config: { aggregate: 'all', fields: ['class'] },
      });
    }
  });

  it('takes events by Events API v2, and CloudWatch alarms on the service of the platform', async () => {
    const resources = await plan();
    expect(named(resources, 'on-call-security-integration')?.inputs).toEqual({
      name: 'Vigía',
      service: 'on-call-security-id',
      type: 'events_api_v2_inbound_integration',
    });
    // PagerDuty refuses a type beside a vendor.
    expect(named(resources, 'on-call-cloudwatch-integration')?.inputs).toEqual({
      name: 'Amazon CloudWatch',
      service: 'on-call-platform-id',
      vendor: 'PZQ6AUS',
    });
  });

  it('hands out its keys as secrets, and no key as an input', async () => {
    const resources = await plan();
    expect(named(resources, 'on-call')?.outputs).toEqual({
      integrationKeys: { platform: '[secret]', billing: '[secret]', security: '[secret]' },
      cloudwatchEndpoint: '[secret]',
    });
    expect(JSON.stringify(resources.map(({ inputs }) => inputs))).not.toContain('integration-key');
  });

  it('gives CloudWatch the address that PagerDuty takes its messages at, and each team its own key', async () => {
    const seen: Record<string, unknown> = {};
    await record(
      () => {
        const onCall = new OnCall('on-call', ARGS, {
          providers: { pagerduty: new pagerduty.Provider('pagerduty', { token: 'unused' }) },
        });
        onCall.cloudwatchEndpoint.apply((endpoint) => Object.assign(seen, { endpoint }));
        onCall.integrationKeys.billing.apply((billing) => Object.assign(seen, { billing }));
      },
      { stack: 'prod' },
    );
    expect(seen).toEqual({
      endpoint: 'https://events.pagerduty.com/integration/on-call-cloudwatch-integration-key/enqueue',
      billing: 'on-call-billing-integration-key',
    });
  });

  it('makes the business service depend on each of the three', async () => {
    const dependencies = ofType(await plan(), 'pagerduty:index/serviceDependency:ServiceDependency');
    expect(dependencies.map(({ inputs }) => inputs.dependency)).toEqual(
      ['on-call-billing-id', 'on-call-platform-id', 'on-call-security-id'].map((id) => ({
        dependentServices: [{ id: 'on-call-business-id', type: 'business_service' }],
        supportingServices: [{ id, type: 'service' }],
      })),
    );
  });

  it('has no Slack connection by default, and one by a provider of its own where a channel is given', async () => {
    const type = 'pagerduty:index/slackConnection:SlackConnection';
    expect(ofType(await plan(), type)).toEqual([]);
    const [connection] = ofType(await plan({}, true), type);
    expect(connection?.provider).toBe(`${PROVIDER}::pagerduty-user`);
    expect(connection?.inputs).toMatchObject({
      sourceId: 'on-call-team-id',
      sourceType: 'team_reference',
      workspaceId: 'T0VIGIA',
      channelId: 'C0ONCALL',
      notificationType: 'responder',
    });
  });

  it('has no event orchestration and no ruleset: the one is not in this provider, the other is past its end of life', async () => {
    const types = (await plan({ grouping: true }, true)).map(({ type }) => type);
    expect(types.filter((type) => /orchestration|ruleset|eventRule/i.test(type))).toEqual([]);
  });
});

describe('a weekly rotation', () => {
  it.each([
    ['Etc/UTC', '2024-01-01T09:00:00+00:00'],
    ['Europe/Madrid', '2024-01-01T09:00:00+01:00'],
    ['Asia/Kolkata', '2024-01-01T09:00:00+05:30'],
  ])('starts at nine in %s', (timeZone, start) => {
    expect(weeklyLayer(['PANA001'], timeZone)).toMatchObject({ start, rotationVirtualStart: start });
  });

  it('refuses a time zone that does not exist', () => {
    expect(() => weeklyLayer(['PANA001'], 'Mexico/Centro')).toThrow('Invalid time zone specified: Mexico/Centro');
  });

  it('of one person has that person stand in too', () => {
    expect(oneTurnAhead(['PANA001'])).toEqual(['PANA001']);
  });
});
