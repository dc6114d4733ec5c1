/** Records of the log store: a table of what OpenSearch holds, newest first. The Foundation SDK knows no OpenSearch. */
import type * as cog from '@grafana/grafana-foundation-sdk/cog';
import { TableCellDisplayMode } from '@grafana/grafana-foundation-sdk/common';
import { type DynamicConfigValue, MappingType } from '@grafana/grafana-foundation-sdk/dashboard';
import type { PanelBuilder } from '@grafana/grafana-foundation-sdk/table';
import type { LogFieldName } from '../../../telemetry/contract/index.ts';
import type { RecordField, RecordsPanel } from '../../panel.ts';
import { STATE_COLORS, type State } from '../../style.ts';
import { TENANT, variable } from '../../variables.ts';
import { type Link, requestLink, tenantLinks, traceLink } from './links.ts';
import type { Rendering } from './rendering.ts';
import { arranged, cellOptions, EMPTY_CELL, emptyTable, linked, only } from './table.ts';

/** More than anybody reads in a panel; Explore has the rest. */
const MOST = 100;

const TIME: LogFieldName = 'timestamp';
const OF_TENANT: LogFieldName = 'tenantId';

export function records(panel: RecordsPanel, rendering: Rendering): PanelBuilder {
  const { columns, source } = panel;
  const titles = new Map<string, string>(columns.map(({ field, title }) => [field, title]));
  const builder = emptyTable(rendering)
    .datasource(rendering.sources[source])
    .targets([rawData(panel, rendering)])
    .transformations([only(titles), ...arranged(titles, { title: titles.get(TIME) ?? TIME, desc: true })]);
  for (const { field, title } of columns) builder.overrideByName(title, propertiesOf(field, rendering));
  return builder;
}

/** Those of the chosen clinics, whose fields have one of the values. The variable's pattern for all clinics is one of Lucene's as well. */
export function lucene({ where = {} }: Pick<RecordsPanel, 'where'>): string {
  const terms = Object.entries(where).map(
    ([field, values]) => `${field}:(${values.map((value) => JSON.stringify(String(value))).join(' OR ')})`,
  );
  return [`${OF_TENANT}:/${variable(`${TENANT}:regex`)}/`, ...terms].join(' AND ');
}

function rawData(panel: RecordsPanel, { sources }: Rendering): cog.Builder<cog.Dataquery> {
  const target = {
    _implementsDataqueryVariant: () => {},
    refId: 'A',
    datasource: sources[panel.source],
    queryType: 'lucene',
    luceneQueryType: 'Metric',
    query: lucene(panel),
    timeField: TIME,
    metrics: [{ id: '1', type: 'raw_data', settings: { size: String(MOST), order: 'desc', useTimeRange: true } }],
    bucketAggs: [],
  };
  return { build: () => target };
}

function propertiesOf(field: RecordField, rendering: Rendering): DynamicConfigValue[] {
  const links = linksOf(field, rendering);
  const states = STATES[field];
  return [
    EMPTY_CELL,
    ...(links.length > 0 ? [linked(links)] : []),
    ...(states ? [cellOptions(TableCellDisplayMode.ColorText), mapped(states)] : []),
  ];
}

function linksOf(field: RecordField, rendering: Rendering): Link[] {
  const value = variable('__value.raw');
  switch (field) {
    case 'tenantId':
      return tenantLinks(value, rendering);
    case 'traceId':
      return [traceLink(value, rendering)];
    case 'requestId':
      return [requestLink(value, rendering)];
    default:
      return [];
  }
}

/** Words that stand out. */
const STATES: Partial<Readonly<Record<RecordField, Readonly<Record<string, State>>>>> = {
  level: { warn: 'warning', error: 'critical', fatal: 'critical' },
  outcome: { failure: 'warning', denied: 'critical' },
};

function mapped(states: Readonly<Record<string, State>>): DynamicConfigValue {
  const options = Object.entries(states).map(([word, state], index) => [word, { text: word, color: STATE_COLORS[state], index }]);
  return { id: 'mappings', value: [{ type: MappingType.ValueToText, options: Object.fromEntries(options) }] };
}
