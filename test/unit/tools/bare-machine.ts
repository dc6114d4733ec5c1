import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach } from 'vitest';
import type { Machine } from '../../../local/tools/types.ts';

export interface BareMachine {
  /** Its folder, removed after each test. */
  readonly root: () => string;
  /** The machine, which has nothing but what the test puts into its `bin`; with these facts instead of its own. */
  readonly machine: (env?: Record<string, string>, facts?: Partial<Machine>) => Machine;
  /** Puts a shell script into `bin` and answers its path. */
  readonly script: (name: string, body: string) => Promise<string>;
}

/** A machine of its own for each test of the file that calls this. */
export function bareMachine(): BareMachine {
  let root = '';
  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'vigia-tools-'));
    await mkdir(join(root, 'bin'));
  });
  afterEach(() => rm(root, { recursive: true, force: true }));
  return {
    root: () => root,
    machine: (env = {}, facts = {}) => {
      const nothing = { jdkFolders: [], postgresFolders: [], isRoot: false, platform: 'linux-x64' };
      return { ...nothing, cacheRoot: join(root, 'cache'), env: { PATH: join(root, 'bin'), ...env }, ...facts };
    },
    script: async (name, body) => {
      const file = join(root, 'bin', name);
      await writeFile(file, `#!/bin/sh\n${body}\n`);
      await chmod(file, 0o755);
      return file;
    },
  };
}
