/** A panel in its place, as one of Grafana's. */
import type * as cog from '@grafana/grafana-foundation-sdk/cog';
import type { Panel as GrafanaPanel, GridPos } from '@grafana/grafana-foundation-sdk/dashboard';
import type { Placed } from '../../dashboard.ts';
import type { Panel } from '../../panel.ts';
import { alerts } from './alerts.ts';
import { heatMap } from './heat-map.ts';
import { records } from './records.ts';
import type { Rendering } from './rendering.ts';
import { table } from './table.ts';
import { timeSeries } from './time-series.ts';
import { barGauge, pie, stat } from './values.ts';

/** What the builders of all kinds have in common. */
interface AnyBuilder extends cog.Builder<GrafanaPanel> {
  id(id: number): this;
  title(title: string): this;
  description(description: string): this;
  gridPos(gridPos: GridPos): this;
}

export function grafanaPanel({ panel, number, x, y, width, height }: Placed, rendering: Rendering): AnyBuilder {
  return builderOf(panel, rendering)
    .id(number)
    .title(panel.title)
    .description(panel.description)
    .gridPos({ x, y, w: width, h: height });
}

function builderOf(panel: Panel, rendering: Rendering): AnyBuilder {
  switch (panel.kind) {
    case 'time-series':
      return timeSeries(panel, rendering);
    case 'stat':
      return stat(panel, rendering);
    case 'bar-gauge':
      return barGauge(panel, rendering);
    case 'pie':
      return pie(panel, rendering);
    case 'table':
      return table(panel, rendering);
    case 'heat-map':
      return heatMap(panel, rendering);
    case 'records':
      return records(panel, rendering);
    case 'alerts':
      return alerts(panel, rendering);
  }
}
