/** The gateway Collector: cleans what the agents send, samples traces, counts audit records, and delivers to the stores. */
import type { Duration, Speed } from '../../telemetry/contract/index.ts';
import { auditCounter, auditCountTransform, countsExporter } from './audit-count.ts';
import { type BaseArgs, baseExtensions, memoryLimiter, otlpReceiver, ownTelemetry } from './base.ts';
import type { CollectorConfig, Components, OtlpEndpoints } from './config.ts';
import { logTransform } from './logs.ts';
import { metricFilter, metricTransform } from './metrics.ts';
import { delivery, interval, LOG_STORAGE, STORAGE } from './queue.ts';
import { tailSampling, traceTransform } from './traces.ts';

export interface GatewayArgs extends BaseArgs {
  readonly speed: Speed;
  /** The environment that this gateway serves: everything that passes is marked with it. */
  readonly env: string;
  /** Where traces and metrics come in. */
  readonly otlp: OtlpEndpoints;
  /**
   * `host:port` where logs come in, by OTLP over HTTP. Not the port of the others: a receiver opens as soon as the first of its
   * pipelines is ready, and a queue on disk that gets a record before it has read its own state loses both.
   */
  readonly logsEndpoint: string;
  /** OTLP base URL of each Prometheus replica, such as http://prometheus:9090/api/v1/otlp. Each gets everything. */
  readonly prometheus: readonly { readonly url: string }[];
  /** Base URL of the log writer; records go to /v1/logs under it. */
  readonly logWriter: string;
  /** OTLP/HTTP base URL of the trace store. */
  readonly traces: { readonly url: string };
  /** `host:port` under which Prometheus scrapes the count of audit records, at /metrics. */
  readonly countsEndpoint: string;
  /** Traces that took longer are all kept. Real time: it is no interval of the platform's clock. */
  readonly slowTrace: Duration;
}

const MIB = 1024 * 1024;

/** The gateway's configuration. A store that is down fills its queue on disk; a full queue answers the agents with 503. */
export function gatewayConfig(args: GatewayArgs): CollectorConfig {
  const { speed, env } = args;
  const replicas = prometheusExporters(args);
  return {
    extensions: baseExtensions(args),
    receivers: { otlp: otlpReceiver(args.otlp), 'otlp/logs': otlpReceiver({ endpoint: args.logsEndpoint }) },
    processors: {
      memory_limiter: memoryLimiter(args),
      'transform/logs': logTransform(env),
      'transform/traces': traceTransform(env),
      tail_sampling: tailSampling(speed, args.slowTrace),
      'filter/metrics': metricFilter(),
      'transform/metrics': metricTransform(env),
      'transform/audit': auditCountTransform(),
      // Its one goroutine keeps concurrent requests from overwriting each other's sum in the exporter.
      'batch/audit': { timeout: interval('5s', speed) },
    },
    connectors: { 'count/audit': auditCounter() },
    exporters: {
      'otlp_http/logs': {
        endpoint: args.logWriter,
        encoding: 'json',
        ...delivery({ speed, storage: LOG_STORAGE, requests: 20_000, consumers: 4, batchBytes: MIB }),
      },
      'otlp_http/traces': {
        endpoint: args.traces.url,
        ...delivery({ speed, storage: STORAGE, requests: 5_000, consumers: 4, batchBytes: 2 * MIB }),
      },
      ...replicas,
      'prometheus/audit': countsExporter(args.countsEndpoint),
    },
    service: {
      extensions: ['health_check', LOG_STORAGE, STORAGE],
      telemetry: ownTelemetry(args),
      pipelines: {
        logs: {
          receivers: ['otlp/logs'],
          processors: ['memory_limiter', 'transform/logs'],
          exporters: ['otlp_http/logs', 'count/audit'],
        },
        traces: {
          receivers: ['otlp'],
          processors: ['memory_limiter', 'transform/traces', 'tail_sampling'],
          exporters: ['otlp_http/traces'],
        },
        metrics: {
          receivers: ['otlp'],
          processors: ['memory_limiter', 'filter/metrics', 'transform/metrics'],
          exporters: Object.keys(replicas),
        },
        'metrics/audit': {
          receivers: ['count/audit'],
          processors: ['transform/audit', 'batch/audit'],
          exporters: ['prometheus/audit'],
        },
      },
    },
  };
}

/** One per replica, each with its own queue: one that is down holds nothing up for the others. */
function prometheusExporters({ prometheus, speed }: GatewayArgs): Components {
  return Object.fromEntries(
    prometheus.map(({ url }, index) => [
      `otlp_http/prometheus-${index}`,
      { endpoint: url, ...delivery({ speed, storage: STORAGE, requests: 5_000, consumers: 1 }) },
    ]),
  );
}
