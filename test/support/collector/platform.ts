/** An agent, a gateway and what they send to: a stand-in log writer, a real Prometheus, and a Collector that keeps traces in a file. */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { ensureTools } from '../../../local/tools/index.ts';
import { AGENT_FLAGS, agentConfig, gatewayConfig, type LogFiles, renderCollector } from '../../../servers/collector/index.ts';
import { prometheusConfig, prometheusFlags } from '../../../servers/prometheus.ts';
import { duration } from '../../../telemetry/contract/index.ts';
import { type LogWriterStandIn, logWriterStandIn } from './log-writer.ts';
import { freePort, type Server, server } from './process.ts';

export const SPEED = 30;

export interface CollectorPlatform {
  readonly folder: string;
  /** The log files that the agent reads: `<service>.log`. */
  readonly logs: string;
  readonly agent: Server;
  /** The agent of a Kubernetes node: reads the kubelet's files under `pods`. Not started. */
  readonly nodeAgent: Server;
  readonly pods: string;
  readonly gateway: Server;
  readonly logWriter: LogWriterStandIn;
  /** OTLP/HTTP base URL of the agent. */
  readonly otlp: string;
  /** OTLP/HTTP base URL of the gateway, for traces and metrics. */
  readonly gatewayOtlp: string;
  readonly prometheus: string;
  /** Spans that the trace store received so far. */
  spans(): StoredSpan[];
  stop(): Promise<void>;
}

export interface StoredSpan {
  readonly traceId: string;
  readonly name: string;
  readonly text: string;
}

/** Starts all of it, on free ports, in a folder of its own. */
export async function collectorPlatform(): Promise<CollectorPlatform> {
  const tools = await ensureTools(['otelcol', 'prometheus']);
  const folder = mkdtempSync(join(tmpdir(), 'vigia-collector-'));
  const logs = join(folder, 'logs');
  mkdirSync(logs);
  const ports = await Promise.all(Array.from({ length: 14 }, freePort));
  const at = (index: number) => `127.0.0.1:${ports[index]}`;
  const logWriter = await logWriterStandIn();
  const collector = (name: string, yaml: string, health: string, flags: readonly string[]) => {
    const file = join(folder, `${name}.yaml`);
    writeFileSync(file, yaml);
    const command = [...tools.otelcol.command, `--config=${file}`, ...flags];
    return server({ command, logFile: join(folder, `${name}.out`), readyUrl: `http://${health}` });
  };
  const base = (name: string, health: number, metrics: number) => ({
    speed: SPEED,
    storageDirectory: join(folder, name),
    healthEndpoint: at(health),
    metricsEndpoint: { host: '127.0.0.1', port: ports[metrics] ?? 0 },
    memoryLimitMiB: 256,
  });
  const traceFile = join(folder, 'traces.jsonl');
  const store = collector('store', traceStore(at(0), at(1), traceFile), at(1), []);
  const gateway = collector(
    'gateway',
    renderCollector(
      gatewayConfig({
        ...base('gateway', 2, 3),
        env: 'local',
        otlp: { endpoint: at(4) },
        logsEndpoint: at(10),
        prometheus: [{ url: `http://${at(5)}/api/v1/otlp` }],
        logWriter: logWriter.url,
        traces: { url: `http://${at(0)}` },
        countsEndpoint: at(6),
        slowTrace: duration('1s'),
      }),
    ),
    at(2),
    [],
  );
  const agentReading = (name: string, [health, metrics, otlp]: readonly [number, number, number], files: LogFiles) =>
    collector(
      name,
      renderCollector(
        agentConfig({
          ...base(name, health, metrics),
          logs: files,
          otlp: { endpoint: at(otlp) },
          gateways: [`http://${at(4)}`],
          logGateway: `http://${at(10)}`,
        }),
      ),
      at(health),
      AGENT_FLAGS,
    );
  const agent = agentReading('agent', [7, 8, 9], { include: [join(logs, '*.log')], format: 'json-lines' });
  const pods = join(folder, 'pods');
  const nodeAgent = agentReading('node-agent', [11, 12, 13], { include: [join(pods, '*', '*', '*.log')], format: 'container' });
  const scrape = { gateway: [at(6)], collector: [at(3), at(8)] };
  const prometheusFile = join(folder, 'prometheus.yml');
  writeFileSync(
    prometheusFile,
    stringify(prometheusConfig({ speed: SPEED, env: 'local', scrape, ruleFiles: [], alertmanagers: [] })),
  );
  const prometheus = server({
    command: [
      ...tools.prometheus.command,
      ...prometheusFlags({
        speed: SPEED,
        configFile: prometheusFile,
        dataDirectory: join(folder, 'prometheus'),
        listen: at(5),
        retention: duration('1d'),
      }),
    ],
    logFile: join(folder, 'prometheus.out'),
    readyUrl: `http://${at(5)}/-/ready`,
  });
  const stop = async () => {
    await Promise.all([agent, nodeAgent, gateway, store, prometheus].map((one) => one.stop('SIGKILL')));
    await logWriter.close();
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    await Promise.all([store.start(), prometheus.start()]);
    await gateway.start();
    await agent.start();
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    folder,
    logs,
    agent,
    nodeAgent,
    pods,
    gateway,
    logWriter,
    otlp: `http://${at(9)}`,
    gatewayOtlp: `http://${at(4)}`,
    prometheus: `http://${at(5)}`,
    spans: () => spansIn(traceFile),
    stop,
  };
}

function traceStore(otlp: string, health: string, path: string): string {
  return stringify({
    extensions: { health_check: { endpoint: health } },
    receivers: { otlp: { protocols: { http: { endpoint: otlp } } } },
    exporters: { file: { path, flush_interval: '100ms' } },
    service: {
      extensions: ['health_check'],
      telemetry: { metrics: { level: 'none' } },
      pipelines: { traces: { receivers: ['otlp'], exporters: ['file'] } },
    },
  });
}

interface TracesRequest {
  readonly resourceSpans: readonly {
    readonly scopeSpans: readonly { readonly spans: readonly { readonly traceId: string; readonly name: string }[] }[];
  }[];
}

function spansIn(file: string): StoredSpan[] {
  if (!existsSync(file)) return [];
  // The last line may be half written.
  const lines = readFileSync(file, 'utf8').split('\n').slice(0, -1);
  return lines.flatMap((line) =>
    (JSON.parse(line) as TracesRequest).resourceSpans.flatMap(({ scopeSpans }) =>
      scopeSpans.flatMap(({ spans }) =>
        spans.map((span) => ({ traceId: span.traceId, name: span.name, text: JSON.stringify(span) })),
      ),
    ),
  );
}
