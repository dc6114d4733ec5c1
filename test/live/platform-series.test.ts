/**
 * The series of the servers themselves that alerts ask for, on the real servers: their names, their labels, and that what goes wrong moves
 * them. Not Grafana's, which cannot be had here, and Tempo's on 1.5: the names are those of 2.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server as HttpServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { stringify } from 'yaml';
import { ensureTools } from '../../local/tools/index.ts';
import { AGENT_FLAGS, agentConfig, type CollectorConfig, gatewayConfig, renderCollector } from '../../servers/collector/index.ts';
import { prometheusConfig, prometheusFlags } from '../../servers/prometheus.ts';
import { tempoConfig } from '../../servers/tempo.ts';
import { duration, type PlatformMetricDefinition, platformMetrics } from '../../telemetry/contract/index.ts';
import { query } from '../support/collector/otlp.ts';
import { eventually, freePort, type Server, server } from '../support/collector/process.ts';

const SPEED = 30;
const folder = mkdtempSync(join(tmpdir(), 'vigia-series-'));
const running: Server[] = [];
let stores: HttpServer;
let prometheus: string;
let otlp: { readonly agent: string; readonly gatewayLogs: string; readonly tempo: string };
/** What every store, and the alerts' channel, answers. */
let answer = 400;

/** Queues that are full soon. */
function withSmallQueues({ exporters, ...config }: CollectorConfig): CollectorConfig {
  const small = Object.entries(exporters).map(([id, settings]) => {
    const queue = settings.sending_queue;
    return [id, queue instanceof Object ? { ...settings, sending_queue: { ...queue, queue_size: 1, num_consumers: 1 } } : settings];
  });
  return { ...config, exporters: Object.fromEntries(small) as CollectorConfig['exporters'] };
}

function write(name: string, text: string): string {
  const file = join(folder, name);
  writeFileSync(file, text);
  return file;
}

beforeAll(async () => {
  const tools = await ensureTools(['otelcol', 'prometheus', 'alertmanager', 'tempo']);
  stores = createServer((request, response) => {
    request.resume();
    request.on('end', () => response.writeHead(answer).end());
  });
  await new Promise<void>((resolve) => stores.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(stores.address() as AddressInfo).port}`;
  const ports = await Promise.all(Array.from({ length: 14 }, freePort));
  const port = (index: number) => ports[index] ?? 0;
  const at = (index: number) => `127.0.0.1:${port(index)}`;
  const start = async (name: string, command: readonly string[], readyUrl: string) => {
    const one = server({ command, logFile: join(folder, `${name}.out`), readyUrl });
    running.push(one);
    await one.start();
  };
  const base = (name: string, health: number, metrics: number) => ({
    speed: SPEED,
    storageDirectory: join(folder, name),
    healthEndpoint: at(health),
    metricsEndpoint: { host: '127.0.0.1', port: port(metrics) },
    memoryLimitMiB: 256,
  });
  const collector = (name: string, config: CollectorConfig, health: number, flags: readonly string[] = []) =>
    start(
      name,
      [...tools.otelcol.command, `--config=${write(`${name}.yaml`, renderCollector(withSmallQueues(config)))}`, ...flags],
      `http://${at(health)}`,
    );
  const gateway = gatewayConfig({
    ...base('gateway', 0, 1),
    env: 'local',
    otlp: { endpoint: at(2) },
    logsEndpoint: at(3),
    prometheus: [{ url }],
    logWriter: url,
    traces: { url },
    countsEndpoint: at(4),
    slowTrace: duration('1s'),
  });
  const agent = agentConfig({
    ...base('agent', 5, 6),
    logs: { include: [join(folder, '*.log')], format: 'json-lines' },
    otlp: { endpoint: at(7) },
    gateways: [url],
    logGateway: url,
  });

  mkdirSync(join(folder, 'tempo'));
  const tempo = tempoConfig({
    http: { host: '127.0.0.1', port: port(8) },
    grpc: { host: '127.0.0.1', port: port(9) },
    otlp: at(10),
    dataDirectory: join(folder, 'tempo'),
    retention: duration('1d'),
  });
  const tempoFile = write('tempo.yml', stringify({ ...tempo, overrides: { max_bytes_per_trace: 10 } }));

  const receiver = { name: 'refuses', webhook_configs: [{ url }] };
  const route = { receiver: 'refuses', group_wait: '0s', group_interval: '1s', repeat_interval: '1s' };
  const alertmanagerFile = write('alertmanager.yml', stringify({ route, receivers: [receiver] }));
  const rules = [
    // With the labels that ours have.
    {
      alert: 'Always',
      expr: 'label_replace(max by (env) (up), "tenant", "a", "", "")',
      labels: { severity: 'warning', team: 'platform' },
    },
    { record: 'never', expr: 'up * on () up' },
  ];
  const ruleFile = write('rules.yml', stringify({ groups: [{ name: 'g', rules }] }));
  const scrape = { prometheus: [at(12)], alertmanager: [at(11)], gateway: [at(1)], agent: [at(6)], tempo: [at(8)] };
  const prometheusFile = write(
    'prometheus.yml',
    stringify(prometheusConfig({ speed: SPEED, env: 'local', scrape, ruleFiles: [ruleFile], alertmanagers: [at(11)] })),
  );
  const flags = prometheusFlags({
    speed: SPEED,
    configFile: prometheusFile,
    dataDirectory: join(folder, 'prometheus'),
    listen: at(12),
    retention: duration('1d'),
  });
  const storage = `--storage.path=${join(folder, 'alertmanager')}`;
  await Promise.all([
    collector('gateway', gateway, 0),
    collector('agent', agent, 5, AGENT_FLAGS),
    start('tempo', [...tools.tempo.command, `-config.file=${tempoFile}`], `http://${at(8)}/ready`),
    start(
      'alertmanager',
      [
        ...tools.alertmanager.command,
        `--config.file=${alertmanagerFile}`,
        storage,
        `--web.listen-address=${at(11)}`,
        '--cluster.listen-address=',
      ],
      `http://${at(11)}/-/ready`,
    ),
    start('prometheus', [...tools.prometheus.command, ...flags], `http://${at(12)}/-/ready`),
  ]);
  prometheus = `http://${at(12)}`;
  otlp = { agent: `http://${at(7)}`, gatewayLogs: `http://${at(3)}`, tempo: `http://${at(10)}` };
});

afterAll(async () => {
  await Promise.all(running.map((one) => one.stop('SIGKILL')));
  stores.close();
  rmSync(folder, { recursive: true, force: true });
});

const now = () => `${Date.now()}000000`;
const resource = { attributes: [{ key: 'service.name', value: { stringValue: 'clinic' } }] };

async function sendLog(): Promise<number> {
  const logRecords = [{ timeUnixNano: now(), body: { stringValue: 'x' } }];
  return post(`${otlp.gatewayLogs}/v1/logs`, { resourceLogs: [{ resource, scopeLogs: [{ logRecords }] }] });
}

/** @param scope what a list of spans is called: Tempo 1.5's JSON has an older name. */
async function sendSpan(base: string, scope = 'scopeSpans'): Promise<number> {
  const spans = [
    { traceId: 'a'.repeat(32), spanId: 'b'.repeat(16), name: 'GET /x', kind: 2, startTimeUnixNano: now(), endTimeUnixNano: now() },
  ];
  return post(`${base}/v1/traces`, { resourceSpans: [{ resource, [scope]: [{ spans }] }] });
}

async function sendPoint(): Promise<number> {
  const metrics = [{ name: 'x', gauge: { dataPoints: [{ timeUnixNano: now(), asDouble: 1 }] } }];
  return post(`${otlp.agent}/v1/metrics`, { resourceMetrics: [{ resource, scopeMetrics: [{ metrics }] }] });
}

async function post(url: string, body: object): Promise<number> {
  const headers = { 'content-type': 'application/json' };
  return (await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) })).status;
}

/** The names, of these, that have a series above 0. */
async function moved(names: readonly string[]): Promise<readonly string[]> {
  const found = await Promise.all(names.map(async (name) => ((await query(prometheus, `${name} > 0`)).length > 0 ? [name] : [])));
  return found.flat();
}

const SIGNALS = ['log_records', 'spans', 'metric_points'];

test('what a store rejects for good is counted as lost, for each signal', async () => {
  answer = 400;
  const lost = SIGNALS.map((what) => `otelcol_exporter_send_failed_${what}_total`);
  await eventually(async () => {
    await Promise.all([sendLog(), sendSpan(otlp.agent), sendPoint()]);
    return (await moved(lost)).length === lost.length;
  }, 'losses of each signal');
});

test('a store that is down fills a queue, which then refuses, for each signal', async () => {
  answer = 503;
  const full = ['refused', 'enqueue_failed'].flatMap((how) =>
    SIGNALS.map((what) => `otelcol_${how === 'refused' ? 'receiver' : 'exporter'}_${how}_${what}_total`),
  );
  const wanted = [...full, 'otelcol_exporter_queue_size', 'otelcol_receiver_accepted_log_records_total'];
  await eventually(async () => {
    await Promise.all([sendLog(), sendSpan(otlp.agent), sendPoint()]);
    return (await moved(wanted)).length === wanted.length;
  }, 'refusals of each signal');
});

test.each([
  ['a rule that fails', 'prometheus_rule_evaluation_failures_total'],
  ['a channel that refuses', 'alertmanager_notifications_failed_total'],
  ['a span that Tempo takes', 'tempo_distributor_spans_received_total'],
  ['a span that makes its trace too large', 'tempo_discarded_spans_total'],
])('%s is counted', async (_, name) => {
  answer = 400;
  await eventually(async () => {
    await sendSpan(otlp.tempo, 'instrumentationLibrarySpans');
    return (await moved([name])).length === 1;
  }, name);
});

test('every series of the contract that is collected is there, with its labels', async () => {
  const collected = Object.entries<PlatformMetricDefinition>(platformMetrics).filter(
    ([, { planned, emitter }]) => !planned && emitter !== 'grafana',
  );
  expect(collected.length).toBe(23);
  for (const [name, { labels }] of collected) {
    const [series] = await query(prometheus, name);
    expect(Object.keys(series ?? {}), name).toEqual(expect.arrayContaining(['env', ...labels]));
  }
});

test('a Collector says of each exporter by its name in the configuration how much its queue holds', async () => {
  const capacity = await query(prometheus, 'otelcol_exporter_queue_capacity');
  expect(capacity.map(({ job, exporter }) => `${job} ${exporter}`).sort()).toEqual([
    'agent otlp_http/logs',
    'agent otlp_http/metrics',
    'agent otlp_http/traces',
    'gateway otlp_http/logs',
    'gateway otlp_http/prometheus-0',
    'gateway otlp_http/traces',
  ]);
});
