import { accessSync, constants, readdirSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import type { Machine } from './types.ts';

/** This machine, as the rest of the module sees it. */
export function thisMachine(env: Machine['env'] = process.env): Machine {
  const home = env.HOME ?? homedir();
  return {
    env,
    cacheRoot: join(env.XDG_CACHE_HOME || join(home, '.cache'), 'vigia', 'tools'),
    jdkFolders: ['/usr/lib/jvm', '/Library/Java/JavaVirtualMachines', join(home, '.sdkman/candidates/java')],
    postgresFolders: ['/usr/lib/postgresql', '/opt/homebrew/opt', '/usr/local/opt'],
    platform: `${process.platform}-${process.arch}`,
    isRoot: process.getuid?.() === 0,
  };
}

/** Whether that is a file this user may run. */
export function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}

/** The first executable of that name on the machine's PATH. */
export function onPath(machine: Pick<Machine, 'env'>, name: string): string | undefined {
  const folders = (machine.env.PATH ?? '').split(delimiter).filter(Boolean);
  return folders.map((folder) => join(folder, name)).find(isExecutable);
}

/** The folders in `folder`, or none when it does not exist. */
export function list(folder: string): string[] {
  try {
    return readdirSync(folder).map((name) => join(folder, name));
  } catch {
    return [];
  }
}
