/** Writes a plan as a folder, whole or not at all. */
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, resolve, sep } from 'node:path';
import { type Plan, planJson } from './plan.ts';
import { UsageError } from './usage-error.ts';

const PLAN = 'plan.json';

/**
 * Writes `plan.json` and every artifact. A folder of an earlier plan is replaced; files of earlier plans do not stay.
 * @throws UsageError where the folder holds anything that no plan wrote
 */
export function writePlan(plan: Plan, folder: string): void {
  const target = resolve(folder);
  refuseStrangers(target);
  mkdirSync(dirname(target), { recursive: true });
  // Beside the target: a rename does not cross file systems.
  const fresh = mkdtempSync(join(dirname(target), `.${basename(target)}-`));
  try {
    for (const { path, content } of [{ path: PLAN, content: planJson(plan) }, ...plan.artifacts]) {
      const file = inside(fresh, path);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, content);
    }
    if (existsSync(target)) rmSync(target, { recursive: true });
    renameSync(fresh, target);
  } finally {
    rmSync(fresh, { recursive: true, force: true });
  }
}

/** A name in a plan, such as a ConfigMap's key, is not trusted to stay in the folder. */
function inside(folder: string, path: string): string {
  const file = resolve(folder, path);
  if (!file.startsWith(folder + sep)) throw new Error(`The artifact ${path} would be outside the folder.`);
  return file;
}

function refuseStrangers(target: string): void {
  const files = filesIn(target);
  if (files.length === 0) return;
  const ours = new Set([PLAN, ...pathsOf(join(target, PLAN))]);
  const stranger = files.find((file) => !ours.has(file));
  if (stranger === undefined) return;
  throw new UsageError(
    `${target} holds ${stranger}, which no earlier plan wrote, and would be replaced. Give an empty folder, or one that does not exist yet.`,
  );
}

function filesIn(folder: string): string[] {
  if (!existsSync(folder)) return [];
  try {
    return readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => !entry.isDirectory())
      .map((entry) =>
        join(entry.parentPath, entry.name)
          .slice(folder.length + 1)
          .split(sep)
          .join('/'),
      );
  } catch {
    throw new UsageError(`${folder} is not a folder. Give one that is empty, or does not exist yet.`);
  }
}

/** The paths that an earlier plan wrote; none where it is no plan of ours. */
function pathsOf(file: string): string[] {
  try {
    const { artifacts }: { artifacts: readonly { readonly path: string }[] } = JSON.parse(readFileSync(file, 'utf8'));
    return artifacts.map(({ path }) => path);
  } catch {
    return [];
  }
}
