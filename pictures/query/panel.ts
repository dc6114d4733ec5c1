/** What a panel's queries answer, by its kind. */
import type { AlertsPanel, HeatMapPanel, Panel, TablePanel, Target, TimeSeriesPanel } from '../../dashboards/panel.ts';
import { askedNow, askedOf, askedOfColumn } from '../../dashboards/scope.ts';
import { promql, type Query } from '../../telemetry/query/index.ts';
import type { PanelData } from '../data.ts';
import { alertsQuery, firedAlerts } from './alerts.ts';
import { type Choice, during, valuesOf } from './choice.ts';
import type { RecordStore } from './opensearch.ts';
import type { Prometheus, Series } from './prometheus.ts';
import { heatMap, namedSeries, namedValues, valuesWithCourse } from './series.ts';
import { tableRows } from './table.ts';
import { type Moments, momentsOfBars, momentsOfLines, momentsUpToNow } from './times.ts';
import { filled } from './variables.ts';

/** Who answers. */
export interface Servers {
  readonly prometheus: Prometheus;
  readonly records: RecordStore;
}

/** Points of the small course behind a number. */
const COURSE_POINTS = 60;

/** @throws Error that says who did not answer, or what was refused */
export async function answerOf(panel: Panel, { prometheus, records }: Servers, choice: Choice): Promise<PanelData> {
  switch (panel.kind) {
    case 'time-series':
      return overTime(panel, prometheus, panel.range ? during(choice, panel.range) : choice);
    case 'stat':
      return values(panel.targets, panel.course ? (target) => withCourse(target, prometheus, choice) : now);
    case 'bar-gauge':
    case 'pie':
      return values(panel.targets, now);
    case 'table':
      return table(panel, prometheus, choice);
    case 'heat-map':
      return frequencies(panel, prometheus, choice);
    case 'records':
      return { kind: 'records', records: await records.newest(panel, choice) };
    case 'alerts':
      return alerts(panel, prometheus, choice);
  }

  async function now(target: Target) {
    return namedValues(target, await prometheus.at(asked(askedNow(target), choice), choice.to));
  }
}

/** The text of a query, with what was chosen in it. */
export function asked(query: Query, choice: Choice): string {
  return filled(promql(query, choice.speed), valuesOf(choice));
}

async function values(targets: readonly Target[], read: (target: Target) => ReturnType<typeof withCourse>): Promise<PanelData> {
  return { kind: 'values', values: (await Promise.all(targets.map(read))).flat() };
}

async function withCourse(target: Target, prometheus: Prometheus, choice: Choice) {
  const moments = momentsUpToNow(choice, COURSE_POINTS);
  return valuesWithCourse(target, await prometheus.during(asked(askedOf(target), choice), moments), moments.to);
}

async function overTime(
  { style, targets, everyInterval, points }: TimeSeriesPanel,
  prometheus: Prometheus,
  choice: Choice,
): Promise<PanelData> {
  const moments = style === 'bars' || everyInterval ? momentsOfBars(choice) : momentsOfLines(choice, points);
  const read = async (target: Target) => namedSeries(target, await prometheus.during(asked(askedOf(target), choice), moments));
  return { kind: 'series', series: (await Promise.all(targets.map(read))).flat(), stepMs: moments.step };
}

async function table(panel: TablePanel, prometheus: Prometheus, choice: Choice): Promise<PanelData> {
  const columns = panel.columns.map((column) => prometheus.at(asked(askedOfColumn(panel, column), choice), choice.to));
  return { kind: 'table', rows: tableRows(panel, await Promise.all(columns)) };
}

async function frequencies({ query, rows }: HeatMapPanel, prometheus: Prometheus, choice: Choice): Promise<PanelData> {
  return heatMap(rows, await prometheus.during(asked(askedOf({ query }), choice), momentsOfLines(choice)));
}

async function alerts({ of }: AlertsPanel, prometheus: Prometheus, choice: Choice): Promise<PanelData> {
  const moments: Moments = momentsOfLines(choice);
  const text = (step?: number) => filled(alertsQuery(of, step), valuesOf(choice));
  const answers: readonly [readonly Series[], readonly Series[]] = await Promise.all([
    prometheus.during(text(moments.step), moments),
    prometheus.at(text(), choice.to),
  ]);
  return { kind: 'alerts', alerts: firedAlerts(...answers, choice) };
}
