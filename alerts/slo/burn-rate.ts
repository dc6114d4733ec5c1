/**
 * Burn rates on several windows, from the objectives of the contract.
 * Source: Google, "The Site Reliability Workbook", chapter 5, "Multiwindow, Multi-Burn-Rate Alerts".
 */
import { duration, type SloDefinition, type SloName, slos } from '../../telemetry/contract/index.ts';
import { recorded, type Vector } from '../../telemetry/query/index.ts';
import { type Recording, record } from '../record.ts';
import { allowedErrors } from './budget.ts';
import type { WindowName } from './windows.ts';

type PerObjective = Vector<'env' | 'tenant' | 'slo'>;

/** One pair of windows: the long one says that it matters, the short one that it still goes on. */
export interface BurnWindow {
  readonly long: Exclude<WindowName, '5m'>;
  readonly short: Exclude<WindowName, '3d'>;
  /** The share of the period's whole error budget that is gone when the long window fires. */
  readonly budgetShare: number;
}

export interface BurnTier {
  readonly windows: readonly BurnWindow[];
  /** Bad events that a long window must hold: one failed request of a quiet clinic is a high ratio, and no reason to wake anybody. */
  readonly leastBad: number;
}

/** The Workbook's pairs: 14.4 and 6 times the budget page, 3 times and once make a ticket, for a period of 30 days. */
export const BURN_TIERS = {
  page: {
    windows: [
      { long: '1h', short: '5m', budgetShare: 0.02 },
      { long: '6h', short: '30m', budgetShare: 0.05 },
    ],
    leastBad: 5,
  },
  ticket: {
    windows: [
      { long: '1d', short: '2h', budgetShare: 0.1 },
      { long: '3d', short: '6h', budgetShare: 0.1 },
    ],
    leastBad: 3,
  },
} as const satisfies Record<string, BurnTier>;

/** Bad events of the whole period, of which some are of the last days, that make a slow burn worth a look. */
const SLOW_LEAST_BAD = 3;
const STILL_GOING_ON = '3d';

/**
 * How many times faster than allowed the budget burns at the threshold: budget share x period / long window. Never less than once: a
 * budget that burns slower than that is never spent, however short its period.
 */
export function burnFactor(slo: Pick<SloDefinition, 'period'>, { budgetShare, long }: BurnWindow): number {
  return Number(Math.max(1, (budgetShare * slo.period.ms) / duration(long).ms).toPrecision(12));
}

/** The error ratio at which a pair fires. */
export function burnThreshold(slo: Pick<SloDefinition, 'period' | 'objective'>, window: BurnWindow): number {
  return Number((burnFactor(slo, window) * allowedErrors(slo)).toPrecision(12));
}

/** The burn of every objective that is past a tier's thresholds: recorded, for several alerts read it. */
export function burns(): readonly Recording[] {
  return (Object.keys(slos) as SloName[]).flatMap((slo) => [
    record('slo:burn_rate:page', tierBurn(slo, BURN_TIERS.page), { slo }),
    record('slo:burn_rate:ticket', tierBurn(slo, BURN_TIERS.ticket), { slo }),
  ]);
}

/** How many times as fast as allowed the budget burns, where either pair of the tier is past its threshold; absent elsewhere. */
export function tierBurn(slo: SloName, { windows, leastBad }: BurnTier): PerObjective {
  const [first, ...others] = windows.map((window) => pastThreshold(slo, window, leastBad));
  if (!first) throw new RangeError('A tier without windows never fires.');
  return others.reduce((all, one) => all.or(one), first).dividedBy(allowedErrors(slos[slo]));
}

/**
 * The share of the budget that is spent, where errors still go on. It has no short window, so it also
 * catches a clinic whose requests are too few for one: eight days at 27 times the budget, three requests a day.
 */
export function overspent(slo: SloName): PerObjective {
  const spent = recorded('slo:error_budget:remaining_ratio', { slo }).subtractedFrom(1);
  const goesOn = recorded(`slo:errors:ratio${STILL_GOING_ON}`, { slo }).above(allowedErrors(slos[slo]));
  const bad = badEvents(recorded('slo:total:increase_period', { slo }), recorded('slo:good:increase_period', { slo }));
  return spent.and(goesOn).and(bad.atLeast(SLOW_LEAST_BAD));
}

function pastThreshold(slo: SloName, window: BurnWindow, leastBad: number): PerObjective {
  const threshold = burnThreshold(slos[slo], window);
  const past = (of: WindowName) => recorded(`slo:errors:ratio${of}`, { slo }).above(threshold);
  const bad = badEvents(
    recorded(`slo:total:increase${window.long}`, { slo }),
    recorded(`slo:good:increase${window.long}`, { slo }),
  );
  return past(window.long).and(past(window.short)).and(bad.atLeast(leastBad));
}

function badEvents(total: PerObjective, good: PerObjective): PerObjective {
  return total.minus(good);
}
