/** Values as people read them. */
import type { Unit } from '../../dashboards/units.ts';

interface Scale {
  readonly factor: number;
  readonly suffix: string;
}

const THOUSANDS = [
  { factor: 1, suffix: '' },
  { factor: 1e3, suffix: ' k' },
  { factor: 1e6, suffix: ' M' },
  { factor: 1e9, suffix: ' G' },
  { factor: 1e12, suffix: ' T' },
] as const;
const BYTES = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB'].map((name, i) => ({ factor: 1024 ** i, suffix: ` ${name}` }));
const SHORT_TIMES = [
  { factor: 1e-6, suffix: ' µs' },
  { factor: 1e-3, suffix: ' ms' },
  { factor: 1, suffix: ' s' },
] as const;
const TIMES = [
  ...SHORT_TIMES,
  { factor: 60, suffix: ' min' },
  { factor: 3_600, suffix: ' h' },
  { factor: 86_400, suffix: ' d' },
] as const;

const DAY = 86_400;
/** Hundred times as much as all: percents are counted in thousands from here on. */
const MANY = 100;

export const NO_VALUE = '–';

/** `3.1 %`, `1.2 k`, `45 ms`, `2 h 5 min`: as many digits as are read at a glance. */
export function format(value: number, unit: Unit): string {
  if (Number.isNaN(value)) return NO_VALUE;
  if (value < 0) return `−${format(-value, unit)}`;
  if (value === Number.POSITIVE_INFINITY) return '∞';
  if (unit === 'ratio') return value < MANY ? `${percent(value * 100)} %` : `${scaled(value * 100, THOUSANDS)} %`;
  if (unit === 'money') return value < 1e9 ? Math.round(value).toLocaleString('en-US') : scaled(value, THOUSANDS);
  if (unit === 'days' && (value >= 1 || value === 0)) return `${digits(value)} d`;
  if (unit === 'days') return format(value * DAY, 'seconds');
  if (unit === 'seconds') return value < 59.95 ? scaled(value, SHORT_TIMES, 2) : spelled(value);
  if (unit === 'cores') return digits(value) === '1' ? '1 core' : `${scaled(value, THOUSANDS)} cores`;
  return scaled(value, scalesOf(unit)) + ENDINGS[unit];
}

const ENDINGS = { count: '', bytes: '', requestsPerSecond: ' req/s', recordsPerSecond: ' /s', times: ' ×' } as const;

/** Names of an axis' values: one scale for all, and as many decimals as tell them apart. */
export function formatTicks(ticks: readonly number[], unit: Unit): readonly string[] {
  const greatest = Math.max(...ticks.map(Math.abs));
  const step = Math.abs((ticks[1] ?? greatest) - (ticks[0] ?? 0));
  if (unit === 'ratio' && greatest < MANY) return ticks.map((tick) => `${withDecimals(tick * 100, step * 100)} %`);
  if (unit === 'ratio')
    return formatTicks(
      ticks.map((tick) => tick * 100),
      'count',
    ).map((name) => `${name} %`);
  if (unit === 'money') return ticks.map((tick) => withDecimals(tick, Math.max(step, 1)));
  // A third of a minute would be hard to read.
  const round = scalesOf(unit).filter(({ factor }) => decimalsOf(step / factor) <= 2);
  const { factor, suffix } = scaleOf(greatest, round.length > 0 ? round : scalesOf(unit), 0);
  const endingOf = (tick: number) =>
    unit === 'cores' ? (tick === 1 ? ' core' : ' cores') : unit === 'seconds' || unit === 'days' ? '' : ENDINGS[unit];
  return ticks.map((tick) => (tick === 0 ? '0' : withDecimals(tick / factor, step / factor) + suffix + endingOf(tick)));
}

function scalesOf(unit: Unit): readonly Scale[] {
  if (unit === 'bytes') return BYTES;
  if (unit === 'seconds') return TIMES;
  if (unit === 'days') return [{ factor: 1, suffix: ' d' }];
  return THOUSANDS;
}

function scaled(value: number, scales: readonly Scale[], from = 0): string {
  const { factor, suffix } = scaleOf(value, scales, from);
  if (value >= factor * 1e5) return value.toExponential(1).replace('+', '');
  const shown = digits(value / factor);
  const next = scales[scales.findIndex((scale) => scale.factor === factor) + 1];
  // 999,950 is not 1000 k.
  if (next && Number(shown) * factor >= next.factor) return `1${next.suffix}`;
  return shown + suffix;
}

/** The greatest that is not above the value; `zero` is the one of nothing at all. */
function scaleOf(value: number, scales: readonly Scale[], zero: number): Scale {
  const fallback = scales[value === 0 ? zero : 0] ?? { factor: 1, suffix: '' };
  return scales.findLast(({ factor }) => factor <= value * (1 + 1e-9)) ?? fallback;
}

/** Two digits or more, three where they are read as easily: 0.034, 3.1, 12.3, 512. */
function digits(value: number): string {
  if (value === 0) return '0';
  if (value >= 99.95) return String(Math.round(value));
  if (value >= 1) return String(Number(value.toFixed(1)));
  return value < 1e-6 ? '0' : String(Number(value.toPrecision(2)));
}

/** Between 99 and 100 every nine counts, and what is not all is never rounded to all. */
function percent(value: number): string {
  if (value <= 99 || value >= 100) return digits(value);
  const decimals = Math.min(4, Math.ceil(-Math.log10(100 - value)) + 1);
  return String(Math.floor(value * 10 ** decimals + 1e-6) / 10 ** decimals);
}

/** The two greatest units: `2 h 5 min`. */
function spelled(seconds: number): string {
  const [large, small, names] =
    seconds < 3_570 ? [60, 1, ['min', 's']] : seconds < DAY - 30 ? [3_600, 60, ['h', 'min']] : [DAY, 3_600, ['d', 'h']];
  const parts = Math.round(seconds / small);
  const whole = Math.floor((parts * small) / large);
  const rest = parts - (whole * large) / small;
  return rest === 0 || whole >= 100 ? `${whole} ${names[0]}` : `${whole} ${names[0]} ${rest} ${names[1]}`;
}

function withDecimals(value: number, step: number): string {
  const decimals = step >= 1 && Number.isInteger(round12(step)) ? 0 : Math.min(6, Math.max(1, decimalsOf(step)));
  const shown = Math.abs(value).toFixed(decimals);
  const grouped = Number(shown).toLocaleString('en-US', { maximumFractionDigits: decimals });
  return value < 0 ? `−${grouped}` : grouped;
}

function decimalsOf(step: number): number {
  for (let decimals = 0; decimals < 6; decimals++) if (Number.isInteger(round12(step * 10 ** decimals))) return decimals;
  return 6;
}

/** 0.1 + 0.2 is 0.3. */
function round12(value: number): number {
  return Number(value.toPrecision(12));
}
