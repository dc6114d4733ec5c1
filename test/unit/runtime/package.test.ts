import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import manifest from '../../../telemetry/package.json' with { type: 'json' };

const ROOT = join(import.meta.dirname, '../../..');

it('a pack of @vigia/telemetry holds what it exports, with types, and no sources', async () => {
  // `prepare` has built it at `npm ci`.
  expect(existsSync(join(ROOT, 'telemetry/dist/runtime/index.js'))).toBe(true);
  const { stdout } = await promisify(execFile)('npm', ['pack', '--dry-run', '--json', '--ignore-scripts', '-w', manifest.name], {
    cwd: ROOT,
  });
  const [pack]: { files: { path: string }[] }[] = Object.values(JSON.parse(stdout));
  const files = pack?.files.map(({ path }) => path) ?? [];

  for (const { types, default: code } of Object.values(manifest.exports)) {
    expect(files).toContain(types.replace('./', ''));
    expect(files).toContain(code.replace('./', ''));
  }
  expect(files.filter((path) => !path.startsWith('dist/')).sort()).toEqual(['LICENSE', 'README.md', 'package.json']);
  expect(files.filter((path) => !/\.(js|d\.ts)$/.test(path) && path.startsWith('dist/'))).toEqual([]);
});
