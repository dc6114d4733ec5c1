/** The labels that an alert's definition gives it, besides those of its measure: what routes, groups and inhibition go by. */
import type { Alert, Symptom } from '../alert.ts';

export type RuleLabels = {
  readonly severity: string;
  readonly team: string;
  readonly symptom: Symptom;
  readonly slo_tier?: string;
};

/** @param definition an alert, or the Watchdog, whose severity is none of an alert's */
export function ruleLabels(definition: Pick<Alert, 'team' | 'symptom' | 'sloTier'> & { readonly severity: string }): RuleLabels {
  const { severity, team, symptom, sloTier } = definition;
  return { severity, team, symptom, ...(sloTier && { slo_tier: sloTier }) };
}
