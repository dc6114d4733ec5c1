/**
 * The sample clinic as an image, as a user would make it: what Next.js has traced that its server needs, and a server file that starts
 * it, both as `output: 'standalone'` gives them. That setting itself would change how the clinic is run everywhere else.
 */
import { globSync } from 'node:fs';
import { lstat, readFile, realpath } from 'node:fs/promises';
import { dirname, join, relative, resolve } from 'node:path';
import { buildClinic } from '../../../../local/clinic/build.ts';
import type { ImageSpec } from './archive.ts';
import type { Files } from './layer.ts';
import { nodeBase } from './node-base.ts';
import { ROOT } from './paths.ts';

const APP = '/app/local/clinic';
const SOURCE = join(ROOT, 'local/clinic');
const DIST = join(SOURCE, '.next');
const TRACE = '.nft.json';

/** Of Next.js what no server reads, or too much of: of `next-server` the trace names the files that count. */
const NOT_OF_NEXT = ['docs', 'esm', 'next-devtools', 'next-server', 'react-dom-experimental'];

/** The parts of a build that a server reads; the others are caches and reports. */
const SERVED = ['server', 'static', 'node_modules', 'package.json', 'BUILD_ID'] as const;

/**
 * Builds the clinic where its inputs have changed. It listens on $PORT (3000 by default) of all addresses, as user 1000, and writes no
 * files but Next.js's cache, in /app/local/clinic/.next/cache: it serves without being able to.
 * @throws Error with the tool's output where a step fails
 */
export async function clinicImage(name: string, onProgress: (line: string) => void): Promise<ImageSpec> {
  await buildClinic(onProgress);
  const config = JSON.parse(await readFile(join(DIST, 'required-server-files.json'), 'utf8')).config;
  const built = (path: string) => [`${APP}/.next/${path}`, { from: join(DIST, path) }] as const;
  const manifests = await manifestsOf();
  return {
    name,
    // As local/clinic/launch.ts starts it: the same heap, and standard output that is the logger's alone.
    entrypoint: ['node', '--max-old-space-size=256', '--import', './console-to-stderr.ts', 'server.mjs'],
    user: '1000:1000',
    env: { NODE_ENV: 'production', NEXT_TELEMETRY_DISABLED: '1' },
    workingDirectory: APP,
    base: await nodeBase(),
    files: {
      // The trace leaves out what only the standalone server's start asks for.
      '/app/node_modules/next/dist': { from: join(ROOT, 'node_modules/next/dist'), without: NOT_OF_NEXT },
      ...(await tracedFiles()),
      ...Object.fromEntries([...SERVED, ...manifests].map(built)),
      [`${APP}/.next/cache`]: { folder: { mode: 0o755 } },
      [`${APP}/package.json`]: { from: join(SOURCE, 'package.json') },
      [`${APP}/console-to-stderr.ts`]: { from: join(SOURCE, 'console-to-stderr.ts') },
      [`${APP}/server.mjs`]: { content: serverFile({ ...config, distDir: './.next' }) },
    },
  };
}

async function manifestsOf(): Promise<string[]> {
  const { files } = JSON.parse(await readFile(join(DIST, 'required-server-files.json'), 'utf8')) as { files: readonly string[] };
  const paths = files.map((file) => relative(DIST, join(SOURCE, file)));
  return paths.filter((path) => !path.startsWith('..') && !path.startsWith('server/'));
}

/** What Next.js traced for its server, for the routes and for the instrumentation; `.next` itself is left to the caller. */
async function tracedFiles(): Promise<Files> {
  const traces = ['next-server.js.nft.json', ...globSync(`server/**/*${TRACE}`, { cwd: DIST })].map((path) => join(DIST, path));
  const named = new Set<string>();
  for (const trace of traces) {
    const { files } = JSON.parse(await readFile(trace, 'utf8')) as { files: readonly string[] };
    for (const file of files) named.add(resolve(dirname(trace), file));
  }
  const found = await Promise.all([...named].map(tracedFile));
  return Object.fromEntries(found.flat());
}

/** Under its real path, since one may be named by way of a link; a link is kept besides. */
async function tracedFile(file: string): Promise<[string, Files[string]][]> {
  const inImage = (path: string) => `/app/${relative(ROOT, path)}`;
  const isOurs = (path: string) => path.startsWith(`${ROOT}/`) && !path.startsWith(`${DIST}/`);
  const found = await lstat(file);
  const real = await realpath(file);
  const kept: [string, Files[string]][] = [];
  if (found.isFile() && isOurs(real)) kept.push([inImage(real), { from: real }]);
  if (found.isSymbolicLink() && isOurs(file)) kept.push([inImage(file), { link: relative(dirname(file), real) }]);
  return kept;
}

/** As Next.js writes it for a standalone server. */
function serverFile(config: unknown): string {
  return `import { createRequire } from 'node:module';
const require = createRequire(import.meta.url);
const config = ${JSON.stringify(config)};
process.env.__NEXT_PRIVATE_STANDALONE_CONFIG = JSON.stringify(config);
require('next');
const { startServer } = require('next/dist/server/lib/start-server');
const port = Number(process.env.PORT ?? 3000);
await startServer({ dir: import.meta.dirname, isDev: false, config, hostname: '0.0.0.0', port, allowRetry: false });
`;
}
