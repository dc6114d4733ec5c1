/** A rule, whether declared or live: what the two are compared by. */
import { format } from '../telemetry/contract/index.ts';

/** Which server evaluates a rule. */
export type Place = 'prometheus' | 'grafana';

export interface Rule {
  readonly place: Place;
  readonly kind: 'alert' | 'recording';
  /** What it fires with, or the series that it records. */
  readonly name: string;
  readonly group: string;
  /** In whatever language its data source has; PromQL for all that we declare. */
  readonly expr: string;
  /**
   * All else that decides when it fires and who hears of it, by name: `for`, `label severity`. What is not set is not there.
   * Annotations are not among them: they are prose.
   */
  readonly settings: Readonly<Record<string, string>>;
}

export interface LiveRule extends Rule {
  /** What its group is in: a rule file of Prometheus, the uid of a folder of Grafana. */
  readonly holder: string;
  /** Whether it fires at this moment, for any series. */
  readonly firing: boolean;
}

/** Settings of labels, each under a name of its own, so that one that was added, removed or changed is named. */
export function labelSettings(labels: Readonly<Record<string, string>> = {}): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(labels).map(([name, value]) => [`label ${name}`, value]));
}

/**
 * A setting that is a length of time, under its name, in one notation; nothing for none at all: a rule without `for` and one
 * with `for: 0s` are the same.
 */
export function lengthSetting(name: string, seconds: number): Readonly<Record<string, string>> {
  return seconds > 0 ? { [name]: format({ ms: seconds * 1_000 }) } : {};
}

const SECONDS = { ms: 0.001, s: 1, m: 60, h: 3_600, d: 86_400, w: 604_800, y: 31_536_000 } as const;

/** Seconds of a length as Prometheus and Go write it, such as `1h30m`; 0 for an empty text. */
export function secondsOf(length: string): number {
  const parts = [...length.matchAll(/(\d+(?:\.\d+)?)(ms|[smhdwy])/g)];
  return parts.reduce((sum, [, count, unit]) => sum + Number(count) * SECONDS[unit as keyof typeof SECONDS], 0);
}
