/** Which alerts are evaluated together, and how often. */
import { type Duration, duration, METRIC_INTERVAL } from '../telemetry/contract/index.ts';
import type { Alert } from './alert.ts';
import { catalogue } from './catalogue.ts';

export interface AlertGroup {
  readonly name: string;
  readonly every: Duration;
  /** Each alert with its name. */
  readonly alerts: readonly (readonly [string, Alert])[];
}

/** What people read in working hours may be a minute late: most alerts, and by far most of their cost. */
const UNHURRIED = duration('1m');

const of = (critical: boolean) =>
  Object.entries<Alert>(catalogue).filter(([, { severity }]) => (severity === 'critical') === critical);

/** What pages is evaluated as often as there is something new. */
export const alertGroups: readonly AlertGroup[] = [
  { name: 'vigia-alerts-critical', every: METRIC_INTERVAL, alerts: of(true) },
  { name: 'vigia-alerts', every: UNHURRIED, alerts: of(false) },
];
