/** Which alert of an objective silences which, where an Alertmanager can: in Grafana the alerts' own expressions do it. */
import { SLO_TIERS, type SloTier } from './alert.ts';

/** While an alert of the tier `by` fires, those of the tiers `muted` that are about the same say nothing new. */
export interface Inhibition {
  readonly by: SloTier;
  readonly muted: readonly SloTier[];
}

/** Labels that make two alerts be about the same: one objective of one tenant. */
export const SAME_FAULT = ['env', 'tenant', 'slo'] as const;

/** Every tier silences those below it. */
export const inhibitions: readonly Inhibition[] = SLO_TIERS.map((by, rank) => ({ by, muted: SLO_TIERS.slice(rank + 1) })).filter(
  ({ muted }) => muted.length > 0,
);
