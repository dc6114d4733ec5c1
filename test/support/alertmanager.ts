/** A real Alertmanager with our configuration, and the stand-ins of PagerDuty and Slack behind it. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { alertmanagerConfig } from '../../alerts/render/alertmanager.ts';
import { type SecretChannel, secretChannelsOf } from '../../alerts/routing.ts';
import { environments } from '../../infra/environment.ts';
import { serve } from '../../local/stand-ins/http.ts';
import { pagerDuty } from '../../local/stand-ins/pagerduty.ts';
import type { Received } from '../../local/stand-ins/received.ts';
import { slack } from '../../local/stand-ins/slack.ts';
import { poll } from '../../local/supervisor/poll.ts';
import { ensureTools } from '../../local/tools/index.ts';
import { freePort, server } from './collector/process.ts';

export interface Alert {
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
}

/** An event as PagerDuty got it. */
export interface Page {
  readonly event_action: 'trigger' | 'resolve';
  readonly dedup_key: string;
  readonly payload: { readonly summary: string; readonly custom_details: Readonly<Record<string, unknown>> };
  readonly [field: string]: unknown;
}

/** A message as Slack got it. */
export interface Chat {
  readonly attachments: readonly [{ readonly title: string; readonly text: string; readonly [field: string]: unknown }];
}

export interface Router {
  /** Alerts that begin to fire, or go on. */
  fire(...alerts: readonly Alert[]): Promise<void>;
  /** Alerts that are over. */
  end(...alerts: readonly Alert[]): Promise<void>;
  /** What PagerDuty has about an environment, once it is that much. @throws Error where it is not within 30 seconds, with what there is */
  pages(env: string, count: number): Promise<readonly Page[]>;
  /** What Slack has about an environment, likewise. */
  chats(env: string, count: number): Promise<readonly Chat[]>;
  /** Everything that any channel has received so far. */
  received(): Promise<readonly Received[]>;
  stop(): Promise<void>;
}

const KEYS = { 'pagerduty-platform': '1', 'pagerduty-billing': '2', 'pagerduty-security': '3' } as const;
const WEBHOOKS = { 'slack-ops': '/services/T0/B0/ops', 'slack-security': '/services/T0/B1/security' } as const;

/** @param speed how much faster than in production groups are waited for */
export async function startAlertmanager(speed: number): Promise<Router> {
  const folder = mkdtempSync(join(tmpdir(), 'vigia-alertmanager-'));
  const keys = Object.fromEntries(Object.entries(KEYS).map(([channel, key]) => [channel, key.repeat(32)]));
  const channels = [await serve(0, pagerDuty({ keys, eventsPerMinute: 1_000 })), await serve(0, slack({ webhooks: WEBHOOKS }))];
  const [pagerdutyUrl = '', slackUrl = ''] = channels.map((one) => `http://127.0.0.1:${(one.address() as AddressInfo).port}`);
  const secretFile = (channel: SecretChannel) => join(folder, channel);
  for (const channel of secretChannelsOf(environments.prod)) {
    const secret = channel in WEBHOOKS ? `${slackUrl}${WEBHOOKS[channel as keyof typeof WEBHOOKS]}` : (keys[channel] ?? '');
    writeFileSync(secretFile(channel), secret);
  }
  const config = { speed, environment: environments.prod, secretFile, pagerdutyUrl: `${pagerdutyUrl}/v2/enqueue` };
  writeFileSync(join(folder, 'alertmanager.yml'), stringify(alertmanagerConfig(config), { aliasDuplicateObjects: false }));
  const { alertmanager } = await ensureTools(['alertmanager']);
  const url = `http://127.0.0.1:${await freePort()}`;
  const process = server({
    command: [
      ...alertmanager.command,
      `--config.file=${join(folder, 'alertmanager.yml')}`,
      `--storage.path=${folder}`,
      `--web.listen-address=${new URL(url).host}`,
      '--cluster.listen-address=',
    ],
    logFile: join(folder, 'log'),
    readyUrl: `${url}/-/ready`,
  });
  await process.start();

  const read = async (channel: string) => (await (await fetch(`${channel}/received`)).json()) as readonly Received[];

  async function post(alerts: readonly Alert[], endsAt: Date): Promise<void> {
    const body = JSON.stringify(alerts.map((alert) => ({ ...alert, endsAt })));
    const response = await fetch(`${url}/api/v2/alerts`, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
    if (!response.ok) throw new Error(`Alertmanager refuses the alerts: ${await response.text()}`);
  }

  /** The messages that name the environment, the first moment that there are as many. */
  async function about<T>(channel: string, env: string, count: number): Promise<readonly T[]> {
    const named = async () => (await read(channel)).filter(({ message }) => JSON.stringify(message).includes(env));
    const found = await poll(
      async () => {
        const messages = await named();
        return messages.length >= count ? messages : undefined;
      },
      { within: 30_000 },
    );
    if (!found) throw new Error(`Not ${count} messages about ${env} within 30 s: ${JSON.stringify(await named(), null, 1)}`);
    return found.map(({ message }) => message as T);
  }

  return {
    fire: (...alerts) => post(alerts, new Date(Date.now() + 3_600_000)),
    end: (...alerts) => post(alerts, new Date()),
    pages: (env, count) => about<Page>(pagerdutyUrl, env, count),
    chats: (env, count) => about<Chat>(slackUrl, env, count),
    received: async () => [...(await read(pagerdutyUrl)), ...(await read(slackUrl))],
    async stop() {
      await process.stop('SIGKILL');
      for (const one of channels) one.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
