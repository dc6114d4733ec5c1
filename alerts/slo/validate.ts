/** Checks that every objective can be alerted on: a threshold past 100 % never fires, and nobody would notice. */
import { duration, type Fault, type SloDefinition, slos } from '../../telemetry/contract/index.ts';
import { BURN_TIERS, type BurnTier, burnThreshold } from './burn-rate.ts';

/** Every fault of the tiers on the objectives; an empty list where all can fire. */
export function burnFaults(
  objectives: Readonly<Record<string, SloDefinition>> = slos,
  tiers: Readonly<Record<string, BurnTier>> = BURN_TIERS,
): Fault[] {
  return Object.entries(objectives).flatMap(([name, slo]) =>
    Object.entries(tiers).flatMap(([tier, { windows }]) =>
      windows.flatMap((window): Fault[] => {
        const path = `slos.${name}.${tier}.${window.long}`;
        const threshold = burnThreshold(slo, window);
        return [
          ...(threshold < 1 ? [] : [{ path, message: `would fire at ${threshold} of all events: never` }]),
          ...(duration(window.short).ms < duration(window.long).ms
            ? []
            : [{ path, message: `has a short window of ${window.short}` }]),
          ...(duration(window.long).ms < slo.period.ms ? [] : [{ path, message: 'is longer than the period' }]),
        ];
      }),
    ),
  );
}

/** @throws Error that lists every fault. */
export function assertBurnable(faults: readonly Fault[] = burnFaults()): void {
  if (faults.length === 0) return;
  const lines = faults.map(({ path, message }) => `  ${path} ${message}`);
  throw new Error(`The objectives have ${faults.length} fault(s):\n${lines.join('\n')}`);
}
