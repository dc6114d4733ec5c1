/** The addresses to open, for people. */
import type { Ports } from '../ports.ts';
import { http } from '../site.ts';

/** One line for each server that has something to show. */
export function addressLines(ports: Ports): readonly string[] {
  const rows: readonly (readonly [what: string, url: string])[] = [
    ['clinic', http(ports.clinic, '/api/healthz')],
    ['metrics (Prometheus)', http(ports.prometheus, '/api/v1/query?query=tenant:request_rate:rate5m')],
    ['alerts (Prometheus)', http(ports.prometheus, '/api/v1/alerts')],
    ['alerts (Alertmanager)', http(ports.alertmanager, '/api/v2/alerts')],
    ['logs (OpenSearch)', http(ports.opensearch, '/logs-local-*/_search?pretty&sort=timestamp:desc')],
    ['audit (OpenSearch)', http(ports.opensearch, '/audit-local-*/_search?pretty&sort=timestamp:desc')],
    ['traces (Tempo)', http(ports.tempo, '/api/traces/TRACE_ID')],
    ['received by PagerDuty', http(ports.pagerduty, '/received')],
    ['received by Slack', http(ports.slack, '/received')],
  ];
  return rows.map(([what, url]) => `${what.padEnd(22)} ${url}`);
}
