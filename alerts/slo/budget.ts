/**
 * The error budget per tenant: what is left of it, how fast it burns, when it is spent; and the fleet at a glance. It is the budget of
 * the events that there were, so that it reads right for a tenant of three days as for one of three years.
 */
import { duration, type SloDefinition, type SloName, slos } from '../../telemetry/contract/index.ts';
import { recorded } from '../../telemetry/query/index.ts';
import { type Recording, record } from '../record.ts';

const DAY = duration('1d');

const objectives = Object.entries(slos) as [SloName, (typeof slos)[SloName]][];

/** The share of events that may be bad, free of the noise of binary fractions: 1 - 0.995 is 0.005. */
export function allowedErrors({ objective }: Pick<SloDefinition, 'objective'>): number {
  return Number((1 - objective).toPrecision(12));
}

export function budgets(): readonly Recording[] {
  return objectives.flatMap(([slo, definition]) => {
    const allowed = allowedErrors(definition);
    const remaining = recorded('slo:error_budget:remaining_ratio', { slo });
    const burn = recorded('slo:error_budget:burn_rate1d', { slo });
    return [
      record(
        'slo:error_budget:remaining_ratio',
        recorded('slo:errors:ratio_period', { slo }).dividedBy(allowed).subtractedFrom(1),
        {
          slo,
        },
      ),
      record('slo:error_budget:burn_rate1d', recorded('slo:errors:ratio1d', { slo }).dividedBy(allowed), { slo }),
      record(
        'slo:error_budget:exhaustion_days',
        remaining
          .noLessThan(0)
          .times(definition.period.ms / DAY.ms)
          .dividedBy(burn.above(0)),
        { slo },
      ),
    ];
  });
}

/** A look at thirty days must not read what was written every two minutes of them. */
export function hourlyBudgets(): readonly Recording[] {
  return [record('slo:error_budget:remaining_hourly', recorded('slo:error_budget:remaining_ratio'))];
}

const WORST = 10;

export function fleet(): readonly Recording[] {
  const remaining = recorded('slo:error_budget:remaining_ratio');
  const all = remaining.countBy('env', 'slo');
  return [
    record('fleet:slo_within_objective:ratio', remaining.atLeast(0).countBy('env', 'slo').orZeroFor(all).dividedBy(all)),
    record('fleet:slo_error_budget:worst10', remaining.lowest(WORST, 'env', 'slo')),
  ];
}
