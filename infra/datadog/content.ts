/** What Datadog shows and alerts on, as data: rendered from the alert catalogue and the objectives. */
import { type DatadogMonitor, type DatadogObjective, datadogAlerts, datadogObjectives } from '../../alerts/render/datadog.ts';
import type { DeployedEnvironment } from '../environment.ts';

export type { DatadogMonitor, DatadogObjective } from '../../alerts/render/datadog.ts';

export interface DatadogContentArgs {
  readonly environment: Pick<DeployedEnvironment, 'name'>;
  /** Address of the folder of runbooks, without a slash at its end. */
  readonly runbookUrl: string;
}

/** One dashboard. */
export interface DatadogDashboard {
  /** Lower-case name, unique. */
  readonly name: string;
  /** Its definition as Datadog's API takes it. */
  readonly json: string;
}

export interface DatadogContent {
  readonly monitors: readonly DatadogMonitor[];
  readonly objectives: readonly DatadogObjective[];
  /** None yet: the panels are rendered for Grafana only. */
  readonly dashboards: readonly DatadogDashboard[];
}

/** The content of an environment. It is the same for ten clinics and for ten thousand. */
export function datadogContent({ environment: { name: env }, runbookUrl }: DatadogContentArgs): DatadogContent {
  return {
    monitors: datadogAlerts({ env, runbooks: runbookUrl }).monitors,
    objectives: datadogObjectives(env),
    dashboards: [],
  };
}
