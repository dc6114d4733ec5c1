/** From what a panel shows to what explains it: the clinic's own overview, its traces, its log lines, in the same time. */
import type * as cog from '@grafana/grafana-foundation-sdk/cog';
import { type DashboardLink, DashboardLinkBuilder, DashboardLinkType } from '@grafana/grafana-foundation-sdk/dashboard';
import { DASHBOARD_UIDS } from '../../../alerts/dashboards.ts';
import { runbookUrl } from '../../../alerts/render/text.ts';
import { type LogFieldName, labels, type SpanAttributeName } from '../../../telemetry/contract/index.ts';
import type { Dashboard } from '../../dashboard.ts';
import { exploreUrl } from '../../explore.ts';
import type { Target } from '../../panel.ts';
import { ENV, TENANT, variable } from '../../variables.ts';
import { named } from './look.ts';
import type { Rendering } from './rendering.ts';

export type Link = cog.Builder<DashboardLink>;

const SPAN_TENANT: SpanAttributeName = 'tenant.id';
const LOG_TENANT: LogFieldName = 'tenantId';

/** Of a panel's series, by the labels that name them. */
export function seriesLinks(targets: readonly Target[], rendering: Rendering): Link[] {
  return [
    ...(named(targets, 'tenant') ? tenantLinks(variable('__field.labels.tenant'), rendering) : []),
    ...(named(targets, 'route') ? routeLinks(variable('__field.labels.route'), rendering) : []),
  ];
}

/** @param tenant the clinic's id, or Grafana's variable for it */
export function tenantLinks(tenant: string, { sources }: Rendering): Link[] {
  return [
    link('Overview of this clinic', overviewUrl(tenant)),
    link('Traces of this clinic', exploreUrl(sources.tempo, traces(`{span.${SPAN_TENANT}="${tenant}"}`))),
    link('Log lines of this clinic', exploreUrl(sources.logs, logLines(`${LOG_TENANT}:"${tenant}"`))),
  ];
}

export function routeLinks(route: string, { sources }: Rendering): Link[] {
  const query = `{span.${labels.route.semconv}="${route}"}`;
  return [link('Traces of this route', exploreUrl(sources.tempo, traces(query)))];
}

export function traceLink(traceId: string, { sources }: Rendering): Link {
  return link('Trace', exploreUrl(sources.tempo, traces(traceId)));
}

export function requestLink(requestId: string, { sources }: Rendering): Link {
  return link('Log lines of this request', exploreUrl(sources.logs, logLines(`requestId:"${requestId}"`)));
}

/** @param alert its name, or Grafana's variable for it */
export function runbookLink(runbooks: string, alert: string): Link {
  return link('Runbook', runbookUrl(runbooks, alert));
}

/** The clinic's overview in the same environment and time. */
export function overviewUrl(tenant: string): string {
  const environment = variable(`${ENV}:queryparam`);
  return `/d/${DASHBOARD_UIDS['tenant-overview']}?${environment}&var-${TENANT}=${tenant}&${variable('__url_time_range')}`;
}

/** To the other dashboards, and to the traces and log lines of the chosen clinics. */
export function dashboardLinks({ name }: Pick<Dashboard, 'name'>, all: readonly Dashboard[], { sources }: Rendering): Link[] {
  // Joined by a bar, not escaped: a backslash would end the address' JSON.
  const chosen = variable(`${TENANT}:pipe`);
  return [
    ...all
      .filter((other) => other.name !== name)
      .map(({ title, uid, description }) =>
        visible(
          new DashboardLinkBuilder(title)
            .type(DashboardLinkType.Link)
            .icon('dashboard')
            .tooltip(description)
            .url(`/d/${uid}`)
            .includeVars(true)
            .keepTime(true),
        ),
      ),
    link('Traces', exploreUrl(sources.tempo, traces(`{span.${SPAN_TENANT}=~"${chosen}"}`))),
    link('Log lines', exploreUrl(sources.logs, logLines(`${LOG_TENANT}:/(${chosen})/`))),
  ];
}

function link(title: string, url: string): Link {
  return visible(new DashboardLinkBuilder(title).type(DashboardLinkType.Link).icon('external link').url(url).targetBlank(true));
}

/** The SDK's default hides links in a menu. */
function visible(builder: Link): Link {
  const { placement: _, ...shown } = builder.build();
  return { build: () => shown };
}

function traces(query: string) {
  return { refId: 'A', queryType: 'traceql', query, limit: 20 };
}

function logLines(query: string) {
  return { refId: 'A', query, metrics: [{ id: '1', type: 'logs' }], bucketAggs: [] };
}
