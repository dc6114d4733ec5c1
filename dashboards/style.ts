/** The look of every panel, in one place: panels say what they show, dashboards where, this file how. */

import { PanelBuilder as BarGaugeBuilder } from '@grafana/grafana-foundation-sdk/bargauge';
import type * as cog from '@grafana/grafana-foundation-sdk/cog';
import {
  BigValueGraphMode,
  GraphThresholdsStyleConfigBuilder,
  GraphThresholdsStyleMode,
  LegendDisplayMode,
  LegendPlacement,
  SortOrder,
  StackingConfigBuilder,
  StackingMode,
  TooltipDisplayMode,
  VizLegendOptionsBuilder,
  VizOrientation,
  VizTooltipOptionsBuilder,
} from '@grafana/grafana-foundation-sdk/common';
import { DashboardLinkBuilder, ThresholdsConfigBuilder, ThresholdsMode } from '@grafana/grafana-foundation-sdk/dashboard';
import { PanelBuilder as LogsBuilder } from '@grafana/grafana-foundation-sdk/logs';
import { PanelBuilder as StatBuilder } from '@grafana/grafana-foundation-sdk/stat';
import { PanelBuilder as TimeseriesBuilder } from '@grafana/grafana-foundation-sdk/timeseries';
import type { Alert } from '../alerts/alert.ts';
import { DATA_SOURCES } from './data-sources.ts';
import { exploreUrl, variable } from './explore.ts';

export type PanelBuilder = TimeseriesBuilder | StatBuilder | BarGaugeBuilder | LogsBuilder;

/** What every panel says of itself. */
export interface About {
  readonly title: string;
  /** What it shows, and what a reader should make of it. */
  readonly description: string;
}

/** A panel of numbers has a unit, one of Grafana's. */
export interface Measured extends About {
  readonly unit: string;
}

const COLORS = { fine: 'green', alert: 'red' } as const;

/** Lines over time. */
export function lines({ title, description, unit }: Measured): TimeseriesBuilder {
  return new TimeseriesBuilder()
    .title(title)
    .description(description)
    .unit(unit)
    .datasource(DATA_SOURCES.prometheus)
    .lineWidth(2)
    .fillOpacity(5)
    .spanNulls(false)
    .min(0)
    .legend(
      new VizLegendOptionsBuilder()
        .displayMode(LegendDisplayMode.Table)
        .placement(LegendPlacement.Bottom)
        .showLegend(true)
        .calcs(['lastNotNull', 'max']),
    )
    .tooltip(new VizTooltipOptionsBuilder().mode(TooltipDisplayMode.Multi).sort(SortOrder.Descending));
}

/** Lines that add up to something. */
export function stacked(about: Measured): TimeseriesBuilder {
  return lines(about).fillOpacity(40).stacking(new StackingConfigBuilder().mode(StackingMode.Normal));
}

/** One number now, with its course in the background. */
export function number({ title, description, unit }: Measured): StatBuilder {
  return new StatBuilder()
    .title(title)
    .description(description)
    .unit(unit)
    .datasource(DATA_SOURCES.prometheus)
    .graphMode(BigValueGraphMode.Area)
    .thresholds(thresholds());
}

/** Bars side by side, now. */
export function bars({ title, description, unit }: Measured): BarGaugeBuilder {
  return new BarGaugeBuilder()
    .title(title)
    .description(description)
    .unit(unit)
    .datasource(DATA_SOURCES.prometheus)
    .orientation(VizOrientation.Horizontal)
    .min(0)
    .thresholds(thresholds());
}

/** Records, newest first. */
export function recordList({ title, description }: About, source: 'logs' | 'audit'): LogsBuilder {
  return new LogsBuilder()
    .title(title)
    .description(description)
    .datasource(DATA_SOURCES[source])
    .showTime(true)
    .enableLogDetails(true);
}

/** Draws the line that an alert fires above: the alert's own number, so that the two never part. */
export function withAlertLine(panel: TimeseriesBuilder, { above }: Pick<Alert, 'above'>): TimeseriesBuilder {
  return panel
    .thresholds(thresholds(above))
    .thresholdsStyle(new GraphThresholdsStyleConfigBuilder().mode(GraphThresholdsStyleMode.Dashed));
}

function thresholds(above?: number): ThresholdsConfigBuilder {
  return new ThresholdsConfigBuilder()
    .mode(ThresholdsMode.Absolute)
    .steps([{ value: null, color: COLORS.fine }, ...(above === undefined ? [] : [{ value: above, color: COLORS.alert }])]);
}

/** From a clinic's series to its traces and its log lines in the same time. */
export function tenantLinks(): cog.Builder<ReturnType<DashboardLinkBuilder['build']>>[] {
  const clinic = variable('__field.labels.tenant');
  const traceQuery = { refId: 'A', queryType: 'traceql', query: `{span.tenant.id="${clinic}"}`, limit: 20 };
  const logQuery = { refId: 'A', query: `tenantId:"${clinic}"`, metrics: [{ id: '1', type: 'logs' }], bucketAggs: [] };
  return [
    new DashboardLinkBuilder('Traces of this clinic').url(exploreUrl(DATA_SOURCES.tempo, traceQuery)).targetBlank(true),
    new DashboardLinkBuilder('Log lines of this clinic').url(exploreUrl(DATA_SOURCES.logs, logQuery)).targetBlank(true),
  ];
}
