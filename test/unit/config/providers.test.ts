import * as pulumi from '@pulumi/pulumi';
import { describe, expect, it } from 'vitest';
import { readConfig } from '../../../infra/config.ts';
import { grafanaProvider, providersOf } from '../../../infra/providers.ts';
import { record } from '../../../preview/record.ts';
import { SECRETS, type Values, valid } from './valid.ts';

async function providers(stack: 'dev' | 'prod', changed: Values = {}) {
  const merged = Object.entries({ ...valid[stack], ...changed });
  const config = Object.fromEntries(merged.flatMap(([key, value]) => (value === undefined ? [] : [[key, value]])));
  const recorded = await record(
    () => {
      providersOf(readConfig());
      grafanaProvider({ url: 'https://grafana.clinic.org' }, pulumi.secret('password'), []);
    },
    { stack, config, secretKeys: SECRETS },
  );
  const made = recorded.filter(({ type }) => type.startsWith('pulumi:providers:'));
  return Object.fromEntries(made.map(({ name, inputs }) => [name, inputs]));
}

describe('the providers', () => {
  it('of dev are AWS for one account only, the cluster, and random; nobody is paged', async () => {
    const { grafana, ...rest } = await providers('dev');
    expect(grafana).toBeDefined();
    expect(rest).toMatchObject({
      aws: { region: 'us-east-1', allowedAccountIds: '["222233334444"]' },
      kubernetes: {
        context: 'arn:aws:eks:us-east-1:222233334444:cluster/clinic',
        clusterIdentifier: '222233334444/us-east-1/clinic',
        enableServerSideApply: 'true',
        enableConfigMapMutable: 'true',
        enableSecretMutable: 'true',
      },
    });
    expect(Object.keys(rest).sort()).toEqual(['aws', 'kubernetes', 'random']);
  });

  it("of prod page, and have a user's token where Slack shows incidents", async () => {
    const made = await providers('prod', {
      'pagerduty:slack': '{"workspaceId":"T0A1B2C3D","channelId":"C0A1B2C3D"}',
      'pagerduty:userToken': 'usersecret',
    });
    expect(Object.keys(made).sort()).toEqual(['aws', 'grafana', 'kubernetes', 'pagerduty', 'pagerduty-slack', 'random']);
    expect(made.pagerduty).toMatchObject({ token: '[secret]' });
    expect(made['pagerduty-slack']).toMatchObject({ token: '[secret]', userToken: '[secret]' });
  });

  it('know the site of Datadog, and show no key', async () => {
    const made = await providers('dev', {
      'vigia:backend': 'datadog',
      'datadog:apiKey': 'apisecret',
      'datadog:appKey': 'appsecret',
      'datadog:site': 'datadoghq.eu',
    });
    expect(made.datadog).toMatchObject({ apiUrl: 'https://api.datadoghq.eu/', apiKey: '[secret]', appKey: '[secret]' });
  });

  it('take a kubeconfig in the place of a context', async () => {
    const { kubernetes } = await providers('dev', { 'cluster:context': undefined, 'cluster:kubeconfig': 'kind: Config' });
    expect(kubernetes).toMatchObject({ kubeconfig: '[secret]' });
    expect(kubernetes).not.toHaveProperty('context');
  });

  it('wait ten minutes for Grafana to come up, and not for what waiting does not change', async () => {
    expect((await providers('dev')).grafana).toMatchObject({
      url: 'https://grafana.clinic.org',
      auth: '[secret]',
      retries: '60',
      retryWait: '10',
      retryStatusCodes: '["429","502","503","504"]',
    });
  });
});
