/** Where the gateway delivers to: the stores in the cluster, or Datadog. */
import type { Speed } from '../../telemetry/contract/index.ts';
import { auditCountTransform, countsExporter } from './audit-count.ts';
import type { Components } from './config.ts';
import { delivery, LOG_STORAGE, STORAGE } from './queue.ts';

/** The stores in the cluster. */
export interface ClusterStores {
  /** OTLP base URL of each Prometheus replica, such as http://prometheus:9090/api/v1/otlp. Each gets everything. */
  readonly prometheus: readonly { readonly url: string }[];
  /** Base URL of the log writer; records go to /v1/logs under it. */
  readonly logWriter: string;
  /** OTLP/HTTP base URL of the trace store. */
  readonly traces: { readonly url: string };
  /** `host:port` under which Prometheus scrapes the count of audit records, at /metrics. */
  readonly countsEndpoint: string;
}

/** What the gateway's pipelines end in. */
export interface Destination {
  readonly exporters: Components;
  /** Exporters of each signal, by id. */
  readonly to: Readonly<Record<'logs' | 'traces' | 'metrics' | 'counts', readonly string[]>>;
  /** What the counts of audit records pass on their way. */
  readonly countProcessors: Components;
}

const MIB = 1024 * 1024;

/** What a queue of each signal holds. Logs are written through to the disk; Prometheus wants the order of one consumer. */
export const QUEUES = {
  logs: { storage: LOG_STORAGE, requests: 20_000, consumers: 4, batchBytes: MIB },
  traces: { storage: STORAGE, requests: 5_000, consumers: 4, batchBytes: 2 * MIB },
  metrics: { storage: STORAGE, requests: 5_000, consumers: 1 },
} as const;

/** One exporter for each store and each replica, with its own queue: one that is down holds nothing up for the others. */
export function clusterStores({ prometheus, logWriter, traces, countsEndpoint }: ClusterStores, speed: Speed): Destination {
  const replicas: Components = Object.fromEntries(
    prometheus.map(({ url }, index) => [
      `otlp_http/prometheus-${index}`,
      { endpoint: url, ...delivery({ speed, ...QUEUES.metrics }) },
    ]),
  );
  return {
    exporters: {
      'otlp_http/logs': { endpoint: logWriter, encoding: 'json', ...delivery({ speed, ...QUEUES.logs }) },
      'otlp_http/traces': { endpoint: traces.url, ...delivery({ speed, ...QUEUES.traces }) },
      ...replicas,
      'prometheus/audit': countsExporter(countsEndpoint),
    },
    to: {
      logs: ['otlp_http/logs'],
      traces: ['otlp_http/traces'],
      metrics: Object.keys(replicas),
      counts: ['prometheus/audit'],
    },
    countProcessors: { 'transform/audit': auditCountTransform({ scraped: true }) },
  };
}
