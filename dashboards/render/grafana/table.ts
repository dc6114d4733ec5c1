/** A row for each set of labels, a column for each query. */
import { TableCellDisplayMode, TableCellHeight, type TableCellOptions } from '@grafana/grafana-foundation-sdk/common';
import type { DataTransformerConfig, DynamicConfigValue } from '@grafana/grafana-foundation-sdk/dashboard';
import { PanelBuilder } from '@grafana/grafana-foundation-sdk/table';
import type { LabelName } from '../../../telemetry/contract/index.ts';
import { labelTitle } from '../../labels.ts';
import type { Column, TablePanel } from '../../panel.ts';
import { askedOfColumn } from '../../scope.ts';
import { UNITS } from '../../units.ts';
import { variable } from '../../variables.ts';
import { type Link, routeLinks, tenantLinks } from './links.ts';
import { byState, thresholds } from './look.ts';
import { asked, refId } from './query.ts';
import { NO_VALUE, type Rendering } from './rendering.ts';

export function table(panel: TablePanel, rendering: Rendering): PanelBuilder {
  const { columns, by, most } = panel;
  const [first] = columns;
  const titles = new Map<string, string>([
    ...by.map((label) => [label, labelTitle(label)] as const),
    ...valueTitles(columns.map(({ title }) => title)),
  ]);
  const builder = emptyTable(rendering)
    .targets(columns.map((column, i) => asked(askedOfColumn(panel, column), { refId: refId(i), as: 'rows' }, rendering)))
    .transformations([
      // Before the join: series keep their own names, by which no two rows would be one.
      only(titles),
      { id: 'merge', options: {} },
      ...arranged(titles, { title: first.title, desc: most.order === 'highest' }),
    ]);
  for (const column of columns) builder.overrideByName(column.title, cells(column));
  for (const label of by) {
    const links = rowLinks(label, rendering);
    if (links.length > 0) builder.overrideByName(labelTitle(label), [linked(links)]);
  }
  return panel.empty ? builder.noValue(panel.empty) : builder;
}

/** A table without queries, with the look of all. */
export function emptyTable({ sources }: Rendering): PanelBuilder {
  return new PanelBuilder()
    .datasource(sources.prometheus)
    .noValue(NO_VALUE)
    .thresholds(thresholds())
    .colorScheme(byState())
    .showHeader(true)
    .cellHeight(TableCellHeight.Sm)
    .filterable(true);
}

/** The titles of queries' values, by the names that Grafana gives them: one that is the only one with an answer has no letter. */
export function valueTitles([first = '', ...others]: readonly string[]): (readonly [field: string, title: string])[] {
  return [['Value', first], ...[first, ...others].map((title, i) => [`Value #${refId(i)}`, title] as const)];
}

type Titles = ReadonlyMap<string, string>;

/** The fields that have a title, and no others. */
export function only(titles: Titles): DataTransformerConfig {
  return { id: 'filterFieldsByName', options: { include: { names: [...titles.keys()] } } };
}

/** The fields in their order and under their titles; rows sorted by one of them. */
export function arranged(titles: Titles, by: { readonly title: string; readonly desc: boolean }): DataTransformerConfig[] {
  return [
    {
      id: 'organize',
      options: {
        excludeByName: {},
        indexByName: Object.fromEntries([...titles.keys()].map((field, i) => [field, i])),
        renameByName: Object.fromEntries(titles),
      },
    },
    { id: 'sortBy', options: { fields: {}, sort: [{ field: by.title, desc: by.desc }] } },
  ];
}

/** What a table says where it has no rows at all is no text for one cell. */
export const EMPTY_CELL: DynamicConfigValue = { id: 'noValue', value: '–' };

function cells({ unit, thresholds: limits }: Column): DynamicConfigValue[] {
  const measure = { id: 'unit', value: UNITS[unit].grafana };
  return limits
    ? [measure, EMPTY_CELL, { id: 'thresholds', value: thresholds(limits).build() }, cellOptions(TableCellDisplayMode.ColorText)]
    : [measure, EMPTY_CELL];
}

export function cellOptions(type: TableCellDisplayMode.ColorText): DynamicConfigValue {
  const value: TableCellOptions = { type };
  return { id: 'custom.cellOptions', value };
}

export function linked(links: readonly Link[]): DynamicConfigValue {
  return { id: 'links', value: links.map((link) => link.build()) };
}

function rowLinks(label: LabelName, rendering: Rendering): Link[] {
  const value = variable('__value.raw');
  if (label === 'tenant') return tenantLinks(value, rendering);
  return label === 'route' ? routeLinks(value, rendering) : [];
}
