/** Which series has which colour. */
import type { TimeSeriesPanel } from '../../dashboards/panel.ts';
import { SERIES_COLORS, STATE_COLORS } from '../../dashboards/style.ts';
import type { Labels, PanelData } from '../data.ts';

export interface SeriesLook {
  readonly color: string;
  /** Past the last colour they begin again, dashed. */
  readonly dash?: string;
}

/** Numbers of the clinics on a dashboard: a clinic has its colour on every panel. */
export type Palette = ReadonlyMap<string, number>;

interface Named {
  readonly name: string;
  readonly labels: Labels;
}

const DASHES = [undefined, '6 3', '2 2'] as const;

/** In the order in which a reader meets them. */
export function paletteOf(data: readonly (PanelData | undefined)[]): Palette {
  const palette = new Map<string, number>();
  for (const panel of data) {
    if (panel?.kind !== 'series') continue;
    for (const { labels } of panel.series)
      if (labels.tenant !== undefined && !palette.has(labels.tenant)) palette.set(labels.tenant, palette.size);
  }
  return palette;
}

/** By the panel's states where a name matches one, else by clinic where that tells the series apart, else one after the other. */
export function looksOf(
  series: readonly Named[],
  states: TimeSeriesPanel['states'] = [],
  palette: Palette = new Map(),
): readonly SeriesLook[] {
  const patterns = states.map(({ name, state }) => ({ pattern: new RegExp(name), color: STATE_COLORS[state] }));
  const clinics = series.map(({ labels }) => palette.get(labels.tenant ?? ''));
  const known = clinics.filter((number) => number !== undefined);
  const byClinic = new Set(known).size === known.length;
  const given = new Set<string>();
  // Two lines that look alike help nobody: the later one takes the next look that is free, as long as there is one.
  const take = (first: number, step: number, state?: string): SeriesLook => {
    let look = lookOf(first, state);
    for (let tries = 1; given.has(keyOf(look)) && tries < SERIES_COLORS.length * DASHES.length; tries++) {
      look = lookOf(first + tries * step, state);
    }
    given.add(keyOf(look));
    return look;
  };
  const fixed = series.map(({ name }, i) => {
    const state = patterns.find(({ pattern }) => pattern.test(name))?.color;
    if (state) return take(0, SERIES_COLORS.length, state);
    const clinic = byClinic ? clinics[i] : undefined;
    return clinic === undefined ? undefined : take(clinic % SERIES_COLORS.length, 1);
  });
  return fixed.map((look) => look ?? take(0, 1));
}

function keyOf({ color, dash = '' }: SeriesLook): string {
  return `${color} ${dash}`;
}

/** Each colour as a whole line, then each dashed. */
function lookOf(number: number, state: string | undefined): SeriesLook {
  const dash = DASHES[Math.floor(number / SERIES_COLORS.length) % DASHES.length];
  return { color: state ?? SERIES_COLORS[number % SERIES_COLORS.length] ?? SERIES_COLORS[0], ...(dash && { dash }) };
}
