/** What proves an alert: its fault as series, just under the boundary, past it, and ended. The tests of every alert follow from it. */
import { type Alert, silencedByMaintenance } from '../../alerts/alert.ts';
import { catalogue } from '../../alerts/catalogue.ts';
import { WATCHDOG } from '../../alerts/watchdog.ts';
import type { RuleTest, Said } from './promtool.ts';

type Series = RuleTest['series'];

export interface Fault {
  readonly alert: RuleTest['alert'];
  /** When the series begin, where the age of something matters: ISO 8601. */
  readonly from?: string;
  /** How often rules are evaluated and samples come. Default 15s; more for what takes days. */
  readonly every?: string;
  /** As far as a fault may go without an alert, for so long that it would have fired if it could. */
  readonly boundary: { readonly series: Series; readonly at: string };
  /** One step further: silent at the first moment, firing at the second, which is one evaluation later. */
  readonly past: {
    readonly series: Series;
    readonly silentAt: string;
    readonly firesAt: string;
    /** Each alert that fires: its labels without severity, team and symptom, and its texts. */
    readonly fires: readonly { readonly labels: Readonly<Record<string, string>>; readonly says: Said }[];
  };
  /** A fault that has ended: it fired at the first moment, and is over at the second. */
  readonly ended: { readonly series: Series; readonly firesAt: string; readonly overAt: string };
  /** What is peculiar to it: low traffic, a counter reset, a new tenant, a gap, a neighbour that must stay out of it. */
  readonly also?: readonly FaultRow[];
}

export type FaultRow = readonly [title: string, ...cases: readonly Omit<RuleTest, 'alert' | 'from'>[]];

/** Every test of a fault, by what it says. */
export function rowsOf({ alert, from, every, boundary, past, ended, also = [] }: Fault): readonly FaultRow[] {
  const firing = past.fires.map(({ labels }) => labels);
  const says = past.fires.map((one) => one.says);
  const rows: readonly FaultRow[] = [
    ['is silent at its boundary, however long', { ...boundary, firing: [] }],
    [
      `fires past it, at ${past.firesAt} and not one evaluation before, with these labels and texts`,
      { series: past.series, at: past.silentAt, firing: [] },
      { series: past.series, at: past.firesAt, firing, says },
    ],
    [
      'is over when the fault is',
      { series: ended.series, at: ended.firesAt, firing },
      { series: ended.series, at: ended.overAt, firing: [] },
    ],
    ['is silent where there is no series at all', { series: {}, at: '2h', firing: [] }],
    ...maintenanceRows(alert, past),
    ...also,
  ];
  return rows.map(
    ([title, ...cases]) =>
      [title, ...cases.map((one) => ({ alert, ...(from && { from }), ...(every && { every }), ...one }))] as FaultRow,
  );
}

/** What a tenant's users feel is expected in maintenance, of the tenant or of all, and in no other's. */
function maintenanceRows(alert: Fault['alert'], { series, firesAt, fires }: Fault['past']): readonly FaultRow[] {
  const definition: Alert | undefined = alert === WATCHDOG ? undefined : catalogue[alert];
  const tenant = fires[0]?.labels.tenant;
  if (!definition || !silencedByMaintenance(definition) || !tenant) return [];
  const during = (active: string) => ({ ...series, [active]: '1x5000' });
  return [
    [
      'is silent in maintenance of its tenant or of all, and of no other',
      { series: during(`tenant:maintenance:active{tenant="${tenant}"}`), at: firesAt, firing: [] },
      { series: during('fleet:maintenance:active'), at: firesAt, firing: [] },
      {
        series: during('tenant:maintenance:active{tenant="somebody-else"}'),
        at: firesAt,
        firing: fires.map(({ labels }) => labels),
      },
    ],
  ];
}

/** The same tests without their titles, as promtool runs them. */
export function testsOf(fault: Fault): readonly RuleTest[] {
  return rowsOf(fault).flatMap(([, ...cases]) => cases.map((one) => ({ ...one, alert: fault.alert })));
}
