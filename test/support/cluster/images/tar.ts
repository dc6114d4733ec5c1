/** Writes tar archives whose bytes depend on nothing but their entries: no owner, no time, no order of a file system. */
import { createReadStream } from 'node:fs';

const BLOCK = 512;
/** The longest name that the plain header holds. */
const NAME_LENGTH = 100;

/** `path` without a slash at either end. */
export type TarEntry = { readonly path: string } & (
  | { readonly kind: 'folder'; readonly mode: number }
  | { readonly kind: 'link'; readonly target: string }
  | { readonly kind: 'file'; readonly mode: number; readonly content: Buffer }
  | { readonly kind: 'file'; readonly mode: number; readonly from: string; readonly size: number }
);

const TYPES = { file: '0', link: '2', folder: '5', extended: 'x' } as const;

interface Header {
  readonly name: string;
  readonly type: keyof typeof TYPES;
  readonly mode: number;
  readonly size: number;
  readonly target?: string;
}

/**
 * The archive's bytes, in pieces; all belongs to root and was changed in 1970.
 * @throws Error where a file has another size than its entry says: it changed while it was read.
 */
export async function* tar(entries: Iterable<TarEntry>): AsyncGenerator<Buffer> {
  for (const entry of entries) yield* bytesOf(entry);
  yield Buffer.alloc(2 * BLOCK);
}

async function* bytesOf(entry: TarEntry): AsyncGenerator<Buffer> {
  const name = entry.kind === 'folder' ? `${entry.path}/` : entry.path;
  if (entry.kind === 'folder') return yield* headers({ name, type: 'folder', mode: entry.mode, size: 0 });
  if (entry.kind === 'link') return yield* headers({ name, type: 'link', mode: 0o777, size: 0, target: entry.target });
  const size = 'from' in entry ? entry.size : entry.content.length;
  yield* headers({ name, type: 'file', mode: entry.mode, size });
  if ('from' in entry) yield* exactly(entry.from, size);
  else yield entry.content;
  yield padding(size);
}

async function* exactly(file: string, size: number): AsyncGenerator<Buffer> {
  let read = 0;
  for await (const piece of createReadStream(file)) {
    read += piece.length;
    if (read > size) break;
    yield piece;
  }
  if (read !== size) throw new Error(`${file} changed while it was read: it had ${size} bytes. Try again.`);
}

/** One header, after an extended one where a name is too long for it. */
function* headers(header: Header): Generator<Buffer> {
  const long = [record('path', header.name), record('linkpath', header.target ?? '')].join('');
  if (long !== '') {
    const content = Buffer.from(long);
    yield block({ name: 'extended', type: 'extended', mode: 0o644, size: content.length });
    yield content;
    yield padding(content.length);
  }
  yield block(header);
}

/** `LENGTH key=value`, where the length counts its own digits; nothing where the plain header holds the value. */
function record(key: string, value: string): string {
  if (Buffer.byteLength(value) <= NAME_LENGTH) return '';
  const rest = ` ${key}=${value}\n`;
  const length = Buffer.byteLength(rest);
  const digits = String(length + String(length).length).length;
  return `${length + digits}${rest}`;
}

function block({ name, type, mode, size, target = '' }: Header): Buffer {
  const header = Buffer.alloc(BLOCK);
  const octal = (value: number, length: number) => `${value.toString(8).padStart(length - 1, '0')}\0`;
  header.write(name, 0, NAME_LENGTH);
  header.write(octal(mode, 8), 100);
  header.write(octal(0, 8), 108);
  header.write(octal(0, 8), 116);
  header.write(octal(size, 12), 124);
  header.write(octal(0, 12), 136);
  header.write(' '.repeat(8), 148);
  header.write(TYPES[type], 156);
  header.write(target, 157, NAME_LENGTH);
  header.write('ustar\x0000', 257);
  // The sum of all bytes, with spaces in its own place.
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  return header;
}

function padding(size: number): Buffer {
  return Buffer.alloc((BLOCK - (size % BLOCK)) % BLOCK);
}
