/** What the page shows, as its address says it. */
import type { Dashboard } from '../../dashboards/dashboard.ts';
import { DASHBOARDS } from '../../dashboards/index.ts';
import { INTERVAL, INTERVALS } from '../../dashboards/variables.ts';
import { type Duration, duration, format } from '../../telemetry/contract/index.ts';
import { lengthFrom, WIDTHS } from '../options.ts';
import type { ThemeName } from '../theme.ts';

export interface View {
  readonly dashboard: Dashboard;
  /** None: all. */
  readonly tenants: readonly string[];
  readonly interval: Duration;
  /** Without it, the dashboard's own. */
  readonly range?: Duration;
  /** Without it, what the reader's system prefers. */
  readonly theme?: ThemeName;
  readonly width: number;
}

export interface Chosen {
  readonly tenants: readonly string[];
  readonly interval: Duration;
  readonly range?: Duration | undefined;
  readonly theme?: ThemeName | undefined;
}

/** Times to choose from. An address may have any other. */
export const RANGES: readonly Duration[] = [duration('1h'), duration('6h'), duration('1d'), duration('7d'), duration('30d')];

export const THEME_NAMES = ['light', 'dark'] as const satisfies readonly ThemeName[];

/** An address may be only so long. Whoever wants more than these wants all. */
const MOST_TENANTS = 100;
const LONGEST_TENANT = 200;

/** What is wrong with an address, a sentence for each part of it. */
export class ViewError extends Error {
  override readonly name = 'ViewError';
}

/** @throws ViewError with everything that is wrong */
export function viewFrom(name: string, search: URLSearchParams): View {
  const faults: string[] = [];
  const dashboard = DASHBOARDS.find((one) => one.name === name);
  if (!dashboard) faults.push(`There is no dashboard "${name}": there are ${DASHBOARDS.map((one) => one.name).join(', ')}.`);

  const tenants = [...new Set(search.getAll('tenant').filter((tenant) => tenant !== ''))];
  if (tenants.length > MOST_TENANTS)
    faults.push(`${tenants.length} clinics are too many: choose at most ${MOST_TENANTS}, or none for all.`);
  if (tenants.some(({ length }) => length > LONGEST_TENANT))
    faults.push(`No clinic's id is longer than ${LONGEST_TENANT} characters.`);

  const interval = lengthFrom(search.get('interval') || format(INTERVAL));
  if (!INTERVALS.some(({ ms }) => ms === interval?.ms)) {
    faults.push(`The interval is one of ${INTERVALS.map(format).join(', ')}, not "${search.get('interval')}".`);
  }
  const rangeText = search.get('range') || undefined;
  const range = rangeText === undefined ? undefined : lengthFrom(rangeText);
  if (rangeText !== undefined && !range) faults.push(`The time is a length such as 6h or 7d, at most 400d, not "${rangeText}".`);

  const themeText = search.get('theme') || undefined;
  const theme = THEME_NAMES.find((one) => one === themeText);
  if (themeText !== undefined && !theme) faults.push(`The theme is light or dark, not "${themeText}".`);

  const width = Number(search.get('width') || WIDTHS.usual);
  if (!(Number.isInteger(width) && width >= WIDTHS.least && width <= WIDTHS.most)) {
    faults.push(`The width is a number of pixels from ${WIDTHS.least} to ${WIDTHS.most}, not "${search.get('width')}".`);
  }
  if (!dashboard || !interval || faults.length > 0) throw new ViewError(faults.join('\n'));
  return { dashboard, tenants, interval, ...(range && { range }), ...(theme && { theme }), width };
}

/** What was chosen, in the form of an address. */
export function addressOf({ tenants, interval, range, theme }: Chosen): URLSearchParams {
  const search = new URLSearchParams();
  for (const tenant of tenants) search.append('tenant', tenant);
  search.set('interval', format(interval));
  if (range) search.set('range', format(range));
  if (theme) search.set('theme', theme);
  return search;
}

/** The address of a view's picture. */
export function pictureAddress({ dashboard, tenants, interval, range, theme, width }: View): string {
  const search = addressOf({ tenants, interval, range, theme });
  search.set('width', String(width));
  return `/picture/${dashboard.name}.svg?${search}`;
}
