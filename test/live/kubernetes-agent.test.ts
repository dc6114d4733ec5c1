/** Whether the agent's namespace admits the agent, and nothing that asks for more. */
import * as kubernetes from '@pulumi/kubernetes';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { ClusterBase } from '../../infra/components/cluster-base.ts';
import { CollectorAgent } from '../../infra/components/collector-agent.ts';
import { environments } from '../../infra/environment.ts';
import { poll } from '../../local/supervisor/poll.ts';
import { record } from '../../preview/record.ts';
import { type ApiServer, startApiServer } from '../support/kubernetes/api-server.ts';

type Fields = Readonly<Record<string, unknown>>;
/** What a mutation changes: of the pod, of its container, and of that one's security context. */
interface Mutation {
  readonly pod?: Fields;
  readonly container?: Fields;
  readonly security?: Fields;
}

interface Container {
  readonly securityContext: Fields;
  readonly volumeMounts: readonly { readonly name: string }[];
}
interface DaemonSet {
  readonly spec: { readonly template: { readonly spec: PodSpec } };
}
type PodSpec = Fields & { readonly containers: readonly [Container] };

/** The pods of the agent's DaemonSet, as the program makes it. */
let agent: PodSpec;

/** One of them, changed. */
function agentPod(name: string, { pod, container, security }: Mutation = {}): string {
  const [own] = agent.containers;
  const changed = { ...own, securityContext: { ...own.securityContext, ...security }, ...container };
  const spec = { ...agent, containers: [changed], ...pod };
  return stringify({ apiVersion: 'v1', kind: 'Pod', metadata: { name, namespace: 'vigia-agent' }, spec });
}

const ONE_OF_TWO_PATHS = 'Only /var/log/pods and /var/lib/vigia-agent may be mounted from the node.';
const READ_ONLY_LOGS = '/var/log/pods may only be mounted with readOnly: true.';
const NODE_KEPT_APART = "The node's network, processes and shared memory may not be shared";
const HARDENED = 'Containers need allowPrivilegeEscalation: false and readOnlyRootFilesystem: true, and may not be privileged.';
const NO_CAPABILITY = 'Containers drop ALL capabilities and add none: root owns the log files, and needs none to read them.';
const NO_LOOSER = "No profile may be loosened: leave a container's seccompProfile, appArmorProfile and procMount out.";

let server: ApiServer;
beforeAll(async () => {
  server = await startApiServer();
  const program = () => {
    const providers = { kubernetes: new kubernetes.Provider('kubernetes') };
    const externals = { kubelet: { cidrs: ['10.0.0.0/16'], port: 10_250 } } as never;
    const networks = { externals, applicationNamespaces: ['clinic'], ingressNamespace: 'ingress-nginx' };
    const environment = environments.prod;
    const cluster = new ClusterBase('cluster', { environment, networks, storageClass: 'gp3' }, { providers });
    new CollectorAgent('agent', { cluster, environment }, { providers });
  };
  const resources = await record(program, { stack: 'prod' });
  const daemons = resources.find(({ type }) => type === 'kubernetes:apps/v1:DaemonSet')?.inputs as unknown as DaemonSet;
  agent = daemons.spec.template.spec;
  const objects = resources.filter(({ type }) => type.startsWith('kubernetes:')).map(({ inputs }) => stringify(inputs));
  // Namespaces first: what is in them comes after.
  const isNamespace = (object: string) => object.includes('kind: Namespace');
  for (const manifests of [objects.filter(isNamespace), objects]) expect((await server.apply(manifests)).refused).toEqual([]);
  // The server takes a moment to put a new policy in force.
  const refused = async () =>
    (await server.dryRun([agentPod('early', { pod: { hostNetwork: true } })])).code === 0 ? undefined : true;
  expect(await poll(refused, { within: 30_000 })).toBe(true);
});
afterAll(() => server?.stop());

it('the agent is admitted', async () => {
  expect(await server.dryRun([agentPod('agent')])).toMatchObject({ code: 0, accepted: ['pod/agent'], warnings: [] });
});

it.each<[string, Mutation, string]>([
  [
    'the whole file system of the node',
    { pod: { volumes: [{ name: 'root', hostPath: { path: '/' } }] }, container: { volumeMounts: [] } },
    ONE_OF_TWO_PATHS,
  ],
  [
    'the folder above',
    { pod: { volumes: [{ name: 'log', hostPath: { path: '/var/log' } }] }, container: { volumeMounts: [] } },
    ONE_OF_TWO_PATHS,
  ],
  ['log files to write', { container: { volumeMounts: [{ name: 'logs', mountPath: '/var/log/pods' }] } }, READ_ONLY_LOGS],
  ['the network of the node', { pod: { hostNetwork: true } }, NODE_KEPT_APART],
  ['the processes of the node', { pod: { hostPID: true } }, NODE_KEPT_APART],
  ['the shared memory of the node', { pod: { hostIPC: true } }, NODE_KEPT_APART],
  ['a port of the node', { container: { ports: [{ containerPort: 4318, hostPort: 4318 }] } }, 'No port of the node may be taken'],
  ['privilege', { security: { privileged: true, allowPrivilegeEscalation: true } }, HARDENED],
  ['a way to more privilege', { security: { allowPrivilegeEscalation: true } }, HARDENED],
  ['a root file system to write', { security: { readOnlyRootFilesystem: false } }, HARDENED],
  ['a capability', { security: { capabilities: { drop: ['ALL'], add: ['DAC_READ_SEARCH'] } } }, NO_CAPABILITY],
  ['the default capabilities', { security: { capabilities: { add: ['DAC_READ_SEARCH'] } } }, NO_CAPABILITY],
  ['every system call', { pod: { securityContext: {} } }, 'The pod needs securityContext.seccompProfile.type: RuntimeDefault.'],
  ['every system call for one container', { security: { seccompProfile: { type: 'Unconfined' } } }, NO_LOOSER],
  ['no AppArmor', { security: { appArmorProfile: { type: 'Unconfined' } } }, NO_LOOSER],
  ['the whole of /proc', { pod: { hostUsers: false }, security: { procMount: 'Unmasked' } }, NO_LOOSER],
  [
    'a parameter of the kernel',
    {
      pod: {
        securityContext: { seccompProfile: { type: 'RuntimeDefault' }, sysctls: [{ name: 'net.core.somaxconn', value: '1' }] },
      },
    },
    "No parameter of the node's kernel may be set: leave sysctls out.",
  ],
  [
    'privilege for an init container',
    { pod: { initContainers: [{ name: 'first', image: 'example.com/first:1.0.0', securityContext: { privileged: true } }] } },
    HARDENED,
  ],
])('a pod that asks for %s is refused', async (_, mutation, sentence) => {
  const { code, refused } = await server.dryRun([agentPod('other', mutation)]);
  expect(code).toBe(1);
  expect(refused.join('\n')).toContain(`ValidatingAdmissionPolicy 'vigia-agent'`);
  expect(refused.join('\n')).toContain(sentence);
});
