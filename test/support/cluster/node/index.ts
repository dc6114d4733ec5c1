/** A Kubernetes of one node on this machine, in namespaces of its own. */
import { execa } from 'execa';
import { poll } from '../../../../local/supervisor/poll.ts';
import { buildImages } from '../images/index.ts';
import { unsuitable } from '../machine.ts';
import { dnsManifests } from './dns.ts';
import { type Kept, keepNode } from './keep.ts';
import { filesIn, NETWORK, NODE_NAME } from './layout.ts';
import { CONTAINERD_SOCKET } from './runtime-settings.ts';
import { storageManifests } from './storage.ts';
import { nodePrograms, type Programs } from './tools.ts';

export interface Outcome {
  readonly code: number;
  /** Of both streams, in the order in which it came. */
  readonly output: string;
}

export interface ClusterNode {
  /** Path of a kubeconfig of someone who may do everything. */
  readonly kubeconfig: string;
  /** The machine's address, as pods reach it. */
  readonly hostAddress: string;
  /** Everything that the node writes is below; removed by `stop`. */
  readonly dataFolder: string;
  /** @param input what kubectl reads from its standard input */
  kubectl(args: readonly string[], input?: string): Promise<Outcome>;
  /** Makes images known to the node. @param archives files that `writeImage` wrote. @throws Error where one is not taken. */
  loadImages(archives: readonly string[]): Promise<void>;
  /** Runs a command in the node's namespaces: with its files, its network, its processes. */
  inNode(command: readonly string[]): Promise<Outcome>;
  /** Ends it; settles when nothing of it is left. */
  stop(): Promise<void>;
}

export interface StartOptions {
  readonly onProgress?: (line: string) => void;
  readonly signal?: AbortSignal;
}

const READY_WITHIN_MS = 60_000;

/**
 * Starts a node with DNS and volumes, and settles when it takes pods. It ends with `stop`, or with this process in whatever way.
 * @throws Error where this machine cannot run one, another one runs, or a server does not start: with the end of that server's log.
 */
export async function startNode({ onProgress = () => undefined, signal }: StartOptions = {}): Promise<ClusterNode> {
  const refusal = unsuitable();
  if (refusal) throw new Error(refusal);
  const say = (line: string) => onProgress(`[node] ${line}`);
  const started = Date.now();
  const options = { onProgress, ...(signal ? { signal } : {}) };
  const programs = await nodePrograms(options);
  const images = await buildImages(['pause', 'coredns'], options);
  const kept = await keepNode(programs, say, signal);
  try {
    const node = nodeOf(kept, programs);
    await node.loadImages(images.map(({ archive }) => archive));
    const [dns] = images.filter(({ name }) => name.includes('coredns'));
    await makeReady(node, dns?.name ?? '', signal);
    say(`Kubernetes ready after ${((Date.now() - started) / 1_000).toFixed(1)} s: KUBECONFIG=${node.kubeconfig}`);
    return node;
  } catch (error) {
    // The first fault is the one to be told.
    await kept.stop().catch(() => undefined);
    throw error;
  }
}

function nodeOf({ dataFolder, pid, stop }: Kept, programs: Programs): ClusterNode {
  const { kubeconfig } = filesIn(dataFolder);
  const namespaces = [`--mount=/proc/${pid}/ns/mnt`, `--net=/proc/${pid}/ns/net`, `--pid=/proc/${pid}/ns/pid_for_children`];
  const inNode = (command: readonly string[]) => run('nsenter', [...namespaces, '--', ...command]);
  return {
    kubeconfig,
    hostAddress: NETWORK.host,
    dataFolder,
    // Its cache of what the server offers belongs into the data folder too.
    kubectl: (args, input) =>
      run(programs.kubectl, ['--kubeconfig', kubeconfig, '--cache-dir', `${dataFolder}/kubectl`, ...args], input),
    inNode,
    async loadImages(archives) {
      for (const archive of archives) {
        const load = [programs.ctr, '--address', CONTAINERD_SOCKET, '--namespace', 'k8s.io', 'images', 'import', archive];
        await expect(inNode(load), `The node does not take the image ${archive}`);
      }
    },
    stop,
  };
}

/** DNS and volumes are there, and the node takes pods. */
async function makeReady(node: ClusterNode, dnsImage: string, signal: AbortSignal | undefined): Promise<void> {
  const manifests = [...storageManifests(), ...dnsManifests(dnsImage)].map((manifest) => JSON.stringify(manifest));
  await expect(node.kubectl(['apply', '--server-side', '--filename', '-'], manifests.join('\n---\n')), 'The cluster takes no DNS');
  const status = ['get', 'node', NODE_NAME, '--output', 'jsonpath={.status.conditions[?(@.type=="Ready")].status}'];
  const isReady = async () => ((await node.kubectl(status)).output === 'True' ? true : undefined);
  if (!(await poll(isReady, { within: READY_WITHIN_MS, every: 250, ...(signal ? { signal } : {}) }))) {
    signal?.throwIfAborted();
    throw new Error(`The node was not ready within a minute:\n${(await node.kubectl(['describe', 'node', NODE_NAME])).output}`);
  }
  const rollout = node.kubectl(['--namespace', 'kube-system', 'rollout', 'status', 'deployment/coredns', '--timeout=60s']);
  await expect(rollout, 'The DNS of the cluster was not ready within a minute');
}

async function expect(answer: Promise<Outcome>, what: string): Promise<void> {
  const { code, output } = await answer;
  if (code !== 0) throw new Error(`${what}: ${output.trim()}`);
}

async function run(command: string, args: readonly string[], input?: string): Promise<Outcome> {
  const { exitCode, all, message } = await execa(command, args, {
    all: true,
    reject: false,
    stripFinalNewline: false,
    ...(input === undefined ? { stdin: 'ignore' } : { input }),
  });
  return { code: exitCode ?? 1, output: exitCode === undefined ? String(message) : (all ?? '') };
}
