import { createHash, randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { type LockOptions, withLock } from './lock.ts';

const STAGING = '.partial';

/**
 * A key that changes with any file below `folder` (its name or its content) and with any of `facts` (flags, compiler, platform).
 * Without a folder only the facts count.
 */
export async function cacheKey(folder: string | undefined, facts: readonly string[]): Promise<string> {
  const hash = createHash('sha256');
  const entries = folder === undefined ? [] : await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  for (const file of files.sort()) {
    const content = await readFile(file);
    // Lengths keep a byte moved from one file to the next from going unnoticed.
    hash.update(JSON.stringify([file.slice(folder?.length), content.length])).update(content);
  }
  return hash.update(JSON.stringify(facts)).digest('hex').slice(0, 16);
}

export interface Staging {
  /** Becomes the cache entry. */
  readonly out: string;
  /** For intermediate files. */
  readonly scratch: string;
}

/**
 * Makes sure that the cache entry `folder` exists: `fill` builds it in a folder beside it, which is renamed when `fill` succeeds.
 * An entry is therefore complete or absent, whatever is killed when. Answers whether this call built it.
 */
export async function ensureEntry(
  folder: string,
  options: LockOptions,
  fill: (staging: Staging) => Promise<void>,
): Promise<boolean> {
  if (existsSync(folder)) return false;
  await mkdir(dirname(folder), { recursive: true });
  return withLock(`${folder}.lock`, options, async () => {
    if (existsSync(folder)) return false;
    await removeLeftovers(folder);
    const staging = `${folder}.${randomUUID().slice(0, 8)}${STAGING}`;
    const [out, scratch] = [join(staging, 'out'), join(staging, 'scratch')];
    try {
      await mkdir(out, { recursive: true });
      await mkdir(scratch);
      await fill({ out, scratch });
      await publish(out, folder);
      return true;
    } finally {
      await rm(staging, { recursive: true, force: true, maxRetries: 3 });
    }
  });
}

/** A folder cannot be renamed onto one that has files: whoever comes second keeps the first one's work. */
async function publish(out: string, folder: string): Promise<void> {
  await rename(out, folder).catch((error: unknown) => {
    if (!existsSync(folder)) throw error;
  });
}

/** Staging folders of builds that were killed: we hold the lock, so nobody is in them. */
async function removeLeftovers(folder: string): Promise<void> {
  const parent = dirname(folder);
  const leftovers = (await readdir(parent)).filter((name) => name.startsWith(`${basename(folder)}.`) && name.endsWith(STAGING));
  await Promise.all(leftovers.map((name) => rm(join(parent, name), { recursive: true, force: true })));
}
