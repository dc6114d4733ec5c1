/**
 * Burn-rate alerts on several windows, from the objectives of the contract.
 * Source: Google, "The Site Reliability Workbook", chapter 5, "Multiwindow, Multi-Burn-Rate Alerts".
 */
import { type Duration, duration, type SloDefinition } from '../../telemetry/contract/index.ts';
import type { Vector } from '../../telemetry/query/index.ts';
import { errorRatio } from './sli.ts';

/** One pair of windows: the long one says that it matters, the short one that it still goes on. */
export interface BurnWindow {
  readonly long: Duration;
  readonly short: Duration;
  /** The share of the period's whole error budget that is gone when the long window fires. */
  readonly budgetShare: number;
}

/** The Workbook's pairs for paging: 14.4 and 6 times the budget for a period of 30 days. */
export const PAGE_WINDOWS = {
  fast: { long: duration('1h'), short: duration('5m'), budgetShare: 0.02 },
  slow: { long: duration('6h'), short: duration('30m'), budgetShare: 0.05 },
} as const satisfies Record<string, BurnWindow>;

/** How many times faster than allowed the budget burns at the threshold: budget share x period / long window. */
export function burnFactor(slo: Pick<SloDefinition, 'period'>, window: BurnWindow): number {
  return (window.budgetShare * slo.period.ms) / window.long.ms;
}

/** The error ratio at which a pair fires, free of the noise of binary fractions. */
export function burnThreshold(slo: Pick<SloDefinition, 'period' | 'objective'>, window: BurnWindow): number {
  return Number((burnFactor(slo, window) * (1 - slo.objective)).toPrecision(12));
}

/** How far past its threshold the burn of either pair is: above 1 where a page is due, absent or at most 1 elsewhere. */
export function pageBurn(slo: SloDefinition): Vector<'env' | 'tenant'> {
  return pastThreshold(slo, PAGE_WINDOWS.fast).above(1).or(pastThreshold(slo, PAGE_WINDOWS.slow));
}

function pastThreshold(slo: SloDefinition, window: BurnWindow): Vector<'env' | 'tenant'> {
  const reached = (length: Duration) => errorRatio(slo, length).dividedBy(burnThreshold(slo, window));
  return reached(window.long).and(reached(window.short).above(1));
}
