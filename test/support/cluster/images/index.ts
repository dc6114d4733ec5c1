/**
 * The container images that the cluster's pods ask for, under their own names: made here, of programs that `local/tools` has, since a test
 * pulls from no registry.
 */
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureEntry, type Staging } from '../../../../local/tools/cache.ts';
import { ensureTools, type Options } from '../../../../local/tools/index.ts';
import { writeImage } from './archive.ts';
import { imageKey, imagesFolder, removeOthers } from './cache.ts';
import { type Maker, specOf } from './specs.ts';
import { type ImageName, nameOf, toolsOf } from './table.ts';
import { workersSources, writeWorkersImage } from './workers.ts';

export { IMAGE_NAMES, type ImageName, nameOf } from './table.ts';

export interface BuiltImage {
  /** With registry and tag. */
  readonly name: string;
  /** Path of a tar that `ctr -n k8s.io images import` takes. */
  readonly archive: string;
}

/** What an image is known by before it is written, and how it is written then. */
interface Plan {
  readonly key: string;
  write(archive: string, scratch: string): Promise<void>;
}

const ARCHIVE = 'image.tar';

/**
 * Makes the images, in the order of `names`, but for those that an earlier call has made of the same content.
 * Rejects with MissingToolError or BuildError where a program cannot be had, with an Error that says which step failed, or with the
 * signal's reason.
 */
export async function buildImages(names: readonly ImageName[], options: Options = {}): Promise<readonly BuiltImage[]> {
  const report = options.onProgress ?? (() => undefined);
  const tools = await ensureTools(toolsOf(names), options);
  const built: BuiltImage[] = [];
  for (const [index, image] of names.entries()) {
    options.signal?.throwIfAborted();
    const scratch = await mkdtemp(join(tmpdir(), 'vigia-image-'));
    try {
      const position = `(${index + 1} of ${names.length})`;
      const maker: Maker = { tools, scratch, report, ...(options.signal && { signal: options.signal }) };
      built.push({ name: nameOf(image), archive: await keep(image, maker, position) });
    } finally {
      await rm(scratch, { recursive: true, force: true });
    }
  }
  return built;
}

/** The archive of an image, made unless it is there. */
async function keep(image: ImageName, maker: Maker, position: string): Promise<string> {
  const started = performance.now();
  const { key, write } = await planOf(image, maker);
  const folder = join(imagesFolder(), image);
  const what = `[images] ${nameOf(image)}`;
  const signal = maker.signal ?? new AbortController().signal;
  const onWait = () => maker.report(`${what}: another process is making it, waiting for that`);
  const made = await ensureEntry(join(folder, key), { signal, onWait }, async ({ out, scratch }: Staging) => {
    maker.report(`${what} ${position} …`);
    await write(join(out, ARCHIVE), scratch);
  });
  await removeOthers(folder, key);
  const archive = join(folder, key, ARCHIVE);
  const size = `${Math.round((await stat(archive)).size / 1_048_576)} MiB`;
  const seconds = ((performance.now() - started) / 1_000).toFixed(1);
  maker.report(`${what} ${position}: ${size}, ${made ? 'made' : 'had already, checked'} in ${seconds} s`);
  return archive;
}

async function planOf(image: ImageName, maker: Maker): Promise<Plan> {
  if (image === 'workers') {
    const name = nameOf(image);
    const key = await imageKey({ name, ...(await workersSources()) });
    return { key, write: (archive, scratch) => writeWorkersImage({ name, archive, scratch }, maker.signal) };
  }
  const spec = await specOf(image, maker);
  return { key: await imageKey(spec), write: (archive) => writeImage(spec, archive) };
}
