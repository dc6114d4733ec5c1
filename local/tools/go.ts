import { chmod, copyFile, cp, mkdir } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { onPath } from './machine.ts';
import type { Addition, Companions, GoRecipe } from './recipe.ts';
import { run } from './run.ts';
import type { Job, Machine } from './types.ts';

/** What is missing to build this recipe, and what besides its files decides the result. */
export async function probeGo(recipe: GoRecipe, folder: string, machine: Machine): Promise<{ missing: string[]; facts: string[] }> {
  if (!onPath(machine, 'go')) {
    return {
      missing: [`Go 1.26 or newer, for ${recipe.makes.join(', ')}: install it from https://go.dev/dl/ and put it on the PATH`],
      facts: [],
    };
  }
  // In the module's folder, so that a Go that is too old for it says so (or fetches the right one, where that is allowed).
  const { code, output } = await run(['go', 'version'], { cwd: folder, env: machine.env });
  if (code !== 0) return { missing: [`a newer Go for ${recipe.makes.join(', ')}: ${output.trim()}`], facts: [] };
  return { missing: [], facts: [output.trim(), machine.env.GOFLAGS ?? ''] };
}

/** Builds the recipe's packages into `job.out`, with the versions and checksums that its go.mod and go.sum pin. */
export async function buildGo(recipe: GoRecipe, folder: string, job: Job): Promise<number> {
  // Static binaries: they also run in an image that holds nothing else.
  const env = { ...job.machine.env, CGO_ENABLED: '0', GOTMPDIR: job.scratch, GOWORK: 'off' };
  const go = (...args: string[]) => run(['go', ...args], { cwd: folder, env, signal: job.signal, log: job.log });
  const modfile = join(job.scratch, 'go.mod');
  await copyFile(join(folder, 'go.mod'), modfile);
  await copyFile(join(folder, 'go.sum'), join(job.scratch, 'go.sum'));
  for (const addition of recipe.additions) {
    const code = await addFiles(addition, folder, modfile, job, env);
    if (code !== 0) return code;
  }
  const flags = [`-modfile=${modfile}`, '-mod=readonly', '-trimpath', ...recipe.flags, `-ldflags=${recipe.ldflags}`];
  const { code } = await go('build', ...flags, '-o', `${job.out}/`, ...recipe.packages);
  if (code !== 0 || !recipe.companions) return code;
  return copyCompanions(recipe.companions, folder, modfile, job, env);
}

/** The folder of a module's verified download, or the exit code of what failed. */
async function moduleFolder(
  module: string,
  folder: string,
  modfile: string,
  job: Job,
  env: Machine['env'],
): Promise<string | number> {
  const options = { cwd: folder, env, signal: job.signal };
  const download = await run(['go', 'mod', 'download', `-modfile=${modfile}`, module], { ...options, log: job.log });
  if (download.code !== 0) return download.code;
  const flags = [`-modfile=${modfile}`, '-mod=readonly'];
  const where = await run(['go', 'list', ...flags, '-m', '-f', '{{.Dir}}', module], options);
  return where.code === 0 ? where.output.trim() : where.code;
}

async function copyCompanions(
  companions: Companions,
  folder: string,
  modfile: string,
  job: Job,
  env: Machine['env'],
): Promise<number> {
  const source = await moduleFolder(companions.module, folder, modfile, job, env);
  if (typeof source === 'number') return source;
  for (const file of companions.files) {
    const target = join(job.out, basename(file));
    await copyFile(join(source, file), target);
    await chmod(target, 0o755); // a module's files are neither writable nor executable
  }
  return 0;
}

/**
 * Replaces a module by a copy with files added. Go's own `-overlay` would be shorter, but refuses files in the module cache.
 * The copy comes from the verified download, so go.sum still vouches for all but the added files.
 */
async function addFiles(addition: Addition, folder: string, modfile: string, job: Job, env: Machine['env']): Promise<number> {
  const options = { cwd: folder, env, signal: job.signal };
  const source = await moduleFolder(addition.module, folder, modfile, job, env);
  if (typeof source === 'number') return source;
  const copy = join(job.scratch, 'module', addition.module);
  await cp(source, copy, { recursive: true });
  await run(['chmod', '-R', 'u+w', copy], options); // the module cache is read-only, and so is a copy of it
  for (const [target, added] of Object.entries(addition.files)) {
    await mkdir(dirname(join(copy, target)), { recursive: true });
    await copyFile(join(folder, added), join(copy, target));
  }
  const replace = `-replace=${addition.module}=${copy}`;
  return (await run(['go', 'mod', 'edit', replace, modfile], { ...options, log: job.log })).code;
}
