import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { onPath } from './machine.ts';
import type { PythonRecipe } from './recipe.ts';
import { run } from './run.ts';
import type { Job, Machine } from './types.ts';
import { atLeast, parseVersion } from './version.ts';

/** Debian ships Python without what makes an environment: only a try tells. */
const PROBE = 'import sys, ensurepip, venv; print(sys.version.split()[0], sys.base_prefix)';

/** What is missing to build this recipe, and what besides its files decides the result. */
export async function probePython(recipe: PythonRecipe, machine: Machine): Promise<{ missing: string[]; facts: string[] }> {
  const wanted = `Python ${recipe.python} or newer as python3 on the PATH, for ${recipe.name}`;
  const instruction = "https://www.python.org/downloads/, or your system's packages python3 and python3-venv";
  if (!onPath(machine, 'python3')) return { missing: [`${wanted}: ${instruction}`], facts: [] };
  const { code, output } = await run(['python3', '-c', PROBE], { env: machine.env });
  if (code !== 0) return { missing: [`${wanted}, with its modules ensurepip and venv: ${instruction}`], facts: [] };
  const version = parseVersion(output) ?? '0.0';
  if (!atLeast(version, recipe.python)) return { missing: [`${wanted}, not ${version}: ${instruction}`], facts: [] };
  return { missing: [], facts: [output.trim()] };
}

/** Makes an environment with the packages that requirements.txt pins by their sums, and a program beside it that starts the module. */
export async function buildPython(recipe: PythonRecipe, folder: string, job: Job): Promise<number> {
  const options = { env: job.machine.env, signal: job.signal, log: job.log };
  const venv = join(job.out, 'venv');
  const made = await run(['python3', '-m', 'venv', venv], options);
  if (made.code !== 0) return made.code;
  // Wheels only: building from source would run code of packages, and want a compiler.
  const flags = ['--no-deps', '--require-hashes', '--only-binary=:all:', '--disable-pip-version-check', '--no-input'];
  const pip = ['-m', 'pip', 'install', ...flags, '--requirement', join(folder, 'requirements.txt')];
  const installed = await run([join(venv, 'bin/python'), ...pip], options);
  if (installed.code !== 0) return installed.code;
  // pip's own start script names the folder that it was made in, which is moved into the cache.
  const script = `#!/bin/sh\nexec "$(dirname "$0")/venv/bin/python" -I -m ${recipe.module} "$@"\n`;
  await writeFile(join(job.out, recipe.program), script, { mode: 0o755 });
  return 0;
}
