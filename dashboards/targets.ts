/** What a panel asks: a query of the contract, scoped to the clinics that the dashboard's variable selects. */
import type * as cog from '@grafana/grafana-foundation-sdk/cog';
import { DataqueryBuilder } from '@grafana/grafana-foundation-sdk/prometheus';
import type { LabelName } from '../telemetry/contract/index.ts';
import { mapSelectors, type Node, promql, type Query, Vector } from '../telemetry/query/index.ts';
import { DATA_SOURCES } from './data-sources.ts';

/** Name of the variable that selects clinics. A convenience, no security boundary: whoever sees the dashboard can ask for any clinic. */
export const TENANT = 'tenant';

type WithTenant<L extends LabelName> = 'tenant' extends L ? Vector<L> : never;

/** The same query for the selected clinics alone. A query that keeps no `tenant` label does not compile. */
export function ofTenant<L extends LabelName>(query: WithTenant<L>): Vector<L> {
  return new Vector(scoped(query.node));
}

/** Every series under a vector with the label carries it: aggregations only drop labels. */
function scoped(node: Node): Node {
  const tenants = { label: 'tenant', op: '=~', value: `$${TENANT}` } as const;
  return mapSelectors(node, (selector) => ({ ...selector, matchers: [...selector.matchers, tenants] }));
}

/** How many clinics a panel shows at most: with thousands selected it stays readable, and Grafana alive. */
const BUSIEST = 10;

export interface TargetOptions {
  /** Tells the queries of a panel apart; default `A`. */
  readonly refId?: string;
  /** Grafana's template of a series' name, such as `{{tenant}}`. */
  readonly legend: string;
  /** Only the current value, for a panel without a time axis. */
  readonly instant?: true;
  /** At most the ten highest series, where a clinic or more each has one. */
  readonly busiest?: true;
}

/** Asks Prometheus. */
export function metric(query: Query, { refId = 'A', legend, instant, busiest }: TargetOptions): DataqueryBuilder {
  const text = promql(query, 1);
  const target = new DataqueryBuilder()
    .datasource(DATA_SOURCES.prometheus)
    .refId(refId)
    .expr(busiest ? `topk(${BUSIEST}, ${text})` : text)
    .legendFormat(legend);
  return instant ? target.instant() : target.range();
}

/** Asks OpenSearch for records, newest first, by a Lucene query. The Foundation SDK knows no OpenSearch. */
export function records(source: 'logs' | 'audit', query: string): cog.Builder<cog.Dataquery> {
  const target = {
    _implementsDataqueryVariant: () => {},
    refId: 'A',
    datasource: DATA_SOURCES[source],
    queryType: 'lucene',
    isLogsQuery: true,
    query,
    timeField: 'timestamp',
    metrics: [{ id: '1', type: 'logs' }],
    bucketAggs: [],
  };
  return { build: () => target };
}
