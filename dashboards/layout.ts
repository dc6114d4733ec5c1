/** A dashboard's frame: its variable, its time range, and rows of panels that fill the width. */
import {
  DashboardBuilder,
  DashboardCursorSync,
  QueryVariableBuilder,
  VariableRefresh,
  VariableSort,
} from '@grafana/grafana-foundation-sdk/dashboard';
import { promql, recorded } from '../telemetry/query/index.ts';
import { DATA_SOURCES } from './data-sources.ts';
import type { PanelBuilder } from './style.ts';
import { TENANT } from './targets.ts';

export interface DashboardDefinition {
  /** Stable: links and bookmarks hold it. */
  readonly uid: string;
  readonly title: string;
  readonly description: string;
  /** Whether one clinic is looked at, or any number of them, all at first. */
  readonly tenants: 'one' | 'any';
  /** Rows from top to bottom, each of panels of equal width. */
  readonly rows: readonly (readonly PanelBuilder[])[];
}

/** Grafana's grid is this wide. */
const COLUMNS = 24;
const ROW_HEIGHT = 8;

/** The dashboard as Grafana's builder: panels are numbered in reading order, so that a link to one stays right. */
export function dashboard({ uid, title, description, tenants, rows }: DashboardDefinition): DashboardBuilder {
  const frame = new DashboardBuilder(title)
    .uid(uid)
    .description(description)
    .tags(['vigia'])
    .readonly()
    .time({ from: 'now-6h', to: 'now' })
    .refresh('1m')
    .tooltip(DashboardCursorSync.Crosshair)
    .withVariable(tenantVariable(tenants));
  let id = 0;
  for (const row of rows) {
    for (const panel of row) {
      id += 1;
      frame.withPanel(
        panel
          .id(id)
          .height(ROW_HEIGHT)
          .span(COLUMNS / row.length),
      );
    }
  }
  return frame;
}

function tenantVariable(tenants: DashboardDefinition['tenants']): QueryVariableBuilder {
  const query = `label_values(${promql(recorded('tenant:request_rate:rate5m'), 1)}, tenant)`;
  const variable = new QueryVariableBuilder(TENANT)
    .label('Clinic')
    .description('Selects what is shown. It protects nothing: whoever sees this dashboard may see every clinic.')
    .datasource(DATA_SOURCES.prometheus)
    .query({ qryType: 1, query, refId: TENANT })
    .definition(query)
    .refresh(VariableRefresh.OnTimeRangeChanged)
    .sort(VariableSort.AlphabeticalAsc);
  if (tenants === 'one') return variable;
  // A pattern for all: thousands of names in every query would be too many. The records' query takes it as a pattern too.
  return variable.multi(true).includeAll(true).allValue('.+').current({ text: 'All', value: '$__all' });
}
