/** What a dashboard is: rows of panels on a grid of 24 columns. */
import { DASHBOARD_UIDS, type DashboardName } from '../alerts/dashboards.ts';
import { type Duration, duration } from '../telemetry/contract/index.ts';
import type { Panel } from './panel.ts';

/** Width of the grid. */
export const COLUMNS = 24;

export interface DashboardDefinition {
  readonly name: DashboardName;
  readonly title: string;
  /** One sentence: the question that it answers. */
  readonly description: string;
  /** The time that it shows at first, up to now. Default 6 hours. */
  readonly range?: Duration;
  /** From top to bottom; what answers the first question comes first, at the left. */
  readonly rows: readonly Row[];
}

export interface Row {
  /** Heading of a group of rows, where one begins. */
  readonly heading?: string;
  /** In Grafana's units of about 30 pixels. */
  readonly height: number;
  /** From left to right: each panel, and its width in columns. They add up to 24. */
  readonly panels: readonly (readonly [width: number, panel: Panel])[];
}

/** A panel in its place. */
export interface Placed {
  readonly panel: Panel;
  /** Its number, by which links know it. It does not depend on the other panels. */
  readonly number: number;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** A heading in its place, as wide as the grid and one unit high. */
export interface Heading {
  readonly title: string;
  readonly y: number;
}

export interface Dashboard {
  readonly name: DashboardName;
  /** Stable: links and bookmarks hold it. */
  readonly uid: string;
  readonly title: string;
  readonly description: string;
  readonly range: Duration;
  readonly panels: readonly Placed[];
  readonly headings: readonly Heading[];
}

/** @throws RangeError for a row that does not fill the grid, or two panels of one id or number */
export function dashboard({ name, title, description, range = duration('6h'), rows }: DashboardDefinition): Dashboard {
  const panels: Placed[] = [];
  const headings: Heading[] = [];
  let y = 0;
  for (const { heading, height, panels: inRow } of rows) {
    if (heading !== undefined) headings.push({ title: heading, y: y++ });
    let x = 0;
    for (const [width, panel] of inRow) {
      panels.push({ panel, number: numberOf(panel.id), x, y, width, height });
      x += width;
    }
    if (x !== COLUMNS) throw new RangeError(`${title}: the row of "${inRow[0]?.[1].title}" is ${x} columns wide, not ${COLUMNS}.`);
    y += height;
  }
  const numbers = new Set(panels.map(({ number }) => number));
  if (numbers.size < panels.length)
    throw new RangeError(`${title}: two panels have one id, or ids of one number: give one another.`);
  return { name, uid: DASHBOARD_UIDS[name], title, description, range, panels, headings };
}

/** FNV-1a (32 bits) of the id, in the range that Grafana's links and Go's integers take without a sign. */
function numberOf(id: string): number {
  let hash = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(id)) hash = Math.imul(hash ^ byte, 0x01000193) >>> 0;
  return hash & 0x7fffffff;
}
