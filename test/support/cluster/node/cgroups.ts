/** The node's group of processes in the kernel's hierarchies: one hierarchy for each controller (version 1), or one for all (version 2). */
import { existsSync, readdirSync, realpathSync } from 'node:fs';
import { mkdir, readdir, readFile, rmdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { poll } from '../../../../local/supervisor/poll.ts';
import { CGROUP } from './layout.ts';

const ROOT = '/sys/fs/cgroup';
const GONE_WITHIN_MS = 10_000;
/** What the kubelet limits and counts by, as version 2 calls it. */
const CONTROLLERS = '+cpu +cpuset +memory +pids';

export const isVersion2 = (root = ROOT) => existsSync(join(root, 'cgroup.controllers'));

/** The top folder of each hierarchy. Two names of one hierarchy count once. */
export function hierarchies(root = ROOT): readonly string[] {
  if (isVersion2(root)) return [root];
  if (!existsSync(root)) return [];
  const folders = readdirSync(root).map((name) => realpathSync(join(root, name)));
  return [...new Set(folders)].filter((folder) => existsSync(join(folder, 'cgroup.procs')));
}

/** Makes the group, with one in it for the node's own servers. @returns the folders of the latter: who enters them is in it. */
export async function createCgroups(root = ROOT): Promise<readonly string[]> {
  if (isVersion2(root)) await writeFile(join(root, 'cgroup.subtree_control'), CONTROLLERS);
  const made: string[] = [];
  for (const hierarchy of hierarchies(root)) {
    const group = join(hierarchy, CGROUP);
    await makeGroup(group, hierarchy);
    await makeGroup(join(group, 'servers'), group);
    made.push(join(group, 'servers'));
  }
  return made;
}

/** Version 1 lets nobody into a group that has no processors and no memory yet. */
async function makeGroup(group: string, parent: string): Promise<void> {
  await mkdir(group, { recursive: true });
  if (isVersion2(parent) || !existsSync(join(parent, 'cpuset.cpus'))) return;
  for (const file of ['cpuset.cpus', 'cpuset.mems']) await writeFile(join(group, file), await readFile(join(parent, file)));
}

/**
 * Removes the group with all below it, once the processes in it have ended.
 * @throws Error that names what is left where they do not end within ten seconds.
 */
export async function removeCgroups(root = ROOT): Promise<void> {
  const tops = hierarchies(root).map((hierarchy) => join(hierarchy, CGROUP));
  const left = async () => {
    for (const top of tops) for (const group of (await groupsBelow(top)).toReversed()) await rmdir(group).catch(() => undefined);
    return tops.some((top) => existsSync(top)) ? undefined : true;
  };
  if (await poll(left, { within: GONE_WITHIN_MS, every: 50 })) return;
  const names = tops.filter((top) => existsSync(top)).join(', ');
  throw new Error(`Processes of an earlier node are still alive: see cgroup.procs below ${names}. End them, then start again.`);
}

/** A group and all below it, each after the one that it is in. */
async function groupsBelow(group: string): Promise<readonly string[]> {
  if (!existsSync(group)) return [];
  const entries = await readdir(group, { withFileTypes: true }).catch(() => []);
  const below = await Promise.all(entries.filter((entry) => entry.isDirectory()).map(({ name }) => groupsBelow(join(group, name))));
  return [group, ...below.flat()];
}
