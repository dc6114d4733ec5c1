/** Writes a folder of files, whole or not at all, and over nobody's work. */
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, resolve, sep } from 'node:path';
import { UsageError } from './usage-error.ts';

export interface Folder {
  /** The file that tells what belongs to the folder: JSON whose `artifacts` have the paths of all others. */
  readonly index: { readonly path: string; readonly content: string };
  readonly artifacts: readonly { readonly path: string; readonly content: string }[];
  /** What the folder is, in a word. */
  readonly what: string;
}

/**
 * A folder that an earlier run wrote is replaced; files of earlier ones do not stay.
 * @throws UsageError where the folder holds anything that no run wrote
 */
export function writeFolder({ index, artifacts, what }: Folder, folder: string): void {
  const target = resolve(folder);
  refuseStrangers(target, index.path, what);
  mkdirSync(dirname(target), { recursive: true });
  // Beside the target: a rename does not cross file systems.
  const fresh = mkdtempSync(join(dirname(target), `.${basename(target)}-`));
  try {
    for (const { path, content } of [index, ...artifacts]) {
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

/** A name, such as a ConfigMap's key, is not trusted to stay in the folder. */
function inside(folder: string, path: string): string {
  const file = resolve(folder, path);
  if (!file.startsWith(folder + sep)) throw new Error(`The artifact ${path} would be outside the folder.`);
  return file;
}

function refuseStrangers(target: string, index: string, what: string): void {
  const files = filesIn(target);
  if (files.length === 0) return;
  const ours = new Set([index, ...pathsOf(join(target, index))]);
  const stranger = files.find((file) => !ours.has(file));
  if (stranger === undefined) return;
  throw new UsageError(
    `${target} holds ${stranger}, which no earlier ${what} wrote, and would be replaced. Give an empty folder, or one that does not exist yet.`,
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

/** The paths that an earlier run wrote; none where the file is none of ours. */
function pathsOf(file: string): string[] {
  try {
    const { artifacts }: { artifacts: readonly { readonly path: string }[] } = JSON.parse(readFileSync(file, 'utf8'));
    return artifacts.map(({ path }) => path);
  } catch {
    return [];
  }
}
