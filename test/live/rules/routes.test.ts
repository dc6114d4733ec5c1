/** One alert, three routers, one channel: Alertmanager's tree on the real amtool, Grafana's as documented, Datadog's handles. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { stringify } from 'yaml';
import type { Severity, Team } from '../../../alerts/alert.ts';
import { alertmanagerConfig } from '../../../alerts/render/alertmanager.ts';
import { grafanaNotifications } from '../../../alerts/render/grafana-notifications.ts';
import { CHANNELS, type Channel } from '../../../alerts/routing.ts';
import { handleOf } from '../../../infra/datadog/channels.ts';
import { environments } from '../../../infra/environment.ts';
import { ensureTools } from '../../../local/tools/index.ts';
import { deliveries, type Labels } from '../../support/grafana-routes.ts';

const heartbeat = { arn: 'arn:aws:sns:us-east-1:111122223333:vigia-heartbeat', region: 'us-east-1' };
const folder = mkdtempSync(join(tmpdir(), 'vigia-routes-'));
let amtool: readonly string[];

beforeAll(async () => {
  amtool = (await ensureTools(['amtool'])).amtool.command;
  for (const channel of CHANNELS) writeFileSync(join(folder, channel), 'https://hooks.slack.example/services/T/B/x');
  for (const environment of Object.values(environments)) {
    const config = alertmanagerConfig({ speed: 1, environment, secretFile: (channel) => join(folder, channel), heartbeat });
    writeFileSync(join(folder, `${environment.name}.yml`), stringify(config, { aliasDuplicateObjects: false }));
  }
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

type Name = keyof typeof environments;

/** What is expected, written out: by severity, of the teams platform, billing, security, of one that nobody declared, of none. */
const PAGING: Readonly<Record<string, readonly Channel[]>> = {
  critical: ['pagerduty-platform', 'pagerduty-billing', 'pagerduty-security', 'pagerduty-platform', 'pagerduty-platform'],
  warning: ['slack-ops', 'slack-ops', 'slack-security', 'slack-ops', 'slack-ops'],
  info: ['digest', 'digest', 'digest', 'digest', 'digest'],
};
const EXPECTED: Readonly<Record<Name, Readonly<Record<string, readonly Channel[]>>>> = {
  local: PAGING,
  dev: { ...PAGING, critical: ['slack-ops', 'slack-ops', 'slack-security', 'slack-ops', 'slack-ops'] },
  prod: PAGING,
};
/** Whoever wrote it meant something: it must be seen, by people who can ask. */
const UNKNOWN: readonly Channel[] = ['slack-ops', 'slack-ops', 'slack-ops', 'slack-ops', 'slack-ops'];

const SEVERITIES = ['critical', 'warning', 'info', 'none', 'Critical', 'WARNING', 'Info', 'page', undefined];
const TEAMS = ['platform', 'billing', 'security', 'Security', undefined];
const TIERS = ['standard', 'enterprise', undefined];

interface Case {
  readonly labels: Labels;
  readonly channel: Channel;
}

function cases(name: Name): Case[] {
  return SEVERITIES.flatMap((severity) =>
    TEAMS.flatMap((team, column) =>
      TIERS.map((tier) => ({
        labels: {
          alertname: 'AnyAlert',
          symptom: 'availability',
          env: name,
          ...(severity && { severity }),
          ...(team && { team }),
          ...(tier && { tenant: 'clinica-sur', tier }),
        },
        channel: (EXPECTED[name][severity ?? ''] ?? UNKNOWN)[column] ?? 'slack-ops',
      })),
    ),
  );
}

const WATCHDOG: Case = { labels: { alertname: 'Watchdog', severity: 'none', team: 'platform' }, channel: 'heartbeat' };
/** Not even if somebody gave it a severity. */
const LOUD_WATCHDOG: Case = { labels: { alertname: 'Watchdog', severity: 'critical', team: 'security' }, channel: 'heartbeat' };
const NAMELESS: Case = { labels: { tenant: 'clinica-sur' }, channel: 'slack-ops' };

const casesOf = (name: Name) => [...cases(name), WATCHDOG, LOUD_WATCHDOG, NAMELESS];
const described = ({ labels }: Case) => JSON.stringify(labels);
const expected = (name: Name) => casesOf(name).map((one) => [described(one), one.channel]);

async function run(...args: string[]): Promise<string> {
  const [program = '', ...prefix] = amtool;
  return (await execa(program, [...prefix, ...args], { cwd: folder, reject: false, all: true })).all.trim();
}

describe.each(Object.keys(environments) as Name[])('in %s', (name) => {
  test('amtool accepts the configuration', async () => {
    expect(await run('check-config', `${name}.yml`)).toContain('SUCCESS');
  });

  test('amtool sends every severity of every team and tier where the table says, and what nobody declared to #ops', async () => {
    const receivers: (readonly [string, string])[] = [];
    for (const one of casesOf(name)) {
      const pairs = Object.entries(one.labels).map(([label, value]) => `${label}=${value}`);
      receivers.push([described(one), await run('config', 'routes', 'test', `--config.file=${name}.yml`, ...pairs)]);
    }
    expect(receivers).toEqual(expected(name));
    expect(receivers).toHaveLength(138);
  });

  test('Grafana sends them to the same channels, and holds back what waits for the digest at any hour', () => {
    const slackChannels = { ops: '#ops', security: '#security' };
    const { policy, muteTime } = grafanaNotifications({ environment: environments[name], heartbeat, slackChannels });
    for (const hour of ['00:00', '09:30', '23:59']) {
      const receivers = casesOf(name).map((one) => {
        const sent = deliveries(policy, [muteTime], one.labels, new Date(`2026-03-01T${hour}:00Z`));
        return [described(one), sent.map(({ receiver, muted }) => (muted ? 'digest' : receiver)).join(',')];
      });
      expect(receivers).toEqual(expected(name));
    }
  });
});

test.each(['dev', 'prod'] as const)("in %s Datadog's monitors name the handles of the same channels", (name) => {
  const handles = casesOf(name).map((one) => {
    const { alertname = '', severity, team } = one.labels;
    // What arrives is text, whatever the types say.
    const alert = { name: alertname, severity: severity as Severity, team: team as Team };
    return [described(one), handleOf(environments[name], alert)];
  });
  const handle: Readonly<Record<Channel, string>> = {
    'pagerduty-platform': `@pagerduty-vigia-${name}-pagerduty-platform`,
    'pagerduty-billing': `@pagerduty-vigia-${name}-pagerduty-billing`,
    'pagerduty-security': `@pagerduty-vigia-${name}-pagerduty-security`,
    'slack-ops': `@webhook-vigia-${name}-slack-ops`,
    'slack-security': `@webhook-vigia-${name}-slack-security`,
    digest: '',
    heartbeat: '',
  };
  expect(handles).toEqual(casesOf(name).map((one) => [described(one), handle[one.channel]]));
});

test('dev knows no pager, in neither tree', () => {
  const { policy, contactPoints } = grafanaNotifications({
    environment: environments.dev,
    heartbeat,
    slackChannels: { ops: '#ops', security: '#security' },
  });
  const config = alertmanagerConfig({ speed: 1, environment: environments.dev, secretFile: (channel) => channel, heartbeat });
  expect(JSON.stringify([policy, contactPoints, config])).not.toMatch(/pagerduty/i);
});
