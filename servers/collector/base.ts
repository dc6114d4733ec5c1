/** What the agent and the gateway have in common. */
import type { Components, HostPort, OtlpEndpoints, Settings } from './config.ts';
import { LOG_STORAGE, STORAGE } from './queue.ts';

export interface BaseArgs {
  /** Folder for queues and checkpoints; made when missing. It must survive a restart. */
  readonly storageDirectory: string;
  /** `host:port` that answers 200 while the Collector runs. */
  readonly healthEndpoint: string;
  /** Where the Collector's own metrics are scraped. */
  readonly metricsEndpoint: HostPort;
  /** Past this the receivers refuse data until memory is freed. */
  readonly memoryLimitMiB: number;
}

/** Health and storage. */
export function baseExtensions({ storageDirectory, healthEndpoint }: BaseArgs): Components {
  const storage = (folder: string, fsync: boolean): Settings => ({
    directory: `${storageDirectory}/${folder}`,
    create_directory: true,
    fsync,
    // A damaged file is set aside rather than keeping the Collector down; what it held is read again from the log files.
    recreate: true,
    compaction: { directory: `${storageDirectory}/${folder}`, on_rebound: true, cleanup_on_start: true },
  });
  return {
    health_check: { endpoint: healthEndpoint },
    [LOG_STORAGE]: storage('logs', true),
    [STORAGE]: storage('telemetry', false),
  };
}

/** Its own metrics, for Prometheus to scrape: counters end in `_total`, as the contract's platform metrics do. */
export function ownTelemetry({ metricsEndpoint: { host, port } }: BaseArgs): Settings {
  const prometheus = { host, port, without_type_suffix: false, without_units: true, without_scope_info: true };
  return { metrics: { level: 'normal', readers: [{ pull: { exporter: { prometheus } } }] } };
}

/** First in every pipeline: refuses before memory runs out. */
export function memoryLimiter({ memoryLimitMiB }: BaseArgs): Settings {
  return { check_interval: '1s', limit_mib: memoryLimitMiB, spike_limit_mib: Math.floor(memoryLimitMiB / 5) };
}

export function otlpReceiver({ endpoint, grpcEndpoint }: OtlpEndpoints): Settings {
  return {
    protocols: {
      http: { endpoint },
      ...(grpcEndpoint === undefined ? {} : { grpc: { endpoint: grpcEndpoint } }),
    },
  };
}
