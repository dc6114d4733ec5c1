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
  /** Folder for blocks and for the write-ahead log. */
  readonly dataDirectory: string;
  /** How long traces are kept. */
  readonly retention: Duration;
}

export function tempoConfig({ http, grpc, otlp, dataDirectory, retention }: TempoArgs) {
  return {
    server: {
      http_listen_address: http.host,
      http_listen_port: http.port,
      grpc_listen_address: grpc.host,
      grpc_listen_port: grpc.port,
    },
    distributor: { receivers: { otlp: { protocols: { http: { endpoint: otlp } } } } },
    // Nobody else is in the ring: nothing to wait for.
    ingester: { lifecycler: { min_ready_duration: '0s' } },
    querier: { frontend_worker: { frontend_address: `${grpc.host}:${grpc.port}` } },
    compactor: { compaction: { block_retention: formatGo(retention) } },
    storage: { trace: { backend: 'local', local: { path: `${dataDirectory}/blocks` }, wal: { path: `${dataDirectory}/wal` } } },
    usage_report: { reporting_enabled: false },
  };
}
