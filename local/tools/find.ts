import { realpathSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { FOLDERS, PATH_NAMES, RECIPES, SHIPPED_WITH, SYSTEM_PACKAGES, VERSION_ARGS } from './catalogue.ts';
import { isExecutable, list, onPath } from './machine.ts';
import { run } from './run.ts';
import type { Machine, Source, Tool, ToolName } from './types.ts';
import { atLeast, parseVersion } from './version.ts';

/** The version this platform wants of a tool. */
export function wantedVersion(name: ToolName): string | undefined {
  const source = RECIPES.find((recipe) => recipe.makes.includes(name)) ?? SYSTEM_PACKAGES.find(({ tool }) => tool === name);
  return source?.version;
}

/** The environment variable that names an executable to use instead, whatever its version. */
export function overrideVariable(name: ToolName): string {
  return `VIGIA_${name.toUpperCase().replaceAll('-', '_')}_BIN`;
}

/** A tool the person already has: the one an environment variable names, else one that is new enough on the PATH. */
export async function findInstalled(name: ToolName, machine: Machine): Promise<Tool | { missing: string } | undefined> {
  const variable = overrideVariable(name);
  const override = machine.env[variable];
  if (override) {
    const program = FOLDERS[name];
    if (!isExecutable(program ? join(override, program) : override)) {
      const what = program ? `a folder with an executable ${program}` : 'an executable';
      return { missing: `${what} at ${override}, which ${variable} names: correct it or unset it` };
    }
    return installed(name, override, (await versionOf(name, override, machine)) ?? 'unknown', 'env');
  }
  const wanted = wantedVersion(name);
  for (const file of candidates(name, machine)) {
    const version = await versionOf(name, file, machine);
    if (version && wanted && atLeast(version, wanted)) return installed(name, file, version, 'path');
  }
  return undefined;
}

function candidates(name: ToolName, machine: Machine): string[] {
  if (name === 'postgres') return postgresServers(machine);
  const file = PATH_NAMES[name] && onPath(machine, PATH_NAMES[name]);
  return file ? [file] : [];
}

/** Debian keeps `postgres` off the PATH, in one folder per major version; elsewhere it lies beside the `psql` that the PATH links to. */
function postgresServers(machine: Machine): string[] {
  const beside = ['psql', 'pg_config'].flatMap((name) => {
    const file = onPath(machine, name);
    return file ? [join(dirname(realpathSync(file)), 'postgres')] : [];
  });
  const versions = machine.postgresFolders.flatMap(list).filter((folder) => /[/@]\d+$/.test(folder));
  const newestFirst = versions.sort((a, b) => b.localeCompare(a, 'en', { numeric: true }));
  const known = newestFirst.map((folder) => join(folder, 'bin/postgres'));
  return [onPath(machine, 'postgres'), ...beside, ...known].filter((file) => file !== undefined).filter(isExecutable);
}

async function versionOf(name: ToolName, file: string, machine: Machine): Promise<string | undefined> {
  const sibling = SHIPPED_WITH[name];
  if (sibling) return versionOf(sibling, join(dirname(realpathSync(file)), sibling), machine);
  const options = { env: machine.env, signal: AbortSignal.timeout(10_000) };
  const outcome = await run([file, ...(VERSION_ARGS[name] ?? ['--version'])], options).catch(() => undefined);
  return outcome && parseVersion(outcome.output);
}

/**
 * The real path: what a server needs beside it (initdb, pg_ctl) lies there, not beside a link. But a link of another name is kept:
 * iptables is one to a program that does what it is called.
 */
function installed(name: ToolName, file: string, version: string, source: Source): Tool {
  const real = realpathSync(file);
  const path = basename(real) === basename(file) ? real : file;
  return { name, path, version, source, seconds: 0, command: [path] };
}
