/** What the kernel counts for a container. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { hierarchies, isVersion2 } from '../../test/support/cluster/node/cgroups.ts';
import { CGROUP } from '../../test/support/cluster/node/layout.ts';

/** Folders of a container's control group: the same one where the kernel has one hierarchy for all. */
export interface Group {
  readonly cpu: string;
  readonly memory: string;
}

export interface Usage {
  /** Processor time since its start. */
  readonly cpuSeconds: number;
  /** Memory without the files that were read once: those the kernel drops before it ends anybody. */
  readonly workingSetMiB: number;
}

const MIB = 2 ** 20;

/** @returns undefined for a container that has ended. */
export function groupOf(containerId: string): Group | undefined {
  const folders = hierarchies().flatMap((hierarchy) => below(join(hierarchy, CGROUP, 'kubepods'), containerId));
  const holding = (file: string) => folders.find((folder) => existsSync(join(folder, file)));
  const [cpu, memory] = isVersion2()
    ? [holding('cpu.stat'), holding('memory.current')]
    : [holding('cpuacct.usage'), holding('memory.usage_in_bytes')];
  return cpu && memory ? { cpu, memory } : undefined;
}

/** @throws Error where the container has ended */
export function usageOf({ cpu, memory }: Group): Usage {
  const text = (folder: string, file: string) => readFileSync(join(folder, file), 'utf8');
  const stat = (folder: string, file: string, name: string) => field(text(folder, file), name);
  const [cpuSeconds, bytes, dropped] = isVersion2()
    ? [
        stat(cpu, 'cpu.stat', 'usage_usec') / 1e6,
        Number(text(memory, 'memory.current')),
        stat(memory, 'memory.stat', 'inactive_file'),
      ]
    : [
        Number(text(cpu, 'cpuacct.usage')) / 1e9,
        Number(text(memory, 'memory.usage_in_bytes')),
        stat(memory, 'memory.stat', 'total_inactive_file'),
      ];
  return { cpuSeconds, workingSetMiB: (bytes - dropped) / MIB };
}

/** A number of a file of `name value` lines. @throws Error where there is none of that name */
export function field(text: string, name: string): number {
  const found = text.split('\n').find((line) => line.startsWith(`${name} `));
  if (found === undefined) throw new Error(`The kernel's figures have no "${name}".`);
  return Number(found.slice(name.length + 1));
}

/** Folders of that name, at most three levels down: class of the pod, pod, container. */
function below(folder: string, name: string, levels = 3): string[] {
  if (levels === 0 || !existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .flatMap((entry) => (entry.name === name ? [join(folder, name)] : below(join(folder, entry.name), name, levels - 1)));
}
