/** Tempo: the trace store. */
import { command, configFile, http, local, logFile, type Site, stateDir, writeConfig } from '../site.ts';
import type { Service } from '../supervisor/service.ts';

const CONFIG = 'tempo.yml';

export function tempo(site: Site): Service {
  const { tools, ports } = site;
  return {
    name: 'tempo',
    argv: command(tools.tempo, `-config.file=${configFile(site, CONFIG)}`),
    after: [],
    ports: [ports.tempo, ports.tempoGrpc, ports.tempoOtlp],
    ready: { http: http(ports.tempo, '/ready') },
    log: logFile(site, 'tempo'),
    prepare: async () => writeConfig(site, CONFIG, tempoConfig(site)),
  };
}

/** For Tempo 1.5, the newest that builds from the Go module proxy; the clusters run Tempo 2 and have a configuration of their own. */
function tempoConfig(site: Site): object {
  const { ports } = site;
  const folder = stateDir(site, 'tempo');
  return {
    server: {
      http_listen_address: '127.0.0.1',
      http_listen_port: ports.tempo,
      grpc_listen_address: '127.0.0.1',
      grpc_listen_port: ports.tempoGrpc,
    },
    distributor: { receivers: { otlp: { protocols: { http: { endpoint: local(ports.tempoOtlp) } } } } },
    // Nobody else is in the ring: nothing to wait for.
    ingester: { lifecycler: { min_ready_duration: '0s' } },
    querier: { frontend_worker: { frontend_address: local(ports.tempoGrpc) } },
    compactor: { compaction: { block_retention: '48h' } },
    storage: { trace: { backend: 'local', local: { path: `${folder}/blocks` }, wal: { path: `${folder}/wal` } } },
    usage_report: { reporting_enabled: false },
  };
}
