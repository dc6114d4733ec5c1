/** Renders dashboards for Datadog: native widgets from the panels that Grafana shows. What has no form there is said where it is missing. */
import type { Dashboard } from '../dashboard.ts';
import { operations } from '../operations.ts';
import { security } from '../security.ts';
import { tenantOverview } from '../tenant-overview.ts';
import { ENV, TENANT } from '../variables.ts';
import type { DashboardBody } from './datadog/definition.ts';
import { laidOut } from './datadog/layout.ts';
import { live } from './datadog/looks.ts';
import type { Context, Missing } from './datadog/panels.ts';

export type { Missing } from './datadog/panels.ts';

export interface DatadogDashboardsArgs {
  /** Name of the environment that a dashboard shows at first. */
  readonly env: string;
  /** What its monitors have in common, and no others: tags. */
  readonly monitorTags: readonly string[];
}

export interface DatadogDashboard {
  /** Lower-case name, unique. */
  readonly name: string;
  /** Its definition as Datadog's API takes it, the same text at every rendering. */
  readonly json: string;
}

export interface DatadogDashboards {
  readonly dashboards: readonly DatadogDashboard[];
  readonly missing: readonly Missing[];
}

/** Objectives have pages of their own in Datadog, and the platform that the fifth dashboard watches does not run with it. */
const SHOWN: readonly Dashboard[] = [tenantOverview, operations, security];

export function datadogDashboards(args: DatadogDashboardsArgs, shown: readonly Dashboard[] = SHOWN): DatadogDashboards {
  const missing: Missing[] = [];
  const dashboards = shown.map((dashboard) => {
    const context: Context = { ...args, tell: (one) => missing.push({ dashboard: dashboard.name, ...one }) };
    return { name: dashboard.name, json: JSON.stringify(body(dashboard, context), null, 2) };
  });
  return { dashboards, missing };
}

function body(dashboard: Dashboard, context: Context): DashboardBody {
  return {
    title: `Vigía: ${dashboard.title} (${context.env})`,
    description: dashboard.description,
    layout_type: 'ordered',
    reflow_type: 'fixed',
    template_variables: [
      { name: ENV, prefix: 'env', defaults: [context.env] },
      { name: TENANT, prefix: 'tenant', defaults: ['*'] },
    ],
    default_timeframe: live(dashboard.range),
    widgets: laidOut(dashboard, context),
  };
}
