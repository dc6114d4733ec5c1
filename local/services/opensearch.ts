/** OpenSearch: the log store. */
import { command, http, logFile, type Site, stateDir } from '../site.ts';
import type { Service } from '../supervisor/service.ts';

export function opensearch(site: Site): Service {
  const { tools, ports } = site;
  return {
    name: 'opensearch',
    argv: command(tools.opensearch, `--port=${ports.opensearch}`, `--data=${stateDir(site, 'opensearch')}`),
    after: [],
    ports: [ports.opensearch],
    ready: { http: http(ports.opensearch, '/_cluster/health?wait_for_status=yellow&timeout=1s') },
    readyWithin: 120_000,
    log: logFile(site, 'opensearch'),
  };
}
