/** The agent's and the gateway's configurations on the real Collector. */
import { appendFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ensureTools } from '../../local/tools/index.ts';
import { AGENT_FLAGS, agentConfig, gatewayConfig, renderCollector } from '../../servers/collector/index.ts';
import { duration } from '../../telemetry/contract/index.ts';
import { arrived, write } from '../support/collector/lines.ts';
import { type CollectorPlatform, collectorPlatform } from '../support/collector/platform.ts';

const base = {
  storageDirectory: join(tmpdir(), 'vigia-never-made'),
  healthEndpoint: '127.0.0.1:13133',
  metricsEndpoint: { host: '127.0.0.1', port: 8888 },
  memoryLimitMiB: 256,
};
const gateway = (speed: number, replicas: number) =>
  gatewayConfig({
    ...base,
    speed,
    env: 'prod',
    otlp: { endpoint: '0.0.0.0:4318', grpcEndpoint: '0.0.0.0:4317' },
    logsEndpoint: '0.0.0.0:4320',
    prometheus: Array.from({ length: replicas }, (_, index) => ({ url: `http://prometheus-${index}:9090/api/v1/otlp` })),
    logWriter: 'http://log-writer:8080',
    traces: { url: 'http://tempo:4318' },
    countsEndpoint: '0.0.0.0:9464',
    slowTrace: duration('1s'),
  });
const agent = (speed: number, format: 'json-lines' | 'container') =>
  agentConfig({
    ...base,
    speed,
    logs: { include: ['/var/log/pods/*/*/*.log'], format },
    otlp: { endpoint: '127.0.0.1:4318' },
    gateways: ['http://gateway:4318'],
    logGateway: 'http://gateway:4320',
  });

describe('the real Collector accepts', () => {
  it.each([
    ['the agent of production', agent(1, 'container')],
    ['the agent of the local platform', agent(30, 'json-lines')],
    ['the gateway of production with two Prometheus replicas', gateway(1, 2)],
    ['the gateway of the local platform', gateway(30, 1)],
  ])('%s', async (_, config) => {
    expect(await verdictOn(renderCollector(config))).toEqual({ exitCode: 0, said: '' });
  });

  it('nothing with an unknown setting, so that its word counts', async () => {
    const broken = renderCollector(agent(1, 'json-lines')).replace('start_at:', 'begin_at:');
    expect((await verdictOn(broken)).said).toContain('begin_at');
  });
});

async function verdictOn(yaml: string) {
  const folder = mkdtempSync(join(tmpdir(), 'vigia-validate-'));
  try {
    const file = join(folder, 'collector.yaml');
    writeFileSync(file, yaml);
    const { otelcol } = await ensureTools(['otelcol']);
    const [program = '', ...args] = [...otelcol.command, 'validate', `--config=${file}`, ...AGENT_FLAGS];
    const { exitCode, stderr } = await execa(program, args, { reject: false });
    return { exitCode, said: stderr };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

describe('log records on their way through agent and gateway', () => {
  let platform: CollectorPlatform;
  beforeAll(async () => {
    platform = await collectorPlatform();
  });
  afterAll(() => platform?.stop());

  it('carry every field of the contract, and where the line stood, with an empty body', async () => {
    const banner = ' ▲ Next.js 16.0.1 by ana@example.com';
    const record = {
      timestamp: '2026-03-01T10:20:30.456Z',
      level: 'warn',
      tenantId: 'clinic-7',
      userId: 'u-1',
      action: 'SEARCH',
      resource: 'slot/12',
      status: 200,
      latencyMs: 12.5,
      ip: '203.0.113.0/24',
      requestId: '550e8400-e29b-41d4-a716-446655440000',
      traceId: '0af7651916cd43dd8448eb211c80319c',
      spanId: 'b7ad6b7169203331',
      event: 'SLOTS_SEARCHED',
    };
    write(platform, 'fields', banner, '{"broken": ', '"text"', record);
    const [received, ...more] = await arrived(platform, 'fields', 1);
    expect(more).toEqual([]);
    expect(received).toEqual({
      resource: { 'service.name': 'fields', 'deployment.environment.name': 'local' },
      attributes: {
        ...record,
        'log.file.path': join(platform.logs, 'fields.log'),
        'log.file.record_offset': Buffer.byteLength(`${banner}\n{"broken": \n"text"\n`),
      },
      body: '',
      timeUnixNano: String(BigInt(Date.parse(record.timestamp)) * 1_000_000n),
      severityNumber: 13,
    });
  });

  it('read a line only when it is whole', async () => {
    const line = JSON.stringify({ timestamp: '2026-03-01T10:20:30.456Z', event: 'WRITTEN_IN_TWO_HALVES' });
    const file = join(platform.logs, 'halves.log');
    writeFileSync(file, line.slice(0, 30));
    await wait(1_000);
    appendFileSync(file, `${line.slice(30)}\n`);
    expect((await arrived(platform, 'halves', 1)).map(({ attributes }) => attributes.event)).toEqual(['WRITTEN_IN_TWO_HALVES']);
  });

  it('pass no field that the contract does not have', async () => {
    write(platform, 'unknown', {
      timestamp: '2026-03-01T10:20:30.456Z',
      event: 'X',
      msg: 'hello',
      password: 'hunter2',
      req: { headers: {} },
    });
    const [received] = await arrived(platform, 'unknown', 1);
    expect(Object.keys(received?.attributes ?? {}).sort()).toEqual([
      'event',
      'log.file.path',
      'log.file.record_offset',
      'timestamp',
    ]);
  });

  it.each([
    ['an e-mail address', 'sent to ana.lopez+x@clinica-sol.com.mx today', 'sent to [redacted] today'],
    ['an accented address', 'josé@clínica.mx', '[redacted]'],
    ['a percent-encoded address', '/invite?to=ana%40example.com&x=1', '/invite?to=[redacted]&x=1'],
    ['a number with its country code', 'call +52 (55) 1234-5678 now', 'call [redacted] now'],
    ['a number with its country code behind a slash', 'client/+525512345678', 'client/[redacted]'],
    ['a percent-encoded number', 'tel=%2B525512345678', 'tel=[redacted]'],
    ['a number in a query string', 'tel=5512345678&x=1', 'tel=[redacted]&x=1'],
    ['a number behind a colon', 'tel:5512345678', 'tel:[redacted]'],
    ['a bare Mexican number', 'tel 5512345678', 'tel [redacted]'],
    ['a spaced Mexican number', '55 1234 5678', '[redacted]'],
    ['a North American number', 'dial (555) 123-4567.', 'dial [redacted].'],
    ['a French number', '06 12 34 56 78', '[redacted]'],
    ['a Spanish number', 'tel. 612 345 678', 'tel. [redacted]'],
    ['a British number', '020 7946 0958', '[redacted]'],
    ['a German number', '030/1234567', '[redacted]'],
    ['a Brazilian number', '(11) 91234-5678', '[redacted]'],
    ['two numbers next to each other', '5512345678 5587654321', '[redacted] [redacted]'],
    ['unbreakable spaces', '+33\u00a06\u00a012\u00a034\u00a056\u00a078', '[redacted]'],
  ])('redact %s in free text', async (name, given, expected) => {
    const service = `pii-${name.replaceAll(/[^a-z]/gi, '-')}`;
    write(platform, service, { timestamp: '2026-03-01T10:20:30.456Z', action: given, event: given });
    const [received] = await arrived(platform, service, 1);
    expect(received?.attributes).toMatchObject({ action: expected, event: expected });
  });

  it.each([
    ['an id behind its type', 'reservation/5512345678'],
    ['a UUID', '55123456-7890-4123-8123-551234567890'],
    ['a keyed hash', 'hmac:k1:A5512345678-0612345678_xy'],
    ['a point in time', '2026-03-01T10:20:30.456Z'],
    ['a date and time', '2026-03-01 10:20:30'],
    ['an address', 'from 192.168.100.200:5432'],
    ['a version', 'next@16.0.1'],
    ['an amount', 'paid 1234.50 MXN'],
    ['an invoice', 'INV-2026-001-0001'],
    ['a Stripe id', 'evt_1N5512345678abc'],
  ])('leave %s alone', async (name, given) => {
    const service = `ids-${name.replaceAll(/[^a-z]/gi, '-')}`;
    write(platform, service, { timestamp: '2026-03-01T10:20:30.456Z', action: given });
    const [received] = await arrived(platform, service, 1);
    expect(received?.attributes.action).toBe(given);
  });

  it('leave ids, hashes, chain fields and network prefixes as they are, and nothing else in their place', async () => {
    const kept = {
      timestamp: '2026-03-01T10:20:30.456Z',
      tenantId: '5512345678',
      requestId: '5512345678',
      ip: '203.0.113.0/24',
      actor: 'hmac:k1:abcdefghijklmnopqrstuv',
      ipHash: 'hmac:k1:vutsrqponmlkjihgfedcba',
      changed: ['email', 'phone'],
      stream: 'clinic-1-5512345678',
      seq: 9_007_199_254_740_991,
      prev: '0'.repeat(64),
      hash: '1234567890'.repeat(6).padEnd(64, '0'),
    };
    write(platform, 'kept', kept, { ...kept, ip: '203.0.113.9', actor: 'ana', ipHash: '203.0.113.9', changed: ['5512345678'] });
    const [whole, cut] = await arrived(platform, 'kept', 2);
    expect(whole?.attributes).toMatchObject(kept);
    expect(cut?.attributes).toMatchObject({ actor: '[redacted]', ipHash: '[redacted]', changed: ['[redacted]'] });
    expect(cut?.attributes).not.toHaveProperty('ip');
  });

  it('keep a record whose field has the wrong shape, and find what is personal in it', async () => {
    write(platform, 'shapes', {
      timestamp: 'yesterday',
      level: 'loud',
      resource: { to: ['ana@example.com'], tel: '+525512345678' },
      status: 5512345678,
    });
    const [received] = await arrived(platform, 'shapes', 1);
    expect(received?.attributes).toMatchObject({ timestamp: 'yesterday', status: '[redacted]' });
    expect(received?.attributes.resource).toBe('{"tel":"[redacted]","to":["[redacted]"]}');
  });

  it('put a container’s partial lines together and take the service from its name', async () => {
    const folder = join(platform.pods, 'default_clinic-0_49cc7c1fd3702c40b2686ea7486091d6', 'clinic-web');
    mkdirSync(folder, { recursive: true });
    const line = (tag: 'P' | 'F', text: string) => `2026-03-01T10:20:30.456789012Z stdout ${tag} ${text}\n`;
    const banner = line('F', ' ▲ Next.js 16.0.1');
    const [head, tail] = ['{"timestamp":"2026-03-01T10:20:30.456Z","requ', 'estId":"c-1","stream":"s-1","seq":1}'];
    writeFileSync(join(folder, '0.log'), banner + line('P', head) + line('F', tail));
    await platform.nodeAgent.start();
    const [received, ...more] = await arrived(platform, 'clinic-web', 1);
    await platform.nodeAgent.stop('SIGKILL');
    expect(more).toEqual([]);
    expect(received).toMatchObject({
      resource: { 'service.name': 'clinic-web', 'service.instance.id': 'clinic-0', 'deployment.environment.name': 'local' },
      attributes: {
        timestamp: '2026-03-01T10:20:30.456Z',
        requestId: 'c-1',
        stream: 's-1',
        seq: 1,
        'log.file.path': join(folder, '0.log'),
        'log.file.record_offset': Buffer.byteLength(banner),
      },
      body: '',
    });
    expect(Object.keys(received?.attributes ?? {})).toHaveLength(6);
  });
});
