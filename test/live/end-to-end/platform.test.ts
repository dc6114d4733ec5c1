/** The whole platform under traffic: one request followed through it, and every server killed once. */
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { PASSWORD, usersOf } from '../../../local/clinic/db/fixtures.ts';
import { contextOf } from '../../../local/commands/session.ts';
import { type Platform, startPlatform } from '../../../local/platform.ts';
import { notificationReader } from '../../../local/report/notifications.ts';
import { clinicLog } from '../../../local/services/clinic.ts';
import { http } from '../../../local/site.ts';
import type { PlatformError } from '../../../local/supervisor/errors.ts';
import { poll } from '../../../local/supervisor/poll.ts';
import { type Found, follow } from '../../../local/trace/found.ts';
import { incidents } from '../../../local/traffic/incidents.ts';
import { startTraffic, type Traffic } from '../../../local/traffic/traffic.ts';
import { logFields } from '../../../telemetry/contract/index.ts';
import { canonical, storedCount, storedRecords, surplus, writtenRecords } from '../../support/local/log-store.ts';

const SPEED = 30;
const MINUTE = 60_000;
// Readable by the database's own user as well, which is not the one that runs this.
const dataDir = mkdtempSync(join(tmpdir(), 'vigia-platform-'));
const deaths: PlatformError[] = [];
let platform: Platform;
let traffic: Traffic;

beforeAll(async () => {
  chmodSync(dataDir, 0o755);
  platform = await startPlatform({
    speed: SPEED,
    dataDir,
    ports: 'free',
    onLine: () => {},
  });
  platform.onExit((error) => deaths.push(error));
  const { ports, secrets } = platform.site;
  traffic = startTraffic({ baseUrl: http(ports.clinic), webhookSecret: secrets.stripeWebhookSecret, ratePerSecond: 15 });
}, 10 * MINUTE);

afterAll(async () => {
  await traffic?.stop();
  await platform?.stop();
  rmSync(dataDir, { recursive: true, force: true });
}, MINUTE);

async function answersMore(count: number): Promise<void> {
  const answered = () => [...traffic.counts.values()].reduce((sum, { requests }) => sum + requests, 0);
  const goal = answered() + count;
  const reached = await poll(async () => answered() >= goal || undefined, { within: MINUTE });
  expect(reached, `the clinic answers ${count} more requests`).toBe(true);
}

test('one request of an enterprise clinic is found by its id: the masked lines, the trace with its Prisma spans, the metric', {
  timeout: 3 * MINUTE,
}, async () => {
  const { ports, speed } = platform.site;
  const [admin] = usersOf('clinica-norte');
  const headers = { 'content-type': 'application/json', 'x-forwarded-for': '203.0.113.77' };
  const idOf = (response: Response) => response.headers.get('x-request-id') ?? '';

  const login = await fetch(http(ports.clinic, '/api/auth/login'), {
    method: 'POST',
    headers,
    body: JSON.stringify({ clinicId: 'clinica-norte', email: admin?.email, password: PASSWORD }),
  });
  const { token } = (await login.json()) as { token: string };
  const { logs } = await follow(idOf(login), ports, speed);
  expect(JSON.stringify(logs)).not.toContain(admin?.email);
  const audited = logs.find(({ event }) => event === 'LOGIN');
  expect(audited).toMatchObject({ tenantId: 'clinica-norte', userId: admin?.id, outcome: 'success', ip: '203.0.113.0/24' });
  expect(audited?.actor).toMatch(/^hmac:k1:[\w-]{22}$/);

  // Half of an enterprise clinic's ordinary traces are kept: of twenty at least one, but for once in a million.
  const ids: string[] = [];
  for (let i = 0; i < 20; i += 1) {
    const search = await fetch(http(ports.clinic, '/api/slots?service=dental'), {
      headers: { ...headers, authorization: `Bearer ${token}` },
    });
    expect(search.status).toBe(200);
    ids.push(idOf(search));
  }
  const found: Found[] = [];
  for (const id of ids) found.push(await follow(id, ports, speed));
  for (const { logs: lines, requestId } of found) {
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatchObject({
      requestId,
      tenantId: 'clinica-norte',
      userId: admin?.id,
      ip: '203.0.113.0/24',
      status: '200',
    });
    expect(Object.keys(lines[0] ?? {}).sort()).toEqual(Object.keys(logFields).sort());
  }

  const kept = found.find(({ spans }) => spans !== undefined);
  const context = {
    'tenant.id': 'clinica-norte',
    'tenant.tier': 'enterprise',
    'user.id': admin?.id,
    'request.id': kept?.requestId,
  };
  expect(kept?.spans?.find(({ kind }) => kind === 'server')?.attributes).toEqual(context);
  expect(kept?.spans?.find(({ scope, name }) => scope.includes('prisma') && name.includes('db_query'))?.attributes).toEqual(
    context,
  );
  expect(found[0]?.series[0]?.labels).toMatchObject({
    tenant: 'clinica-norte',
    tier: 'enterprise',
    env: 'local',
    service: 'clinic',
  });
});

test('every server may be killed under traffic: the application goes on, and accepted lines are neither lost nor doubled', {
  timeout: 10 * MINUTE,
}, async () => {
  const { ports } = platform.site;
  const servers = [
    'agent',
    'gateway',
    'log-writer',
    'opensearch',
    'tempo',
    'prometheus',
    'alertmanager',
    'pagerduty',
    'slack',
    'postgres',
  ];
  for (const server of servers) {
    await platform.kill(server, 'SIGKILL');
    await answersMore(30);
    await platform.start(server);
    await answersMore(30);
  }
  await traffic.stop();
  // The application writes a few more lines for jobs in its queue: its log is complete when it has ended.
  await platform.kill('clinic');
  expect(deaths).toEqual([]);

  const written = (await writtenRecords(clinicLog(platform.site))).map(canonical);
  expect(written.length).toBeGreaterThan(600);
  await poll(async () => (await storedCount(http(ports.opensearch))) >= written.length || undefined, {
    within: 2 * MINUTE,
    every: 500,
  });
  const stored = (await storedRecords(http(ports.opensearch))).map(canonical);
  expect({ lost: surplus(written, stored), doubled: surplus(stored, written) }).toEqual({ lost: [], doubled: [] });
  await platform.start('clinic');
});

test('alerts recover: an incident after all the kills is notified', { timeout: 3 * MINUTE }, async () => {
  const context = contextOf(platform.site);
  const incident = incidents.find(({ name }) => name === 'failed-logins');
  const read = notificationReader(platform.site.ports);
  await read();
  await incident?.start(context);
  try {
    const notified = await poll(
      async () => (await read()).find(({ alerts, status }) => alerts.includes(incident?.alert ?? '') && status === 'firing'),
      { within: 2 * MINUTE, every: 500 },
    );
    expect(notified).toMatchObject({ channel: 'slack-security', text: expect.stringContaining(incident?.tenantId ?? '') });
  } finally {
    await incident?.stop(context);
  }
});
