/** What the cluster says of its workloads: which are ready, and of one that is not, why. */
import { poll } from '../../../../local/supervisor/poll.ts';
import type { ClusterNode } from '../node/index.ts';

/** A Deployment, StatefulSet or DaemonSet, as much as is read of it. */
export interface Workload {
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace: string; readonly generation?: number };
  readonly spec: { readonly replicas?: number };
  readonly status?: {
    readonly observedGeneration?: number;
    readonly updatedReplicas?: number;
    readonly readyReplicas?: number;
    readonly desiredNumberScheduled?: number;
    readonly updatedNumberScheduled?: number;
    readonly numberReady?: number;
  };
}

export interface WaitOptions {
  readonly onProgress: (line: string) => void;
  readonly signal?: AbortSignal;
}

/** As people call it: `vigia/prometheus`. */
export const nameOf = ({ metadata }: Pick<Workload, 'metadata'>) => `${metadata.namespace}/${metadata.name}`;

/** Whether all its pods are of its present template, and ready. */
export function isReady({ kind, metadata, spec, status = {} }: Workload): boolean {
  if ((status.observedGeneration ?? 0) < (metadata.generation ?? 0)) return false;
  if (kind === 'DaemonSet') {
    const wanted = status.desiredNumberScheduled ?? 0;
    return wanted > 0 && status.updatedNumberScheduled === wanted && status.numberReady === wanted;
  }
  const wanted = spec.replicas ?? 1;
  return (status.updatedReplicas ?? 0) === wanted && (status.readyReplicas ?? 0) === wanted;
}

/** Every workload of the cluster. */
export async function workloadsOf({ kubectl }: Pick<ClusterNode, 'kubectl'>): Promise<readonly Workload[]> {
  const { code, output } = await kubectl(['get', 'deployments,statefulsets,daemonsets', '--all-namespaces', '--output', 'json']);
  if (code !== 0) throw new Error(`The cluster does not tell its workloads: ${output.trim()}`);
  return (JSON.parse(output) as { items: Workload[] }).items;
}

/**
 * Settles when the named workloads are ready, with the seconds that each took.
 * @param names as `namespace/name`
 * @throws Error where one is not within the time (milliseconds): with its events and the end of its log
 */
export async function untilReady(
  node: ClusterNode,
  names: readonly string[],
  within: number,
  { onProgress, signal }: WaitOptions,
): Promise<Readonly<Record<string, number>>> {
  const since = performance.now();
  const seconds: Record<string, number> = {};
  const open = () => names.filter((name) => seconds[name] === undefined);
  const look = async () => {
    const ready = new Set((await workloadsOf(node)).filter(isReady).map(nameOf));
    for (const name of open().filter((waiting) => ready.has(waiting))) {
      seconds[name] = Math.round((performance.now() - since) / 100) / 10;
      onProgress(`${name} ready after ${seconds[name]} s`);
    }
    return open().length === 0 ? true : undefined;
  };
  if (await poll(look, { within, every: 500, ...(signal && { signal }) })) return seconds;
  signal?.throwIfAborted();
  const why = await Promise.all(open().map((name) => explain(node, name)));
  throw new Error(`Not ready within ${within / 1_000} s: ${open().join(', ')}.\n${why.join('\n')}`);
}

interface Job {
  readonly status?: {
    readonly conditions?: readonly { readonly type: string; readonly status: string; readonly message?: string }[];
  };
}

/** Settles when a Job has ended well. @throws Error where it fails, or takes longer than `within` milliseconds */
export async function untilComplete(
  node: ClusterNode,
  name: string,
  within: number,
  { onProgress, signal }: WaitOptions,
): Promise<void> {
  const [namespace = '', job = ''] = name.split('/');
  const since = performance.now();
  const look = async () => {
    const { code, output } = await node.kubectl(['--namespace', namespace, 'get', 'job', job, '--output', 'json']);
    const { status } = code === 0 ? (JSON.parse(output) as Job) : {};
    return status?.conditions?.find(({ type, status: is }) => ['Complete', 'Failed'].includes(type) && is === 'True');
  };
  const end = await poll(look, { within, every: 500, ...(signal && { signal }) });
  if (end?.type === 'Complete') return onProgress(`${name} complete after ${((performance.now() - since) / 1_000).toFixed(1)} s`);
  signal?.throwIfAborted();
  const how = end ? `failed: ${end.message}` : `was not complete within ${within / 1_000} s`;
  throw new Error(`The Job ${name} ${how}.\n${await explain(node, name)}`);
}

/** The last events and log lines of the pods of a workload. */
async function explain(node: ClusterNode, name: string): Promise<string> {
  const [namespace = '', workload = ''] = name.split('/');
  const of = (...args: string[]) => node.kubectl(['--namespace', namespace, ...args]);
  const columns = 'custom-columns=:.involvedObject.name,:.reason,:.message';
  const { output: events } = await of('get', 'events', '--sort-by=.lastTimestamp', '--no-headers', '--output', columns);
  const { output: pods } = await of('get', 'pods', '--output', 'wide');
  const said = ['--all-containers', '--ignore-errors', '--prefix', '--tail=12'];
  const { output: log } = await of(
    'logs',
    '--selector',
    `app.kubernetes.io/name=${workload.replace(/-[0-9a-f]{10}$/, '')}`,
    ...said,
  );
  const lines = (text: string, count: number) => text.split('\n').filter(Boolean).slice(-count);
  const own = lines(events, 1_000).filter((line) => line.startsWith(workload));
  return [`${name}:`, ...lines(pods, 30).filter((line) => line.startsWith(workload)), ...own.slice(-12), ...lines(log, 24)].join(
    '\n    ',
  );
}
