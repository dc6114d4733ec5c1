import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { images } from '../../../infra/versions.ts';
import { imageKey, imagesFolder, removeOthers } from '../../support/cluster/images/cache.ts';
import { librariesIn } from '../../support/cluster/images/node-base.ts';
import { IMAGE_NAMES, nameOf, TOOL_IMAGES, toolsOf } from '../../support/cluster/images/table.ts';
import { letThrough } from '../../support/cluster/images/workers.ts';

/** What the node and its neighbours need, and no published image of the platform is. */
const NOT_OF_THE_PLATFORM = ['coredns', 'pause', 'workers', 'clinic', 'pod-identity-stand-in'];

test('every published image that the platform runs is made here under its own name, and no other', () => {
  const made = IMAGE_NAMES.filter((image) => !NOT_OF_THE_PLATFORM.includes(image)).map((image) => [image, nameOf(image)]);
  expect(Object.fromEntries(made)).toEqual(images);
});

test('the images around the platform have the names that their pods ask for', () => {
  expect(IMAGE_NAMES).toEqual(expect.arrayContaining(NOT_OF_THE_PLATFORM));
  expect(nameOf('coredns')).toMatch(/^registry\.k8s\.io\/coredns\/coredns:v\d+\.\d+\.\d+$/);
  expect(nameOf('pause')).toBe('registry.k8s.io/pause:3.10');
  expect(nameOf('workers')).toBe('registry.example.com/vigia-workers:0.1.0');
  expect(nameOf('clinic')).toBe('registry.example.com/clinic:0.1.0');
  expect(nameOf('pod-identity-stand-in')).toBe('registry.example.com/pod-identity-stand-in:0.1.0');
});

test('each image starts a program that it holds', () => {
  for (const { entrypoint, programs } of Object.values(TOOL_IMAGES)) expect(Object.keys(programs)).toContain(entrypoint[0]);
  expect(toolsOf(['prometheus', 'pause', 'prometheus'])).toEqual(['prometheus', 'promtool']);
});

test('an image has another key when a byte of it changes, its name or how it starts; and the same when nothing does', async () => {
  const image = (content: string, more: object = {}) => imageKey({ name: 'x/y:1', files: { '/a': { content } }, ...more });
  const keys = [
    await image('1'),
    await image('2'),
    await image('1', { name: 'x/y:2' }),
    await image('1', { entrypoint: ['/a'] }),
    await image('1', { base: { '/b': { content: '' } } }),
  ];
  expect(new Set(keys).size).toBe(5);
  expect(await image('1')).toBe(keys[0]);
});

test('a file counts by its content, wherever it lies', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'vigia-images-'));
  const file = (name: string, content: string) => {
    writeFileSync(join(folder, name), content);
    return imageKey({ name: 'x/y:1', files: { '/a': { from: join(folder, name) } } });
  };
  const keys = [await file('one', 'same'), await file('two', 'same'), await file('two', 'othr')];
  expect(keys[1]).toBe(keys[0]);
  expect(keys[2]).not.toBe(keys[0]);
  rmSync(folder, { recursive: true });
});

test('archives lie beside the tools, and of an image only the newest stays', async () => {
  expect(imagesFolder({ HOME: '/home/ana' })).toBe('/home/ana/.cache/vigia/images');
  expect(imagesFolder({ HOME: '/home/ana', XDG_CACHE_HOME: '/fast' })).toBe('/fast/vigia/images');
  const folder = mkdtempSync(join(tmpdir(), 'vigia-images-'));
  const names = ['0123456789abcdef', 'fedcba9876543210', 'fedcba9876543210.1a2b3c4d.partial', '1111111111111111.lock'];
  for (const name of names) mkdirSync(join(folder, name));
  await removeOthers(folder, '0123456789abcdef');
  expect(readdirSync(folder).sort()).toEqual(['0123456789abcdef', '1111111111111111.lock', 'fedcba9876543210.1a2b3c4d.partial']);
  rmSync(folder, { recursive: true });
});

test('of what ldd prints the files count, the loader among them', () => {
  const output = [
    '\tlinux-vdso.so.1 (0x00007ffc0)',
    '\tlibdl.so.2 => /lib/x86_64-linux-gnu/libdl.so.2 (0x00007fe1)',
    '\t/lib64/ld-linux-x86-64.so.2 (0x00007fe2)',
  ].join('\n');
  expect(librariesIn(output)).toEqual(['/lib/x86_64-linux-gnu/libdl.so.2', '/lib64/ld-linux-x86-64.so.2']);
  expect(librariesIn('\tstatically linked')).toEqual([]);
});

test('of the workers’ image counts what its build gets to see', () => {
  expect(letThrough('**\n!package.json\n!workers\n**/node_modules\n')).toEqual({
    paths: ['package.json', 'workers'],
    without: ['node_modules'],
  });
  for (const other of ['workers\n', '**\n!src/*.ts\n', '**\nnode_modules\n']) {
    expect(() => letThrough(other)).toThrow('has a line that is neither "!path" nor "**/folder", the only ones understood here.');
  }
});
