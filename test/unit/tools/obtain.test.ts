import { existsSync } from 'node:fs';
import { mkdir, readdir, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { BuildError, MissingToolError } from '../../../local/tools/errors.ts';
import { obtain } from '../../../local/tools/obtain.ts';
import { bareMachine } from './bare-machine.ts';

const { root: rootOf, machine, script } = bareMachine();
let root: string;
beforeEach(() => {
  root = rootOf();
});

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

  test('the override of a name with dashes has underscores', async () => {
    const file = await script('mine', 'echo Kubernetes v1.37.0');
    const tools = await obtain(['kube-apiserver'], machine({ VIGIA_KUBE_APISERVER_BIN: file }));
    expect(tools['kube-apiserver']).toMatchObject({ source: 'env', version: '1.37.0', path: file });
  });

  test('kubectl is asked for its client version, without a cluster', async () => {
    await script('kubectl', '[ "$*" = "version --client" ] && echo "Client Version: v1.38.1"');
    expect((await obtain(['kubectl'], machine())).kubectl).toMatchObject({ source: 'path', version: '1.38.1' });
  });

  test('a kubectl that is behind the server is not used', async () => {
    await script('kubectl', 'echo "Client Version: v1.32.4-dispatcher"');
    await expect(obtain(['kubectl'], machine())).rejects.toThrow(/Go 1\.26 or newer, for kube-apiserver, .*, kubectl:/);
  });

  test('Pulumi’s language host is of the version of the pulumi beside it', async () => {
    await script('pulumi', '[ "$*" = version ] && echo v3.251.0');
    await script('pulumi-language-nodejs', 'exit 2');
    const tools = await obtain(['pulumi', 'pulumi-language-nodejs'], machine());
    expect(tools['pulumi-language-nodejs']).toMatchObject({ source: 'path', version: '3.251.0' });
  });

  test('a language host without a pulumi beside it is not used', async () => {
    await script('pulumi-language-nodejs', 'echo 9.9.9');
    await expect(obtain(['pulumi-language-nodejs'], machine())).rejects.toThrow(MissingToolError);
  });
});

test('a script that a Go binary looks for is put beside it, executable', async () => {
  await mkdir(join(root, 'sdk/nodejs/dist'), { recursive: true });
  await writeFile(join(root, 'sdk/nodejs/dist/pulumi-resource-pulumi-nodejs'), '#!/bin/sh\n', { mode: 0o444 });
  await script('go', `[ "$1" = list ] && echo ${join(root, 'sdk')}; exit 0`);
  const { 'pulumi-language-nodejs': host } = await obtain(['pulumi-language-nodejs'], machine());
  const { mode } = await stat(join(dirname(host.path), 'pulumi-resource-pulumi-nodejs'));
  expect(mode & 0o777).toBe(0o755);
});

test('an archive that is not the one that was pinned is not unpacked', async () => {
  const jdk = join(root, 'jdk');
  await mkdir(join(jdk, 'bin'), { recursive: true });
  await writeFile(join(jdk, 'release'), 'JAVA_VERSION="17.0.19"\n');
  for (const program of ['java', 'javac', 'jar']) {
    await writeFile(join(jdk, 'bin', program), `#!/bin/sh\necho ran > ${join(root, program)}\n`, { mode: 0o755 });
  }
  await script(
    'mvn',
    'for arg; do case $arg in dependency:copy) copy=1;; -Dlib=*) lib=$(IFS==; set -- $arg; echo "$2");; esac; done; [ -z "$copy" ] || echo other > "$lib/opensearch-security-2.19.1.0.zip"',
  );
  const error = await obtain(['opensearch-security'], machine({ JAVA_HOME: jdk })).catch((e: unknown) => e);
  expect(error).toBeInstanceOf(BuildError);
  // The sum of "other" and a line break.
  expect((error as BuildError).message).toMatch(
    /has the SHA-256 sum 7e4fa2eb8c7ac089739d5defc4489fad68a100d92082ca35c6b40a4524821f87; local\/tools\/catalogue wants 94a04f12ac/,
  );
  expect(existsSync(join(root, 'jar'))).toBe(false);
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
