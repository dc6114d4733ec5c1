/** Values over time. */
import {
  GraphDrawStyle,
  GraphThresholdsStyleConfigBuilder,
  GraphThresholdsStyleMode,
  LegendDisplayMode,
  LegendPlacement,
  SortOrder,
  StackingConfigBuilder,
  StackingMode,
  TooltipDisplayMode,
  VisibilityMode,
  VizLegendOptionsBuilder,
  VizTooltipOptionsBuilder,
} from '@grafana/grafana-foundation-sdk/common';
import { PanelBuilder } from '@grafana/grafana-foundation-sdk/timeseries';
import { format, scaled } from '../../../telemetry/contract/index.ts';
import { MOST_POINTS, type TimeSeriesPanel } from '../../panel.ts';
import { UNITS } from '../../units.ts';
import { INTERVAL } from '../../variables.ts';
import { seriesLinks } from './links.ts';
import { byPosition, colorOverrides, hasSeveral, thresholds } from './look.ts';
import { askedTargets } from './query.ts';
import { NO_VALUE, type Rendering } from './rendering.ts';

export function timeSeries(panel: TimeSeriesPanel, rendering: Rendering): PanelBuilder {
  const builder = new PanelBuilder()
    .datasource(rendering.sources.prometheus)
    .targets(askedTargets(panel.targets, 'course', rendering))
    .maxDataPoints(panel.points ?? MOST_POINTS)
    .unit(UNITS[panel.unit].grafana)
    .noValue(NO_VALUE)
    .colorScheme(byPosition())
    .thresholds(thresholds(panel.thresholds))
    .dataLinks(seriesLinks(panel.targets, rendering))
    .spanNulls(false)
    .showPoints(VisibilityMode.Auto)
    .legend(legend(panel))
    .tooltip(tooltip(panel));
  drawn(builder, panel);
  for (const { matcher, properties } of colorOverrides(panel.targets, panel.states)) {
    builder.withOverride({ matcher, properties: [...properties] });
  }
  if (!panel.signed) builder.min(0);
  if (panel.max !== undefined) builder.max(panel.max);
  if (panel.thresholds) limits(builder, panel.thresholds);
  if (panel.range) builder.timeFrom(format(scaled(panel.range, rendering.speed)));
  return builder;
}

function drawn(builder: PanelBuilder, { style, everyInterval }: TimeSeriesPanel): void {
  // Closer together, bars would count the same events twice.
  if (style === 'bars' || everyInterval) builder.interval(`$${INTERVAL.variable}`);
  if (style === 'lines') {
    builder.lineWidth(2).fillOpacity(5);
    return;
  }
  builder.stacking(new StackingConfigBuilder().mode(StackingMode.Normal).group('A'));
  if (style === 'stacked') {
    builder.lineWidth(1).fillOpacity(40);
    return;
  }
  builder.drawStyle(GraphDrawStyle.Bars).lineWidth(0).fillOpacity(80);
}

/** Lines at the steps, which are in sight however low the values are: how far they are is the question. */
function limits(builder: PanelBuilder, { steps }: NonNullable<TimeSeriesPanel['thresholds']>): void {
  builder.thresholdsStyle(new GraphThresholdsStyleConfigBuilder().mode(GraphThresholdsStyleMode.Dashed));
  const [first] = steps;
  if (first && first.from > 0) builder.axisSoftMax(first.from);
}

function legend({ targets, style }: TimeSeriesPanel): VizLegendOptionsBuilder {
  const builder = new VizLegendOptionsBuilder().placement(LegendPlacement.Bottom);
  if (!hasSeveral(targets)) return builder.displayMode(LegendDisplayMode.List).showLegend(false).calcs([]);
  const bars = style === 'bars';
  return builder
    .displayMode(LegendDisplayMode.Table)
    .showLegend(true)
    .calcs(bars ? ['sum', 'max'] : ['lastNotNull', 'max'])
    .sortBy(bars ? 'Total' : 'Last *')
    .sortDesc(true);
}

function tooltip({ targets }: TimeSeriesPanel): VizTooltipOptionsBuilder {
  const builder = new VizTooltipOptionsBuilder();
  if (!hasSeveral(targets)) return builder.mode(TooltipDisplayMode.Single).sort(SortOrder.None);
  return builder.mode(TooltipDisplayMode.Multi).sort(SortOrder.Descending);
}
