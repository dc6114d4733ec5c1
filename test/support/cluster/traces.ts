/** What of a node the machine can see. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { hierarchies } from './node/cgroups.ts';
import { CGROUP, DATA_PREFIX, NETWORK } from './node/layout.ts';

/** Folders of a machine that its servers make by themselves, where they are not told of others. */
const DEFAULT_FOLDERS = [
  '/usr/libexec/kubernetes',
  '/opt/containerd',
  '/var/lib/kubelet',
  '/var/lib/cni',
  '/var/lib/etcd',
  '/run/containerd/io.containerd.runtime.v2.task/k8s.io',
];
/** Those that a machine has for reasons of its own, such as a Docker. */
const ALREADY = DEFAULT_FOLDERS.filter((folder) => existsSync(folder));
/** Kernel settings of the whole machine that a kubelet changes. */
const KERNEL = ['vm/overcommit_memory', 'kernel/panic', 'kernel/panic_on_oops', 'kernel/keys/root_maxkeys'];

export interface Traces {
  readonly interfaces: readonly string[];
  readonly routes: readonly string[];
  readonly rules: readonly string[];
  readonly mounts: readonly string[];
  readonly cgroups: readonly string[];
  readonly processes: readonly string[];
  readonly folders: readonly string[];
}

/** Each by a name, an address or a path of the node's. */
export async function tracesOfNode(): Promise<Traces> {
  const { hostInterface, pods, services } = NETWORK;
  return {
    interfaces: (await lines('ip', '-oneline', 'link')).filter((line) => line.includes(hostInterface)),
    routes: (await lines('ip', 'route')).filter(
      (line) => line.includes(hostInterface) || line.includes(pods) || line.includes(services),
    ),
    rules: (await lines('iptables-save')).filter((line) => line.includes('KUBE') || line.includes('CNI')),
    mounts: readFileSync('/proc/self/mountinfo', 'utf8')
      .split('\n')
      .filter((line) => line.includes(DATA_PREFIX)),
    cgroups: hierarchies()
      .map((top) => join(top, CGROUP))
      .filter((folder) => existsSync(folder)),
    processes: processes(),
    folders: [
      ...readdirSync(tmpdir()).filter((name) => name.startsWith(DATA_PREFIX)),
      ...DEFAULT_FOLDERS.filter((folder) => existsSync(folder) && !ALREADY.includes(folder)),
    ],
  };
}

/** The machine's own settings of its kernel, by name. */
export function kernelSettings(): Readonly<Record<string, string>> {
  return Object.fromEntries(KERNEL.map((name) => [name, readFileSync(`/proc/sys/${name}`, 'utf8').trim()]));
}

async function lines(command: string, ...args: string[]): Promise<readonly string[]> {
  const { stdout } = await execa(command, args);
  return stdout.split('\n');
}

/** Those whose command line names a file of a node, and those of its control groups. */
function processes(): readonly string[] {
  const ids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return ids.flatMap((pid) => {
    const [command, groups] = [read(`/proc/${pid}/cmdline`).replaceAll('\0', ' '), read(`/proc/${pid}/cgroup`)];
    return command.includes(`${tmpdir()}/${DATA_PREFIX}`) || groups.includes(`/${CGROUP}`) ? [`${pid} ${command}`] : [];
  });
}

/** Empty for a process that has just ended. */
function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
