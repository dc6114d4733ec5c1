/** What a panel of a dashboard asks, as PromQL by the name of its series or column. */
import type { Dashboard } from '../../dashboards/dashboard.ts';
import type { Panel } from '../../dashboards/panel.ts';
import { askedNow, askedOf, askedOfColumn } from '../../dashboards/scope.ts';
import { promql, type Query } from '../../telemetry/query/index.ts';

export function panelOf({ title, panels }: Dashboard, id: string): Panel {
  const found = panels.find(({ panel }) => panel.id === id);
  if (!found) throw new Error(`${title} has no panel "${id}".`);
  return found.panel;
}

/** A heat map's only query has no name of its own: it is under its title. */
export function queriesOf(panel: Panel): Readonly<Record<string, Query>> {
  switch (panel.kind) {
    case 'table':
      return Object.fromEntries(panel.columns.map((column) => [column.title, askedOfColumn(panel, column)]));
    case 'heat-map':
      return { [panel.title]: askedOf(panel) };
    case 'records':
    case 'alerts':
      return {};
    case 'bar-gauge':
    case 'pie':
      return Object.fromEntries(panel.targets.map((target) => [target.legend, askedNow(target)]));
    default:
      return Object.fromEntries(panel.targets.map((target) => [target.legend, askedOf(target)]));
  }
}

export function asked(dashboard: Dashboard, id: string): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(queriesOf(panelOf(dashboard, id))).map(([name, query]) => [name, promql(query, 1)]));
}
