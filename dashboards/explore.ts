/** Links into Grafana's Explore, which takes its whole state from the address. */
import type { DataSourceRef } from './data-sources.ts';
import { variable } from './variables.ts';

/** A query of a data source, in the time range of the dashboard. Variables of Grafana are filled in when the link is followed. */
export function exploreUrl(datasource: DataSourceRef, query: Readonly<Record<string, unknown>>): string {
  const pane = {
    datasource: datasource.uid,
    queries: [{ ...query, datasource }],
    range: { from: variable('__from'), to: variable('__to') },
  };
  return `/explore?schemaVersion=1&orgId=1&panes=${encoded(JSON.stringify({ vigia: pane }))}`;
}

/** Grafana finds its variables in the address as it is written, so they alone are not encoded. */
function encoded(text: string): string {
  return encodeURIComponent(text).replaceAll(/%24%7B([\w.]+)(?:%3A(\w+))?%7D/g, (_, name: string, format?: string) =>
    variable(format ? `${name}:${format}` : name),
  );
}
