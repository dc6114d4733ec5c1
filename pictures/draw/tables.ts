/** Tables of measures, of records and of alerts. */

import { labelTitle } from '../../dashboards/labels.ts';
import type { AlertsPanel, RecordField, RecordsPanel, TablePanel } from '../../dashboards/panel.ts';
import type { State } from '../../dashboards/style.ts';
import type { FiredAlert, StoredRecord, TableRow } from '../data.ts';
import { momentOf } from './axis.ts';
import { format, NO_VALUE } from './format.ts';
import { type Cell, drawGrid } from './grid.ts';
import { empty } from './message.ts';
import { stateOf } from './state.ts';
import type { Box, Look } from './svg.ts';

export function drawTable({ by, columns, empty: nothing }: TablePanel, rows: readonly TableRow[], box: Box, look: Look): string {
  if (rows.length === 0) return empty(box, look, nothing);
  const titles = [
    ...by.map((label) => ({ title: labelTitle(label), align: 'left' as const })),
    ...columns.map(({ title }) => ({ title, align: 'right' as const })),
  ];
  const cells = rows.map(({ labels, values }) => [
    ...by.map((label): Cell => ({ text: labels[label] ?? NO_VALUE })),
    ...columns.map(({ unit, thresholds }, i): Cell => {
      const value = values[i];
      return { text: value === undefined ? NO_VALUE : format(value, unit), state: stateOf(value, thresholds) };
    }),
  ]);
  return drawGrid(titles, cells, box, look);
}

export function drawRecords({ columns }: RecordsPanel, records: readonly StoredRecord[], box: Box, look: Look): string {
  if (records.length === 0) return empty(box, look, 'No records in this time');
  const titles = columns.map(({ title }) => ({ title, align: 'left' as const }));
  const cells = records.map((record) => columns.map(({ field }): Cell => cellOf(field, record[field], look)));
  return drawGrid(titles, cells, box, look);
}

const LEVELS: Readonly<Record<string, State>> = { warn: 'warning', error: 'critical', fatal: 'critical' };

function cellOf(field: RecordField, value: unknown, look: Look): Cell {
  if (value === undefined || value === null || value === '') return { text: NO_VALUE };
  if (field === 'timestamp') {
    const at = typeof value === 'number' ? value : Date.parse(String(value));
    return { text: Number.isNaN(at) ? String(value) : momentOf(at, look) };
  }
  // A message of several lines is one in a table.
  const text = (typeof value === 'object' ? JSON.stringify(value) : String(value)).replace(/\s+/g, ' ');
  return { text, state: field === 'level' ? LEVELS[text] : undefined };
}

const SEVERITIES: Readonly<Record<string, State>> = { critical: 'critical', warning: 'warning' };

export function drawAlerts({ of }: AlertsPanel, alerts: readonly FiredAlert[], box: Box, look: Look): string {
  if (alerts.length === 0) return empty(box, look, 'No alert fired in this time');
  const titles = ['Severity', 'Alert', ...(of === 'tenants' ? ['Clinic'] : []), 'State'].map((title) => ({
    title,
    align: 'left' as const,
  }));
  const cells = alerts
    .toSorted((a, b) => Number(b.firing) - Number(a.firing) || b.lastSeen - a.lastSeen)
    .map(({ name, severity, tenant, firing, lastSeen }): Cell[] => [
      { text: severity, state: firing ? (SEVERITIES[severity] ?? 'neutral') : undefined },
      { text: name },
      ...(of === 'tenants' ? [{ text: tenant ?? NO_VALUE }] : []),
      { text: firing ? 'firing' : `until ${momentOf(lastSeen, look)}` },
    ]);
  return drawGrid(titles, cells, box, look);
}
