/** Tempo: the trace store. */
import { tempoConfig } from '../../servers/tempo.ts';
import { command, configFile, ENVIRONMENT, HOST, http, local, logFile, type Site, stateDir, writeConfig } from '../site.ts';
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
    prepare: async () => {
      const config = tempoConfig({
        http: { host: HOST, port: ports.tempo },
        grpc: { host: HOST, port: ports.tempoGrpc },
        otlp: local(ports.tempoOtlp),
        dataDirectory: stateDir(site, 'tempo'),
        retention: ENVIRONMENT.traceRetention,
      });
      writeConfig(site, CONFIG, config);
    },
  };
}
