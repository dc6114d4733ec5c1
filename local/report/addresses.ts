/** The addresses to open, for people. */
import { FOLDERS } from '../../dashboards/folders.ts';
import { http, type Site } from '../site.ts';

/** One line for each server that has something to show, and for the command that shows the dashboards without Grafana. */
export function addressLines({ ports, grafana }: Pick<Site, 'ports' | 'grafana'>): readonly string[] {
  const dashboards = ['dashboards (Grafana)', http(ports.grafana, `/dashboards/f/${FOLDERS.dashboards.uid}`)] as const;
  const rows: readonly (readonly [what: string, url: string])[] = [
    ['clinic', http(ports.clinic, '/api/healthz')],
    ...(grafana ? [dashboards] : []),
    ['dashboards', 'npm run dashboards'],
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
