/** What an alert is: a measure that has crossed a threshold for long enough, and who should care. */
import type { Duration, LabelName } from '../telemetry/contract/index.ts';
import type { Query, Vector } from '../telemetry/query/index.ts';
import type { DashboardName } from './dashboards.ts';

/** `critical` pages, `warning` goes to the channel, `info` waits for the daily digest. */
export const SEVERITIES = ['critical', 'warning', 'info'] as const;
export type Severity = (typeof SEVERITIES)[number];

/** Who is asked to act. */
export const TEAMS = ['platform', 'billing', 'security'] as const;
export type Team = (typeof TEAMS)[number];

/** What people would call the fault. Alerts of one symptom are one notification: they are different looks at the same thing. */
export const SYMPTOMS = [
  'availability',
  'latency',
  'payments',
  'saturation',
  'sign-in',
  'isolation',
  'audit',
  'backup',
  'telemetry',
  'storage',
  'alerting',
] as const;
export type Symptom = (typeof SYMPTOMS)[number];

/** How urgent a burning budget is: the label `slo_tier`, by which a ticket stays silent while its page fires. */
export const SLO_TIERS = ['page', 'ticket', 'slow'] as const;
export type SloTier = (typeof SLO_TIERS)[number];

/** How people read the measure: 0.031 as a ratio is 3.1 %; seconds are read as minutes, hours and days. */
export type MeasureUnit = 'ratio' | 'count' | 'times' | 'seconds';

/** Labels that an alert may have: those that its texts and routes can name. */
export type AlertLabel = Extract<
  LabelName,
  | 'env'
  | 'tenant'
  | 'limiter'
  | 'slo'
  | 'source'
  | 'currency'
  | 'reason'
  | 'service'
  | 'job'
  | 'instance'
  | 'rule_group'
  | 'integration'
  | 'exporter'
  | 'target'
  | 'namespace'
  | 'volume'
>;

export interface Alert {
  readonly severity: Severity;
  readonly team: Team;
  readonly symptom: Symptom;
  /** Of alerts on a burning budget. */
  readonly sloTier?: SloTier;
  readonly measure: Query;
  /** The measure's labels, which tell its alerts apart. */
  readonly by: readonly AlertLabel[];
  /** Fires above this, in the measure's unit. A panel that shows the measure draws its line here. */
  readonly above: number;
  readonly unit: MeasureUnit;
  /** How long the measure must stay there; absent where one moment is enough. */
  readonly for?: Duration;
  /** Where to look first. */
  readonly dashboard: DashboardName;
  /** One line: what broke. `{tenant}` and the other labels, `{value}` and `{threshold}` are filled in, in people's units. */
  readonly summary: string;
  /** Who feels it and what it means, with the same placeholders. */
  readonly description: string;
}

type Placeholders<T extends string> = T extends `${string}{${infer P}}${infer Rest}` ? P | Placeholders<Rest> : never;
type Text<T extends string, L extends AlertLabel> = [Placeholders<T>] extends [L | 'value' | 'threshold'] ? T : never;

/** An alert whose texts are checked against its measure: to name a label that the measure lacks does not compile. */
export function alert<L extends AlertLabel, S extends string, D extends string>(
  definition: Omit<Alert, 'measure' | 'by' | 'summary' | 'description'> & {
    readonly measure: Vector<L>;
    readonly by: readonly NoInfer<L>[];
    readonly summary: Text<S, L> & S;
    readonly description: Text<D, L> & D;
  },
): Alert {
  return definition;
}

/**
 * Whether a maintenance window silences it: what a tenant's users feel is expected then. What the security team watches for is not,
 * and neither is anything about the platform itself.
 */
export function silencedByMaintenance({ team, by }: Pick<Alert, 'team' | 'by'>): boolean {
  return team !== 'security' && by.includes('tenant');
}
