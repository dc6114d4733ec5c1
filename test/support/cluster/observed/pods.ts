/** Pods of the cluster, and the processes of their containers on this machine. */
import { readdirSync, readFileSync } from 'node:fs';
import { z } from 'zod';
import type { ClusterNode } from '../node/index.ts';

const status = z.object({
  name: z.string(),
  containerID: z.string().default(''),
  restartCount: z.number(),
  lastState: z.object({ terminated: z.object({ reason: z.string() }).optional() }).default({}),
});
const pod = z.object({
  metadata: z.object({
    name: z.string(),
    namespace: z.string(),
    uid: z.string(),
    labels: z.record(z.string(), z.string()).default({}),
  }),
  status: z.object({ podIP: z.string().default(''), containerStatuses: z.array(status).default([]) }),
});
const list = z.object({ items: z.array(pod) });

export type Pod = z.infer<typeof pod>;
export type Cluster = Pick<ClusterNode, 'kubectl'>;

/** The pods of a workload: those with its name as a label, in the order of theirs. @param workload as `namespace/name` */
export async function podsOf(cluster: Cluster, workload: string): Promise<readonly Pod[]> {
  const [namespace = '', name = ''] = workload.split('/');
  return read(cluster, '--namespace', namespace, '--selector', `app.kubernetes.io/name=${name}`);
}

/** Every pod of the cluster. */
export const allPods = (cluster: Cluster): Promise<readonly Pod[]> => read(cluster, '--all-namespaces');

async function read({ kubectl }: Cluster, ...which: string[]): Promise<readonly Pod[]> {
  const { code, output } = await kubectl(['get', 'pods', ...which, '--output', 'json']);
  if (code !== 0) throw new Error(`The cluster does not tell its pods: ${output.trim()}`);
  return list.parse(JSON.parse(output)).items.sort((a, b) => a.metadata.name.localeCompare(b.metadata.name));
}

/** Whatever runs in the pod's containers ends at once, without a chance to tidy up; then the pod is taken away without waiting. */
export async function killPod({ kubectl }: Cluster, { metadata, status: { containerStatuses } }: Pod): Promise<void> {
  for (const pid of containerStatuses.flatMap(({ containerID }) => processesOf(containerID))) end(pid);
  const { name, namespace } = metadata;
  const { code, output } = await kubectl(['--namespace', namespace, 'delete', 'pod', name, '--force', '--grace-period=0']);
  if (code !== 0) throw new Error(`The pod ${namespace}/${name} cannot be deleted: ${output.trim()}`);
}

/** The processes of a container on this machine. @param id of the container, by which the runtime calls its control group */
export function processesOf(id: string): readonly number[] {
  const group = id.replace('containerd://', '/');
  const processes = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return processes.filter((pid) => id !== '' && groupsOf(pid).includes(group)).map(Number);
}

/** Empty for a process that has just ended. */
function groupsOf(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/cgroup`, 'utf8');
  } catch {
    return '';
  }
}

function end(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
