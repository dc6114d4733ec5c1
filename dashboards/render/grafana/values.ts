/** Values now: as numbers, as bars, as shares of a whole. */
import { PanelBuilder as BarGaugeBuilder } from '@grafana/grafana-foundation-sdk/bargauge';
import {
  BarGaugeDisplayMode,
  BarGaugeNamePlacement,
  BarGaugeValueMode,
  BigValueColorMode,
  BigValueGraphMode,
  LegendDisplayMode,
  LegendPlacement,
  ReduceDataOptionsBuilder,
  SortOrder,
  TooltipDisplayMode,
  VizOrientation,
  VizTooltipOptionsBuilder,
} from '@grafana/grafana-foundation-sdk/common';
import {
  PanelBuilder as PieBuilder,
  PieChartLabels,
  PieChartLegendOptionsBuilder,
  PieChartLegendValues,
  PieChartType,
} from '@grafana/grafana-foundation-sdk/piechart';
import { PanelBuilder as StatBuilder } from '@grafana/grafana-foundation-sdk/stat';
import { type BarGaugePanel, MOST_POINTS, type PiePanel, type StatPanel } from '../../panel.ts';
import { UNITS } from '../../units.ts';
import { seriesLinks } from './links.ts';
import { byPosition, byState, colorOverrides, thresholds } from './look.ts';
import { askedTargets } from './query.ts';
import { NO_VALUE, type Rendering } from './rendering.ts';

const latest = () => new ReduceDataOptionsBuilder().values(false).calcs(['lastNotNull']).fields('');

export function stat(panel: StatPanel, rendering: Rendering): StatBuilder {
  return new StatBuilder()
    .datasource(rendering.sources.prometheus)
    .targets(askedTargets(panel.targets, panel.course ? 'course' : 'now', rendering))
    .maxDataPoints(MOST_POINTS)
    .unit(UNITS[panel.unit].grafana)
    .noValue(panel.empty ?? NO_VALUE)
    .colorScheme(byState())
    .thresholds(thresholds(panel.thresholds))
    .dataLinks(seriesLinks(panel.targets, rendering))
    .reduceOptions(latest())
    .colorMode(BigValueColorMode.Value)
    .graphMode(panel.course ? BigValueGraphMode.Area : BigValueGraphMode.None);
}

export function barGauge(panel: BarGaugePanel, rendering: Rendering): BarGaugeBuilder {
  const builder = new BarGaugeBuilder()
    .datasource(rendering.sources.prometheus)
    .targets(askedTargets(panel.targets, 'now', rendering))
    .unit(UNITS[panel.unit].grafana)
    .noValue(NO_VALUE)
    .colorScheme(byState())
    .thresholds(thresholds(panel.thresholds))
    .dataLinks(seriesLinks(panel.targets, rendering))
    .reduceOptions(latest())
    .orientation(VizOrientation.Horizontal)
    .displayMode(BarGaugeDisplayMode.Basic)
    // Numbers in the colour of text: on a light ground orange is hard to read.
    .valueMode(BarGaugeValueMode.Text)
    .namePlacement(BarGaugeNamePlacement.Left)
    .showUnfilled(true)
    .min(0);
  return panel.max === undefined ? builder : builder.max(panel.max);
}

export function pie(panel: PiePanel, rendering: Rendering): PieBuilder {
  const builder = new PieBuilder()
    .datasource(rendering.sources.prometheus)
    .targets(askedTargets(panel.targets, 'now', rendering))
    .unit(UNITS[panel.unit].grafana)
    .noValue(NO_VALUE)
    .colorScheme(byPosition())
    .thresholds(thresholds(panel.thresholds))
    .dataLinks(seriesLinks(panel.targets, rendering))
    .reduceOptions(latest())
    .pieType(PieChartType.Donut)
    .displayLabels([PieChartLabels.Percent])
    .tooltip(new VizTooltipOptionsBuilder().mode(TooltipDisplayMode.Single).sort(SortOrder.None))
    .legend(
      new PieChartLegendOptionsBuilder()
        .showLegend(true)
        .displayMode(LegendDisplayMode.Table)
        .placement(LegendPlacement.Right)
        .values([PieChartLegendValues.Value, PieChartLegendValues.Percent])
        .calcs([]),
    );
  for (const { matcher, properties } of colorOverrides(panel.targets)) {
    builder.withOverride({ matcher, properties: [...properties] });
  }
  return builder;
}
