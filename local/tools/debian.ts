import { existsSync } from 'node:fs';
import { appendFile, cp, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { apt } from './apt.ts';
import { onPath } from './machine.ts';
import type { DebianRecipe } from './recipe.ts';
import { run } from './run.ts';
import type { Job, Machine } from './types.ts';

/** What is missing to run the binaries; `toBuild` is missing to take them out of their package. */
export async function probeDebian(recipe: DebianRecipe, machine: Machine): Promise<{ missing: string[]; toBuild: string[] }> {
  if (!onPath(machine, 'apt-get') || !onPath(machine, 'dpkg-deb')) {
    return { missing: [], toBuild: [`${recipe.name} ${recipe.version} or newer ${recipe.elsewhere}`] };
  }
  const installed = await Promise.all(recipe.libraries.map((library) => isInstalled(library, machine)));
  const absent = recipe.libraries.filter((_, index) => !installed[index]);
  const missing = absent.map((library) => `${library}, which ${recipe.name} needs to run: sudo apt-get install ${library}`);
  return { missing, toBuild: [] };
}

async function isInstalled(library: string, { env }: Machine): Promise<boolean> {
  const query = ['dpkg-query', '--show', '--showformat=$' + '{db:Status-Status}', library] as const;
  const outcome = await run(query, { env, signal: AbortSignal.timeout(10_000) }).catch(() => undefined);
  return outcome?.code === 0 && outcome.output === 'installed';
}

/** Downloads the package, which apt verifies, and keeps its binaries; needs no rights of root where the package lists are there. */
export async function buildDebian(recipe: DebianRecipe, job: Job): Promise<number> {
  const download = await apt(['download', recipe.package], job, job.scratch);
  if (download !== 0) return download;
  const archives = (await readdir(job.scratch)).filter((file) => file.endsWith('.deb'));
  const unpacked = join(job.scratch, 'unpacked');
  const options = { cwd: job.scratch, env: job.machine.env, signal: job.signal, log: job.log };
  const unpack = await run(['dpkg-deb', '--extract', ...archives, unpacked], options);
  if (unpack.code !== 0) return unpack.code;
  for (const [tool, file] of Object.entries(recipe.files)) {
    if (!existsSync(join(unpacked, file))) {
      await appendFile(job.log, `${archives.join(' and ')} has no ${file}, which local/tools/catalogue names.\n`);
      return 1;
    }
    await cp(join(unpacked, file), join(job.out, tool), { recursive: true });
  }
  return 0;
}
