/** The node by itself: it runs what a cluster runs, and leaves nothing behind. */
import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { poll } from '../../local/supervisor/poll.ts';
import { buildImages, nameOf } from '../support/cluster/images/index.ts';
import { type ClusterNode, startNode } from '../support/cluster/node/index.ts';
import { kernelSettings, type Traces, tracesOfNode } from '../support/cluster/traces.ts';

const HOLD = join(import.meta.dirname, '../support/cluster/hold-node.ts');
const NOTHING: Traces = { interfaces: [], routes: [], rules: [], mounts: [], cgroups: [], processes: [], folders: [] };
const onProgress = (line: string) => console.log(line);

/** Answers, and says so on its standard output. */
const SERVER = `require('node:http').createServer((_, answer) => { console.log('asked'); answer.end('hello from a pod'); }).listen(8080, () => console.log('listening'))`;
/** Asks by name until it is answered. */
const CLIENT = `(async () => { for (;;) try { console.log('heard: ' + await (await fetch('http://web.trial.svc.cluster.local')).text()); break } catch { await new Promise((next) => setTimeout(next, 100)) } })()`;

/** To a disk that it may write as a member of a group only. */
const WRITER = `require('node:fs').writeFileSync('/disk/file', 'kept'); console.log('written')`;

const metadata = (name: string) => ({ name, namespace: 'trial', labels: { app: name } });

function pod(
  name: string,
  script: string,
  { container = {}, spec = {} }: { readonly container?: object; readonly spec?: object } = {},
) {
  const securityContext = { allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: { drop: ['ALL'] } };
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: metadata(name),
    spec: {
      restartPolicy: 'Never',
      securityContext: { runAsNonRoot: true, runAsUser: 1000, fsGroup: 1000, seccompProfile: { type: 'RuntimeDefault' } },
      containers: [{ name, image: nameOf('grafana'), command: ['node', '-e', script], securityContext, ...container }],
      ...spec,
    },
  };
}

const MANIFESTS: readonly object[] = [
  {
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name: 'trial', labels: { 'pod-security.kubernetes.io/enforce': 'restricted' } },
  },
  pod('web', SERVER, { container: { readinessProbe: { httpGet: { path: '/', port: 8080 }, periodSeconds: 1 } } }),
  pod('caller', CLIENT),
  pod('writer', WRITER, {
    container: { volumeMounts: [{ name: 'disk', mountPath: '/disk' }] },
    spec: { volumes: [{ name: 'disk', persistentVolumeClaim: { claimName: 'disk' } }] },
  }),
  {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: metadata('web'),
    spec: { selector: { app: 'web' }, ports: [{ port: 80, targetPort: 8080 }] },
  },
  {
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: metadata('disk'),
    spec: { accessModes: ['ReadWriteOnce'], storageClassName: 'gp3', resources: { requests: { storage: '20Gi' } } },
  },
];

/** What a node that runs looks like from outside, and none when it is gone: so that looking for nothing finds something first. */
const kindsOf = (traces: Traces) => Object.entries(traces).flatMap(([kind, found]) => (found.length > 0 ? [kind] : []));

/** Starts a process that starts a node and holds it; settles when it does. */
async function hold(): Promise<ChildProcess> {
  const owner = spawn(process.execPath, [HOLD], { stdio: ['ignore', 'pipe', 'inherit'] });
  for await (const line of createInterface({ input: owner.stdout })) {
    onProgress(line);
    if (line.startsWith('The node is held.')) break;
  }
  expect(kindsOf(await tracesOfNode())).toEqual(['interfaces', 'routes', 'cgroups', 'processes', 'folders']);
  return owner;
}

/** What is left of a node once that is what is wanted, or after ten seconds. */
async function leftOnce(wanted: readonly string[]): Promise<readonly string[]> {
  const asWanted = async () => (kindsOf(await tracesOfNode()).join() === wanted.join() ? true : undefined);
  await poll(asWanted, { within: 10_000 });
  return kindsOf(await tracesOfNode());
}

const childrenOf = ({ pid }: ChildProcess) =>
  readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ').map(Number);

beforeAll(async () => expect(await tracesOfNode()).toEqual(NOTHING));

describe('a node whose owner is killed together with its keeper', () => {
  it('ends by itself, and leaves its folder and its control groups, which the next start removes', async () => {
    const owner = await hold();
    const [keeper = 0] = childrenOf(owner);
    process.kill(keeper, 'SIGKILL');
    owner.kill('SIGKILL');
    expect(await leftOnce(['cgroups', 'folders'])).toEqual(['cgroups', 'folders']);
    expect((await tracesOfNode()).folders).toHaveLength(1);
  });
});

describe('a node', () => {
  let node: ClusterNode;
  let stopped = false;
  const kernelBefore = kernelSettings();
  const kubectl = async (...args: string[]) => (await node.kubectl(['--namespace', 'trial', ...args])).output;

  beforeAll(async () => {
    node = await startNode({ onProgress });
    await node.loadImages((await buildImages(['grafana'], { onProgress })).map(({ archive }) => archive));
    const manifests = MANIFESTS.map((manifest) => JSON.stringify(manifest)).join('\n---\n');
    const applied = await poll(() => tryApply(manifests), { within: 10_000 });
    expect(applied).toBe(true);
    expect(await kubectl('wait', '--for=condition=Ready', 'pod/web', '--timeout=60s')).toBe('pod/web condition met\n');
  });
  afterAll(async () => {
    if (!stopped) await node?.stop();
  });

  /** A namespace has no service account in its first moments, and takes no pod before. */
  async function tryApply(manifests: string): Promise<true | undefined> {
    const { code, output } = await node.kubectl(['apply', '--server-side', '--filename', '-'], manifests);
    if (code !== 0) console.log(output);
    return code === 0 ? true : undefined;
  }

  it('is Ready, with the kubelet that the machine can run', async () => {
    const columns =
      'custom-columns=NAME:.metadata.name,VERSION:.status.nodeInfo.kubeletVersion,READY:.status.conditions[?(@.type=="Ready")].status';
    const { output } = await node.kubectl(['get', 'nodes', '--no-headers', '--output', columns]);
    expect(output.trim().split(/\s+/)).toEqual(['vigia-node', 'v1.34.2', 'True']);
  });

  it("lets the machine speak to a pod at its Service's address, and at its own", async () => {
    const service = await kubectl('get', 'service/web', '--output=jsonpath={.spec.clusterIP}');
    const own = await kubectl('get', 'pod/web', '--output=jsonpath={.status.podIP}');
    const answers = [await fetch(`http://${service}`), await fetch(`http://${own}:8080`)];
    expect(await Promise.all(answers.map((answer) => answer.text()))).toEqual(['hello from a pod', 'hello from a pod']);
  });

  it('lets a pod find another by name', async () => {
    const heard = await poll(async () => ((await kubectl('logs', 'caller')) === 'heard: hello from a pod\n' ? true : undefined), {
      within: 30_000,
      every: 500,
    });
    expect(heard).toBe(true);
  });

  it("writes what a pod says under the node's /var/log/pods", async () => {
    const { output } = await node.inNode(['sh', '-c', 'cat /var/log/pods/trial_web_*/web/0.log']);
    expect(output).toMatch(/^\S+ stdout F listening\n/);
  });

  it("gives a pod that is not root a volume of the manifests' class", async () => {
    expect(await kubectl('wait', '--for=jsonpath={.status.phase}=Succeeded', 'pod/writer', '--timeout=60s')).toBe(
      'pod/writer condition met\n',
    );
    expect((await node.inNode(['sh', '-c', 'cat /var/lib/vigia-volumes/*/file'])).output).toBe('kept');
  });

  it('refuses a pod that wants privileges in a namespace that forbids them', async () => {
    const privileged = pod('privileged', '0', { container: { securityContext: { privileged: true } } });
    const { code, output } = await node.kubectl(['apply', '--server-side', '--filename', '-'], JSON.stringify(privileged));
    expect(code).toBe(1);
    expect(output).toContain('violates PodSecurity "restricted:latest"');
  });

  it('shows its metrics to whom RBAC lets read them, and to nobody else', async () => {
    const stats = (user: string) => node.kubectl(['get', '--raw', '/api/v1/nodes/vigia-node/proxy/stats/summary', '--as', user]);
    expect((await stats('system:serviceaccount:trial:default')).output).toContain('forbidden');
    const { output } = await node.kubectl(['get', '--raw', '/api/v1/nodes/vigia-node/proxy/stats/summary']);
    expect(JSON.parse(output).node.nodeName).toBe('vigia-node');
  });

  it('is the only one: a second start says who holds the lock', async () => {
    await expect(startNode()).rejects.toThrow(
      new RegExp(
        `^A node runs on this machine already: process \\d+, started by process ${process.pid} at .+, on ${node.dataFolder}\\. `,
      ),
    );
  });

  it("leaves the machine's kernel settings and mounts alone while it runs", async () => {
    expect(kernelSettings()).toEqual(kernelBefore);
    expect(kindsOf(await tracesOfNode())).toEqual(['interfaces', 'routes', 'cgroups', 'processes', 'folders']);
  });

  it('leaves nothing when it is stopped', async () => {
    await node.stop();
    stopped = true;
    expect(await tracesOfNode()).toEqual(NOTHING);
  });
});

describe('a node whose owner is killed', () => {
  it('is gone within ten seconds, and leaves nothing', async () => {
    const owner = await hold();
    owner.kill('SIGKILL');
    expect(await leftOnce([])).toEqual([]);
  });
});
