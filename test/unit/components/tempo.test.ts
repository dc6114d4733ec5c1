import * as pulumi from '@pulumi/pulumi';
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { Tempo } from '../../../infra/components/tempo.ts';
import type { DeployedEnvironment } from '../../../infra/environment.ts';
import { cluster, dev, Identity, planOf, prod } from './servers-plan.ts';

const tempo = (environment: DeployedEnvironment) =>
  planOf((opts) => {
    const bucket = { name: pulumi.output('vigia-prod-traces-111122223333'), region: 'us-east-1' };
    new Tempo('tempo', { cluster, environment, bucket, identity: new Identity('tempo-identity') }, opts);
  });

it('is one replica with a volume, protected in prod, with no disruption budget and no secret', async () => {
  const plan = await tempo(prod);
  expect(plan.objects).toEqual([
    'ConfigMap tempo',
    'NetworkPolicy tempo',
    'Service tempo',
    'Service tempo-pods',
    'ServiceAccount tempo',
    'StatefulSet tempo',
  ]);
  expect(plan.find('StatefulSet', 'tempo')).toMatchObject({ protect: true, inputs: { spec: { replicas: 1 } } });
  expect((await tempo(dev)).find('StatefulSet', 'tempo').protect).toBe(false);
});

it('keeps blocks in the bucket for the environment’s time, and no key to it', async () => {
  const config = parse((await tempo(prod)).file('tempo', 'tempo.yaml'));
  expect(config.storage.trace).toEqual({
    backend: 's3',
    s3: { bucket: 'vigia-prod-traces-111122223333', region: 'us-east-1', endpoint: 's3.us-east-1.amazonaws.com' },
    wal: { path: '/var/tempo/wal' },
  });
  expect(config.compactor.compaction.block_retention).toBe('720h');
});

it('generates no metrics, and reports its use to nobody', async () => {
  const config = parse((await tempo(prod)).file('tempo', 'tempo.yaml'));
  expect(config).not.toHaveProperty('metrics_generator');
  expect(config).not.toHaveProperty('overrides');
  expect(config.usage_report).toEqual({ reporting_enabled: false });
});

it('talks to itself where nobody else listens', async () => {
  const config = parse((await tempo(prod)).file('tempo', 'tempo.yaml'));
  expect(config.server).toMatchObject({ http_listen_address: '0.0.0.0', grpc_listen_address: '127.0.0.1', grpc_listen_port: 9095 });
  expect(config.ingester.lifecycler.address).toBe('127.0.0.1');
});

it('starts after its role, and again when its configuration changes', async () => {
  const { dependencies, inputs } = (await tempo(prod)).find('StatefulSet', 'tempo');
  expect(dependencies.some((urn) => urn.includes('tempo-identity'))).toBe(true);
  expect(JSON.stringify(inputs)).toMatch(/"vigia.dev\/configuration":"[0-9a-f]{64}"/);
});

it('refuses to be two: each would hold a part of the traces', async () => {
  const sizes = { ...prod.sizes, tempo: { ...prod.sizes.tempo, replicas: 2 } };
  await expect(tempo({ ...prod, sizes })).rejects.toThrow(
    'prod asks for 2 Tempo replicas: monolithic Tempo is 1. Give it more CPU and memory; docs/tempo.md says what comes after that.',
  );
});
