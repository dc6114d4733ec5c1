import { mkdir, readFile, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { ensureEntry } from './cache.ts';
import { buildDebian } from './debian.ts';
import { BuildError } from './errors.ts';
import { buildGo } from './go.ts';
import { buildMaven } from './maven.ts';
import { type Step, toolsOf } from './plan.ts';
import { timed } from './progress.ts';
import { buildPython } from './python.ts';
import type { SystemPackage } from './recipe.ts';
import { installPackage } from './system.ts';
import type { Job, Machine, Tool } from './types.ts';

export interface Context {
  readonly machine: Machine;
  readonly signal: AbortSignal;
  readonly report: (line: string) => void;
  /** Such as `(1 of 5)`. */
  readonly position: string;
}

/** Builds one recipe into the cache, unless another process does so meanwhile. */
export async function buildStep(step: Step, { machine, signal, report, position }: Context): Promise<Tool[]> {
  const what = `${step.recipe.name} ${step.recipe.version}`;
  const log = `${step.entry}.log`;
  const onWait = () => report(`[tools] ${what}: another process is building it, waiting for that`);
  const { result: built, seconds } = await timed(`building ${what} ${position}`, report, () =>
    ensureEntry(step.entry, { signal, onWait }, async (staging) => {
      await rm(log, { force: true });
      const code = await buildRecipe(step, { machine, signal, log, ...staging });
      if (code !== 0) throw await failure(what, code, log);
    }),
  );
  report(`[tools] ${what} ${built ? 'built' : 'was built by another process'} in ${seconds} s`);
  return toolsOf(step, machine, built ? 'built' : 'cache', built ? seconds : 0);
}

function buildRecipe({ recipe, folder }: Step, job: Job): Promise<number> {
  if (recipe.kind === 'go') return buildGo(recipe, folder, job);
  if (recipe.kind === 'python') return buildPython(recipe, folder, job);
  return recipe.kind === 'debian' ? buildDebian(recipe, job) : buildMaven(recipe, folder, job);
}

/** Installs a tool with the system's package manager. */
export async function installStep(wanted: SystemPackage, { machine, signal, report, position }: Context): Promise<Tool[]> {
  const name = wanted.tool;
  const log = join(machine.cacheRoot, name, 'install.log');
  await mkdir(dirname(log), { recursive: true });
  await rm(log, { force: true });
  const { result, seconds } = await timed(`installing ${name} ${position}`, report, () =>
    installPackage(wanted, { machine, signal, log }),
  );
  if (typeof result === 'number') throw await failure(name, result, log);
  report(`[tools] ${name} ${result.version} installed in ${seconds} s`);
  return [{ ...result, seconds }];
}

async function failure(what: string, code: number, log: string): Promise<BuildError> {
  const text = await readFile(log, 'utf8').catch(() => '');
  return new BuildError(what, `exit code ${code}`, log, text.trimEnd().split('\n').filter(Boolean).slice(-20));
}
