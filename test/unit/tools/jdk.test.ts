import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { findJdk } from '../../../local/tools/jdk.ts';
import type { Machine } from '../../../local/tools/types.ts';

const folder = mkdtempSync(join(tmpdir(), 'vigia-jdks-'));
afterAll(() => rmSync(folder, { recursive: true }));

for (const version of ['17.0.14', '21.0.6', '25.0.1']) {
  const home = join(folder, `jdk-${version}`);
  mkdirSync(join(home, 'bin'), { recursive: true });
  writeFileSync(join(home, 'release'), `JAVA_VERSION="${version}"\n`);
  for (const name of ['java', 'javac']) writeFileSync(join(home, 'bin', name), '', { mode: 0o755 });
}

const machine = (env: Machine['env'] = {}): Machine => ({
  env: { PATH: '', ...env },
  cacheRoot: folder,
  jdkFolders: [folder],
  postgresFolders: [],
  platform: 'linux-x64',
  isRoot: false,
});

describe('the JDK that is chosen', () => {
  test('is the newest that is new enough', () => {
    expect(findJdk(machine(), { from: 21 })?.version).toBe('25.0.1');
  });

  test('is not newer than the server can take', () => {
    expect(findJdk(machine(), { from: 17, to: 23 })?.version).toBe('21.0.6');
  });

  test('is the one of JAVA_HOME where that is of the right version, and not otherwise', () => {
    const home = (version: string) => machine({ JAVA_HOME: join(folder, `jdk-${version}`) });
    expect(findJdk(home('17.0.14'), { from: 17, to: 23 })?.version).toBe('17.0.14');
    expect(findJdk(home('25.0.1'), { from: 17, to: 23 })?.version).toBe('21.0.6');
  });

  test('is none where all are too new', () => {
    expect(findJdk(machine(), { from: 11, to: 11 })).toBeUndefined();
  });
});
