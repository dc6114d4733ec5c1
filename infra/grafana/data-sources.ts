/** Grafana's data sources, with the links between signals: from a log line to its trace, from a span to its log lines and metrics. */
import { DATA_SOURCES, type DataSourceRef } from '../../dashboards/data-sources.ts';
import { variable } from '../../dashboards/explore.ts';
import { format, METRIC_INTERVAL, type RecordedName, type SpanAttributeName } from '../../telemetry/contract/index.ts';
import { promql, recorded } from '../../telemetry/query/index.ts';
import { OPENSEARCH_ENGINE } from '../versions.ts';

/** One data source, as Grafana's provisioning files have it. `T` is a text, or one that is only known at the deployment. */
export interface DataSource<T> extends DataSourceRef {
  readonly name: string;
  readonly url: T;
  readonly isDefault: boolean;
  readonly jsonData: Readonly<Record<string, unknown>>;
}

export interface DataSourcesArgs<T> {
  /** Name of the environment: part of the names of OpenSearch's indices. */
  readonly env: string;
  /** AWS region of the OpenSearch domain, whose requests are signed with the role of Grafana's pod. */
  readonly region: string;
  /** Base URLs. */
  readonly addresses: { readonly prometheus: T; readonly tempo: T; readonly opensearch: T };
}

export function dataSources<T>({ env, region, addresses }: DataSourcesArgs<T>): readonly DataSource<T>[] {
  return [
    {
      ...DATA_SOURCES.prometheus,
      name: 'Prometheus',
      url: addresses.prometheus,
      isDefault: true,
      // Rates need two samples: no window that Grafana chooses by itself is shorter than the beat of the metrics asks.
      jsonData: { httpMethod: 'POST', prometheusType: 'Prometheus', timeInterval: format(METRIC_INTERVAL), manageAlerts: false },
    },
    { ...DATA_SOURCES.tempo, name: 'Tempo', url: addresses.tempo, isDefault: false, jsonData: tempo() },
    { ...DATA_SOURCES.logs, name: 'Logs', url: addresses.opensearch, isDefault: false, jsonData: records('logs', env, region) },
    { ...DATA_SOURCES.audit, name: 'Audit', url: addresses.opensearch, isDefault: false, jsonData: records('audit', env, region) },
  ];
}

/** A line is written during its span, and its clock may differ a little. */
const AROUND_SPAN = { spanStartTimeShift: '-5m', spanEndTimeShift: '5m' } as const;

const TENANT_OF_SPAN: SpanAttributeName = 'tenant.id';

function tempo(): DataSource<never>['jsonData'] {
  const ofTenant = (name: string, series: RecordedName) => ({ name, query: `${promql(recorded(series), 1)}{$__tags}` });
  return {
    tracesToLogsV2: {
      datasourceUid: DATA_SOURCES.logs.uid,
      ...AROUND_SPAN,
      filterByTraceID: false,
      filterBySpanID: false,
      customQuery: true,
      query: `traceId:"${variable('__trace.traceId')}"`,
    },
    tracesToMetrics: {
      datasourceUid: DATA_SOURCES.prometheus.uid,
      spanStartTimeShift: '-30m',
      spanEndTimeShift: '30m',
      tags: [{ key: TENANT_OF_SPAN, value: 'tenant' }],
      queries: [
        ofTenant("The clinic's requests", 'tenant:request_rate:rate5m'),
        ofTenant("The clinic's errors", 'tenant:error_rate:ratio_rate5m'),
        ofTenant("The clinic's latency, p95", 'tenant:latency_p95:rate5m'),
      ],
    },
    // A graph of services would need Tempo's metrics generator, which is off: these metrics come from the SDK.
    nodeGraph: { enabled: true },
  };
}

function records(kind: 'logs' | 'audit', env: string, region: string): DataSource<never>['jsonData'] {
  return {
    database: `${kind}-${env}-*`,
    timeField: 'timestamp',
    logMessageField: 'event',
    logLevelField: 'level',
    flavor: 'opensearch',
    version: `${OPENSEARCH_ENGINE.replace('OpenSearch_', '')}.0`,
    maxConcurrentShardRequests: 5,
    pplEnabled: false,
    sigV4Auth: true,
    sigV4AuthType: 'default',
    sigV4Region: region,
    dataLinks: [{ field: 'traceId', title: 'Trace', url: variable('__value.raw'), datasourceUid: DATA_SOURCES.tempo.uid }],
  };
}
