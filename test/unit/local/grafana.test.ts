import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { DASHBOARDS } from '../../../dashboards/index.ts';
import { PORTS } from '../../../local/ports.ts';
import { addressLines } from '../../../local/report/addresses.ts';
import { describeEvent } from '../../../local/report/service-lines.ts';
import { secretsOf } from '../../../local/secrets.ts';
import { servicesOf } from '../../../local/services/index.ts';
import { type Site, TOOLS } from '../../../local/site.ts';
import type { GrafanaProgram, Tool } from '../../../local/tools/index.ts';
import { PAGE_PORT } from '../../../pictures/page/port.ts';

const BINARY: GrafanaProgram = { kind: 'binary', path: '/opt/grafana/bin/grafana', home: '/opt/grafana' };
const DOCKER: GrafanaProgram = { kind: 'docker', docker: '/usr/bin/docker' };

let dataDir: string;
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'vigia-'));
});
afterEach(() => rmSync(dataDir, { recursive: true }));

function site(grafana?: GrafanaProgram, folder = dataDir): Site {
  const tool = (name: Tool['name']): Tool => ({
    name,
    path: `/${name}`,
    version: '1',
    source: 'path',
    seconds: 0,
    command: [name],
  });
  const tools = Object.fromEntries(TOOLS.map((name) => [name, tool(name)])) as Site['tools'];
  return { tools, ports: PORTS, speed: 30, dataDir: folder, secrets: secretsOf(dataDir), ...(grafana && { grafana }) };
}

function service(grafana: GrafanaProgram, folder = dataDir) {
  const found = servicesOf(site(grafana, folder)).find(({ name }) => name === 'grafana');
  if (!found) throw new Error('There is no Grafana.');
  return found;
}

const read = (path: string) => readFileSync(join(dataDir, 'config', path), 'utf8');
const written = () =>
  (readdirSync(join(dataDir, 'config/grafana'), { recursive: true }) as string[]).filter((path) => path.includes('.')).sort();

describe('Grafana in the local platform', () => {
  it('is a server that the others do without, on a port of its own', () => {
    expect(service(BINARY)).toMatchObject({
      optional: true,
      after: [],
      ports: [13_002],
      ready: { http: 'http://127.0.0.1:13002/api/health' },
    });
    expect(Object.values(PORTS)).not.toContain(PAGE_PORT);
    expect(servicesOf(site()).map(({ name }) => name)).not.toContain('grafana');
    expect(servicesOf(site(BINARY)).filter(({ after }) => after.includes('grafana'))).toEqual([]);
  });

  it('runs the program with its own files and our configuration', () => {
    const { argv, clears } = service(BINARY);
    expect(argv).toEqual([
      '/opt/grafana/bin/grafana',
      'server',
      '--homepath=/opt/grafana',
      `--config=${dataDir}/config/grafana.ini`,
    ]);
    expect(clears).toBeUndefined();
  });

  it('runs a container on this machine’s network, with what it reads mounted read-only, and ends it whatever happens', () => {
    const { argv, clears } = service(DOCKER, '/data');
    expect(argv).toEqual([
      '/usr/bin/docker',
      'run',
      '--rm',
      '--name',
      'vigia-grafana-bd47413b5c03',
      '--network',
      'host',
      '--mount',
      'type=bind,source=/data/config/grafana.ini,target=/etc/grafana/grafana.ini,readonly',
      '--mount',
      'type=bind,source=/data/config/grafana,target=/etc/grafana/provisioning,readonly',
      'docker.io/grafana/grafana:12.4.10',
    ]);
    expect(clears).toEqual(['/usr/bin/docker', 'rm', '--force', 'vigia-grafana-bd47413b5c03']);
    expect(service(DOCKER, '/other').clears).not.toEqual(clears);
  });

  it('gets every dashboard, the data sources and no rules', async () => {
    await service(BINARY).prepare?.();
    expect(written()).toEqual(
      [
        'alerting/rules.yaml',
        'dashboards/vigia.yaml',
        'datasources/vigia.yaml',
        ...DASHBOARDS.map(({ uid }) => `dashboards/${uid}.json`),
      ].sort(),
    );
    expect(Object.keys(parse(read('grafana/alerting/rules.yaml')))).toEqual(['apiVersion', 'deleteRules']);
  });

  it('queries the servers beside it, at their speed and without signatures', async () => {
    await service(BINARY).prepare?.();
    const { datasources } = parse(read('grafana/datasources/vigia.yaml')) as {
      datasources: { name: string; url: string; jsonData: Record<string, unknown> }[];
    };
    expect(datasources.map(({ name, url }) => [name, url])).toEqual([
      ['Prometheus', 'http://127.0.0.1:19090'],
      ['Tempo', 'http://127.0.0.1:13200'],
      ['Logs', 'http://127.0.0.1:19200'],
      ['Audit', 'http://127.0.0.1:19200'],
    ]);
    expect(datasources[0]?.jsonData.timeInterval).toBe('500ms');
    expect(datasources[2]?.jsonData).toMatchObject({ database: 'logs-local-*' });
    expect(datasources[2]?.jsonData).not.toHaveProperty('sigV4Auth');
    // Production's quickest interval, five minutes.
    expect(read('grafana/dashboards/vigia-tenant-overview.json')).toContain('"10s"');
  });

  it('reads its dashboards from where its way of running sees them', async () => {
    const pathOf = () =>
      (parse(read('grafana/dashboards/vigia.yaml')) as { providers: { options: { path: string } }[] }).providers[0]?.options.path;
    await service(BINARY).prepare?.();
    expect(pathOf()).toBe(`${dataDir}/config/grafana/dashboards`);
    expect(read('grafana.ini')).toContain(`provisioning = ${dataDir}/config/grafana\n`);
    await service(DOCKER).prepare?.();
    expect(pathOf()).toBe('/etc/grafana/provisioning/dashboards');
    expect(read('grafana.ini')).not.toContain('[paths]');
  });

  it('shows no dashboard of an earlier version', async () => {
    await service(BINARY).prepare?.();
    writeFileSync(join(dataDir, 'config/grafana/dashboards/gone.json'), '{}');
    await service(BINARY).prepare?.();
    expect(written()).not.toContain('dashboards/gone.json');
  });

  it('is among the addresses to open where it runs', () => {
    const opened = (grafana?: GrafanaProgram) => addressLines(site(grafana)).filter((line) => line.includes('Grafana'));
    expect(opened(BINARY)).toEqual(['dashboards (Grafana)   http://127.0.0.1:13002/dashboards/f/vigia']);
    expect(opened()).toEqual([]);
  });

  it('is what the alerts of this platform link to', async () => {
    await servicesOf(site())
      .find(({ name }) => name === 'prometheus')
      ?.prepare?.();
    const links = read('rules.yml').match(/http:\/\/127\.0\.0\.1:\d+\/d\//g) ?? [];
    expect(new Set(links)).toEqual(new Set(['http://127.0.0.1:13002/d/']));
  });

  it('does not run in one line', () => {
    const why = 'grafana was not ready within 300.0 s.';
    expect(describeEvent({ type: 'absent', service: 'grafana', why })).toBe(
      'does not run, and all the rest does: grafana was not ready within 300.0 s.',
    );
  });
});
