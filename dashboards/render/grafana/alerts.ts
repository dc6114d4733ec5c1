/** Alerts, from whichever evaluates them. */

import { TableCellDisplayMode } from '@grafana/grafana-foundation-sdk/common';
import { type DynamicConfigValue, MappingType, PanelBuilder } from '@grafana/grafana-foundation-sdk/dashboard';
import type { PanelBuilder as TableBuilder } from '@grafana/grafana-foundation-sdk/table';
import type { Alert } from '../../../alerts/alert.ts';
import { catalogue } from '../../../alerts/catalogue.ts';
import { WATCHDOG } from '../../../alerts/watchdog.ts';
import type { LabelName } from '../../../telemetry/contract/index.ts';
import { type Matcher, type Node, Vector } from '../../../telemetry/query/index.ts';
import { FOLDERS } from '../../folders.ts';
import { labelTitle } from '../../labels.ts';
import type { AlertsPanel } from '../../panel.ts';
import { STATE_COLORS, type State } from '../../style.ts';
import { ENV, RANGE, TENANT, variable } from '../../variables.ts';
import { runbookLink, tenantLinks } from './links.ts';
import { asked } from './query.ts';
import type { Rendering } from './rendering.ts';
import { arranged, cellOptions, emptyTable, linked, only, valueTitles } from './table.ts';

const NONE = 'No alert fires';

export function alerts(panel: AlertsPanel, rendering: Rendering): PanelBuilder | TableBuilder {
  return rendering.evaluator === 'grafana' ? alertList(panel) : alertTable(panel, rendering);
}

/** The options of Grafana's alert list, of which the SDK knows nothing. It shows what fires now, whatever time is looked at. */
function alertList({ of }: AlertsPanel): PanelBuilder {
  return new PanelBuilder().type('alertlist').options({
    viewMode: 'list',
    groupMode: 'default',
    groupBy: [],
    maxItems: 20,
    // By importance.
    sortOrder: 3,
    dashboardAlerts: false,
    alertName: '',
    alertInstanceLabelFilter:
      of === 'tenants' ? `{tenant=~"^(${variable(`${TENANT}:regex`)})$"}` : `{alertname=~"^(${platformAlerts().join('|')})$"}`,
    folder: FOLDERS.alerts,
    datasource: '',
    stateFilter: { firing: true, pending: true, recovering: false, noData: false, normal: false, error: true },
  });
}

/** Grafana's filter finds no alert by a label that it lacks, so those that name no clinic go by their names. */
function platformAlerts(): string[] {
  const all: readonly (readonly [string, Pick<Alert, 'by'>])[] = Object.entries(catalogue);
  return all.filter(([, { by }]) => !by.includes('tenant')).map(([name]) => name);
}

const BY: Readonly<Record<AlertsPanel['of'], readonly LabelName[]>> = {
  tenants: ['alertname', 'severity', 'tenant', 'team'],
  platform: ['alertname', 'severity', 'team'],
};

const NOW = 'Now';

/** Prometheus keeps its alerts as series: those that fired in the time that is looked at, and whether they still do. */
function alertTable({ of }: AlertsPanel, rendering: Rendering): TableBuilder {
  const by = BY[of];
  const titles = new Map<string, string>([...by.map((label) => [label, labelTitle(label)] as const), ...valueTitles([NOW])]);
  const builder = emptyTable(rendering)
    .noValue(NONE)
    .targets([asked({ node: firesOrFired(of) }, { refId: 'A', as: 'rows' }, rendering)])
    .transformations([only(titles), ...arranged(titles, { title: NOW, desc: true })]);
  builder
    .overrideByName(NOW, [cellOptions(TableCellDisplayMode.ColorText), fires()])
    .overrideByName(labelTitle('severity'), [cellOptions(TableCellDisplayMode.ColorText), severities()]);
  const { runbooks } = rendering;
  if (runbooks) builder.overrideByName(labelTitle('alertname'), [linked([runbookLink(runbooks, variable('__value.raw'))])]);
  if (of === 'tenants') builder.overrideByName(labelTitle('tenant'), [linked(tenantLinks(variable('__value.raw'), rendering))]);
  return builder;
}

/** 1 for what fires, 0 for what has in the time that is looked at. */
function firesOrFired(of: AlertsPanel['of']): Node {
  const selector = { kind: 'selector', series: 'ALERTS', matchers: matchers(of) } as const;
  const each = (node: Node) => new Vector<LabelName>({ kind: 'aggregate', op: 'max', by: BY[of], of: node });
  return each(selector).orZeroFor(each({ kind: 'range', fn: 'max_over_time', of: { ...selector, range: RANGE } })).node;
}

function matchers(of: AlertsPanel['of']): Matcher[] {
  const firing: Matcher = { label: 'alertstate', op: '=', value: 'firing' };
  if (of === 'tenants') {
    return [
      firing,
      { label: 'env', op: '=', value: `$${ENV}` },
      { label: 'tenant', op: '=~', value: `$${TENANT}` },
      { label: 'tenant', op: '!=', value: '' },
    ];
  }
  return [
    firing,
    // One that always fires says nothing here.
    { label: 'alertname', op: '!=', value: WATCHDOG },
    { label: 'tenant', op: '=', value: '' },
    // Some of the servers' own alerts name no environment: there is one in each.
    { label: 'env', op: '=~', value: `$${ENV}|` },
  ];
}

function fires(): DynamicConfigValue {
  const options = {
    1: { text: 'fires', color: STATE_COLORS.critical, index: 0 },
    0: { text: 'over', color: STATE_COLORS.good, index: 1 },
  };
  return { id: 'mappings', value: [{ type: MappingType.ValueToText, options }] };
}

const SEVERITIES: Readonly<Record<Alert['severity'], State>> = { critical: 'critical', warning: 'warning', info: 'neutral' };

function severities(): DynamicConfigValue {
  const options = Object.entries(SEVERITIES).map(([text, state], index) => [text, { text, color: STATE_COLORS[state], index }]);
  return { id: 'mappings', value: [{ type: MappingType.ValueToText, options: Object.fromEntries(options) }] };
}
