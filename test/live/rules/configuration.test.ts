/** The real servers' own checkers accept what the renderers write. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { stringify } from 'yaml';
import { alertmanagerConfig } from '../../../alerts/render/alertmanager.ts';
import { prometheusRules } from '../../../alerts/render/prometheus.ts';
import { routes } from '../../../alerts/routing.ts';
import { environments } from '../../../infra/environment.ts';
import { ensureTools } from '../../../local/tools/index.ts';
import { prometheusConfig } from '../../../servers/prometheus.ts';

const folder = mkdtempSync(join(tmpdir(), 'vigia-config-'));
const rulesFile = join(folder, 'rules.yml');
let promtool: readonly string[];
let amtool: readonly string[];

beforeAll(async () => {
  const tools = await ensureTools(['promtool', 'amtool']);
  promtool = tools.promtool.command;
  amtool = tools.amtool.command;
  writeFileSync(join(folder, 'pagerduty'), 'k');
  writeFileSync(join(folder, 'slack'), 'https://hooks.slack.example/services/T/B/x');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function run([program = '', ...prefix]: readonly string[], ...args: string[]) {
  return execa(program, [...prefix, ...args], { cwd: folder, reject: false, all: true });
}

test.each([1, 30])('promtool accepts the rules and the configuration at speed %d', async (speed) => {
  writeFileSync(rulesFile, stringify(prometheusRules({ speed, runbooks: 'https://docs.example' })));
  const args = {
    speed,
    env: 'local',
    scrape: { gateway: ['127.0.0.1:8889'] },
    ruleFiles: [rulesFile],
    alertmanagers: ['127.0.0.1:9093'],
  };
  writeFileSync(join(folder, 'prometheus.yml'), stringify(prometheusConfig(args)));
  const { all, exitCode } = await run(promtool, 'check', 'config', 'prometheus.yml');
  expect(all).toContain('SUCCESS: 11 rules found');
  expect(exitCode).toBe(0);
});

test.each(Object.values(environments))(
  'amtool sends each severity of $name where the routing table says, and an unknown one to #ops',
  async (environment) => {
    const secrets = { pagerdutyRoutingKeyFile: join(folder, 'pagerduty'), slackWebhookUrlFile: join(folder, 'slack') };
    writeFileSync(join(folder, 'alertmanager.yml'), stringify(alertmanagerConfig({ speed: 1, environment, secrets })));
    expect((await run(amtool, 'check-config', 'alertmanager.yml')).all).toContain('SUCCESS');
    const receiver = async (severity: string) =>
      (await run(amtool, 'config', 'routes', 'test', '--config.file=alertmanager.yml', `severity=${severity}`)).all.trim();
    for (const [severity, channel] of Object.entries(routes(environment))) expect(await receiver(severity)).toBe(channel);
    expect(await receiver('Warning')).toBe('slack-ops');
  },
);
