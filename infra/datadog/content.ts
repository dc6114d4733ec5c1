/** What Datadog shows and alerts on, as data: rendered from the alert catalogue, the objectives and the dashboards. */
import { type DatadogMonitor, type DatadogObjective, datadogAlerts, datadogObjectives } from '../../alerts/render/datadog.ts';
import { type DatadogDashboard, datadogDashboards } from '../../dashboards/render/datadog.ts';
import type { DeployedEnvironment } from '../environment.ts';

export type { DatadogMonitor, DatadogObjective } from '../../alerts/render/datadog.ts';
export type { DatadogDashboard } from '../../dashboards/render/datadog.ts';

export interface DatadogContentArgs {
  readonly environment: Pick<DeployedEnvironment, 'name'>;
  /** Address of the folder of runbooks, without a slash at its end. */
  readonly runbookUrl: string;
}

export interface DatadogContent {
  readonly monitors: readonly DatadogMonitor[];
  readonly objectives: readonly DatadogObjective[];
  /** The blueprint's three. */
  readonly dashboards: readonly DatadogDashboard[];
}

/** The content of an environment. It is the same for ten clinics and for ten thousand. */
export function datadogContent({ environment: { name: env }, runbookUrl }: DatadogContentArgs): DatadogContent {
  return {
    monitors: datadogAlerts({ env, runbooks: runbookUrl }).monitors,
    objectives: datadogObjectives(env),
    dashboards: datadogDashboards({ env, monitorTags: [`env:${env}`, 'project:vigia'] }).dashboards,
  };
}
