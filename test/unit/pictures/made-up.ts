/** Data for any panel, made up from what the panel says of itself. */
import type { Panel, Target } from '../../../dashboards/panel.ts';
import type { Unit } from '../../../dashboards/units.ts';
import type { Labels, PanelData } from '../../../pictures/data.ts';
import { CLINICS, course, FROM, STEP, TO } from './samples.ts';

const USUAL: Readonly<Record<Unit, number>> = {
  count: 30,
  ratio: 0.03,
  seconds: 0.4,
  days: 12,
  bytes: 3e8,
  requestsPerSecond: 40,
  recordsPerSecond: 200,
  cores: 0.6,
  times: 3,
  money: 40_000,
};

/** @param factor of the usual values: pictures must bear nothing, very little and very much */
export function madeUp(panel: Panel, factor: number): PanelData {
  const value = (unit: Unit, i = 0) => USUAL[unit] * factor * (1 + i / 3);
  switch (panel.kind) {
    case 'time-series': {
      // A panel with a time of its own has as many points in it.
      const stretch = panel.range ? panel.range.ms / (TO - FROM) : 1;
      const stepMs = panel.style === 'bars' ? 900_000 : STEP;
      const pointsOf = (i: number) => course(value(panel.unit, i), value(panel.unit) / 2, i + 1, stepMs);
      const series = seriesOf(panel.targets).map((one, i) => ({
        ...one,
        points: pointsOf(i).map(([at, height]) => [TO - (TO - at) * stretch, height] as const),
      }));
      return { kind: 'series', series, stepMs: stepMs * stretch };
    }
    case 'stat':
    case 'bar-gauge':
    case 'pie':
      return {
        kind: 'values',
        values: seriesOf(panel.targets).map((one, i) => ({ ...one, value: value(panel.unit, i), course: course(1, 1) })),
      };
    case 'table': {
      const rows = Array.from({ length: panel.most.k }, (_, i) => ({
        labels: labelsOf(panel.by, i),
        values: panel.columns.map(({ unit }, column) => (i === 2 && column > 0 ? undefined : value(unit, i + column))),
      }));
      return { kind: 'table', rows };
    }
    case 'heat-map': {
      const times = course(0, 0).map(([at]) => at);
      const rows = panel.rows === 'le' ? ['0.01', '0.1', '1', '+Inf'] : ['10.0.0.0/24', '2001:db8:85a3::/48', 'other'];
      return { kind: 'heat-map', rows, times, cells: rows.map((_, row) => times.map((_, i) => factor * ((i * (row + 1)) % 7))) };
    }
    case 'records': {
      const records = Array.from({ length: 100 }, (_, i) =>
        Object.fromEntries(
          panel.columns.map(({ field }) => [field, field === 'timestamp' ? TO - i * 37_000 : `${field} number ${i}`]),
        ),
      );
      return { kind: 'records', records };
    }
    case 'alerts': {
      const alerts = CLINICS.map((tenant, i) => ({
        name: i % 2 ? 'TenantHighErrorRate' : 'QueueDepthHigh',
        severity: i % 2 ? 'critical' : 'warning',
        ...(panel.of === 'tenants' && { tenant }),
        firing: i < 4,
        lastSeen: TO - i * 60_000,
      }));
      return { kind: 'alerts', alerts };
    }
  }
}

/** One for a name without labels, four for one with labels, as many as there may be where that is bounded. */
function seriesOf(targets: readonly Target[]): readonly { readonly name: string; readonly labels: Labels }[] {
  return targets.flatMap(({ legend, most }) => {
    const labels = [...legend.matchAll(/\{\{(\w+)\}\}/g)].map(([, label = '']) => label);
    return Array.from({ length: labels.length === 0 ? 1 : (most?.k ?? 4) }, (_, i) => {
      const values = labelsOf(labels, i);
      return { name: legend.replace(/\{\{(\w+)\}\}/g, (_, label: string) => values[label] ?? ''), labels: values };
    });
  });
}

function labelsOf(labels: readonly string[], i: number): Labels {
  return Object.fromEntries(
    labels.map((label) => [label, label === 'tenant' ? (CLINICS[i % CLINICS.length] ?? '') : `${label}-${i}`]),
  );
}
