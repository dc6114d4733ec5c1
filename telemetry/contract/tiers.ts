/** The plans that a clinic may have, and what a plan changes here. */
import type { TIERS } from './labels.ts';

export type Tier = (typeof TIERS)[number];

export interface TierDefinition {
  readonly description: string;
  /** Share of its ordinary traces that is kept, in percent. Errors and slow traces are kept whatever the tier. */
  readonly tracesKeptPercent: number;
}

export const tiers = {
  standard: { description: 'The default plan.', tracesKeptPercent: 10 },
  enterprise: { description: 'Clinic groups with a contract of their own.', tracesKeptPercent: 50 },
} as const satisfies Record<Tier, TierDefinition>;

/** The tier of a tenant that names none. */
export const DEFAULT_TIER: Tier = 'standard';
