/** The real promtool accepts what the renderers write. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { stringify } from 'yaml';
import { prometheusRules } from '../../../alerts/render/prometheus.ts';
import { ensureTools } from '../../../local/tools/index.ts';
import { prometheusConfig } from '../../../servers/prometheus.ts';

const folder = mkdtempSync(join(tmpdir(), 'vigia-config-'));
const rulesFile = join(folder, 'rules.yml');
let promtool: readonly string[];

beforeAll(async () => {
  promtool = (await ensureTools(['promtool'])).promtool.command;
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function run([program = '', ...prefix]: readonly string[], ...args: string[]) {
  return execa(program, [...prefix, ...args], { cwd: folder, reject: false, all: true });
}

test.each([1, 30])('promtool accepts the rules and the configuration at speed %d', async (speed) => {
  const links = { runbooks: 'https://docs.example', grafanaUrl: 'https://grafana.example' };
  const [from, to] = [new Date('2026-12-24T02:00:00Z'), new Date('2026-12-24T04:00:00Z')];
  const maintenance = [
    { tenant: 'a', from, to },
    { tenant: 'all', from, to },
  ];
  const rules = prometheusRules({ speed, ...links, evaluator: 'prometheus', maintenance });
  writeFileSync(rulesFile, stringify(rules));
  const args = {
    speed,
    env: 'local',
    scrape: { gateway: ['127.0.0.1:8889'] },
    ruleFiles: [rulesFile],
    alertmanagers: ['127.0.0.1:9093'],
  };
  writeFileSync(join(folder, 'prometheus.yml'), stringify(prometheusConfig(args)));
  const { all, exitCode } = await run(promtool, 'check', 'config', 'prometheus.yml');
  expect(all).toContain(`SUCCESS: ${rules.groups.flatMap((group) => group.rules).length} rules found`);
  expect(exitCode).toBe(0);
});
