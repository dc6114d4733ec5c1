/** Texts that are compared with a file of `test/golden/`. `UPDATE_GOLDEN=1` writes the files anew: then read the diff. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect } from 'vitest';

const FOLDER = join(import.meta.dirname, '../golden');

/** @param path under `test/golden/`. A file that is missing is a failure too: a test must not pass because nobody looked. */
export function expectGolden(path: string, text: string): void {
  const file = join(FOLDER, path);
  if (process.env.UPDATE_GOLDEN === '1') {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
  expect(text, `test/golden/${path}; UPDATE_GOLDEN=1 writes it anew`).toBe(
    existsSync(file) ? readFileSync(file, 'utf8') : undefined,
  );
}
