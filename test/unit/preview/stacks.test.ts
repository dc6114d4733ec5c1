/** The plans of the real stacks, in every mode that the configuration offers. */
import { describe, expect, it } from 'vitest';
import { type Plan, planJson, planOf } from '../../../preview/plan.ts';
import { stackFile } from '../../../preview/stack-file.ts';
import { SECRETS } from '../config/valid.ts';

/** Right values for every secret key, each with a word that must never show. */
const PLANTED = {
  'slack:opsWebhookUrl': 'https://hooks.slack.com/services/T1/B1/planted',
  'slack:securityWebhookUrl': 'https://hooks.slack.com/services/T1/B2/planted',
  'digest:smtpUrl': 'smtps://digest:planted@mail.clinic.org',
};
const PLANTED_IN_PROD = {
  ...PLANTED,
  'grafana:databasePassword': 'planted-password',
  'pagerduty:token': 'planted-token',
  'pagerduty:slack': '{"workspaceId":"T0A1B2C3D","channelId":"C0A1B2C3D"}',
  'pagerduty:userToken': 'planted-user-token',
  'grafana:oidc':
    '{"authUrl":"https://id.clinic.org/a","tokenUrl":"https://id.clinic.org/t","apiUrl":"https://id.clinic.org/u","clientId":"grafana"}',
  'grafana:oidcClientSecret': 'planted-client-secret',
};
const DATADOG = { 'vigia:backend': 'datadog', 'datadog:apiKey': 'planted-api-key', 'datadog:appKey': 'planted-app-key' };

const MODES: readonly [mode: string, stack: string, config: Readonly<Record<string, string>>][] = [
  ['dev', 'dev', PLANTED],
  ['dev with files', 'dev', { ...PLANTED, 'grafana:delivery': 'files', 'digest:grafanaToken': 'planted-token' }],
  ['dev on Prometheus', 'dev', { ...PLANTED, 'vigia:evaluator': 'prometheus', 'metrics:remoteWrite': 'true' }],
  ['dev on Datadog', 'dev', { ...PLANTED, ...DATADOG }],
  ['prod', 'prod', PLANTED_IN_PROD],
  ['prod with files', 'prod', { ...PLANTED_IN_PROD, 'grafana:delivery': 'files' }],
  ['prod on Prometheus', 'prod', { ...PLANTED_IN_PROD, 'vigia:evaluator': 'prometheus', 'metrics:remoteWrite': 'true' }],
];

function plan(stack: string, changed: Readonly<Record<string, string>> = {}): Promise<Plan> {
  const file = stackFile(stack);
  return planOf({ stack, config: { ...file.config, ...changed }, secretKeys: SECRETS });
}

describe.each(MODES)('the plan of %s', (_, stack, config) => {
  it('shows no secret, neither in what is registered nor in an artifact', async () => {
    const { resources, ...rest } = await plan(stack, config);
    expect(planJson({ resources, ...rest })).not.toContain('planted');
    // The secrets do reach the program: otherwise their absence would say nothing.
    expect(JSON.stringify(resources.map(({ clear }) => clear))).toContain('planted');
  });

  it('has an explicit provider for every resource', async () => {
    const { resources } = await plan(stack, config);
    const without = resources.filter(
      ({ custom, type, provider }) => custom && !type.startsWith('pulumi:') && provider === undefined,
    );
    expect(without.map(({ urn }) => urn)).toEqual([]);
  });
});

describe.each(['dev', 'prod'])('the plan of %s', (stack) => {
  it('is byte-identical from run to run', async () => {
    expect(planJson(await plan(stack))).toBe(planJson(await plan(stack)));
  });

  it('is byte-identical whatever the number of tenants', async () => {
    const tenants = JSON.stringify(Array.from({ length: 1_000 }, (_, i) => `clinic-${i}`));
    expect(planJson(await plan(stack, { 'application:tenants': tenants }))).toBe(planJson(await plan(stack)));
  });
});
