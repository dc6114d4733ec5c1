/** What whoever looks has chosen, and what follows from it. */
import { MOST_POINTS } from '../../dashboards/panel.ts';
import { ALL_TENANTS, ENV, INTERVAL, INTERVALS, RANGE, TENANT } from '../../dashboards/variables.ts';
import { type Duration, format, type Speed, scaled } from '../../telemetry/contract/index.ts';
import { listPattern } from './variables.ts';

export interface Choice {
  readonly env: string;
  /** One at least, or all that there are. */
  readonly tenants: readonly string[] | 'all';
  /** How long the intervals are over which events are counted, on the platform's clock. */
  readonly interval: Duration;
  /** Unix times in milliseconds, as clocks on the wall have them. */
  readonly from: number;
  readonly to: number;
  /** How fast the platform's clock runs. */
  readonly speed: Speed;
}

/** The range on the platform's clock. */
export function rangeOf({ from, to, speed }: Choice): Duration {
  return { ms: Math.max(1, Math.round((to - from) * speed)) };
}

/**
 * The chosen interval, or the next one of which the range has no more than a panel can show, or the longest: none may be left out
 * between two bars.
 */
export function intervalOf(choice: Choice): Duration {
  const { interval } = choice;
  const longer = INTERVALS.filter(({ ms }) => ms > interval.ms);
  return [interval, ...longer].find(({ ms }) => rangeOf(choice).ms / ms <= MOST_POINTS) ?? longer.at(-1) ?? interval;
}

/** The same choice of another time, up to the same moment. */
export function during(choice: Choice, range: Duration): Choice {
  return { ...choice, from: choice.to - scaled(range, choice.speed).ms };
}

/**
 * The values of the variables in the texts of queries.
 * @throws RangeError where no clinic is chosen: no pattern stands for none.
 */
export function valuesOf(choice: Choice): Readonly<Record<string, string>> {
  const { env, tenants, from, to, speed } = choice;
  if (tenants.length === 0) throw new RangeError('No clinic is chosen: choose one at least, or "all".');
  return {
    [ENV]: inQuotes(env),
    [TENANT]: tenants === 'all' ? ALL_TENANTS : inQuotes(listPattern(tenants)),
    [INTERVAL.variable]: format(scaled(intervalOf(choice), speed)),
    [RANGE.variable]: format({ ms: Math.max(1, Math.round(to - from)) }),
  };
}

/** A value inside a double-quoted string of PromQL. */
function inQuotes(value: string): string {
  return JSON.stringify(value).slice(1, -1);
}

const MOST_NAMED = 5;

/** For the picture's heading. */
export function described(choice: Choice): Readonly<Record<string, string>> {
  const { env, tenants, interval } = choice;
  const used = intervalOf(choice);
  const tooShort = used.ms === interval.ms ? '' : ` (${format(interval)} is too short for ${format(rangeOf(choice))})`;
  return { environment: env, clinics: named(tenants), interval: `${format(used)}${tooShort}` };
}

function named(tenants: Choice['tenants']): string {
  if (tenants === 'all') return 'all';
  const more = tenants.length - MOST_NAMED;
  return [...tenants.slice(0, MOST_NAMED), ...(more > 0 ? [`${more} more`] : [])].join(', ');
}
