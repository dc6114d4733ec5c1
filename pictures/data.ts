/** What a panel's queries answered, in the form that its picture needs. */
import type { RecordField } from '../dashboards/panel.ts';

export type Labels = Readonly<Record<string, string>>;
/** Unix time in milliseconds, and value. */
export type Point = readonly [at: number, value: number];

/** A series under the name that its target's legend gives it. */
export interface NamedSeries {
  readonly name: string;
  readonly labels: Labels;
  /** Rising in time. A moment without a value is left out: lines have a gap where two points are further apart than `step`. */
  readonly points: readonly Point[];
}

/** A value now, with its course where the panel shows one. */
export interface NamedValue {
  readonly name: string;
  readonly labels: Labels;
  readonly value: number;
  readonly course?: readonly Point[];
}

export interface TableRow {
  readonly labels: Labels;
  /** One for each column; absent where its query has none for this row. */
  readonly values: readonly (number | undefined)[];
}

export interface FiredAlert {
  readonly name: string;
  readonly severity: string;
  readonly tenant?: string;
  readonly firing: boolean;
  /** Unix time in milliseconds when it was last seen to fire. */
  readonly lastSeen: number;
}

/** A mark over all panels that have a time axis. */
export interface Mark {
  readonly from: number;
  readonly to: number;
  readonly text: string;
}

export type StoredRecord = Readonly<Partial<Record<RecordField, unknown>>>;

export type PanelData =
  | { readonly kind: 'series'; readonly series: readonly NamedSeries[]; readonly stepMs: number }
  | { readonly kind: 'values'; readonly values: readonly NamedValue[] }
  | { readonly kind: 'table'; readonly rows: readonly TableRow[] }
  /** `cells[row][column]`; rows from the lowest bucket or in the order of their names. */
  | {
      readonly kind: 'heat-map';
      readonly rows: readonly string[];
      readonly times: readonly number[];
      readonly cells: readonly (readonly number[])[];
    }
  | { readonly kind: 'records'; readonly records: readonly StoredRecord[] }
  | { readonly kind: 'alerts'; readonly alerts: readonly FiredAlert[] }
  /** The query was refused, or nobody answered: said in the panel. */
  | { readonly kind: 'failed'; readonly message: string };

export interface DashboardData {
  /** By panel id. */
  readonly panels: Readonly<Record<string, PanelData>>;
  readonly marks: readonly Mark[];
  readonly from: number;
  readonly to: number;
  /** What was chosen, for the heading: environment, clinics, interval. */
  readonly chosen: Readonly<Record<string, string>>;
}
