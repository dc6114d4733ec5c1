/** What a Node program needs of an image, from the packages and the system that the tests run on. */
import { realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { onPath } from '../../../../local/tools/machine.ts';
import { run } from '../../../../local/tools/run.ts';
import type { Files } from './layer.ts';
import { ROOT } from './paths.ts';

/** The exact version that the package `node` pins, and workers/Dockerfile with it. */
const NODE = join(ROOT, 'node_modules/node/bin/node');

/** Certificate authorities that TLS clients trust, where Go and OpenSSL look for them. */
export const CERTIFICATES: Files = { '/etc/ssl/certs/ca-certificates.crt': { from: '/etc/ssl/certs/ca-certificates.crt' } };

/** Names of users: of root, of nobody, and of Node's user. */
export const USERS: Files = {
  '/etc/passwd': {
    content: [
      'root:x:0:0:root:/root:/bin/sh',
      'nobody:x:65534:65534:nobody:/nonexistent:/bin/false',
      'node:x:1000:1000::/home/node:/bin/sh',
      '',
    ].join('\n'),
  },
  '/etc/group': { content: ['root:x:0:', 'nobody:x:65534:', 'node:x:1000:', ''].join('\n') },
};

/**
 * What the official image of Node has and we use: Node with the libraries that it is linked to, a shell, `env` and npm, in the places
 * where that has them. The rest of it (Debian's tools) is not there. The same for all, so that a node keeps it once.
 * @throws Error where a part is not on this machine
 */
export async function nodeBase(): Promise<Files> {
  const npm = dirname(dirname(realpathSync(program('npm'))));
  return {
    ...CERTIFICATES,
    ...USERS,
    ...(await withLibraries('/usr/local/bin/node', NODE)),
    ...(await withLibraries('/bin/sh', realpathSync(program('sh')))),
    ...(await withLibraries('/usr/bin/env', program('env'))),
    '/usr/local/lib/node_modules/npm': { from: npm },
    '/usr/local/bin/npm': { link: '../lib/node_modules/npm/bin/npm-cli.js' },
    '/tmp': { folder: { mode: 0o1777 } },
  };
}

function program(name: string): string {
  const file = onPath({ env: process.env }, name);
  if (file === undefined) throw new Error(`There is no ${name} on the PATH, which the images of Node programs are made with.`);
  return file;
}

async function withLibraries(path: string, file: string): Promise<Files> {
  const { code, output } = await run(['ldd', file], { env: process.env });
  if (code !== 0) throw new Error(`ldd cannot say which libraries ${file} needs: ${output.trim()}`);
  const libraries = librariesIn(output).map((library) => [library, { from: library }] as const);
  return { [path]: { from: file }, ...Object.fromEntries(libraries) };
}

/** The files in what ldd prints: libraries, and the loader, which is named in the binary itself. */
export function librariesIn(output: string): string[] {
  return output.split('\n').flatMap((line) => /^\s*(?:\S+ => )?(\/\S+) \(0x/.exec(line)?.[1] ?? []);
}
