/** Two days to tell of: one on which much happened, and a quiet one. */
import type { FiredAlert } from '../../../workers/digest/firing.ts';
import type { Readings } from '../../../workers/digest/report.ts';

const HOUR = 3_600_000;
const MINUTE = 60_000;

/** Seven in the morning in Mexico City, which is UTC-6. */
export const TO = Date.parse('2026-11-23T13:00:00Z');
export const FROM = Date.parse('2026-11-22T13:00:00Z');
const day = { date: '2026-11-23', from: FROM, to: TO };

/** A firing by its distance from the day's beginning, in minutes. */
const fired = (from: number, to: number) => ({
  from: FROM + from * MINUTE,
  to: FROM + to * MINUTE,
  before: from === 0,
  still: to === 24 * 60,
});

const alert = (name: string, severity: string, tenant: string | undefined, ...firings: FiredAlert['firings']): FiredAlert => ({
  alert: name,
  severity,
  tenant,
  firings,
});

const common = {
  environment: 'prod',
  timeZone: 'America/Mexico_City',
  day,
  runbookUrl: 'https://git.clinic.org/vigia/runbooks',
};

export const quiet: Readings = {
  ...common,
  alerts: [],
  budgets: { total: 642, atRisk: 0, worst: [] },
  backups: { tenants: 214, overdue: 0, oldest: [] },
  restoreTest: { lastSuccess: TO - 21 * 24 * HOUR, overdue: false },
  auditExport: { lastSuccess: Date.parse('2026-11-01T09:00:00Z'), overdue: false },
};

export const busy: Readings = {
  ...common,
  alerts: [
    alert('TenantHighErrorRate', 'critical', 'clinic-0007', fired(130, 172), fired(610, 640)),
    alert('TenantHighErrorRate', 'critical', 'clinic-0042', fired(1_205, 1_440)),
    alert('CrossTenantAccess', 'critical', '__none__', fired(75, 90)),
    ...Array.from({ length: 14 }, (_, i) =>
      alert('BookingLatencyBudgetBurn', 'warning', `clinic-${String(100 + i)}`, fired(300 + i, i > 9 ? 1_440 : 420 + 3 * i)),
    ),
    alert('RateLimiterSaturated', 'warning', '__overflow__', fired(0, 95)),
    alert('StripeWebhookRetries', 'warning', 'clinic-<b>&"x"', fired(500, 500)),
    { ...alert('MrrDrop', 'warning', undefined, fired(700, 730)), broken: true },
    alert('CollectorQueueGrowing', 'info', undefined, fired(0, 1_440)),
    alert('HandMadeAlert', 'Warning', 'clinic-0001', fired(33, 34)),
  ],
  budgets: {
    total: 642,
    atRisk: 6,
    worst: [
      { tenant: 'clinic-0042', slo: 'api-availability', remaining: -0.42, daysLeft: 0 },
      { tenant: 'clinic-0007', slo: 'api-availability', remaining: 0, daysLeft: 0 },
      { tenant: 'clinic-0103', slo: 'booking-latency', remaining: 0.08, daysLeft: 2.17 },
      { tenant: '__none__', slo: 'api-availability', remaining: 0.004, daysLeft: undefined },
    ],
  },
  backups: {
    tenants: 214,
    overdue: 7,
    oldest: [3, 3, 2, 2, 2, 2, 2].map((days, i) => ({
      tenant: `clinic-${300 + i}`,
      lastSuccess: TO - days * 24 * HOUR + i * MINUTE,
    })),
  },
  restoreTest: { lastSuccess: TO - 110 * 24 * HOUR, overdue: true },
  auditExport: undefined,
};
