/** What an image holds, as data, and the archive entries that it comes to. */
import { lstat, readdir, readlink, stat } from 'node:fs/promises';
import { join, relative } from 'node:path';
import type { TarEntry } from './tar.ts';

/**
 * By path in the image: a copy of a file or of a folder with all below it, a text, an empty folder, or a symbolic link.
 * Of a copy's mode only counts whether it can be executed; a link in a folder is copied as a link; what has one of the names in `without`
 * stays out.
 */
export type Files = Readonly<
  Record<
    string,
    | { readonly from: string; readonly without?: readonly string[] }
    | { readonly content: string; readonly mode?: number }
    | { readonly folder: { readonly mode: number } }
    | { readonly link: string }
  >
>;

type Source = Files[string];

const FOLDER_MODE = 0o755;

/**
 * The entries of one layer: sorted, and each folder before what is in it.
 * @throws Error where a file cannot be read, or one would lie in what is no folder
 */
export async function layerEntries(files: Files): Promise<readonly TarEntry[]> {
  const listed = await Promise.all(Object.entries(files).map(([path, source]) => entriesOf(path.replace(/^\/|\/$/g, ''), source)));
  const entries = new Map<string, TarEntry>();
  // Folders that nobody named come first, and so give way to those that somebody did.
  for (const { path } of listed.flat()) for (const folder of parents(path)) entries.set(folder.path, folder);
  for (const entry of listed.flat()) entries.set(entry.path, entry);
  for (const entry of entries.values()) mustBeInFolders(entry, entries);
  return [...entries.values()].sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** Behind a link nothing can be unpacked, and in a file neither. */
function mustBeInFolders({ path }: TarEntry, entries: ReadonlyMap<string, TarEntry>): void {
  const wrong = parents(path).find((folder) => entries.get(folder.path)?.kind !== 'folder');
  if (wrong) throw new Error(`The image has /${path}, and /${wrong.path} is no folder: leave one of them out.`);
}

function parents(path: string): TarEntry[] {
  const parts = path.split('/').slice(0, -1);
  return parts.map((_, index) => ({ path: parts.slice(0, index + 1).join('/'), kind: 'folder', mode: FOLDER_MODE }));
}

async function entriesOf(path: string, source: Source): Promise<TarEntry[]> {
  if ('link' in source) return [{ path, kind: 'link', target: source.link }];
  if ('folder' in source) return [{ path, kind: 'folder', mode: source.folder.mode }];
  if ('content' in source) return [{ path, kind: 'file', mode: source.mode ?? 0o644, content: Buffer.from(source.content) }];
  const { from, without = [] } = source;
  const itself = await stat(from);
  if (!itself.isDirectory()) return [fileEntry(path, from, itself)];
  // Asked for names alone, Node goes on behind links to folders.
  const found = await readdir(from, { recursive: true, withFileTypes: true });
  const names = found.map((entry) => relative(from, join(entry.parentPath, entry.name)));
  const kept = names.filter((name) => !name.split('/').some((part) => without.includes(part)));
  const below = await Promise.all(kept.map((name) => copyOf(`${path}/${name}`, join(from, name))));
  return [{ path, kind: 'folder', mode: FOLDER_MODE }, ...below.flat()];
}

async function copyOf(path: string, from: string): Promise<TarEntry[]> {
  const found = await lstat(from);
  if (found.isSymbolicLink()) return [{ path, kind: 'link', target: await readlink(from) }];
  if (found.isDirectory()) return [{ path, kind: 'folder', mode: FOLDER_MODE }];
  return found.isFile() ? [fileEntry(path, from, found)] : [];
}

function fileEntry(path: string, from: string, { mode, size }: { readonly mode: number; readonly size: number }): TarEntry {
  return { path, kind: 'file', mode: mode & 0o111 ? 0o755 : 0o644, from, size };
}
