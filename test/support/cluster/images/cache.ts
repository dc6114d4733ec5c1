/** Where archives are kept: outside the tree, one folder per image, and in that one per content. */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readdir, readFile, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { type Files, layerEntries } from './layer.ts';
import type { TarEntry } from './tar.ts';

/** Files of this folder that decide what is written: a change in one makes all archives anew. */
const WRITERS = ['archive.ts', 'buildah.ts', 'layer.ts', 'tar.ts', 'workers.ts'];

/** `${XDG_CACHE_HOME:-~/.cache}/vigia/images`. */
export function imagesFolder(env: Readonly<Record<string, string | undefined>> = process.env): string {
  return join(env.XDG_CACHE_HOME || join(env.HOME ?? homedir(), '.cache'), 'vigia', 'images');
}

/** An image, with all else that is said of it: its name, how it is started. */
export interface Content {
  readonly name: string;
  readonly base?: Files;
  readonly files: Files;
}

/** A key that changes with any file of an image (path, kind, content), with the rest of what is said of it, and with what writes it. */
export async function imageKey({ base = {}, files, ...facts }: Content): Promise<string> {
  const hash = createHash('sha256').update(JSON.stringify(facts));
  for (const writer of WRITERS) hash.update(await readFile(join(import.meta.dirname, writer)));
  for (const layer of [base, files]) {
    for (const entry of await layerEntries(layer)) hash.update(JSON.stringify(await factsOf(entry)));
  }
  return hash.digest('hex').slice(0, 16);
}

/** An entry with the content itself, or a digest of it, in the place of where it is read from. */
async function factsOf(entry: TarEntry): Promise<unknown> {
  if (!('from' in entry)) return entry;
  const content = createHash('sha256');
  for await (const piece of createReadStream(entry.from)) content.update(piece);
  return { ...entry, from: content.digest('hex') };
}

/** Removes what the folder of an image holds besides one entry: archives of earlier contents, and nothing that is being written. */
export async function removeOthers(folder: string, kept: string): Promise<void> {
  const earlier = (await readdir(folder)).filter((name) => name !== kept && /^[0-9a-f]{16}$/.test(name));
  await Promise.all(earlier.map((name) => rm(join(folder, name), { recursive: true, force: true })));
}
