/** What whoever looks chooses at the head of a dashboard. */
import type * as cog from '@grafana/grafana-foundation-sdk/cog';
import {
  CustomVariableBuilder,
  DatasourceVariableBuilder,
  QueryVariableBuilder,
  type VariableModel,
  VariableRefresh,
  VariableSort,
} from '@grafana/grafana-foundation-sdk/dashboard';
import { type Duration, format, scaled } from '../../../telemetry/contract/index.ts';
import { promql, recorded } from '../../../telemetry/query/index.ts';
import { DATA_SOURCES, type DataSourceName } from '../../data-sources.ts';
import { ALL_TENANTS, ENV, INTERVAL, INTERVALS, TENANT } from '../../variables.ts';
import type { Rendering } from './rendering.ts';

/** Each after those that it asks with. */
export function variables(rendering: Rendering): cog.Builder<VariableModel>[] {
  return [...dataSources(rendering), environment(rendering), tenants(rendering), interval(rendering)];
}

/** A series that every clinic has, and each once. */
const requests = promql(recorded('tenant:request_rate:rate5m'), 1);

function environment(rendering: Rendering): QueryVariableBuilder {
  return labelValues(ENV, { label: 'env', of: requests }, rendering)
    .label('Environment')
    .description('One at a time: what is normal in one says nothing of another.');
}

function tenants(rendering: Rendering): QueryVariableBuilder {
  return (
    labelValues(TENANT, { label: 'tenant', of: `${requests}{env="$${ENV}"}` }, rendering)
      .label('Clinic')
      .description('Selects what is shown. It protects nothing: whoever sees this dashboard may see every clinic.')
      .multi(true)
      .includeAll(true)
      // A pattern: thousands of names in every query would be too many.
      .allValue(ALL_TENANTS)
      .current({ text: 'All', value: '$__all' })
  );
}

function labelValues(name: string, { label, of }: { label: string; of: string }, { sources }: Rendering): QueryVariableBuilder {
  const query = `label_values(${of}, ${label})`;
  return new QueryVariableBuilder(name)
    .datasource(sources.prometheus)
    .query({ qryType: 1, query, refId: name })
    .definition(query)
    .refresh(VariableRefresh.OnTimeRangeChanged)
    .sort(VariableSort.AlphabeticalAsc);
}

function interval({ speed }: Rendering): CustomVariableBuilder {
  const option = (length: Duration) => ({ text: format(length), value: format(scaled(length, speed)) });
  const options = INTERVALS.map(option);
  const current = option(INTERVAL);
  return new CustomVariableBuilder(INTERVAL.variable)
    .label('Interval')
    .description('How long the bars are that count events. Of a longer time choose longer ones: a panel has at most 240.')
    .values(options.map(({ text, value }) => (text === value ? text : `${text} : ${value}`)).join(','))
    .options(options.map((one) => ({ ...one, selected: one.value === current.value })))
    .current({ ...current, selected: true })
    .multi(false)
    .includeAll(false);
}

const TITLES: Readonly<Record<DataSourceName, string>> = {
  prometheus: 'Metrics',
  tempo: 'Traces',
  logs: 'Logs',
  audit: 'Audit records',
};

/** Those of the sources that are a choice. */
function dataSources({ sources }: Rendering): DatasourceVariableBuilder[] {
  return (Object.keys(DATA_SOURCES) as DataSourceName[]).flatMap((name) => {
    const { type, uid } = sources[name];
    const chosen = /^\$\{(\w+)\}$/.exec(uid)?.[1];
    if (chosen === undefined) return [];
    const builder = new DatasourceVariableBuilder(chosen).label(TITLES[name]).type(type).multi(false).includeAll(false);
    // Both are of one plugin: their names tell them apart.
    return name === 'logs' || name === 'audit' ? builder.regex(`/${name}/i`) : builder;
  });
}
