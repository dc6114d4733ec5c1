/** The tenants of a synthetic history: how much traffic each has, when, and what goes wrong. Pure: one seed, one history. */
import { type Random, seededRandom } from '../random.ts';

/** `office`: weekdays by day, little at night. `flat`: round the clock. `quiet`: a request an hour or less, at any hour. */
export type Traffic = 'office' | 'flat' | 'quiet';

/** A time in which more requests fail; hours since the start of the history. */
export interface Outage {
  readonly fromHour: number;
  readonly toHour: number;
  /** Share of requests that fail then. */
  readonly failing: number;
}

/** The end of a process; whole hours would hide what happens inside one, so these are seconds since the start. */
export interface Restart {
  readonly at: number;
  /**
   * `deployment`: the process exports its last counts and another instance follows. `crash`: what it counted since the last scrape is
   * lost, and its counters begin again at nothing under the same name.
   */
  readonly kind: 'deployment' | 'crash';
}

export interface SyntheticTenant {
  readonly name: string;
  readonly traffic: Traffic;
  /** Requests an hour, averaged over a week. */
  readonly perHour: number;
  /** Share of requests that fail on an ordinary day. */
  readonly failing: number;
  readonly outages: readonly Outage[];
  readonly restarts: readonly Restart[];
  /** Seconds from the start of an interval to the scrape in it, as a share of the interval: targets are not scraped all at once. */
  readonly phase: number;
  readonly seed: number;
}

/** Requests an hour of the busiest tenant; the tenth has a tenth of it, and so on. */
const BUSIEST_PER_HOUR = 20_000;
const DEPLOYMENTS_FROM_HOUR = 6;

/** That many tenants, a fifth of them quiet, the others by Zipf's law, two in three of those in office hours. */
export function syntheticTenants(
  count: number,
  { days, seed }: { readonly days: number; readonly seed: number },
): SyntheticTenant[] {
  const busy = Math.ceil(count * 0.8);
  const hours = days * 24;
  const fleet = fleetOutages(hours);
  const deployments = everyDay(days);
  return Array.from({ length: count }, (_, i) => {
    const random = seededRandom(seed * 100_003 + i);
    const quiet = i >= busy;
    return {
      name: `clinic-${String(i + 1).padStart(4, '0')}`,
      traffic: quiet ? 'quiet' : i % 3 === 2 ? 'flat' : 'office',
      perHour: quiet ? 0.05 + 0.95 * uniform(random) : BUSIEST_PER_HOUR / (i + 1),
      failing: 0.0002 * 20 ** uniform(random),
      outages: [...fleet, ...ownOutages(random, hours)],
      restarts: [...deployments, ...crashes(random, days)].sort((a, b) => a.at - b.at),
      phase: 0.1 + 0.8 * uniform(random),
      seed: seed * 7_919 + i,
    };
  });
}

/** One by day, one at night: everybody's. */
function fleetOutages(hours: number): Outage[] {
  const day = Math.floor((hours * 0.4) / 24) * 24 + 10;
  const night = Math.floor((hours * 0.7) / 24) * 24 + 2;
  return [
    { fromHour: day, toHour: day + 0.7, failing: 0.4 },
    { fromHour: night, toHour: night + 1.5, failing: 1 },
  ];
}

/** A tenant in four has an outage of its own, of ten minutes to three hours, whole or in part. */
function ownOutages(random: Random, hours: number): Outage[] {
  if (random.below(4) > 0) return [];
  const fromHour = uniform(random) * (hours - 4);
  return [{ fromHour, toHour: fromHour + 1 / 6 + uniform(random) * 2.8, failing: 0.05 + 0.95 * uniform(random) }];
}

/** A deployment on every day, at another minute of the morning. */
function everyDay(days: number): Restart[] {
  return Array.from({ length: days }, (_, day) => ({
    at: (day * 24 + DEPLOYMENTS_FROM_HOUR) * 3_600 + ((day * 37) % 180) * 60,
    kind: 'deployment' as const,
  }));
}

/** About one a week. */
function crashes(random: Random, days: number): Restart[] {
  return Array.from({ length: Math.round(days / 7) }, () => ({ at: random.below(days * 1_440) * 60, kind: 'crash' as const }));
}

/** From 0 up to but not 1. */
export function uniform(random: Random): number {
  return random.below(4_294_967_296) / 4_294_967_296;
}
