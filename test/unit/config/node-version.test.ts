import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';

const main = new URL('../../../main.mjs', import.meta.url).pathname;

describe('the entry point', () => {
  it('tells which Node is needed where the one that runs it reads no TypeScript', () => {
    const { stderr, status } = spawnSync(process.execPath, ['--no-strip-types', main], { encoding: 'utf8' });
    expect(status).toBe(1);
    expect(stderr).toContain(
      `Vigía needs Node 22.18 or later, which runs TypeScript as it is; pulumi found Node ${process.versions.node} at ${process.execPath}. Put Node 24 first on the PATH.`,
    );
  });

  it('loads where it does', () => {
    expect(spawnSync(process.execPath, [main], { encoding: 'utf8' })).toMatchObject({ status: 0, stderr: '' });
  });
});
