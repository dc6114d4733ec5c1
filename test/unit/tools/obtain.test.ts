import { existsSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { BuildError, MissingToolError } from '../../../local/tools/errors.ts';
import { obtain } from '../../../local/tools/obtain.ts';
import type { Machine } from '../../../local/tools/types.ts';

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'vigia-tools-'));
  await mkdir(join(root, 'bin'));
});
afterEach(() => rm(root, { recursive: true, force: true }));

/** A machine that has nothing but what the test puts into its `bin`. */
function machine(env: Record<string, string> = {}): Machine {
  const nothing = { jdkFolders: [], postgresFolders: [], isRoot: false };
  return { ...nothing, cacheRoot: join(root, 'cache'), platform: 'linux-x64', env: { PATH: join(root, 'bin'), ...env } };
}

async function script(name: string, body: string): Promise<string> {
  const file = join(root, 'bin', name);
  await writeFile(file, `#!/bin/sh\n${body}\n`);
  await chmod(file, 0o755);
  return file;
}

describe('what is missing', () => {
  test('is reported together, and nothing is built', async () => {
    const onProgress = vi.fn();
    const error = await obtain(['prometheus', 'opensearch', 'postgres'], machine(), { onProgress }).catch((e: unknown) => e);
    expect(error).toBeInstanceOf(MissingToolError);
    const missing = (error as MissingToolError).missing.join('\n');
    for (const sentence of [/^Go 1\.26/m, /^a JDK 21/m, /^Maven/m, /^PostgreSQL 15/m]) expect(missing).toMatch(sentence);
    expect(onProgress).not.toHaveBeenCalled();
    await expect(readdir(join(root, 'cache'))).rejects.toThrow('ENOENT');
  });

  test('an override that names no executable says which variable to correct', async () => {
    await expect(obtain(['prometheus'], machine({ VIGIA_PROMETHEUS_BIN: '/nowhere' }))).rejects.toThrow(
      /\/nowhere.*VIGIA_PROMETHEUS_BIN/,
    );
  });
});

describe('what is there already', () => {
  test('a server on the PATH is used when it is new enough', async () => {
    await script('prometheus', 'echo "prometheus, version 3.17.1 (branch: HEAD)"');
    const { prometheus } = await obtain(['prometheus'], machine());
    expect(prometheus).toMatchObject({ source: 'path', version: '3.17.1', seconds: 0, command: [join(root, 'bin', 'prometheus')] });
  });

  test('an older one is not', async () => {
    await script('prometheus', 'echo "prometheus, version 2.42.0"');
    await expect(obtain(['prometheus'], machine())).rejects.toThrow(MissingToolError);
  });

  test('an override is used whatever its version', async () => {
    const file = await script('mine', 'echo unreleased');
    const { otelcol } = await obtain(['otelcol'], machine({ VIGIA_OTELCOL_BIN: file }));
    expect(otelcol).toMatchObject({ source: 'env', version: 'unknown', path: file });
  });
});

test('a failed build shows the end of its output, keeps the log, and leaves nothing in the cache', async () => {
  await script('go', 'if [ "$1" = version ]; then echo go version go1.26.0; else echo "tempo.go:1: undefined: x" >&2; exit 2; fi');
  const error = await obtain(['tempo'], machine()).catch((e: unknown) => e);
  expect(error).toBeInstanceOf(BuildError);
  expect((error as BuildError).message).toMatch(/^Building tempo 1\.5\.0 failed: exit code 2\..*undefined: x.*\.log$/s);
  const left = await readdir(join(root, 'cache', 'tempo'));
  expect(left).toEqual([expect.stringMatching(/\.log$/)]);
});

test('an abort ends the build and all that it started', async () => {
  const beats = join(root, 'beats');
  await script(
    'go',
    `if [ "$1" = version ]; then echo go; else (while :; do echo x >> ${beats}; /bin/sleep 0.02; done) & wait; fi`,
  );
  const stop = new AbortController();
  const building = obtain(['tempo'], machine(), { signal: stop.signal });
  await vi.waitFor(() => expect(existsSync(beats)).toBe(true));
  stop.abort(new Error('Stopped.'));
  await expect(building).rejects.toThrow('Stopped.');
  // A process id would not do: an init that reaps slowly keeps the dead one listed.
  const { size } = await stat(beats);
  await sleep(150);
  expect((await stat(beats)).size).toBe(size);
  expect((await readdir(join(root, 'cache', 'tempo'))).filter((name) => !name.endsWith('.log'))).toEqual([]);
});
