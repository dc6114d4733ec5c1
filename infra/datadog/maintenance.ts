/** Maintenance windows as Datadog has them: downtimes, which silence monitors, and corrections, which leave a time out of a budget. */
import type { MaintenanceWindow } from '../../alerts/maintenance.ts';
import { tagValue } from '../../telemetry/query/datadog-series.ts';
import type { DeployedEnvironment } from '../environment.ts';

/** The tag of monitors that a maintenance window silences. */
export const MAINTAINED = 'maintenance:silenced';

export interface DatadogDowntime {
  /** Unique among those of different windows. */
  readonly name: string;
  /** Which groups of the monitors. */
  readonly scope: string;
  /** Moments as Datadog writes them: `2026-01-31T22:00:00Z`. */
  readonly start: string;
  readonly end: string;
}

export interface DatadogCorrection {
  readonly name: string;
  /** Seconds since 1970. */
  readonly start: number;
  readonly end: number;
}

export function datadogDowntimes(
  { name: env }: Pick<DeployedEnvironment, 'name'>,
  windows: readonly MaintenanceWindow[],
): DatadogDowntime[] {
  return windows.map((window) => ({
    name: nameOf(window),
    scope: window.tenant === 'all' ? `env:${env}` : `env:${env} AND tenant:${tagValue(window.tenant)}`,
    start: moment(window.from),
    end: moment(window.to),
  }));
}

/** Only of windows of all tenants: a correction leaves out everybody's events, and one tenant's maintenance would hide the others' faults. */
export function datadogCorrections(windows: readonly MaintenanceWindow[]): DatadogCorrection[] {
  return windows
    .filter(({ tenant }) => tenant === 'all')
    .map((window) => ({ name: nameOf(window), start: seconds(window.from), end: seconds(window.to) }));
}

const moment = (of: Date) => `${of.toISOString().slice(0, 19)}Z`;
const seconds = (of: Date) => Math.floor(of.getTime() / 1_000);
const nameOf = ({ tenant, from }: MaintenanceWindow) => `${tagValue(tenant)}-${moment(from)}`;
