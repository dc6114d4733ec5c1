/** What the user asked for by name, held against the contract word by word. */
import { expect, test } from 'vitest';
import { auditEvents, contract, logFields, metrics, recorded, slos, tiers } from '../../../telemetry/contract/index.ts';

test("a log line has the blueprint's ten fields, and three that tie it to its trace and name the event", () => {
  expect(Object.keys(logFields)).toEqual([
    ...['timestamp', 'level', 'tenantId', 'userId', 'action', 'resource', 'status', 'latencyMs', 'ip', 'requestId'],
    ...['traceId', 'spanId', 'event'],
  ]);
});

test('the audit catalogue covers authentication, reservations, billing, privileged actions and isolation', () => {
  const byCategory = Object.groupBy(Object.entries(auditEvents), ([, { category }]) => category);
  expect(
    Object.fromEntries(Object.entries(byCategory).map(([category, events]) => [category, events.map(([name]) => name)])),
  ).toEqual({
    authentication: ['LOGIN', 'LOGOUT', 'PASSWORD_RESET'],
    reservation: ['CREATE_RESERVATION', 'UPDATE_RESERVATION', 'CANCEL_RESERVATION'],
    billing: ['STRIPE_WEBHOOK_PROCESSED', 'INVOICE_PAID', 'INVOICE_FAILED'],
    privileged: ['ROLE_CHANGED', 'DATA_EXPORTED', 'USER_IMPERSONATED', 'SETTINGS_CHANGED'],
    isolation: ['CROSS_TENANT_ACCESS'],
  });
});

test('the RED metrics of a tenant are recorded as request_rate, error_rate and latency_p95', () => {
  expect(Object.keys(recorded).slice(0, 4)).toEqual([
    'tenant:request_rate:rate5m',
    'tenant:error_rate:ratio_rate5m',
    'tenant:latency_p95:rate5m',
    'tenant:reservations_per_day:increase1d',
  ]);
});

test.each([
  ['api-availability', 0.995, 30],
  ['booking-latency', 0.95, 30],
  ['webhook-success', 0.99, 7],
] as const)('the objective %s is %d over %d days', (name, objective, days) => {
  expect(slos[name].objective).toBe(objective);
  expect(slos[name].period.ms).toBe(days * 86_400_000);
});

test('400 ms is a boundary of the booking histogram', () => {
  expect(metrics.reservation_booking_duration_seconds.buckets).toContain(0.4);
});

test('enterprise clinics keep half of their ordinary traces, the rest a tenth', () => {
  expect(tiers.enterprise.tracesKeptPercent).toBe(50);
  expect(tiers.standard.tracesKeptPercent).toBe(10);
});

test.each(['tenant', 'tier', 'env', 'service', 'instance'])('there is a label %s', (label) => {
  expect(contract.labels).toHaveProperty(label);
});

test.each([
  ...['active_clients', 'active_packages', 'stripe_mrr', 'reservations_total', 'reservation_funnel_steps_total'],
  ...['stripe_webhook_deliveries_total', 'stripe_webhook_retries_total', 'stripe_invoices_total', 'rate_limiter_saturation_ratio'],
  ...['queue_depth', 'auth_events_total', 'audit_events_total', 'privileged_actions_total', 'cross_tenant_access_total'],
  ...['backup_last_success_timestamp_seconds', 'audit_chain_gaps_total'],
] as const)('%s is reported per tenant', (metric) => {
  expect(metrics[metric].labels).toContain('tenant');
});
