import * as pulumi from '@pulumi/pulumi';
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { Alertmanager } from '../../../infra/components/alertmanager.ts';
import { cluster, dev, Identity, planOf, prod } from './servers-plan.ts';

const secretsOfProd = {
  'pagerduty-platform': pulumi.secret('key-platform'),
  'pagerduty-billing': pulumi.secret('key-billing'),
  'pagerduty-security': pulumi.secret('key-security'),
  'slack-ops': 'https://hooks.slack.example/ops',
  'slack-security': 'https://hooks.slack.example/security',
};
type Secrets = Partial<Record<keyof typeof secretsOfProd, pulumi.Input<string>>>;

const alertmanager = (environment: typeof dev | typeof prod, channelSecrets: Secrets = secretsOfProd) =>
  planOf((opts) => {
    const heartbeat = { topicArn: pulumi.output('arn:aws:sns:us-east-1:111122223333:heartbeat'), region: 'us-east-1' };
    const slackChannels = { ops: '#ops-mx', security: '#sec-mx' };
    const identity = new Identity('alertmanager-identity');
    new Alertmanager('alertmanager', { cluster, environment, identity, heartbeat, channelSecrets, slackChannels }, opts);
  });

it('is in prod two replicas that gossip, of which one at a time may leave', async () => {
  const plan = await alertmanager(prod);
  expect(plan.objects).toEqual([
    'ConfigMap alertmanager',
    'NetworkPolicy alertmanager',
    'PodDisruptionBudget alertmanager',
    'Secret alertmanager',
    'Service alertmanager',
    'Service alertmanager-pods',
    'ServiceAccount alertmanager',
    'StatefulSet alertmanager',
  ]);
  expect(plan.pod('StatefulSet', 'alertmanager').containers[0]?.args).toEqual([
    '--config.file=/etc/alertmanager/config/alertmanager.yml',
    '--storage.path=/alertmanager',
    '--web.listen-address=0.0.0.0:9093',
    '--cluster.listen-address=0.0.0.0:9094',
    '--cluster.advertise-address=$(POD_IP):9094',
    '--cluster.peer=alertmanager-0.alertmanager-pods.vigia.svc:9094',
    '--cluster.peer=alertmanager-1.alertmanager-pods.vigia.svc:9094',
  ]);
});

it('gossips over both protocols, with its own kind only', async () => {
  const { ingress } = (await alertmanager(prod)).find('NetworkPolicy', 'alertmanager').inputs.spec as never as {
    ingress: { from: { podSelector: { matchLabels: Record<string, string> } }[]; ports: unknown }[];
  };
  const gossip = ingress.find(({ from }) => from[0]?.podSelector.matchLabels['app.kubernetes.io/name'] === 'alertmanager');
  expect(gossip?.ports).toEqual([
    { protocol: 'TCP', port: 9094 },
    { protocol: 'UDP', port: 9094 },
  ]);
});

it('opens no gossip port for the one replica of dev', async () => {
  expect((await alertmanager(dev)).pod('StatefulSet', 'alertmanager').containers[0]?.args).toContain('--cluster.listen-address=');
});

it('has a file for the secret of each channel of prod, and none of them in its configuration', async () => {
  const plan = await alertmanager(prod);
  expect(plan.find('Secret', 'alertmanager').inputs.stringData).toBe('[secret]');
  expect(plan.find('Secret', 'alertmanager').clear.stringData).toEqual({
    'pagerduty-platform': 'key-platform',
    'pagerduty-billing': 'key-billing',
    'pagerduty-security': 'key-security',
    'slack-ops': 'https://hooks.slack.example/ops',
    'slack-security': 'https://hooks.slack.example/security',
  });
  const text = plan.file('alertmanager', 'alertmanager.yml');
  expect(text).toContain('routing_key_file: /etc/alertmanager/secrets/pagerduty-billing');
  expect(text).not.toMatch(/key-platform|hooks\.slack/);
});

it('needs no PagerDuty key in dev, and keeps none that it is given', async () => {
  const slack = { 'slack-ops': secretsOfProd['slack-ops'], 'slack-security': secretsOfProd['slack-security'] };
  await expect(alertmanager(dev, slack)).resolves.toBeDefined();
  const { stringData } = (await alertmanager(dev)).find('Secret', 'alertmanager').clear;
  expect(Object.keys(stringData as object)).toEqual(['slack-ops', 'slack-security']);
});

it('says which channels have no secret', async () => {
  const { 'slack-ops': _, 'pagerduty-security': __, ...rest } = secretsOfProd;
  await expect(alertmanager(prod, rest)).rejects.toThrow(
    "Alerts go to channels that have no secret: give channelSecrets one for pagerduty-security (a PagerDuty integration key), slack-ops (a Slack webhook's URL).",
  );
});

it('sends the heartbeat to the topic, signed as its pod, and names the channels as configured', async () => {
  const plan = await alertmanager(prod);
  const { receivers } = parse(plan.file('alertmanager', 'alertmanager.yml')) as { receivers: { name: string }[] };
  expect(receivers.find(({ name }) => name === 'heartbeat')).toMatchObject({
    sns_configs: [{ topic_arn: 'arn:aws:sns:us-east-1:111122223333:heartbeat', sigv4: { region: 'us-east-1' } }],
  });
  expect(receivers.find(({ name }) => name === 'slack-security')).toMatchObject({ slack_configs: [{ channel: '#sec-mx' }] });
  const { dependencies } = plan.find('StatefulSet', 'alertmanager');
  expect(dependencies.some((urn) => urn.includes('alertmanager-identity'))).toBe(true);
});
