import { execFileSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { obtain } from '../../../local/tools/obtain.ts';
import { bareMachine } from './bare-machine.ts';

const { root, machine, script } = bareMachine();

/** A Python that says this of itself, and whose environments hold a Python that prints its arguments. */
const python = (says: string) =>
  script(
    'python3',
    `case "$1 $2" in
  -c*) ${says};;
  '-m venv') /bin/mkdir -p "$3/bin" && printf '#!/bin/sh\\necho "$@" | /usr/bin/tee -a ${join(root(), 'calls')}\\n' > "$3/bin/python" && /bin/chmod 755 "$3/bin/python";;
  *) exit 2;;
esac`,
  );

describe('a server in Python', () => {
  test('is an environment with exactly the pinned packages, and starts from where the cache keeps it', async () => {
    await python('echo 3.12.1 /usr');
    const { moto } = await obtain(['moto'], machine());
    expect(moto.path).toMatch(/cache\/moto\/[0-9a-f]{16}\/moto_server$/);
    expect(await readFile(join(root(), 'calls'), 'utf8')).toMatch(
      /^-m pip install --no-deps --require-hashes --only-binary=:all: .*--requirement \S+local\/tools\/moto\/requirements\.txt\n$/,
    );
    expect(execFileSync(moto.path, ['-p', '5000'], { encoding: 'utf8' })).toBe('-I -m moto.server -p 5000\n');
    expect((await obtain(['moto'], machine())).moto).toMatchObject({ source: 'cache', path: moto.path });
  });

  test('is made anew for another Python', async () => {
    await python('echo 3.12.1 /usr');
    const before = await obtain(['moto'], machine());
    await python('echo 3.12.1 /opt/python');
    const after = await obtain(['moto'], machine());
    expect(after.moto).toMatchObject({ source: 'built' });
    expect(after.moto.path).not.toBe(before.moto.path);
  });

  test.each([
    ['none', undefined, 'Python 3.10 or newer as python3 on the PATH, for moto: https://'],
    ['an older one', 'echo 3.9.18 /usr', 'Python 3.10 or newer as python3 on the PATH, for moto, not 3.9.18: https://'],
    ['one without environments', 'exit 1', 'for moto, with its modules ensurepip and venv: https://'],
  ])('asks for Python where there is %s', async (_, says, sentence) => {
    if (says) await python(says);
    await expect(obtain(['moto'], machine())).rejects.toThrow(sentence);
  });

  test('fails where a package is not the one that was pinned', async () => {
    await script(
      'python3',
      `case "$2" in
  venv) /bin/mkdir -p "$3/bin" && printf '#!/bin/sh\\necho THESE PACKAGES DO NOT MATCH THE HASHES; exit 1\\n' > "$3/bin/python" && /bin/chmod 755 "$3/bin/python";;
  *) echo 3.12.1 /usr;;
esac`,
    );
    await expect(obtain(['moto'], machine())).rejects.toThrow(/Building moto 5\.2\.5 failed: exit code 1.*DO NOT MATCH/s);
  });
});

test('every package of the AWS emulator is pinned by its sum, and says nothing of where it is fetched', async () => {
  const file = join(import.meta.dirname, '../../../local/tools/moto/requirements.txt');
  const lines = (await readFile(file, 'utf8')).trimEnd().replaceAll(' \\\n', ' ').split('\n');
  expect(lines.length).toBeGreaterThan(20);
  for (const line of lines) expect(line).toMatch(/^[a-z0-9-]+==[0-9.a-z]+( ; [^;]+?)?(\s+--hash=sha256:[0-9a-f]{64})+$/);
  expect(lines.find((line) => line.startsWith('moto=='))).toMatch(/^moto==5\.2\.5 /);
});
