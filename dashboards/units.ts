/** The units of panels, under the name that each renderer has for them. */

export interface UnitDefinition {
  /** Grafana's id. */
  readonly grafana: string;
  /** Datadog's name of the unit, where it has one; of `family/unit` the unit. */
  readonly datadog?: string;
}

export const UNITS = {
  /** A number of things. */
  count: { grafana: 'short' },
  /** A share, 0 to 1. */
  ratio: { grafana: 'percentunit' },
  seconds: { grafana: 's', datadog: 'second' },
  days: { grafana: 'd', datadog: 'day' },
  bytes: { grafana: 'bytes', datadog: 'byte' },
  requestsPerSecond: { grafana: 'reqps', datadog: 'request' },
  recordsPerSecond: { grafana: 'cps' },
  cores: { grafana: 'suffix: cores', datadog: 'core' },
  /** How many times something else. */
  times: { grafana: 'suffix:×' },
  /** Whole units of a currency, which the series names. */
  money: { grafana: 'locale' },
} as const satisfies Record<string, UnitDefinition>;

export type Unit = keyof typeof UNITS;
