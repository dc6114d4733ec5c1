/** Whether a real API server takes every object that the platform makes. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { planOf } from '../../preview/plan.ts';
import { stackFile } from '../../preview/stack-file.ts';
import { type ApiServer, startApiServer } from '../support/kubernetes/api-server.ts';

let server: ApiServer;
beforeAll(async () => {
  server = await startApiServer();
});
afterAll(() => server?.stop());

type Settings = Readonly<Record<string, string>>;

/** The manifests of a stack as the repository has it, but for some settings: namespaces, and all of them. */
async function manifestsOf(stack: string, settings: Settings): Promise<{ namespaces: string[]; all: string[] }> {
  const file = stackFile(stack);
  const { artifacts } = await planOf({ ...file, config: { ...file.config, ...settings } });
  const manifests = artifacts.filter(({ path }) => path.startsWith('manifests/'));
  const namespaces = manifests.filter(({ path }) => path.startsWith('manifests/cluster/Namespace-'));
  return { namespaces: namespaces.map(({ content }) => content), all: manifests.map(({ content }) => content) };
}

describe.each([
  ['dev', 'grafana', 'api'],
  ['dev', 'grafana', 'files'],
  ['dev', 'prometheus', 'api'],
  ['dev', 'prometheus', 'files'],
  ['prod', 'grafana', 'api'],
  ['prod', 'grafana', 'files'],
  ['prod', 'prometheus', 'api'],
  ['prod', 'prometheus', 'files'],
])('%s, with %s as the evaluator and Grafana’s content by %s', (stack, evaluator, delivery) => {
  it('is accepted, object by object, and no pod of it is less than restricted', async () => {
    const settings = { 'vigia:evaluator': evaluator, 'grafana:delivery': delivery };
    const { namespaces, all } = await manifestsOf(stack, settings);
    expect(namespaces).toHaveLength(2);
    // For real: the rules for pods are the namespace's labels.
    expect((await server.apply(namespaces)).refused).toEqual([]);
    const answer = await server.dryRun(all);
    expect(answer).toMatchObject({ code: 0, warnings: [], refused: [] });
    expect(answer.accepted).toHaveLength(all.length);
  });
});

it('is accepted with all that can be switched on', async () => {
  const { all } = await manifestsOf('prod', {
    'vigia:evaluator': 'prometheus',
    'metrics:remoteWrite': 'true',
    'grafana:oidc': JSON.stringify({
      authUrl: 'https://id.clinic.org/authorize',
      tokenUrl: 'https://id.clinic.org/token',
      apiUrl: 'https://id.clinic.org/userinfo',
      clientId: 'grafana',
    }),
  });
  expect(await server.dryRun(all)).toMatchObject({ code: 0, warnings: [], refused: [] });
});

it('is accepted with Datadog in the place of the stores', async () => {
  const file = stackFile('dev');
  const ours = Object.entries(file.config ?? {}).filter(
    ([key]) => !/^(grafana|network|workers):/.test(key) || key === 'network:cidr',
  );
  const { artifacts } = await planOf({ ...file, config: { ...Object.fromEntries(ours), 'vigia:backend': 'datadog' } });
  const manifests = artifacts.filter(({ path }) => path.startsWith('manifests/')).map(({ content }) => content);
  expect(await server.dryRun(manifests)).toMatchObject({ code: 0, warnings: [], refused: [] });
});

describe('the check itself, in the platform’s namespace', () => {
  const container = {
    name: 'server',
    image: 'example.com/server:1.0.0',
    securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } },
  };
  const securityContext = { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } };
  const deployment = (spec: object) => ({
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'server', namespace: 'vigia' },
    spec: {
      selector: { matchLabels: { app: 'server' } },
      template: { metadata: { labels: { app: 'server' } }, spec: { securityContext, containers: [container], ...spec } },
    },
  });

  beforeAll(async () => {
    const { namespaces } = await manifestsOf('prod', {});
    expect((await server.apply(namespaces)).refused).toEqual([]);
  });

  it('accepts a workload that keeps to the restricted standard', async () => {
    const answer = await server.dryRun([stringify(deployment({}))]);
    expect(answer).toEqual({ code: 0, accepted: ['deployment.apps/server'], warnings: [], refused: [] });
  });

  it('refuses a field that Kubernetes does not know', async () => {
    const answer = await server.dryRun([stringify(deployment({ restartsPolicy: 'Always' }))]);
    expect(answer.code).toBe(1);
    expect(answer.refused.join('\n')).toContain('.spec.template.spec.restartsPolicy: field not declared in schema');
  });

  const privileged = { ...container, securityContext: { privileged: true } };

  it('warns of a privileged container', async () => {
    const { warnings } = await server.dryRun([stringify(deployment({ containers: [privileged] }))]);
    expect(warnings.join('\n')).toMatch(/would violate PodSecurity "restricted:v1\.\d+": privileged \(container "server"/);
  });

  it('refuses a pod with one', async () => {
    const { spec } = deployment({ containers: [privileged] }).spec.template;
    const pod = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'server', namespace: 'vigia' }, spec };
    expect((await server.dryRun([stringify(pod)])).refused.join('\n')).toMatch(/violates PodSecurity "restricted:v1\.\d+"/);
  });
});
