/** The workers' image: built by its own Dockerfile, on a base of ours that has the official image's name and its Node. */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { run } from '../../../../local/tools/run.ts';
import { writeImage } from './archive.ts';
import { buildah } from './buildah.ts';
import type { Files } from './layer.ts';
import { nodeBase } from './node-base.ts';
import { ROOT } from './paths.ts';

const DOCKERFILE = 'workers/Dockerfile';

/** All that decides what the image is: its base, and what the build gets to see. */
export interface WorkersSources {
  readonly base: Files;
  readonly files: Files;
}

/** @throws Error where the .dockerignore says what is not understood here */
export async function workersSources(): Promise<WorkersSources> {
  const context = letThrough(await readFile(join(ROOT, `${DOCKERFILE}.dockerignore`), 'utf8'));
  const files = Object.fromEntries(context.paths.map((path) => [path, { from: join(ROOT, path), without: context.without }]));
  return { base: await nodeBase(), files };
}

/**
 * What a .dockerignore lets through that names first everything, then what to take after all, then folders that lie anywhere.
 * @throws Error where it says anything else
 */
export function letThrough(dockerignore: string): { readonly paths: readonly string[]; readonly without: readonly string[] } {
  const [first, ...lines] = dockerignore.split('\n').filter((line) => line !== '');
  const paths = lines.flatMap((line) => /^!([^*]+)$/.exec(line)?.[1] ?? []);
  const without = lines.flatMap((line) => /^\*\*\/([^*/]+)$/.exec(line)?.[1] ?? []);
  if (first === '**' && paths.length + without.length === lines.length) return { paths, without };
  throw new Error(`${DOCKERFILE}.dockerignore has a line that is neither "!path" nor "**/folder", the only ones understood here.`);
}

/**
 * Builds the image (a minute and a half, most of it npm's) and writes it as an archive.
 * @param scratch folder for what is built on the way, about a gigabyte
 * @throws Error with the output of the step that failed
 */
export async function writeWorkersImage(
  { name, archive, scratch }: { readonly name: string; readonly archive: string; readonly scratch: string },
  signal?: AbortSignal,
): Promise<void> {
  const base = join(scratch, 'base.tar');
  await writeImage({ name: await baseName(), entrypoint: [], files: await nodeBase() }, base);
  const execute = await buildah(scratch, signal);
  const policy = ['--signature-policy', join(scratch, 'policy.json')];
  await execute(['pull', '--quiet', ...policy, `docker-archive:${base}`]);
  // The network is the machine's, and the oldest date of all makes the same files the same image.
  const options = [
    '--pull-never',
    '--isolation',
    'chroot',
    '--network',
    'host',
    '--timestamp',
    '0',
    ...(await npmVolumes(scratch)),
  ];
  const source = ['--ignorefile', join(ROOT, `${DOCKERFILE}.dockerignore`), '--file', join(ROOT, DOCKERFILE)];
  await execute(['build', ...policy, ...options, ...source, '--tag', name, ROOT]);
  await execute(['push', '--quiet', ...policy, name, `docker-archive:${archive}:${name}`]);
}

/** What the Dockerfile is built on: `docker.io/library/node:24.21.0-bookworm-slim`. */
async function baseName(): Promise<string> {
  const name = /^ARG NODE=(\S+)$/m.exec(await readFile(join(ROOT, DOCKERFILE), 'utf8'))?.[1];
  if (name === undefined) throw new Error(`${DOCKERFILE} has no line "ARG NODE=…", which says what it is built on.`);
  return name;
}

/** npm in the build asks the registry that npm here asks, trusts whom this machine trusts, and keeps what it fetches. */
async function npmVolumes(scratch: string): Promise<string[]> {
  const setting = async (key: string) => {
    const { code, output } = await run(['npm', 'config', 'get', key, '--loglevel', 'silent'], { cwd: ROOT, env: process.env });
    if (code !== 0) throw new Error(`npm cannot tell its setting ${key}: ${output.trim()}`);
    return output.trim();
  };
  const file = join(scratch, 'npmrc');
  await writeFile(file, `registry=${await setting('registry')}\ncafile=/etc/ssl/certs/ca-certificates.crt\n`);
  const cache = await setting('cache');
  await mkdir(cache, { recursive: true });
  return ['--volume', `${file}:/usr/local/etc/npmrc:ro`, '--volume', `${cache}:/root/.npm:rw`];
}
