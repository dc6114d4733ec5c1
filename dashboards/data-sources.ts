/** What dashboards, and links between signals, query: Grafana's data sources by a uid that never changes. */

export interface DataSourceRef {
  /** Grafana's id of the plugin. */
  readonly type: 'prometheus' | 'tempo' | 'grafana-opensearch-datasource';
  readonly uid: string;
}

export const DATA_SOURCES = {
  prometheus: { type: 'prometheus', uid: 'vigia-prometheus' },
  tempo: { type: 'tempo', uid: 'vigia-tempo' },
  logs: { type: 'grafana-opensearch-datasource', uid: 'vigia-logs' },
  audit: { type: 'grafana-opensearch-datasource', uid: 'vigia-audit' },
} as const satisfies Record<string, DataSourceRef>;
