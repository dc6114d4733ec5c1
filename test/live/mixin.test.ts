/** The rule files that other people's servers get, judged by the real promtool. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, expect, test } from 'vitest';
import { ensureTools } from '../../local/tools/index.ts';
import { mixin } from '../../mixin/files.ts';

const folder = mkdtempSync(join(tmpdir(), 'vigia-mixin-'));
afterAll(() => rmSync(folder, { recursive: true }));

const { files, counts } = mixin({ evaluator: 'prometheus', prometheusUid: 'x', runbooks: 'https://docs.example' });

test.each([
  ['prometheus/recording.yaml', counts.recordingRules],
  ['prometheus/alerts.yaml', counts.alerts],
])('Prometheus takes every rule of %s', async (path, count) => {
  const { promtool } = await ensureTools(['promtool']);
  const [program = '', ...args] = promtool.command;
  const file = join(folder, 'rules.yaml');
  writeFileSync(file, files.find((one) => one.path === path)?.content ?? '');
  const { stdout } = await execa(program, [...args, 'check', 'rules', '--lint=all', '--lint-fatal', file]);
  expect(stdout).toContain(`SUCCESS: ${count} rules found`);
});
