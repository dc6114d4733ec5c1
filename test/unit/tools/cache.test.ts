import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rename, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { cacheKey, ensureEntry, type Staging } from '../../../local/tools/cache.ts';

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'vigia-cache-'));
});
afterEach(() => rm(root, { recursive: true, force: true }));

describe('cacheKey', () => {
  test('is the same for the same files and facts', async () => {
    await writeFile(join(root, 'go.mod'), 'module a');
    expect(await cacheKey(root, ['linux-x64'])).toBe(await cacheKey(root, ['linux-x64']));
  });

  test('changes with a file’s content, its name, its place, and with a fact', async () => {
    await writeFile(join(root, 'go.mod'), 'module a');
    const keys = [await cacheKey(root, ['go1.26'])];
    keys.push(await cacheKey(root, ['go1.27']));
    await writeFile(join(root, 'go.mod'), 'module b');
    keys.push(await cacheKey(root, ['go1.26']));
    await rename(join(root, 'go.mod'), join(root, 'go.sum'));
    keys.push(await cacheKey(root, ['go1.26']));
    await mkdir(join(root, 'added'));
    await rename(join(root, 'go.sum'), join(root, 'added', 'go.sum'));
    keys.push(await cacheKey(root, ['go1.26']));
    expect(new Set(keys).size).toBe(keys.length);
  });

  test('follows from the facts alone where there is no folder', async () => {
    expect(await cacheKey(undefined, ['etcd 3.4'])).not.toBe(await cacheKey(undefined, ['etcd 3.5']));
  });
});

describe('ensureEntry', () => {
  const options = { signal: new AbortController().signal, onWait: () => undefined };
  const write = async ({ out }: Staging) => writeFile(join(out, 'server'), 'binary');

  test('builds once, then answers from the cache', async () => {
    const entry = join(root, 'tool', 'key');
    expect(await ensureEntry(entry, options, write)).toBe(true);
    expect(await ensureEntry(entry, options, () => Promise.reject(new Error('built again')))).toBe(false);
    expect(await readdir(join(root, 'tool'))).toEqual(['key']);
  });

  test('a failed build leaves no entry, no staging folder and no lock', async () => {
    const entry = join(root, 'tool', 'key');
    const fail = async (staging: Staging) => {
      await write(staging);
      throw new Error('out of memory');
    };
    await expect(ensureEntry(entry, options, fail)).rejects.toThrow('out of memory');
    expect(await readdir(join(root, 'tool'))).toEqual([]);
  });

  test('two at once build once: the second waits for the first', async () => {
    const entry = join(root, 'tool', 'key');
    const fill = vi.fn(async (staging: Staging) => {
      await new Promise((resolve) => setTimeout(resolve, 50));
      await write(staging);
    });
    const onWait = vi.fn();
    const built = await Promise.all([1, 2].map(() => ensureEntry(entry, { ...options, onWait }, fill)));
    expect(built.sort()).toEqual([false, true]);
    expect(fill).toHaveBeenCalledOnce();
    expect(onWait).toHaveBeenCalledOnce();
  });

  test('what a killed build left behind neither counts as an entry nor blocks the next one', async () => {
    const entry = join(root, 'tool', 'key');
    await mkdir(join(`${entry}.dead.partial`, 'out'), { recursive: true });
    await writeFile(`${entry}.lock`, 'killed');
    await utimes(`${entry}.lock`, new Date(0), new Date(0));
    expect(await ensureEntry(entry, options, write)).toBe(true);
    expect(existsSync(`${entry}.dead.partial`)).toBe(false);
  });
});
