/** What whoever looks at a dashboard chooses: Grafana's variables by name, and the lengths among them. */
import { type Duration, duration } from '../telemetry/contract/index.ts';
import type { ChosenDuration } from '../telemetry/query/index.ts';

/** One environment. */
export const ENV = 'env';

/** Clinics: one, several, or all. A convenience, no security boundary: whoever sees the dashboard can ask for any clinic. */
export const TENANT = 'tenant';

/**
 * All clinics, as a pattern: thousands of names in every query would be too many. The records' query takes it as well. One that matches
 * nothing too, which series of clinics do not have: only that costs Prometheus no look at the label.
 */
export const ALL_TENANTS = '.*';

/** How long the intervals are over which events are counted. None is shorter than the tiles that counts are made of. */
export const INTERVALS: readonly Duration[] = [duration('5m'), duration('15m'), duration('1h'), duration('6h'), duration('1d')];

/** The interval that whoever looks has chosen. */
export const INTERVAL: ChosenDuration = { ...duration('15m'), variable: 'interval' };

/** The time that the dashboard shows. Grafana fills it in by itself. */
export const RANGE: ChosenDuration = { ...duration('6h'), variable: '__range' };

/** A variable of Grafana, as its texts and links have it. */
export function variable(name: string): string {
  return `\${${name}}`;
}
