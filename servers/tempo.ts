/** Tempo, monolithic: its configuration. Every key here means the same in Tempo 1.5, which runs locally, and in Tempo 2. */
import { type Duration, formatGo } from '../telemetry/contract/index.ts';

interface Address {
  readonly host: string;
  readonly port: number;
}

export interface TempoArgs {
  /** Where traces are queried. */
  readonly http: Address;
  /** Tempo's own traffic between its parts. */
  readonly grpc: Address;
  /** Where the gateway delivers traces by OTLP/HTTP, as `host:port`. */
  readonly otlp: string;
  /** Folder for the write-ahead log, and for blocks where there is no bucket. */
  readonly dataDirectory: string;
  /** S3 bucket of the blocks. Credentials come from the pod's identity; encryption is the bucket's default. */
  readonly bucket?: TempoBucket;
  /** How long traces are kept. */
  readonly retention: Duration;
}

export interface TempoBucket {
  readonly name: string;
  /** AWS region of the bucket. */
  readonly region: string;
}

/** The configuration. The metrics generator stays off: it runs only for tenants whose overrides name a processor. */
export function tempoConfig({ http, grpc, otlp, dataDirectory, bucket, retention }: TempoArgs) {
  return {
    server: {
      http_listen_address: http.host,
      http_listen_port: http.port,
      grpc_listen_address: grpc.host,
      grpc_listen_port: grpc.port,
    },
    distributor: { receivers: { otlp: { protocols: { http: { endpoint: otlp } } } } },
    // Nobody else is in the ring: nothing to wait for, and no address to find out.
    ingester: { lifecycler: { address: grpc.host, min_ready_duration: '0s' } },
    querier: { frontend_worker: { frontend_address: `${grpc.host}:${grpc.port}` } },
    compactor: { compaction: { block_retention: formatGo(retention) } },
    storage: { trace: { ...blocks(dataDirectory, bucket), wal: { path: `${dataDirectory}/wal` } } },
    usage_report: { reporting_enabled: false },
  };
}

function blocks(dataDirectory: string, bucket: TempoBucket | undefined) {
  if (!bucket) return { backend: 'local', local: { path: `${dataDirectory}/blocks` } };
  const { name, region } = bucket;
  return { backend: 's3', s3: { bucket: name, region, endpoint: `s3.${region}.amazonaws.com` } };
}
