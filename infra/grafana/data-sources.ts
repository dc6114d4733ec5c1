/** Grafana's data sources, with the links between signals: from a log line to its trace, from a span to its log lines and metrics. */
import { DASHBOARD_UIDS } from '../../alerts/dashboards.ts';
import { DATA_SOURCES, type DataSourceRef } from '../../dashboards/data-sources.ts';
import { ENV, TENANT, variable } from '../../dashboards/variables.ts';
import {
  format,
  METRIC_INTERVAL,
  type RecordedName,
  type SpanAttributeName,
  type Speed,
  scaled,
} from '../../telemetry/contract/index.ts';
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
  /** AWS region of the OpenSearch domain, whose requests are signed with the role of Grafana's pod. Absent where they are not signed. */
  readonly region?: string;
  /** How many times as fast the clock of what it queries runs as production's. Default: 1. */
  readonly speed?: Speed;
  /** Base URLs. */
  readonly addresses: { readonly prometheus: T; readonly tempo: T; readonly opensearch: T };
}

export function dataSources<T>({ env, region, speed = 1, addresses }: DataSourcesArgs<T>): readonly DataSource<T>[] {
  return [
    {
      ...DATA_SOURCES.prometheus,
      name: 'Prometheus',
      url: addresses.prometheus,
      isDefault: true,
      // Rates need two samples: no window that Grafana chooses by itself is shorter than the beat of the metrics asks.
      jsonData: {
        httpMethod: 'POST',
        prometheusType: 'Prometheus',
        timeInterval: format(scaled(METRIC_INTERVAL, speed)),
        manageAlerts: false,
      },
    },
    { ...DATA_SOURCES.tempo, name: 'Tempo', url: addresses.tempo, isDefault: false, jsonData: tempo(speed) },
    { ...DATA_SOURCES.logs, name: 'Logs', url: addresses.opensearch, isDefault: false, jsonData: records('logs', env, region) },
    { ...DATA_SOURCES.audit, name: 'Audit', url: addresses.opensearch, isDefault: false, jsonData: records('audit', env, region) },
  ];
}

/** A line is written during its span, and its clock may differ a little. */
const AROUND_SPAN = { spanStartTimeShift: '-5m', spanEndTimeShift: '5m' } as const;

const TENANT_OF_SPAN: SpanAttributeName = 'tenant.id';

function tempo(speed: Speed): DataSource<never>['jsonData'] {
  const ofTenant = (name: string, series: RecordedName) => ({ name, query: `${promql(recorded(series), speed)}{$__tags}` });
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

function overviewOf(env: string): string {
  return `/d/${DASHBOARD_UIDS['tenant-overview']}?var-${ENV}=${env}&var-${TENANT}=${variable('__value.raw')}`;
}

function records(kind: 'logs' | 'audit', env: string, region: string | undefined): DataSource<never>['jsonData'] {
  return {
    database: `${kind}-${env}-*`,
    timeField: 'timestamp',
    logMessageField: 'event',
    logLevelField: 'level',
    flavor: 'opensearch',
    version: `${OPENSEARCH_ENGINE.replace('OpenSearch_', '')}.0`,
    maxConcurrentShardRequests: 5,
    pplEnabled: false,
    ...(region !== undefined && { sigV4Auth: true, sigV4AuthType: 'default', sigV4Region: region }),
    dataLinks: [
      { field: 'traceId', title: 'Trace', url: variable('__value.raw'), datasourceUid: DATA_SOURCES.tempo.uid },
      // Within Grafana, but no query: Explore takes an address as it is.
      { field: 'tenantId', title: 'Overview of this clinic', url: overviewOf(env) },
    ],
  };
}
