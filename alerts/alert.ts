/** What an alert is: a measure that has crossed a threshold for long enough, and who should care. */
import type { Duration, LabelName } from '../telemetry/contract/index.ts';
import type { Query, Vector } from '../telemetry/query/index.ts';

/** `critical` pages, `warning` goes to the channel, `info` waits for the daily digest. */
export const SEVERITIES = ['critical', 'warning', 'info'] as const;
export type Severity = (typeof SEVERITIES)[number];

/** Who is asked to act. */
export const TEAMS = ['platform', 'billing', 'security'] as const;
export type Team = (typeof TEAMS)[number];

/** How people read the measure: 0.031 as a ratio is 3.1 %. */
export type MeasureUnit = 'ratio' | 'count' | 'times';

/** Labels that an alert may have: those that its texts and routes can name. */
export type AlertLabel = Extract<LabelName, 'env' | 'tenant' | 'limiter'>;

export interface Alert {
  readonly severity: Severity;
  readonly team: Team;
  readonly measure: Query;
  /** Fires above this, in the measure's unit. A panel that shows the measure draws its line here. */
  readonly above: number;
  readonly unit: MeasureUnit;
  /** How long the measure must stay there; absent where one moment is enough. */
  readonly for?: Duration;
  /** One line: what broke. `{tenant}` and the other labels, `{value}` and `{threshold}` are filled in, in people's units. */
  readonly summary: string;
  /** Who feels it and what it means, with the same placeholders. */
  readonly description: string;
}

type Placeholders<T extends string> = T extends `${string}{${infer P}}${infer Rest}` ? P | Placeholders<Rest> : never;
type Text<T extends string, L extends AlertLabel> = [Placeholders<T>] extends [L | 'value' | 'threshold'] ? T : never;

/** An alert whose texts are checked against its measure: to name a label that the measure lacks does not compile. */
export function alert<L extends AlertLabel, S extends string, D extends string>(
  definition: Omit<Alert, 'measure' | 'summary' | 'description'> & {
    readonly measure: Vector<L>;
    readonly summary: Text<S, L> & S;
    readonly description: Text<D, L> & D;
  },
): Alert {
  return definition;
}
