/** The real servers' own checkers accept what the renderers write. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { stringify } from 'yaml';
import { SEVERITIES, TEAMS } from '../../../alerts/alert.ts';
import { alertmanagerConfig } from '../../../alerts/render/alertmanager.ts';
import { grafanaNotifications } from '../../../alerts/render/grafana-notifications.ts';
import { prometheusRules } from '../../../alerts/render/prometheus.ts';
import { CHANNELS, channelOf } from '../../../alerts/routing.ts';
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
  for (const channel of CHANNELS) writeFileSync(join(folder, channel), 'https://hooks.slack.example/services/T/B/x');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function run([program = '', ...prefix]: readonly string[], ...args: string[]) {
  return execa(program, [...prefix, ...args], { cwd: folder, reject: false, all: true });
}

test.each([1, 30])('promtool accepts the rules and the configuration at speed %d', async (speed) => {
  writeFileSync(rulesFile, stringify(prometheusRules({ speed, runbooks: 'https://docs.example', evaluator: 'prometheus' })));
  const args = {
    speed,
    env: 'local',
    scrape: { gateway: ['127.0.0.1:8889'] },
    ruleFiles: [rulesFile],
    alertmanagers: ['127.0.0.1:9093'],
  };
  writeFileSync(join(folder, 'prometheus.yml'), stringify(prometheusConfig(args)));
  const { all, exitCode } = await run(promtool, 'check', 'config', 'prometheus.yml');
  expect(all).toContain('SUCCESS: 12 rules found');
  expect(exitCode).toBe(0);
});

test("amtool fills in the templates that Grafana's contact points call: a title that fits a lock screen, and a line for each alert", async () => {
  const { template } = grafanaNotifications({
    environment: environments.prod,
    heartbeat: { arn: 'arn:aws:sns:us-east-1:111122223333:vigia-heartbeat', region: 'us-east-1' },
    slackChannels: { ops: '#ops', security: '#security' },
  });
  writeFileSync(join(folder, 'vigia.tmpl'), template.template);
  const alert = (tenant: string) => ({
    status: 'firing',
    labels: {},
    annotations: { summary: `${tenant} fails`, description: 'Badly.', runbook_url: 'https://docs.example/X.md' },
  });
  const data = { status: 'firing', commonLabels: { alertname: 'X' }, alerts: [alert('a'), alert('b')] };
  writeFileSync(join(folder, 'data.json'), JSON.stringify(data));
  const render = async (name: string) => {
    const text = `--template.text={{ template "${name}" . }}`;
    return (await run(amtool, 'template', 'render', '--template.glob=vigia.tmpl', '--template.data=data.json', text)).all.trim();
  };
  expect(await render('vigia.title')).toBe('a fails (2 in all)');
  expect(await render('vigia.chat-title')).toBe('[FIRING] X: a fails (2 in all)');
  expect(await render('vigia.lines')).toBe(
    '• a fails. Badly. <https://docs.example/X.md|Runbook>\n• b fails. Badly. <https://docs.example/X.md|Runbook>',
  );
});

test.each(Object.values(environments))(
  'amtool sends the alerts of each severity and team of $name where the routing table says, and unknown ones to #ops',
  async (environment) => {
    const heartbeat = { arn: 'arn:aws:sns:us-east-1:111122223333:vigia-heartbeat', region: 'us-east-1' };
    const secretFile = (channel: string) => join(folder, channel);
    const config = alertmanagerConfig({ speed: 1, environment, secretFile, heartbeat });
    writeFileSync(join(folder, 'alertmanager.yml'), stringify(config, { aliasDuplicateObjects: false }));
    expect((await run(amtool, 'check-config', 'alertmanager.yml')).all).toContain('SUCCESS');
    const receiver = async (labels: Readonly<Record<string, string>>) => {
      const pairs = Object.entries(labels).map(([name, value]) => `${name}=${value}`);
      return (await run(amtool, 'config', 'routes', 'test', '--config.file=alertmanager.yml', ...pairs)).all.trim();
    };
    for (const severity of SEVERITIES) {
      for (const team of TEAMS) {
        const labels = { alertname: 'AnyAlert', severity, team };
        expect(await receiver(labels), `${severity} of ${team}`).toBe(channelOf(environment, labels));
      }
    }
    expect(await receiver({ alertname: 'Watchdog', severity: 'none', team: 'platform' })).toBe('heartbeat');
    expect(await receiver({ alertname: 'AnyAlert', severity: 'Warning', team: 'security' })).toBe('slack-ops');
  },
);
