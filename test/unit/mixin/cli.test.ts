import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const MAIN = new URL('../../../mixin/main.ts', import.meta.url).pathname;
const mixin = (...args: string[]) => spawnSync(process.execPath, [MAIN, ...args], { encoding: 'utf8' });

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'mixin-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

describe('npm run mixin', { timeout: 30_000 }, () => {
  it('writes the files, and says where they are', () => {
    const out = join(folder, 'new');
    const { stdout, stderr, status } = mixin('--out', out);
    expect({ stderr, status }).toEqual({ stderr: '', status: 0 });
    expect(stdout).toMatch(
      /^\d+ recording rules, \d+ alerts and 5 dashboards are in .*new\.\nHow to import them: .*new\/README\.md\n$/,
    );
    expect(readdirSync(out).sort()).toEqual(['README.md', 'dashboards', 'mixin.json', 'prometheus']);
  });

  it('prints what it wrote as JSON, and replaces what it wrote before', () => {
    expect(mixin('--out', folder).status).toBe(0);
    const { stdout, status } = mixin('--out', folder, '--json', '--evaluator', 'grafana');
    expect(status).toBe(0);
    expect(readFileSync(join(folder, 'mixin.json'), 'utf8')).toBe(stdout);
    expect(JSON.parse(stdout)).toMatchObject({ evaluator: 'grafana', dashboards: 5 });
    expect(readdirSync(folder).sort()).toEqual(['README.md', 'dashboards', 'grafana', 'mixin.json', 'prometheus']);
    expect(readdirSync(join(folder, 'prometheus'))).toEqual(['recording.yaml']);
  });

  it('leaves a folder alone that it did not write', () => {
    writeFileSync(join(folder, 'README.md'), 'of somebody');
    const { stdout, stderr, status } = mixin('--out', folder);
    expect({ stdout, status }).toEqual({ stdout: '', status: 2 });
    expect(stderr).toContain('holds README.md, which no earlier mixin wrote, and would be replaced.');
    expect(readFileSync(join(folder, 'README.md'), 'utf8')).toBe('of somebody');
  });

  it('links to where it is told, however the address ends', () => {
    mixin('--out', folder, '--runbooks', 'https://docs.example/runbooks/');
    expect(readFileSync(join(folder, 'prometheus/alerts.yaml'), 'utf8')).toContain(
      'runbook_url: https://docs.example/runbooks/TenantHighErrorRate.md\n',
    );
  });

  it('explains itself', () => {
    const { stdout, status } = mixin('--help');
    expect(stdout).toContain('Exit code: 0 written, 2 not written');
    expect(status).toBe(0);
  });

  it.each([
    ['no folder', [], "error: required option '--out <folder>' not specified\n"],
    ['another evaluator', ['--out', 'x', '--evaluator', 'datadog'], 'Allowed choices are prometheus, grafana.\n'],
    ['no address', ['--out', 'x', '--grafana', 'grafana'], 'Allowed is a URL that begins with http:// or https://.\n'],
  ])('refuses %s', (_, args, message) => {
    const { stdout, stderr, status } = mixin(...args);
    expect({ stdout, status }).toEqual({ stdout: '', status: 2 });
    expect(stderr).toContain(message);
    expect(existsSync('x')).toBe(false);
  });
});
