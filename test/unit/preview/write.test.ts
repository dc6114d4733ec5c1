import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Plan, planJson } from '../../../preview/plan.ts';
import { writePlan } from '../../../preview/write.ts';

const planWith = (...paths: string[]): Plan => ({
  stack: 'dev',
  resources: [],
  artifacts: paths.map((path) => ({ path, content: `of ${path}\n` })),
});

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'plan-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

describe('a plan that is written', () => {
  it('is plan.json and every artifact, and leaves nothing beside them', () => {
    const out = join(folder, 'new', 'plan');
    const plan = planWith('manifests/vigia/Service-a.yaml', 'dashboards/a.json');
    writePlan(plan, out);
    expect(readFileSync(join(out, 'plan.json'), 'utf8')).toBe(planJson(plan));
    expect(readFileSync(join(out, 'manifests/vigia/Service-a.yaml'), 'utf8')).toBe('of manifests/vigia/Service-a.yaml\n');
    expect(readdirSync(join(folder, 'new'))).toEqual(['plan']);
  });

  it('replaces an earlier plan, whose files do not stay', () => {
    const out = join(folder, 'plan');
    writePlan(planWith('dashboards/a.json', 'dashboards/b.json'), out);
    writePlan(planWith('dashboards/b.json'), out);
    expect(readdirSync(join(out, 'dashboards'))).toEqual(['b.json']);
  });

  it('takes an empty folder', () => {
    writePlan(planWith('dashboards/a.json'), folder);
    expect(existsSync(join(folder, 'dashboards/a.json'))).toBe(true);
  });

  it('never replaces what no plan wrote', () => {
    writeFileSync(join(folder, 'thesis.txt'), 'years of work');
    expect(() => writePlan(planWith('dashboards/a.json'), folder)).toThrow(
      `${folder} holds thesis.txt, which no earlier plan wrote, and would be replaced. Give an empty folder, or one that does not exist yet.`,
    );
    expect(readdirSync(folder)).toEqual(['thesis.txt']);
  });

  it('never replaces what somebody put beside a plan', () => {
    writePlan(planWith('dashboards/a.json'), folder);
    mkdirSync(join(folder, 'notes'));
    writeFileSync(join(folder, 'notes', 'mine.md'), '');
    expect(() => writePlan(planWith(), folder)).toThrow('holds notes/mine.md, which no earlier plan wrote');
    expect(existsSync(join(folder, 'dashboards/a.json'))).toBe(true);
  });

  it('is not written over a file', () => {
    const file = join(folder, 'file');
    writeFileSync(file, '');
    expect(() => writePlan(planWith(), file)).toThrow(`${file} is not a folder. Give one that is empty, or does not exist yet.`);
  });

  it('stays in its folder, and fails whole', () => {
    const out = join(folder, 'plan');
    expect(() => writePlan(planWith('dashboards/a.json', '../escaped.json'), out)).toThrow(
      'The artifact ../escaped.json would be outside the folder.',
    );
    expect(readdirSync(folder)).toEqual([]);
  });
});
