/**
 * What a panel is: data over typed queries. It says what it shows and what that means; how it looks is `style.ts`'s, where it stands a
 * dashboard's, and how it is written each renderer's.
 */
import type { Duration, LabelName, recordFields } from '../telemetry/contract/index.ts';
import type { Query, Vector } from '../telemetry/query/index.ts';
import type { State, Thresholds } from './style.ts';
import type { Unit } from './units.ts';

/** A panel is about as many points wide: more would be computed for nobody. */
export const MOST_POINTS = 240;

export interface About {
  /** Stable and unique on its dashboard, in kebab-case: links to the panel hold the number that derives from it. */
  readonly id: string;
  readonly title: string;
  /** What it shows, what a reader should make of it, and what to do: one to three sentences. */
  readonly description: string;
}

/** One query, and how its series are called. */
export interface Target {
  readonly query: Query;
  /** A series' name: text, with labels as in `{{tenant}}`. */
  readonly legend: string;
  /** How many series are shown at most, of a query that could have one or more for each tenant, and which ones. */
  readonly most?: {
    readonly k: number;
    readonly order: 'highest' | 'lowest';
    /** What decides instead of the values at the end, with the same labels: events of a window are ranked by those of the time shown. */
    readonly by?: Query;
  };
}

interface Measured extends About {
  readonly unit: Unit;
  readonly thresholds?: Thresholds;
}

/** Values over time. */
export interface TimeSeriesPanel extends Measured {
  readonly kind: 'time-series';
  /** `stacked` where the series add up to something; `bars` for counts of the chosen interval, which add up too. */
  readonly style: 'lines' | 'stacked' | 'bars';
  readonly targets: readonly Target[];
  /** Asked once for each chosen interval, as bars are: to count an hour of every clinic at each of 240 moments would take a second. */
  readonly everyInterval?: true;
  /** Series whose names match the pattern (a regular expression) have the state's colour. The first that matches counts. */
  readonly states?: readonly { readonly name: string; readonly state: State }[];
  /** The greatest value of the axis, where there is one: 1 for a share that is never more. */
  readonly max?: number;
  /** Values may be below zero. */
  readonly signed?: true;
  /** The time that it shows, up to now, where that is another than the dashboard's. */
  readonly range?: Duration;
  /** How many points it has at most, where the usual 240 of so many series would take too long to compute. */
  readonly points?: number;
}

/** One number for each series, now. */
export interface StatPanel extends Measured {
  readonly kind: 'stat';
  readonly targets: readonly Target[];
  /** Whether its course over the dashboard's time stands behind it. */
  readonly course: boolean;
  /** What is said where there is nothing: that it is as it should be, or why nobody knows. */
  readonly empty?: string;
}

/** Bars side by side, now. */
export interface BarGaugePanel extends Measured {
  readonly kind: 'bar-gauge';
  readonly targets: readonly Target[];
  readonly max?: number;
}

/** Shares of a whole, now. */
export interface PiePanel extends Measured {
  readonly kind: 'pie';
  readonly targets: readonly Target[];
}

/** A row for each set of the labels, a column for each query, now. */
export interface TablePanel extends About {
  readonly kind: 'table';
  readonly by: readonly LabelName[];
  /** The first decides which rows there are, and their order. */
  readonly columns: readonly [Column, ...Column[]];
  readonly most: { readonly k: number; readonly order: 'highest' | 'lowest' };
  /** What is said where there is nothing: that it is as it should be, or why nobody knows. */
  readonly empty?: string;
}

export interface Column {
  readonly title: string;
  readonly unit: Unit;
  /** Carries the panel's labels, and no others. */
  readonly query: Query;
  readonly thresholds?: Thresholds;
}

/** How often what happened over time: rows are a histogram's buckets, or the values of a label. */
export interface HeatMapPanel extends Measured {
  readonly kind: 'heat-map';
  readonly query: Query;
  /** `le`: the buckets of a histogram, each counting those below it as well, and `unit` is theirs. Any other label: a row for each value. */
  readonly rows: LabelName;
}

export type RecordField = keyof typeof recordFields;

/** Records of the log store, newest first. */
export interface RecordsPanel extends About {
  readonly kind: 'records';
  readonly source: 'logs' | 'audit';
  /** Only records whose field has one of the values. Those of the chosen tenants only, in any case. */
  readonly where?: { readonly [F in RecordField]?: readonly (string | number)[] };
  /** In this order, each under its title. `timestamp` is one of them. */
  readonly columns: readonly { readonly field: RecordField; readonly title: string }[];
}

/** Alerts that fire, or fired in the dashboard's time: from whichever evaluates them. */
export interface AlertsPanel extends About {
  readonly kind: 'alerts';
  /** `tenants`: those that name a chosen tenant. `platform`: those that name none. */
  readonly of: 'tenants' | 'platform';
}

export type Panel = TimeSeriesPanel | StatPanel | BarGaugePanel | PiePanel | TablePanel | HeatMapPanel | RecordsPanel | AlertsPanel;

/** Fewer lines than this can be told apart, and Grafana stays alive with thousands of tenants selected. */
const BUSIEST = 10;

/** A series for each of a few values: the labels in the name have closed sets, or none. */
export function series(query: Query, legend: string): Target {
  return { query, legend };
}

/** At most the ten highest: for queries that keep a label with many values, such as `tenant` or `route`. */
export function busiest<L extends LabelName>(query: Vector<L>, legend: string, by?: Vector<L>): Target {
  return { query, legend, most: { k: BUSIEST, order: 'highest', ...(by && { by }) } };
}

/** At most the ten lowest. */
export function lowest<L extends LabelName>(query: Vector<L>, legend: string): Target {
  return { query, legend, most: { k: BUSIEST, order: 'lowest' } };
}
