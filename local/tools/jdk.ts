import { readFileSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { isExecutable, list, onPath } from './machine.ts';
import type { Machine } from './types.ts';

export interface Jdk {
  readonly home: string;
  readonly version: string;
}

/** The JDK to use: JAVA_HOME, then the PATH's, then the newest installed one; the first that is of these versions and has a compiler. */
export function findJdk(
  machine: Machine,
  { from, to = Number.POSITIVE_INFINITY }: { readonly from: number; readonly to?: number },
): Jdk | undefined {
  const java = onPath(machine, 'java');
  const installed = machine.jdkFolders.flatMap(list).flatMap((home) => [home, join(home, 'Contents/Home')]);
  const newestFirst = installed.flatMap(readJdk).sort((a, b) => Number.parseFloat(b.version) - Number.parseFloat(a.version));
  const preferred = [machine.env.JAVA_HOME, java && dirname(dirname(realpathSync(java)))];
  return [...preferred.flatMap((home) => (home ? readJdk(home) : [])), ...newestFirst].find(({ version }) => {
    const major = Number.parseInt(version, 10);
    return major >= from && major <= to;
  });
}

/** Reads the `release` file that every JDK carries: no process to start. */
function readJdk(home: string): Jdk[] {
  try {
    const version = /^JAVA_VERSION="([^"]+)"/m.exec(readFileSync(join(home, 'release'), 'utf8'))?.[1] ?? '';
    const complete = isExecutable(join(home, 'bin/java')) && isExecutable(join(home, 'bin/javac'));
    return complete ? [{ home, version: version }] : [];
  } catch {
    return [];
  }
}
