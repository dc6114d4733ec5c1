import { createHash } from 'node:crypto';
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { run } from '../../../local/tools/run.ts';
import { type ImageSpec, writeImage } from '../../support/cluster/images/archive.ts';
import type { Files } from '../../support/cluster/images/layer.ts';
import { tar } from '../../support/cluster/images/tar.ts';

const LONG = `${'deep/'.repeat(30)}file`;
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'vigia-archive-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** What the system's tar says of an archive: type and mode, owner, size, date, name. */
async function listed(archive: string): Promise<string[]> {
  const { output } = await run(['tar', '--utc', '--numeric-owner', '-tvf', archive], { env: { ...process.env, LC_ALL: 'C' } });
  return output
    .trimEnd()
    .split('\n')
    .map((line) => line.replaceAll(/ +/g, ' '));
}

/** The image of some files, unpacked: its manifest, its configuration, and the path of each layer. */
async function written(files: Files, more: Partial<ImageSpec> = {}) {
  const archive = join(folder, 'image.tar');
  await writeImage({ name: 'registry.example.com/some/thing:1.2', entrypoint: ['/bin/thing'], files, ...more }, archive);
  const into = mkdtempSync(join(folder, 'unpacked-'));
  await run(['tar', '-xf', archive, '-C', into], { env: process.env });
  const [manifest] = JSON.parse(readFileSync(join(into, 'manifest.json'), 'utf8'));
  const config = JSON.parse(readFileSync(join(into, manifest.Config), 'utf8'));
  return { archive, manifest, config, layers: manifest.Layers.map((layer: string) => join(into, layer)) as string[] };
}

test('a layer holds each file with the folders above it, sorted, as root’s and of 1970', async () => {
  mkdirSync(join(folder, 'from/inner'), { recursive: true });
  writeFileSync(join(folder, 'from/tool'), 'run me');
  chmodSync(join(folder, 'from/tool'), 0o700);
  writeFileSync(join(folder, 'from/inner/data'), '12');
  chmodSync(join(folder, 'from/inner/data'), 0o600);
  symlinkSync('inner/data', join(folder, 'from/pointer'));
  const { layers } = await written({
    '/usr/share/all': { from: join(folder, 'from') },
    '/bin/tool': { from: join(folder, 'from/tool') },
    '/etc/text': { content: 'words' },
    '/etc/script': { content: '#!/bin/sh\n', mode: 0o755 },
    '/tmp': { folder: { mode: 0o1777 } },
    '/lib64': { link: 'usr/lib64' },
  });
  expect(await listed(layers[0] ?? '')).toEqual([
    'drwxr-xr-x 0/0 0 1970-01-01 00:00 bin/',
    '-rwxr-xr-x 0/0 6 1970-01-01 00:00 bin/tool',
    'drwxr-xr-x 0/0 0 1970-01-01 00:00 etc/',
    '-rwxr-xr-x 0/0 10 1970-01-01 00:00 etc/script',
    '-rw-r--r-- 0/0 5 1970-01-01 00:00 etc/text',
    'lrwxrwxrwx 0/0 0 1970-01-01 00:00 lib64 -> usr/lib64',
    'drwxrwxrwt 0/0 0 1970-01-01 00:00 tmp/',
    'drwxr-xr-x 0/0 0 1970-01-01 00:00 usr/',
    'drwxr-xr-x 0/0 0 1970-01-01 00:00 usr/share/',
    'drwxr-xr-x 0/0 0 1970-01-01 00:00 usr/share/all/',
    'drwxr-xr-x 0/0 0 1970-01-01 00:00 usr/share/all/inner/',
    '-rw-r--r-- 0/0 2 1970-01-01 00:00 usr/share/all/inner/data',
    'lrwxrwxrwx 0/0 0 1970-01-01 00:00 usr/share/all/pointer -> inner/data',
    '-rwxr-xr-x 0/0 6 1970-01-01 00:00 usr/share/all/tool',
  ]);
});

test('what is unpacked is what went in, to the last byte of a large file, and under a name longer than a header holds', async () => {
  const large = Buffer.alloc(3_000_001, 'seven 7');
  writeFileSync(join(folder, 'large'), large);
  const { layers } = await written({ '/large': { from: join(folder, 'large') }, [`/${LONG}`]: { content: 'found' } });
  const root = mkdtempSync(join(folder, 'root-'));
  expect(await run(['tar', '-xf', layers[0] ?? '', '-C', root], { env: process.env })).toEqual({ code: 0, output: '' });
  expect(readFileSync(join(root, 'large')).equals(large)).toBe(true);
  expect(readFileSync(join(root, LONG), 'utf8')).toBe('found');
});

test('a link to a folder is copied as a link, and what lies behind it is not', async () => {
  mkdirSync(join(folder, 'from/real'), { recursive: true });
  writeFileSync(join(folder, 'from/real/one'), '1');
  symlinkSync('real', join(folder, 'from/alias'));
  const { layers } = await written({ '/x': { from: join(folder, 'from') } });
  const names = (await listed(layers[0] ?? '')).map((line) => line.replace(/^.*00:00 /, ''));
  expect(names).toEqual(['x/', 'x/alias -> real', 'x/real/', 'x/real/one']);
});

test('a folder is copied without what its copy is to leave out, at any depth', async () => {
  mkdirSync(join(folder, 'from/inner/dist'), { recursive: true });
  writeFileSync(join(folder, 'from/inner/dist/made'), '');
  writeFileSync(join(folder, 'from/inner/distance'), '');
  const { layers } = await written({ '/x': { from: join(folder, 'from'), without: ['dist'] } });
  const names = (await listed(layers[0] ?? '')).map((line) => line.replace(/^.*00:00 /, ''));
  expect(names).toEqual(['x/', 'x/inner/', 'x/inner/distance']);
});

test('the configuration says how the image is started, and of which layers it consists', async () => {
  const more = {
    user: '10001:10001',
    env: { NODE_ENV: 'production' },
    workingDirectory: '/app',
    volumes: ['/data'],
    base: { '/base': { content: 'below' } },
  };
  const { manifest, config, layers } = await written({ '/app': { folder: { mode: 0o755 } } }, more);
  const digests = layers.map((layer) => createHash('sha256').update(readFileSync(layer)).digest('hex'));
  expect(digests).toHaveLength(2);
  expect((await listed(layers[0] ?? ''))[0]).toMatch(/ base$/);
  expect(manifest.RepoTags).toEqual(['registry.example.com/some/thing:1.2']);
  expect(config.rootfs).toEqual({ type: 'layers', diff_ids: digests.map((digest) => `sha256:${digest}`) });
  expect(config.os).toBe('linux');
  expect(config.config).toEqual({
    Entrypoint: ['/bin/thing'],
    Env: ['PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin', 'NODE_ENV=production'],
    User: '10001:10001',
    WorkingDir: '/app',
    Volumes: { '/data': {} },
  });
});

test('the same files make the same bytes, whenever they were written', async () => {
  const file = join(folder, 'file');
  writeFileSync(file, 'same');
  const digest = async () => {
    const { archive } = await written({ '/b': { from: file }, '/a': { content: 'a' } });
    return createHash('sha256').update(readFileSync(archive)).digest('hex');
  };
  const before = await digest();
  utimesSync(file, 1, 1);
  chmodSync(file, 0o600);
  expect(await digest()).toBe(before);
});

test('a file that cannot be read leaves neither an archive nor anything else behind', async () => {
  const spec = { name: 'x/y:1', entrypoint: [], files: { '/gone': { from: join(folder, 'gone') } } };
  await expect(writeImage(spec, join(folder, 'image.tar'))).rejects.toThrow('gone');
  expect(readdirSync(folder)).toEqual([]);
});

test('a file that grows or shrinks while it is read stops the archive', async () => {
  const from = join(folder, 'file');
  writeFileSync(from, '12345');
  for (const size of [4, 6]) {
    const read = buffer(tar([{ path: 'file', kind: 'file', mode: 0o644, from, size }]));
    await expect(read).rejects.toThrow(`${from} changed while it was read: it had ${size} bytes. Try again.`);
  }
});

test('a file behind a link is refused: no node could unpack it', async () => {
  const files = { '/lib': { link: 'usr/lib' }, '/lib/libc.so': { content: '' } };
  await expect(writeImage({ name: 'x/y:1', entrypoint: [], files }, join(folder, 'image.tar'))).rejects.toThrow(
    'The image has /lib/libc.so, and /lib is no folder: leave one of them out.',
  );
});
