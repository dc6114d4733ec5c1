/** The queries of dashboards one by one, and what each of them answered. */
import type { Dashboard, Placed } from '../../../dashboards/dashboard.ts';
import type { Panel } from '../../../dashboards/panel.ts';
import { INTERVAL } from '../../../dashboards/variables.ts';
import type { DashboardData, PanelData } from '../../../pictures/data.ts';
import { queriesOf } from '../asked.ts';

/**
 * A dashboard on which every series has a panel of its own, which is called as panel and series: what one query answers cannot hide that
 * another answers nothing. The columns of a table, whose rows the first one decides, stay together.
 */
export function oneByOne(dashboard: Dashboard): Dashboard {
  return { ...dashboard, panels: dashboard.panels.flatMap(split) };
}

function split(placed: Placed): Placed[] {
  const { panel } = placed;
  if (!('targets' in panel)) return [placed];
  return panel.targets.map((target) => ({
    ...placed,
    panel: { ...panel, id: `${panel.id} / ${target.legend}`, targets: [target] },
  }));
}

/** Whether another interval makes another query of it. */
export function asksForInterval({ panel }: Placed): boolean {
  return Object.values(queriesOf(panel)).some((query) => JSON.stringify(query).includes(`"${INTERVAL.variable}"`));
}

/** The panels, and the columns of tables, that have nothing to show: by dashboard, panel, and series or column. */
export function emptyIn({ name, panels }: Dashboard, data: DashboardData): string[] {
  return panels.flatMap(({ panel }) => {
    const answer = data.panels[panel.id];
    if (answer === undefined || answer.kind === 'failed') return [`${name} / ${panel.id}: ${answer?.message}`];
    const columns = panel.kind === 'table' && answer.kind === 'table' ? emptyColumns(panel, answer) : undefined;
    if (columns) return columns.map((title) => `${name} / ${panel.id} / ${title}`);
    return isEmpty(answer) ? [`${name} / ${panel.id}`] : [];
  });
}

function emptyColumns({ columns }: Extract<Panel, { kind: 'table' }>, { rows }: Extract<PanelData, { kind: 'table' }>): string[] {
  return columns.filter((_, i) => rows.every(({ values }) => values[i] === undefined)).map(({ title }) => title);
}

function isEmpty(answer: PanelData): boolean {
  switch (answer.kind) {
    case 'series':
      return !answer.series.some(({ points }) => points.length > 0);
    case 'values':
      return answer.values.length === 0;
    case 'table':
      return answer.rows.length === 0;
    case 'heat-map':
      return !answer.cells.flat().some((count) => count > 0);
    case 'records':
      return answer.records.length === 0;
    case 'alerts':
      return answer.alerts.length === 0;
    case 'failed':
      return true;
  }
}

/** Every clinic that an answer names. */
export function clinicsIn(answer: PanelData): readonly string[] {
  const labelled = (things: readonly { readonly labels: Readonly<Record<string, string>> }[]) =>
    things.map(({ labels }) => labels.tenant);
  const named = () => {
    switch (answer.kind) {
      case 'series':
        return labelled(answer.series);
      case 'values':
        return labelled(answer.values);
      case 'table':
        return labelled(answer.rows);
      case 'records':
        return answer.records.map(({ tenantId }) => tenantId);
      case 'alerts':
        return answer.alerts.map(({ tenant }) => tenant);
      default:
        return [];
    }
  };
  return [...new Set(named().filter((tenant) => typeof tenant === 'string' && tenant !== ''))].toSorted() as string[];
}
