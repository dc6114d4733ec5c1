import { copyFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { DebianRecipe } from './catalogue.ts';
import { onPath } from './machine.ts';
import { run } from './run.ts';
import type { Job, Machine } from './types.ts';

/** What is missing to take the binary out of its package. */
export function probeDebian(recipe: DebianRecipe, machine: Machine): string[] {
  if (onPath(machine, 'apt-get') && onPath(machine, 'dpkg-deb')) return [];
  return [`${recipe.name} ${recipe.version} or newer on the PATH: ${recipe.elsewhere}, or your system's package ${recipe.package}`];
}

/** Downloads the package, which apt verifies, and keeps its binary; needs no rights of root where the package lists are there. */
export async function buildDebian(recipe: DebianRecipe, job: Job): Promise<number> {
  const options = { cwd: job.scratch, env: job.machine.env, signal: job.signal, log: job.log };
  const download = ['apt-get', 'download', recipe.package] as const;
  // The lists may be absent or old: refresh them only when the download alone does not work.
  let { code } = await run(download, options);
  if (code !== 0) {
    await run(['apt-get', 'update'], options);
    ({ code } = await run(download, options));
  }
  if (code !== 0) return code;
  const archives = (await readdir(job.scratch)).filter((file) => file.endsWith('.deb'));
  const unpacked = join(job.scratch, 'unpacked');
  const unpack = await run(['dpkg-deb', '--extract', ...archives, unpacked], options);
  if (unpack.code === 0) await copyFile(join(unpacked, recipe.file), join(job.out, recipe.makes[0]));
  return unpack.code;
}
