import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const MAIN = new URL('../../../preview/main.ts', import.meta.url).pathname;
const preview = (...args: string[]) => spawnSync(process.execPath, [MAIN, ...args], { encoding: 'utf8', maxBuffer: 2 ** 26 });

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'preview-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

describe('npm run preview', { timeout: 30_000 }, () => {
  it('prints the plan for people, and what the policies say', () => {
    const { stdout, stderr, status } = preview('--stack', 'dev');
    expect(stdout).toMatch(/^Stack dev: \d+ resources in \d+ components, none of them protected; \d+ providers; \d+ artifacts\.\n/);
    expect(stdout).toContain('keys (vigia:aws:EncryptionKeys): 8 resources\n    4 aws:kms:Alias\n    4 aws:kms:Key\n');
    expect(stdout).toMatch(/\nPolicies: all kept\.\n$/);
    expect({ stderr, status }).toEqual({ stderr: '', status: 0 });
  });

  it('prints nothing but the plan as JSON, and writes the same text and the artifacts', () => {
    const out = join(folder, 'plan');
    const { stdout, status } = preview('--stack', 'prod', '--json', '--out', out, '--no-policies');
    expect(status).toBe(0);
    expect(readFileSync(join(out, 'plan.json'), 'utf8')).toBe(stdout);
    const { artifacts }: { artifacts: readonly { path: string; content: string }[] } = JSON.parse(stdout);
    expect(artifacts.length).toBeGreaterThan(50);
    for (const { path, content } of artifacts) expect(readFileSync(join(out, path), 'utf8')).toBe(content);
  });

  it('explains itself', () => {
    const { stdout, status } = preview('--help');
    expect(stdout).toContain('Exit code: 0 all is well, 1 a policy is violated, 2 there is no');
    expect(status).toBe(0);
  });

  it.each([
    ['no stack', [], "error: required option '--stack <name>' not specified\n"],
    ['an unknown option', ['--stack', 'dev', '--colour'], "error: unknown option '--colour'\n"],
    [
      'an unknown stack',
      ['--stack', 'staging'],
      'There is no stack "staging": found no Pulumi.staging.yaml. There are: dev, prod.\n',
    ],
  ])('refuses %s', (_, args, message) => {
    expect(preview(...args)).toMatchObject({ stdout: '', stderr: message, status: 2 });
  });

  it('leaves a folder alone that no plan wrote', () => {
    writeFileSync(join(folder, 'thesis.txt'), '');
    const { stderr, status } = preview('--stack', 'dev', '--out', folder);
    expect(stderr).toContain('holds thesis.txt, which no earlier plan wrote');
    expect(status).toBe(2);
    expect(existsSync(join(folder, 'plan.json'))).toBe(false);
  });
});
