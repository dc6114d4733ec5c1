/** What Datadog shows and alerts on, as data: rendered from the alert catalogue, the objectives and the dashboards. */
import type { Severity, Team } from '../../alerts/alert.ts';

/** One alert of the catalogue. */
export interface DatadogMonitor {
  /** The alert's name in the catalogue. */
  readonly name: string;
  readonly severity: Severity;
  readonly team: Team;
  /** Datadog's word for what the query asks: metrics, or logs. It cannot be changed later. */
  readonly type: 'query alert' | 'log alert';
  /** In Datadog's language, with its comparison: `sum(last_1h):sum:… > 3`. */
  readonly query: string;
  /** The number that the query compares with. */
  readonly above: number;
  /** What people read; whom it is sent to is added. */
  readonly message: string;
}

/** One objective of the contract. */
export interface DatadogObjective {
  /** The objective's name in the contract. */
  readonly name: string;
  readonly title: string;
  readonly description: string;
  /** Counts good events, in Datadog's language. */
  readonly good: string;
  /** Counts all events. */
  readonly total: string;
  /** Share of events that must be good, 0 to 1. */
  readonly objective: number;
  readonly period: '7d' | '30d';
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
  readonly dashboards: readonly DatadogDashboard[];
}

/** Nothing yet: `telemetry/query` renders PromQL only, and a query that is written a second time by hand would drift from the first. */
export const datadogContent: DatadogContent = { monitors: [], objectives: [], dashboards: [] };
