/** Where an axis has its values: round ones, in the unit of what is shown. */
import type { Unit } from '../../dashboards/units.ts';

const MINUTE = 60;
const HOUR = 3_600;
const DAY = 86_400;
const LONG_STEPS = [
  MINUTE,
  2 * MINUTE,
  5 * MINUTE,
  10 * MINUTE,
  15 * MINUTE,
  30 * MINUTE,
  HOUR,
  2 * HOUR,
  3 * HOUR,
  6 * HOUR,
  12 * HOUR,
];
const TIME_STEPS = [1, 2, 5, 10, 15, 30, ...LONG_STEPS, DAY, 2 * DAY, 5 * DAY, 10 * DAY, 30 * DAY].map(
  (seconds) => seconds * 1_000,
);

export interface Axis {
  readonly min: number;
  readonly max: number;
  readonly step: number;
  readonly ticks: readonly number[];
}

/** From a round value at or below `low` to one at or above `high`, or to `max` where the axis must end there. */
export function valueAxis(low: number, high: number, unit: Unit, most: number, max?: number): Axis {
  const span = high > low ? high - low : 1;
  const step = stepOf(span / Math.max(1, most), unit);
  const first = Math.floor(low / step + 1e-9);
  const last = Math.max(first + 1, Math.ceil((max ?? high) / step - 1e-9));
  const end = max !== undefined && max < last * step ? max : last * step;
  const ticks = Array.from({ length: last - first + 1 }, (_, i) => Number(((first + i) * step).toPrecision(12)));
  return { min: first * step, max: end, step, ticks: ticks.filter((tick) => tick <= end * (1 + Math.sign(end) * 1e-9)) };
}

/** The smallest round length that is not below `least`. */
function stepOf(least: number, unit: Unit): number {
  if (unit === 'bytes') return 2 ** Math.ceil(Math.log2(Math.max(1, least)));
  if (unit === 'seconds' && least > 30) {
    const long = LONG_STEPS.find((step) => step >= least);
    return long ?? decimalStep(least / DAY) * DAY;
  }
  return decimalStep(least);
}

function decimalStep(least: number): number {
  const power = 10 ** Math.floor(Math.log10(least) + 1e-9);
  const factor = [1, 2, 5, 10].find((candidate) => candidate * power >= least * (1 - 1e-9)) ?? 10;
  return Number((factor * power).toPrecision(12));
}

export interface TimeTick {
  readonly at: number;
  readonly label: string;
}

/** Times in UTC; a day's beginning is named by its date. */
export function timeTicks(from: number, to: number, most: number): readonly TimeTick[] {
  const step = TIME_STEPS.find((candidate) => (to - from) / candidate <= Math.max(1, most)) ?? 30 * DAY * 1_000;
  const ticks: TimeTick[] = [];
  for (let at = Math.ceil(from / step) * step; at <= to; at += step) ticks.push({ at, label: tickLabel(at, step) });
  return ticks;
}

function tickLabel(at: number, step: number): string {
  if (at % (DAY * 1_000) === 0) return dayOf(at);
  return step < MINUTE * 1_000 ? timeOf(at) : timeOf(at).slice(0, 5);
}

/** `23 Nov` */
export function dayOf(at: number): string {
  return new Date(at).toLocaleDateString('en-GB', { timeZone: 'UTC', day: 'numeric', month: 'short' });
}

/** `14:05:09` */
export function timeOf(at: number): string {
  return new Date(at).toISOString().slice(11, 19);
}

/** With its day, where the whole of what is shown is longer than a day: `23 Nov 14:05`, else `14:05:09`. */
export function momentOf(at: number, { from, to }: { readonly from: number; readonly to: number }): string {
  return to - from > DAY * 1_000 ? `${dayOf(at)} ${timeOf(at).slice(0, 5)}` : timeOf(at);
}
