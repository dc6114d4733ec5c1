/** Control groups of both versions, in a folder that is laid out as the kernel's. */
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createCgroups, hierarchies, removeCgroups } from '../../../support/cluster/node/cgroups.ts';

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'vigia-cgroups-'));
});
afterEach(() => rm(root, { recursive: true }));

async function hierarchy(name: string, files: Readonly<Record<string, string>> = {}): Promise<void> {
  await mkdir(join(root, name), { recursive: true });
  for (const [file, content] of Object.entries({ 'cgroup.procs': '', ...files })) await writeFile(join(root, name, file), content);
}

it('finds a hierarchy for each controller of version 1, and beside them one of version 2', async () => {
  for (const name of ['cpu', 'memory', 'unified']) await hierarchy(name);
  await mkdir(join(root, 'no-hierarchy'));
  expect(hierarchies(root)).toEqual(['cpu', 'memory', 'unified'].map((name) => join(root, name)));
});

it('finds the one hierarchy of version 2', async () => {
  await hierarchy('.', { 'cgroup.controllers': 'cpu memory' });
  await hierarchy('system.slice');
  expect(hierarchies(root)).toEqual([root]);
});

it('finds none where there are none', () => {
  expect(hierarchies(join(root, 'missing'))).toEqual([]);
});

it('gives a group of version 1 the processors and the memory of the one above, without which nobody may enter', async () => {
  await hierarchy('cpuset', { 'cpuset.cpus': '0-1\n', 'cpuset.mems': '0\n' });
  expect(await createCgroups(root)).toEqual([join(root, 'cpuset/vigia-node/servers')]);
  expect(await readFile(join(root, 'cpuset/vigia-node/servers/cpuset.cpus'), 'utf8')).toBe('0-1\n');
  expect(await readFile(join(root, 'cpuset/vigia-node/servers/cpuset.mems'), 'utf8')).toBe('0\n');
});

it('has version 2 pass its controllers on to the groups below', async () => {
  await hierarchy('.', { 'cgroup.controllers': 'cpu memory' });
  expect(await createCgroups(root)).toEqual([join(root, 'vigia-node/servers')]);
  expect(await readFile(join(root, 'cgroup.subtree_control'), 'utf8')).toBe('+cpu +cpuset +memory +pids');
});

it('removes the group with all below it, and no other', async () => {
  await hierarchy('memory');
  await mkdir(join(root, 'memory/vigia-node/kubepods/burstable/pod'), { recursive: true });
  await mkdir(join(root, 'memory/other/vigia-node'), { recursive: true });
  await removeCgroups(root);
  expect(await readdir(join(root, 'memory'))).toEqual(['cgroup.procs', 'other']);
  expect(await readdir(join(root, 'memory/other'))).toEqual(['vigia-node']);
});
