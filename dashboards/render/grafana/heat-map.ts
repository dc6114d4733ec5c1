/** How often what happened over time. */
import { AxisPlacement, HeatmapCellLayout, TooltipDisplayMode, VisibilityMode } from '@grafana/grafana-foundation-sdk/common';
import {
  CellValuesBuilder,
  FilterValueRangeBuilder,
  HeatmapColorMode,
  HeatmapColorOptionsBuilder,
  HeatmapTooltipBuilder,
  PanelBuilder,
  RowsHeatmapOptionsBuilder,
  YAxisConfigBuilder,
} from '@grafana/grafana-foundation-sdk/heatmap';
import { type HeatMapPanel, MOST_POINTS } from '../../panel.ts';
import { askedOf } from '../../scope.ts';
import { UNITS } from '../../units.ts';
import { asked } from './query.ts';
import { NO_VALUE, type Rendering } from './rendering.ts';

export function heatMap(panel: HeatMapPanel, rendering: Rendering): PanelBuilder {
  const { grafana: unit } = UNITS[panel.unit];
  const ofHistogram = panel.rows === 'le';
  const asking = { refId: 'A', as: ofHistogram ? 'buckets' : 'course', legend: `{{${panel.rows}}}` } as const;
  return (
    new PanelBuilder()
      .datasource(rendering.sources.prometheus)
      .targets([asked(askedOf(panel), asking, rendering)])
      .maxDataPoints(MOST_POINTS)
      .noValue(NO_VALUE)
      .calculate(false)
      .rowsFrame(new RowsHeatmapOptionsBuilder().layout(HeatmapCellLayout.Auto))
      // Of one hue after the other in even steps of lightness, so that it reads in grey as well.
      .color(
        new HeatmapColorOptionsBuilder()
          .mode(HeatmapColorMode.Scheme)
          .scheme('Viridis')
          .fill('dark-blue')
          .exponent(0.5)
          .steps(64)
          .reverse(false),
      )
      .yAxis(new YAxisConfigBuilder().axisPlacement(AxisPlacement.Left).unit(ofHistogram ? unit : 'short'))
      .cellValues(new CellValuesBuilder().unit(ofHistogram ? 'short' : unit))
      .filterValues(new FilterValueRangeBuilder().le(1e-9))
      .showValue(VisibilityMode.Never)
      .cellGap(1)
      .showLegend()
      .tooltip(new HeatmapTooltipBuilder().mode(TooltipDisplayMode.Single).yHistogram(true).showColorScale(true))
  );
}
