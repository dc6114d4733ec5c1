import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { cacheKey } from './cache.ts';
import { isLinux, NODE_TOOLS, RECIPES, SYSTEM_PACKAGES } from './catalogue.ts';
import { probeDebian } from './debian.ts';
import { findInstalled } from './find.ts';
import { probeGo } from './go.ts';
import { mavenCommand, probeMaven } from './maven.ts';
import { probePython } from './python.ts';
import type { Recipe, SystemPackage } from './recipe.ts';
import { missingPackage } from './system.ts';
import type { Machine, Source, Tool, ToolName } from './types.ts';

/** One build to run: `entry` is the cache folder that it will fill. */
export interface Step {
  readonly recipe: Recipe;
  /** The committed module files. */
  readonly folder: string;
  readonly entry: string;
  readonly names: readonly ToolName[];
}

export interface Plan {
  readonly ready: readonly Tool[];
  readonly steps: readonly Step[];
  readonly installs: readonly SystemPackage[];
  /** What a person has to install first; nothing is built while this is not empty. */
  readonly missing: readonly string[];
}

/** Looks for every tool and for all that building the others needs, and builds nothing. */
export async function plan(wanted: readonly ToolName[], machine: Machine): Promise<Plan> {
  const foreign = isLinux(machine.platform) ? [] : wanted.filter((name) => NODE_TOOLS.includes(name));
  const names = wanted.filter((name) => !foreign.includes(name));
  const found = await Promise.all(names.map((name) => findInstalled(name, machine)));
  const ready: Tool[] = found.filter((tool) => tool !== undefined && 'path' in tool);
  const missing = foreign.length > 0 ? [onlyOnLinux(foreign)] : [];
  missing.push(...found.flatMap((tool) => (tool && 'missing' in tool ? [tool.missing] : [])));
  const absent = new Set(names.filter((_, index) => found[index] === undefined));
  const steps: Step[] = [];
  for (const recipe of RECIPES) {
    const made = recipe.makes.filter((name) => absent.has(name));
    if (made.length === 0) continue;
    const folder = join(import.meta.dirname, recipe.name);
    const probe = await probeRecipe(recipe, folder, machine);
    missing.push(...probe.missing);
    if (probe.missing.length > 0) {
      missing.push(...probe.toBuild);
      continue;
    }
    const { kind, ...flags } = recipe;
    // A Debian recipe is all in the catalogue: it has no folder of its own.
    const files = kind === 'debian' ? undefined : folder;
    const key = await cacheKey(files, [JSON.stringify(flags), machine.platform, ...probe.facts]);
    const step = { recipe, folder, entry: join(machine.cacheRoot, recipe.name, key), names: made };
    if (existsSync(step.entry)) ready.push(...toolsOf(step, machine, 'cache', 0));
    else if (probe.toBuild.length > 0) missing.push(...probe.toBuild);
    else steps.push(step);
  }
  const installs = SYSTEM_PACKAGES.filter(({ tool }) => absent.has(tool));
  missing.push(...installs.flatMap((system) => missingPackage(system, machine) ?? []));
  return { ready, steps, installs, missing: [...new Set(missing)] };
}

function onlyOnLinux(names: readonly ToolName[]): string {
  return `Linux, for ${names.join(', ')}: a node of a cluster runs nowhere else. Every test that needs no cluster runs without it`;
}

/** `missing` is needed to run or to know the cache entry, `toBuild` only where there is none. */
async function probeRecipe(
  recipe: Recipe,
  folder: string,
  machine: Machine,
): Promise<{ missing: string[]; toBuild: string[]; facts: string[] }> {
  if (recipe.kind === 'go') return { ...(await probeGo(recipe, folder, machine)), toBuild: [] };
  if (recipe.kind === 'python') return { ...(await probePython(recipe, machine)), toBuild: [] };
  if (recipe.kind === 'debian') return { ...(await probeDebian(recipe, machine)), facts: [] };
  return { ...probeMaven(recipe, machine), facts: [] };
}

/** The tools of a filled cache entry. */
export function toolsOf(step: Step, machine: Machine, source: Source, seconds: number): Tool[] {
  const { recipe, entry } = step;
  return step.names.map((name) => {
    const path = pathOf(recipe, entry, name);
    const command = recipe.kind === 'maven' ? mavenCommand(recipe, entry, machine) : [path];
    return { name, path, version: recipe.version, source, seconds, command };
  });
}

function pathOf(recipe: Recipe, entry: string, name: ToolName): string {
  if (recipe.kind === 'maven') return entry;
  return join(entry, recipe.kind === 'python' ? recipe.program : name);
}
