/** The workers: the same program that production runs from its container image. */
import { ENVIRONMENT, http, logFile, nodeCommand, type Site } from '../site.ts';
import type { Service } from '../supervisor/service.ts';

/** Index templates, before anything is written. */
export function opensearchApply(site: Site): Service {
  return {
    name: 'opensearch-apply',
    argv: nodeCommand('workers/main.ts', 'opensearch-apply'),
    // One node: a replica would have nowhere to go.
    env: { ...connection(site), OPENSEARCH_REPLICAS: '0' },
    after: ['opensearch'],
    ports: [],
    log: logFile(site, 'opensearch-apply'),
  };
}

/** Logs from the gateway into OpenSearch. */
export function logWriter(site: Site): Service {
  const { ports } = site;
  return {
    name: 'log-writer',
    argv: nodeCommand('workers/main.ts', 'log-writer'),
    env: { ...connection(site), HOST: '127.0.0.1', PORT: String(ports.logWriter) },
    after: ['opensearch-apply'],
    ports: [ports.logWriter],
    ready: { http: http(ports.logWriter, '/readyz') },
    log: logFile(site, 'log-writer'),
  };
}

function connection({ ports }: Site): Record<string, string> {
  return { VIGIA_ENV: ENVIRONMENT.name, OPENSEARCH_URL: http(ports.opensearch) };
}
