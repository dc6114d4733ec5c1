/** Whether the pods of a whole stack get in: past Pod Security, the agent's admission policy, the quotas and the priority classes. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { planOf } from '../../preview/plan.ts';
import { stackFile } from '../../preview/stack-file.ts';
import { type ApiServer, startApiServer } from '../support/kubernetes/api-server.ts';
import { podsOf, quotaStatusesOf } from '../support/kubernetes/pods.ts';

const ONE_OF_EACH = [
  'agent-0',
  'alertmanager-0',
  'gateway-0',
  'grafana-0',
  'log-writer-0',
  'opensearch-apply-0',
  'prometheus-0',
  'tempo-0',
];

/** A pod that keeps to the restricted standard. */
function pod(resources: object): string {
  const container = {
    name: 'server',
    image: 'example.com/server:1.0.0',
    resources,
    securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } },
  };
  const spec = { securityContext: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } }, containers: [container] };
  return stringify({ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'other', namespace: 'vigia' }, spec });
}

describe.each([
  ['dev', ONE_OF_EACH],
  ['prod', [...ONE_OF_EACH, 'alertmanager-1', 'gateway-1', 'gateway-2', 'grafana-1', 'log-writer-1', 'prometheus-1']],
])('%s, with an evaluator that needs pods of its own', (stack, expected) => {
  let server: ApiServer;
  let contents: readonly string[];
  beforeAll(async () => {
    server = await startApiServer();
    const file = stackFile(stack);
    const { artifacts } = await planOf({ ...file, config: { ...file.config, 'vigia:evaluator': 'prometheus' } });
    const manifests = artifacts.filter(({ path }) => path.startsWith('manifests/'));
    contents = manifests.map(({ content }) => content);
    const namespaces = manifests.filter(({ path }) => path.startsWith('manifests/cluster/Namespace-'));
    expect((await server.apply(namespaces.map(({ content }) => content))).refused).toEqual([]);
    expect((await server.apply(contents)).refused).toEqual([]);
    expect((await server.report(quotaStatusesOf(contents))).refused).toEqual([]);
  });
  afterAll(() => server?.stop());

  it('has room for all its pods', async () => {
    const { refused, accepted } = await server.apply(podsOf(contents));
    expect(refused).toEqual([]);
    // The Job's name ends in a hash of what it does.
    const names = accepted.map((name) => name.replace('pod/', '').replace(/-[0-9a-f]{10}-/, '-'));
    expect(names.sort()).toEqual([...expected].sort());
  });

  it('has room for a second pod of a Deployment while it is updated', async () => {
    const deployments = contents.filter((content) => content.includes('kind: Deployment'));
    const surge = podsOf(deployments).map((manifest) => manifest.replace(/^( {2}name: .*)-(\d+)$/m, '$1-new-$2'));
    const { refused, accepted } = await server.apply(surge);
    expect(refused).toEqual([]);
    expect(accepted).toContain('pod/log-writer-new-0');
  });

  it('has no room for a pod that asks for everything', async () => {
    const everything = { cpu: '100', memory: '500Gi' };
    const { refused } = await server.dryRun([pod({ requests: everything, limits: everything })]);
    expect(refused.join('\n')).toContain('exceeded quota: quota');
  });

  it('lets in no pod without requests and limits', async () => {
    const { refused } = await server.dryRun([pod({})]);
    expect(refused.join('\n')).toContain('must specify limits.memory');
  });
});
