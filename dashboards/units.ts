/** The units of panels, under the name that each renderer has for them. */

export interface UnitDefinition {
  /** Grafana's id. */
  readonly grafana: string;
  /** Datadog's names of the unit and of what it is counted by, or a label where it knows none. A number of things has neither. */
  readonly datadog?: { readonly unit: string; readonly per?: string } | { readonly label: string };
}

export const UNITS = {
  /** A number of things. */
  count: { grafana: 'short' },
  /** A share, 0 to 1. */
  ratio: { grafana: 'percentunit', datadog: { unit: 'fraction' } },
  seconds: { grafana: 's', datadog: { unit: 'second' } },
  days: { grafana: 'd', datadog: { unit: 'day' } },
  bytes: { grafana: 'bytes', datadog: { unit: 'byte' } },
  requestsPerSecond: { grafana: 'reqps', datadog: { unit: 'request', per: 'second' } },
  recordsPerSecond: { grafana: 'cps', datadog: { unit: 'record', per: 'second' } },
  cores: { grafana: 'suffix: cores', datadog: { unit: 'core' } },
  /** How many times something else. */
  times: { grafana: 'suffix:×', datadog: { label: '×' } },
  /** Whole units of a currency, which the series names. */
  money: { grafana: 'locale' },
} as const satisfies Record<string, UnitDefinition>;

export type Unit = keyof typeof UNITS;
