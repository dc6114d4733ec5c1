/** A panel: its frame, its title, and inside what its data says. */
import type { Panel } from '../../dashboards/panel.ts';
import type { Mark, PanelData } from '../data.ts';
import { FONT_FAMILY, THEMES, type ThemeName } from '../theme.ts';
import { drawBarGauge } from './bar-gauge.ts';
import { drawHeatMap } from './heat-map.ts';
import { empty, failed } from './message.ts';
import { drawPie } from './pie.ts';
import { drawStat } from './stat.ts';
import { type Box, escaped, type Look, tag, text } from './svg.ts';
import { drawAlerts, drawRecords, drawTable } from './tables.ts';
import { textWidth, wrapped } from './text.ts';
import { drawTimeSeries } from './time-series.ts';

export interface PanelPlace {
  readonly width: number;
  readonly height: number;
  readonly theme: ThemeName;
  readonly from: number;
  readonly to: number;
  readonly marks: readonly Mark[];
}

const PADDING = 10;
const TITLE = 28;
const SIZE = 13;
const SMALL = 12;
const LINE = 14;

/** A panel alone, as a picture. */
export function drawPanel(panel: Panel, data: PanelData | undefined, { width, height, theme, ...time }: PanelPlace): string {
  const look: Look = { theme: THEMES[theme], ...time, key: panel.id };
  return picture({ width, height }, framed(panel, data, { width, height }, look));
}

export function picture({ width, height }: Box, ...content: readonly string[]): string {
  const attributes = {
    xmlns: 'http://www.w3.org/2000/svg',
    width,
    height,
    viewBox: `0 0 ${width} ${height}`,
    'font-family': FONT_FAMILY,
  };
  return tag('svg', attributes, ...content);
}

/** The panel at 0, 0: what it means is read to whoever does not see it, and shown to whoever points at its title. */
export function framed(panel: Panel, data: PanelData | undefined, { width, height }: Box, look: Look): string {
  const { theme } = look;
  const titles = titleLines(panel.title, width - 2 * PADDING);
  const top = TITLE + (titles.length - 1) * LINE;
  const box = { width: Math.max(1, width - 2 * PADDING), height: Math.max(1, height - top - PADDING) };
  const style = { size: titles.length > 1 ? SMALL : SIZE, fill: theme.text, bold: true, width: width - 2 * PADDING };
  return tag(
    'g',
    { role: 'group', 'aria-label': panel.title, 'data-panel': panel.id },
    tag('rect', { x: 0.5, y: 0.5, width: width - 1, height: height - 1, rx: 4, fill: theme.panel, stroke: theme.border }),
    tag(
      'g',
      {},
      tag('title', {}, escaped(`${panel.title}: ${panel.description}`)),
      ...titles.map((line, i) => text(PADDING, 19 + i * LINE, line, style)),
    ),
    // Whatever a drawing gets wrong stays in its panel.
    tag('svg', { x: PADDING, y: top, ...box, overflow: 'hidden' }, content(panel, data, box, look)),
  );
}

/** On two lines where one is too narrow: a title that is cut is a question. */
function titleLines(title: string, width: number): readonly string[] {
  return textWidth(title, SIZE, true) <= width ? [title] : wrapped(title, width, SMALL, 2, true);
}

function content(panel: Panel, data: PanelData | undefined, box: Box, look: Look): string {
  if (data === undefined) return empty(box, look);
  if (data.kind === 'failed') return failed(data.message, box, look);
  switch (panel.kind) {
    case 'time-series':
      return data.kind === 'series' ? drawTimeSeries(panel, data, box, look) : unfit(panel, data, box, look);
    case 'stat':
      return data.kind === 'values' ? drawStat(panel, data.values, box, look) : unfit(panel, data, box, look);
    case 'bar-gauge':
      return data.kind === 'values' ? drawBarGauge(panel, data.values, box, look) : unfit(panel, data, box, look);
    case 'pie':
      return data.kind === 'values' ? drawPie(panel, data.values, box, look) : unfit(panel, data, box, look);
    case 'table':
      return data.kind === 'table' ? drawTable(panel, data.rows, box, look) : unfit(panel, data, box, look);
    case 'heat-map':
      return data.kind === 'heat-map' ? drawHeatMap(panel, data, box, look) : unfit(panel, data, box, look);
    case 'records':
      return data.kind === 'records' ? drawRecords(panel, data.records, box, look) : unfit(panel, data, box, look);
    case 'alerts':
      return data.kind === 'alerts' ? drawAlerts(panel, data.alerts, box, look) : unfit(panel, data, box, look);
  }
}

function unfit({ kind }: Panel, data: PanelData, box: Box, look: Look): string {
  return failed(`This panel is a ${kind}, and was given ${data.kind}.`, box, look);
}
