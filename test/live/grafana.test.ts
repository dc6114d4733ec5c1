/** Grafana beside the platform, as far as it shows without one: a stand-in for its program, started as the platform starts it. */
import { once } from 'node:events';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import { DASHBOARDS } from '../../dashboards/index.ts';
import { type Platform, startPlatform } from '../../local/platform.ts';
import { PORTS } from '../../local/ports.ts';
import { http } from '../../local/site.ts';
import type { PlatformError } from '../../local/supervisor/errors.ts';
import { identityOf } from '../../local/supervisor/identity.ts';
import { poll } from '../../local/supervisor/poll.ts';
import { runningPlatform } from '../../local/supervisor/run-file.ts';

const folder = mkdtempSync(join(tmpdir(), 'vigia-grafana-'));
const program = join(folder, 'bin/grafana');
let dataDir: string;
let lines: string[];
let deaths: PlatformError[];
let platform: Platform | undefined;

beforeAll(() => {
  for (const path of ['bin', 'conf']) mkdirSync(join(folder, path));
  writeFileSync(join(folder, 'conf/defaults.ini'), '');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

beforeEach(() => {
  dataDir = mkdtempSync(join(folder, 'data-'));
  lines = [];
  deaths = [];
  vi.stubEnv('VIGIA_GRAFANA_BIN', program);
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await platform?.stop();
  platform = undefined;
});

/** Reads its flags and its file as Grafana does, serves its health, and tells what it was given to show. */
const SERVES = `
const { createServer } = require('node:http');
const { readdirSync, readFileSync } = require('node:fs');
const flag = (name) => process.argv.find((arg) => arg.startsWith('--' + name + '=')).split('=')[1];
const ini = readFileSync(flag('config'), 'utf8');
const setting = (section, key) => new RegExp('\\\\[' + section + '\\\\]\\n(?:.+\\n)*?' + key + ' = (.*)').exec(ini)[1];
readFileSync(flag('homepath') + '/conf/defaults.ini');
const seen = { command: process.argv[2], files: readdirSync(setting('paths', 'provisioning'), { recursive: true }) };
createServer((request, response) => {
  response.writeHead(request.url === '/api/health' || request.url === '/seen' ? 200 : 404);
  response.end(JSON.stringify(seen));
}).listen(Number(setting('server', 'http_port')), setting('server', 'http_addr'));
`;

function grafanaIs(script: string): void {
  writeFileSync(program, `#!${process.execPath}\n${script}`);
  chmodSync(program, 0o755);
}

async function start(ports: 'documented' | 'free', ...services: string[]): Promise<Platform> {
  const onLine = (source: string, text: string) => lines.push(`${source}: ${text}`);
  platform = await startPlatform({ speed: 30, dataDir, ports, services: ['grafana', ...services], grafana: true, onLine });
  platform.onExit((error) => deaths.push(error));
  return platform;
}

const says = (pattern: RegExp) => poll(async () => lines.find((line) => pattern.test(line)), { within: 20_000 });
const processes = () => runningPlatform(dataDir)?.processes ?? [];

it('runs with every dashboard and data source, on this machine alone, and ends with the platform', async () => {
  grafanaIs(SERVES);
  const { site, stop } = await start('free');
  expect(await says(/^grafana: healthy in/)).toBeDefined();
  const seen = (await (await fetch(http(site.ports.grafana, '/seen'))).json()) as { command: string; files: string[] };
  expect(seen.command).toBe('server');
  expect(seen.files).toEqual(
    expect.arrayContaining([
      'datasources/vigia.yaml',
      'dashboards/vigia.yaml',
      ...DASHBOARDS.map(({ uid }) => `dashboards/${uid}.json`),
    ]),
  );
  const [grafana] = processes();
  expect(grafana?.name).toBe('grafana');
  await stop();
  expect(identityOf(grafana?.pid ?? 0)).toBeUndefined();
  await expect(fetch(http(site.ports.grafana, '/seen'))).rejects.toThrow();
});

it('says in one line why it does not run, and the platform goes on', async () => {
  grafanaIs("console.error('logger=plugins msg=Starting\\nError: failed to install plugin\\n'); process.exit(1);");
  const { site } = await start('free', 'slack');
  const line = await says(/^grafana: does not run/);
  expect(line).toMatch(
    /^grafana: does not run, and all the rest does: grafana ended by itself \d+\.\d s after its start \(exit code 1\)\. The end of its log, .*grafana\.log: Error: failed to install plugin$/,
  );
  expect((await fetch(http(site.ports.slack, '/health'))).ok).toBe(true);
  expect(processes().map(({ name }) => name)).toEqual(['slack']);
  expect(deaths).toEqual([]);
});

it('may die later: that is a line, not the end', async () => {
  grafanaIs(SERVES);
  const { site } = await start('free', 'slack');
  expect(await says(/^grafana: healthy in/)).toBeDefined();
  process.kill(processes().find(({ name }) => name === 'grafana')?.pid ?? 0, 'SIGKILL');
  expect(await says(/^grafana: does not run, and all the rest does: grafana ended by itself .* \(signal SIGKILL\)/)).toBeDefined();
  expect((await fetch(http(site.ports.slack, '/health'))).ok).toBe(true);
  expect(deaths).toEqual([]);
});

it('names what shows the same where there is none', async () => {
  vi.stubEnv('VIGIA_GRAFANA_BIN', '/nowhere');
  await start('free', 'slack');
  expect(lines).toContain(
    'grafana: does not run: there is no executable at /nowhere, which VIGIA_GRAFANA_BIN names. The same dashboards as pictures: npm run dashboards',
  );
  expect(processes().map(({ name }) => name)).toEqual(['slack']);
});

it('is not started beside another program on its port, and keeps nothing else from starting', async () => {
  grafanaIs(SERVES);
  const holder = createServer().listen(PORTS.grafana, '127.0.0.1');
  await once(holder, 'listening');
  try {
    await start('documented');
    expect(await says(/^grafana: does not run/)).toContain(`Port ${PORTS.grafana} is in use by another program; grafana needs it.`);
  } finally {
    holder.close();
  }
});
