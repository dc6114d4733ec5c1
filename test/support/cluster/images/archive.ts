/** Writes container images without a container engine: archives as `docker save` makes them, which containerd imports. */
import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdtemp, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { type Files, layerEntries } from './layer.ts';
import { type TarEntry, tar } from './tar.ts';

export interface ImageSpec {
  /** With registry and tag: `docker.io/prom/prometheus:v3.16.0`. */
  readonly name: string;
  readonly entrypoint: readonly string[];
  /** A name that the image's /etc/passwd knows, or a number. */
  readonly user?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly workingDirectory?: string;
  /** Folders that a container can write to even where the rest is read-only. */
  readonly volumes?: readonly string[];
  /** A layer below, which images that have the same share in the node. */
  readonly base?: Files;
  readonly files: Files;
}

interface Layer {
  readonly file: string;
  readonly size: number;
  /** Of its bytes, in hexadecimal. */
  readonly sha256: string;
}

/** As Docker calls them. */
const ARCHITECTURES: Readonly<Record<string, string>> = { x64: 'amd64', arm64: 'arm64' };

/**
 * Writes an image of this machine's architecture, which `ctr -n k8s.io images import` takes. The same files make the same bytes.
 * @param archive the tar to write; it is complete or absent
 * @throws Error where a file of the image cannot be read
 */
export async function writeImage(spec: ImageSpec, archive: string): Promise<void> {
  const scratch = await mkdtemp(join(dirname(archive), `.${basename(archive)}-`));
  try {
    const layers: Layer[] = [];
    for (const files of spec.base ? [spec.base, spec.files] : [spec.files]) {
      layers.push(await writeLayer(await layerEntries(files), join(scratch, `layer-${layers.length}.tar`)));
    }
    await pipeline(tar(archiveEntries(spec, layers)), createWriteStream(join(scratch, 'image.tar')));
    await rename(join(scratch, 'image.tar'), archive);
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

async function writeLayer(entries: readonly TarEntry[], file: string): Promise<Layer> {
  const hash = createHash('sha256');
  const hashed = async function* (pieces: AsyncIterable<Buffer>) {
    for await (const piece of pieces) {
      hash.update(piece);
      yield piece;
    }
  };
  await pipeline(tar(entries), hashed, createWriteStream(file));
  return { file, size: (await stat(file)).size, sha256: hash.digest('hex') };
}

function archiveEntries(spec: ImageSpec, layers: readonly Layer[]): TarEntry[] {
  const config = JSON.stringify(configOf(spec, layers));
  const configName = `${createHash('sha256').update(config).digest('hex')}.json`;
  const nameOf = ({ sha256 }: Layer) => `${sha256}.tar`;
  const manifest = [{ Config: configName, RepoTags: [spec.name], Layers: layers.map(nameOf) }];
  const text = (path: string, content: string) => ({ path, kind: 'file', mode: 0o644, content: Buffer.from(content) }) as const;
  return [
    text('manifest.json', JSON.stringify(manifest)),
    text(configName, config),
    ...layers.map((layer) => ({ path: nameOf(layer), kind: 'file', mode: 0o644, from: layer.file, size: layer.size }) as const),
  ];
}

function configOf(spec: ImageSpec, layers: readonly Layer[]): unknown {
  return {
    created: '1970-01-01T00:00:00Z',
    architecture: ARCHITECTURES[process.arch] ?? process.arch,
    os: 'linux',
    config: {
      Entrypoint: spec.entrypoint,
      Env: Object.entries({ PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin', ...spec.env }).map(
        ([name, value]) => `${name}=${value}`,
      ),
      ...(spec.user !== undefined && { User: spec.user }),
      ...(spec.workingDirectory !== undefined && { WorkingDir: spec.workingDirectory }),
      ...(spec.volumes && { Volumes: Object.fromEntries(spec.volumes.map((volume) => [volume, {}])) }),
    },
    rootfs: { type: 'layers', diff_ids: layers.map(({ sha256 }) => `sha256:${sha256}`) },
    history: layers.map(() => ({ created: '1970-01-01T00:00:00Z' })),
  };
}
