/** What dashboards, and links between signals, query: Grafana's data sources by a uid that never changes. */
import { variable } from './variables.ts';

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

export type DataSourceName = keyof typeof DATA_SOURCES;

export type DataSourceRefs = Readonly<Record<DataSourceName, DataSourceRef>>;

/** For a Grafana that calls its data sources otherwise: each is a variable of the dashboard, `ds_prometheus` and so on. */
export const CHOSEN_DATA_SOURCES: DataSourceRefs = {
  prometheus: { ...DATA_SOURCES.prometheus, uid: variable('ds_prometheus') },
  tempo: { ...DATA_SOURCES.tempo, uid: variable('ds_tempo') },
  logs: { ...DATA_SOURCES.logs, uid: variable('ds_logs') },
  audit: { ...DATA_SOURCES.audit, uid: variable('ds_audit') },
};
