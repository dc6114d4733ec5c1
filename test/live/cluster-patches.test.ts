/** The changes to the manifests of the stack that runs in a cluster here, as `kubectl` makes them, and what an API server says of the result. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { planOf } from '../../preview/plan.ts';
import { stackFile } from '../../preview/stack-file.ts';
import { patchesFor } from '../support/cluster/patches.ts';
import { differences } from '../support/cluster/stack/differences.ts';
import { type Manifest, manifestsOf, patched } from '../support/cluster/stack/kustomization.ts';
import { type ApiServer, startApiServer } from '../support/kubernetes/api-server.ts';

const IDENTITY = [
  'containers[].env[AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE]',
  'containers[].env[AWS_CONTAINER_CREDENTIALS_FULL_URI]',
  'containers[].volumeMounts[eks-pod-identity-token]',
  'volumes[eks-pod-identity-token]',
];

let folder: string;
let server: ApiServer;
let before: readonly Manifest[];
let after: readonly Manifest[];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'vigia-patches-'));
  const file = stackFile('dev');
  const plan = await planOf({ ...file, config: { ...file.config, 'vigia:evaluator': 'prometheus' } });
  const outside = {
    aws: 'http://198.18.0.1:5000',
    opensearch: 'http://198.18.0.1:9200',
    slack: { 'slack-ops': 'http://198.18.0.1:8081/services/T0/B0/a', 'slack-security': 'http://198.18.0.1:8081/services/T0/B1/b' },
    grafana: { adminPassword: 'a password', secretKey: 'a key' },
  };
  const rendered = (path: string) => plan.artifacts.find((artifact) => artifact.path === path)?.content ?? '';
  before = manifestsOf(plan).map(({ manifest }) => manifest);
  after = await patched(plan, patchesFor(outside, rendered), folder);
  server = await startApiServer();
});

afterAll(async () => {
  await server?.stop();
  await rm(folder, { recursive: true, force: true });
});

it('changes what is listed, and nothing else', () => {
  const keyOf = ({ kind, metadata }: Manifest) =>
    `${kind} ${metadata.namespace ?? 'cluster'}/${metadata.name.replace(/-[0-9a-f]{10}$/, '')}`;
  const byKey = new Map(after.map((object) => [keyOf(object), object]));
  expect([...byKey.keys()].sort()).toEqual(before.map(keyOf).sort());
  const changed = before.map((object) => [keyOf(object), differences(object, byKey.get(keyOf(object))).map(shortened)] as const);
  expect(Object.fromEntries(changed.filter(([, paths]) => paths.length > 0))).toEqual({
    'ConfigMap vigia-agent/agent': ['data.config.yaml'],
    'ConfigMap vigia/prometheus': ['data.prometheus.yml'],
    'ConfigMap vigia/tempo': ['data.tempo.yaml'],
    'CronJob vigia/digest': [
      ...IDENTITY.slice(0, 2),
      'containers[].env[AWS_ENDPOINT_URL]',
      'containers[].volumeMounts',
      'volumes[eks-pod-identity-token]',
    ],
    'Deployment vigia/log-writer': [
      ...IDENTITY.slice(0, 2),
      'containers[].env[OPENSEARCH_URL].value',
      'containers[].volumeMounts',
      'volumes[eks-pod-identity-token]',
    ],
    'Job vigia/opensearch-apply': [
      ...IDENTITY.slice(0, 2),
      'containers[].env[OPENSEARCH_READER_ROLES]',
      'containers[].env[OPENSEARCH_RETENTION_DAYS]',
      'containers[].env[OPENSEARCH_URL].value',
      'containers[].env[OPENSEARCH_WRITER_ROLES]',
      'containers[].volumeMounts',
      'volumes[eks-pod-identity-token]',
    ],
    'Secret vigia/alertmanager': ['stringData.slack-ops', 'stringData.slack-security'],
    'Secret vigia/grafana': ['stringData.admin-password', 'stringData.secret-key'],
    'StatefulSet vigia/alertmanager': [...IDENTITY.slice(0, 2), 'containers[].env[AWS_ENDPOINT_URL]', ...IDENTITY.slice(2)],
    'StatefulSet vigia/gateway': ['spec.replicas'],
    'StatefulSet vigia/grafana': IDENTITY,
    'StatefulSet vigia/tempo': [
      'containers[].env[AWS_ACCESS_KEY_ID]',
      ...IDENTITY.slice(0, 2),
      'containers[].env[AWS_SECRET_ACCESS_KEY]',
      ...IDENTITY.slice(2),
    ],
  });
});

it('is accepted by an API server, and Pod Security has nothing to say', async () => {
  const texts = after.map((object) => stringify(object));
  const namespaces = after.filter(({ kind }) => kind === 'Namespace').map((object) => stringify(object));
  expect((await server.apply(namespaces)).refused).toEqual([]);
  const answer = await server.dryRun(texts);
  expect(answer).toMatchObject({ code: 0, warnings: [], refused: [] });
  expect(answer.accepted).toHaveLength(before.length);
});

/** Without the way to the pod: every workload has its own, and one container. */
function shortened(path: string): string {
  return path.replace(/^spec\.(?:jobTemplate\.spec\.)?template\.spec\./, '').replace(/^containers\[[a-z-]+\]/, 'containers[]');
}
