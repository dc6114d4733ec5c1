/** Builds the sample clinic: `node build.ts`. Steps whose inputs have not changed are skipped. */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';

const HERE = import.meta.dirname;
const ROOT = join(HERE, '../..');
/** Next.js bundles it: it is a workspace package. */
const TELEMETRY = join(ROOT, 'telemetry/dist');
const LOCKFILE = join(ROOT, 'package-lock.json');
const BUILD_STAMP = join(HERE, '.next/vigia-inputs');
const CLIENT_STAMP = join(HERE, 'generated/vigia-inputs');
const SOURCES = [
  'app',
  'server',
  'db',
  'prisma',
  'instrumentation.ts',
  'next.config.ts',
  'prisma.config.ts',
  'package.json',
  'tsconfig.json',
];

/** Told what is being done, and when it is done how long it took. */
export type Progress = (line: string) => void;

/**
 * Makes `.next` ready for `next start`. Needs no network, but `@vigia/telemetry` built; a first build takes about half a minute.
 * @throws Error with the tool's output when a step fails.
 */
export async function buildClinic(progress: Progress = () => undefined): Promise<void> {
  await generateClient(progress);
  const inputs = [...(await filesOf(HERE, SOURCES)), ...(await filesOf(TELEMETRY, ['contract', 'runtime'])), LOCKFILE];
  await unlessUnchanged(BUILD_STAMP, inputs, () =>
    timed('the sample clinic (next build)', progress, () =>
      run(['node_modules/next/dist/bin/next', 'build', HERE], { NEXT_TELEMETRY_DISABLED: '1', NODE_ENV: 'production' }),
    ),
  );
}

/** Generates the Prisma client, which the application's types need. */
export async function generateClient(progress: Progress = () => undefined): Promise<void> {
  await unlessUnchanged(CLIENT_STAMP, [join(HERE, 'prisma/schema.prisma'), LOCKFILE], () =>
    timed('the Prisma client', progress, () => {
      const prisma = createRequire(import.meta.url).resolve('prisma/package.json');
      // Generating needs no schema engine: naming any executable keeps Prisma from downloading one.
      return run([join(dirname(prisma), 'build/index.js'), 'generate'], {
        PRISMA_SCHEMA_ENGINE_BINARY: '/bin/true',
        PRISMA_HIDE_UPDATE_MESSAGE: '1',
      });
    }),
  );
}

async function unlessUnchanged(stamp: string, inputs: readonly string[], work: () => Promise<void>): Promise<void> {
  const hash = createHash('sha256');
  for (const file of inputs) hash.update(`${file}\0`).update(await readFile(file));
  const digest = hash.digest('hex');
  if ((await readFile(stamp, 'utf8').catch(() => '')) === digest) return;
  await work();
  await mkdir(dirname(stamp), { recursive: true });
  await writeFile(stamp, digest);
}

/** The files of that name, and those in folders of that name, below a folder. */
async function filesOf(folder: string, names: readonly string[]): Promise<string[]> {
  const files = await Promise.all(
    names.map(async (name) => {
      const path = join(folder, name);
      if (!(await stat(path)).isDirectory()) return [path];
      const entries = await readdir(path, { recursive: true, withFileTypes: true });
      return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
    }),
  );
  return files.flat().sort();
}

async function timed(what: string, progress: Progress, work: () => Promise<void>): Promise<void> {
  progress(`Building ${what} …`);
  const started = performance.now();
  await work();
  progress(`Built ${what} in ${((performance.now() - started) / 1_000).toFixed(1)} s.`);
}

async function run(args: readonly string[], variables: Readonly<Record<string, string>>): Promise<void> {
  const [script = '', ...rest] = args;
  const child = spawn(process.execPath, [script.startsWith('/') ? script : join(ROOT, script), ...rest], {
    cwd: HERE,
    env: { ...process.env, ...variables },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const output = Promise.all([text(child.stdout), text(child.stderr)]);
  const code = await new Promise<number | null>((resolve, reject) => child.on('error', reject).on('close', resolve));
  if (code !== 0)
    throw new Error(`"${rest.join(' ')}" of the sample clinic failed with code ${code}:\n${(await output).join('\n').trim()}`);
}

if (import.meta.main) {
  await (process.argv.includes('--client') ? generateClient : buildClinic)(console.error);
}
