import { chmod, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findGrafana } from '../../../local/tools/grafana.ts';

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'vigia-tools-'));
});
afterEach(() => rm(root, { recursive: true, force: true }));

async function script(path: string, body: string): Promise<string> {
  const file = join(root, path);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, `#!/bin/sh\n${body}\n`);
  await chmod(file, 0o755);
  return file;
}

async function home(path: string): Promise<string> {
  await mkdir(join(root, path, 'conf'), { recursive: true });
  await writeFile(join(root, path, 'conf/defaults.ini'), '');
  return join(root, path);
}

const GRAFANA = 'echo "grafana version 12.4.10"';
const ENGINE = '[ "$*" = "info --format {{.ServerVersion}}" ] && echo 28.2.2';
/** What the client of Docker does without its engine. */
const NO_ENGINE = 'echo; echo "Cannot connect to the Docker daemon" >&2; exit 1';

/** On a machine that has nothing but what the test made in `bin`. */
function find(env: Record<string, string> = {}, homes: readonly string[] = [], patience = 3_000) {
  return findGrafana({ env: { PATH: join(root, 'bin'), ...env } }, { homes, patience });
}

describe('Grafana’s program', () => {
  it('is used with its files beside it, as its archive has them', async () => {
    const path = await script('grafana-12/bin/grafana', GRAFANA);
    const files = await home('grafana-12');
    await mkdir(join(root, 'bin'));
    await symlink(path, join(root, 'bin/grafana'));
    expect(await find()).toEqual({ kind: 'binary', path, home: files });
  });

  it('is used with its files under share, as Homebrew has them', async () => {
    const path = await script('bin/grafana', GRAFANA);
    const files = await home('share/grafana');
    expect(await find()).toEqual({ kind: 'binary', path, home: files });
  });

  it('is used with its files where a package puts them', async () => {
    const path = await script('bin/grafana', GRAFANA);
    const files = await home('usr/share/grafana');
    expect(await find({}, [files])).toEqual({ kind: 'binary', path, home: files });
  });

  it('goes before Docker', async () => {
    await script('bin/grafana', GRAFANA);
    await script('bin/docker', ENGINE);
    await home('share/grafana');
    expect(await find()).toMatchObject({ kind: 'binary' });
  });

  it('is the one that the variable names, whatever its version', async () => {
    const path = await script('mine/bin/grafana', 'echo unreleased');
    const files = await home('mine');
    await script('bin/docker', ENGINE);
    expect(await find({ VIGIA_GRAFANA_BIN: path })).toEqual({ kind: 'binary', path, home: files });
  });

  it('has to be there, with its files, where the variable names it', async () => {
    await script('bin/docker', ENGINE);
    expect(await find({ VIGIA_GRAFANA_BIN: '/nowhere' })).toEqual({
      missing: 'there is no executable at /nowhere, which VIGIA_GRAFANA_BIN names',
    });
    const path = await script('mine/grafana', GRAFANA);
    expect(await find({ VIGIA_GRAFANA_BIN: path })).toEqual({
      missing: `no conf/defaults.ini lies beside ${path}, which VIGIA_GRAFANA_BIN names`,
    });
  });
});

describe('Docker', () => {
  it('is used where there is no program, or none that will do', async () => {
    const docker = await script('bin/docker', ENGINE);
    expect(await find()).toEqual({ kind: 'docker', docker });
    await script('bin/grafana', GRAFANA);
    expect(await find()).toEqual({ kind: 'docker', docker });
    await home('share/grafana');
    await script('bin/grafana', 'echo "grafana version 9.5.2"');
    expect(await find()).toEqual({ kind: 'docker', docker });
  });

  it('is not there where its engine does not answer', async () => {
    await script('bin/docker', NO_ENGINE);
    expect(await find()).toEqual({
      missing: 'there is neither a program grafana on the PATH nor a Docker engine that answers',
    });
  });

  it('is not waited for where it hangs', async () => {
    await script('bin/docker', 'trap "" INT; while :; do sleep 1; done');
    const since = Date.now();
    expect(await find({ PATH: `${join(root, 'bin')}:${process.env.PATH}` }, [], 200)).toHaveProperty('missing');
    expect(Date.now() - since).toBeLessThan(1_500);
  });
});

describe('where there is neither', () => {
  it('says what keeps the program on the PATH from being used', async () => {
    const path = await script('bin/grafana', 'echo "grafana version 9.5.2"');
    expect(await find()).toEqual({
      missing: `there is neither a conf/defaults.ini beside ${path} nor a Docker engine that answers`,
    });
    await home('share/grafana');
    expect(await find()).toEqual({
      missing: `there is neither a Grafana of 12.0 or newer (${path} is another) nor a Docker engine that answers`,
    });
  });
});
