/** The gateway Collector: cleans what the agents send, samples traces, counts audit records, and delivers to the stores. */
import type { Duration, Speed } from '../../telemetry/contract/index.ts';
import { auditCounter } from './audit-count.ts';
import { type BaseArgs, baseExtensions, memoryLimiter, otlpReceiver, ownTelemetry } from './base.ts';
import type { CollectorConfig, OtlpEndpoints } from './config.ts';
import { type DatadogStore, datadogDestination } from './datadog.ts';
import { logTransform } from './logs.ts';
import { metricFilter, metricTransform } from './metrics.ts';
import { interval, LOG_STORAGE, STORAGE } from './queue.ts';
import { type ClusterStores, clusterStores } from './stores.ts';
import { tailSampling, traceTransform } from './traces.ts';

/** What the gateway does, and where it delivers to. */
export type GatewayArgs = GatewaySettings & (ClusterStores | DatadogStore);

export interface GatewaySettings extends BaseArgs {
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
  /** Traces that took longer are all kept. Real time: it is no interval of the platform's clock. */
  readonly slowTrace: Duration;
}

/** The gateway's configuration. A store that is down fills its queue on disk; a full queue answers the agents with 503. */
export function gatewayConfig(args: GatewayArgs): CollectorConfig {
  const { speed, env } = args;
  const { exporters, to, countProcessors } = 'datadog' in args ? datadogDestination(args, env, speed) : clusterStores(args, speed);
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
      ...countProcessors,
      // Its one goroutine keeps concurrent requests from overwriting each other's sum in the exporter.
      'batch/audit': { timeout: interval('5s', speed) },
    },
    connectors: { 'count/audit': auditCounter() },
    exporters,
    service: {
      extensions: ['health_check', LOG_STORAGE, STORAGE],
      telemetry: ownTelemetry(args),
      pipelines: {
        logs: {
          receivers: ['otlp/logs'],
          processors: ['memory_limiter', 'transform/logs'],
          exporters: [...to.logs, 'count/audit'],
        },
        traces: {
          receivers: ['otlp'],
          processors: ['memory_limiter', 'transform/traces', 'tail_sampling'],
          exporters: to.traces,
        },
        metrics: {
          receivers: ['otlp'],
          processors: ['memory_limiter', 'filter/metrics', 'transform/metrics'],
          exporters: to.metrics,
        },
        'metrics/audit': {
          receivers: ['count/audit'],
          processors: [...Object.keys(countProcessors), 'batch/audit'],
          exporters: to.counts,
        },
      },
    },
  };
}
