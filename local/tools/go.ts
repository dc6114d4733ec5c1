import { copyFile, cp, mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Addition, GoRecipe } from './catalogue.ts';
import { onPath } from './machine.ts';
import { run } from './run.ts';
import type { Job, Machine } from './types.ts';

/** What is missing to build this recipe, and what besides its files decides the result. */
export async function probeGo(recipe: GoRecipe, folder: string, machine: Machine): Promise<{ missing: string[]; facts: string[] }> {
  if (!onPath(machine, 'go')) {
    return {
      missing: [`Go 1.26 or newer, for ${recipe.makes.join(' and ')}: install it from https://go.dev/dl/ and put it on the PATH`],
      facts: [],
    };
  }
  // In the module's folder, so that a Go that is too old for it says so (or fetches the right one, where that is allowed).
  const { code, output } = await run(['go', 'version'], { cwd: folder, env: machine.env });
  if (code !== 0) return { missing: [`a newer Go for ${recipe.makes.join(' and ')}: ${output.trim()}`], facts: [] };
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
  return (await go('build', ...flags, '-o', `${job.out}/`, ...recipe.packages)).code;
}

/**
 * Replaces a module by a copy with files added. Go's own `-overlay` would be shorter, but refuses files in the module cache.
 * The copy comes from the verified download, so go.sum still vouches for all but the added files.
 */
async function addFiles(addition: Addition, folder: string, modfile: string, job: Job, env: Machine['env']): Promise<number> {
  const options = { cwd: folder, env, signal: job.signal };
  const flags = [`-modfile=${modfile}`, '-mod=readonly'];
  const download = await run(['go', 'mod', 'download', `-modfile=${modfile}`, addition.module], { ...options, log: job.log });
  if (download.code !== 0) return download.code;
  const where = await run(['go', 'list', ...flags, '-m', '-f', '{{.Dir}}', addition.module], options);
  const copy = join(job.scratch, 'module', addition.module);
  await cp(where.output.trim(), copy, { recursive: true });
  await run(['chmod', '-R', 'u+w', copy], options); // the module cache is read-only, and so is a copy of it
  for (const [target, source] of Object.entries(addition.files)) {
    await mkdir(dirname(join(copy, target)), { recursive: true });
    await copyFile(join(folder, source), join(copy, target));
  }
  const replace = `-replace=${addition.module}=${copy}`;
  return (await run(['go', 'mod', 'edit', replace, modfile], { ...options, log: job.log })).code;
}
