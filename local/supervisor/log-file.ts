/** The files that servers write their output to. */
import { closeSync, fstatSync, openSync, readSync, renameSync, statSync } from 'node:fs';

/** Bytes above which a log is set aside when its server starts again. */
export const MAX_LOG_BYTES = 64 * 1024 * 1024;

/** The last lines of a file that may be long; none where there is no such file. */
export function lastLines(path: string, count: number): readonly string[] {
  const file = open(path);
  if (file === undefined) return [];
  try {
    const size = fstatSync(file).size;
    const length = Math.min(size, 32 * 1024);
    const buffer = Buffer.alloc(length);
    readSync(file, buffer, 0, length, size - length);
    return buffer.toString('utf8').trimEnd().split('\n').slice(-count);
  } finally {
    closeSync(file);
  }
}

/** Sets a log that has grown too long aside: `clinic.log` becomes `clinic.1.log`, where the one before is overwritten. */
export function rotate(path: string, maxBytes = MAX_LOG_BYTES): void {
  const size = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
  if (size > maxBytes) renameSync(path, path.replace(/(\.[^./]*)?$/, '.1$1'));
}

function open(path: string): number | undefined {
  try {
    return openSync(path, 'r');
  } catch {
    return undefined;
  }
}
