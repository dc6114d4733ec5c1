/** Each alert on the real promtool: silent under its boundary, firing past it, over when the fault is. */
import { describe, expect, test } from 'vitest';
import { failureOf, type RuleTest } from '../../support/promtool.ts';

const TENANT_A = { env: 'prod', tenant: 'a' };
const sdk = (labels: string) => `{env="prod", service="clinic", instance="i-1", ${labels}}`;

const requests = (status: string, tenant = 'a') =>
  `http_server_request_duration_seconds_count${sdk(`tenant="${tenant}", tier="standard", status="${status}"`)}`;

type Row = [title: string, ...RuleTest[]];

function rows(name: string, cases: readonly Row[]): void {
  describe(name, () => {
    test.each(cases.map(([title, ...tests]) => ({ title, tests })))('$title', async ({ tests }) => {
      for (const rule of tests) expect(await failureOf(rule)).toBe('');
    });
  });
}

rows('TenantHighErrorRate', [
  [
    'is silent at exactly 2 % of errors, however long',
    {
      alert: 'TenantHighErrorRate',
      series: { [requests('2xx')]: '0+98x120', [requests('5xx')]: '0+2x120' },
      at: '30m',
      firing: [],
    },
  ],
  [
    'fires at 2.1 % when five minutes have passed, and not a quarter of a minute earlier',
    {
      alert: 'TenantHighErrorRate',
      series: { [requests('2xx')]: '0+979x120', [requests('5xx')]: '0+21x120' },
      at: '5m',
      firing: [],
    },
    {
      alert: 'TenantHighErrorRate',
      series: { [requests('2xx')]: '0+979x120', [requests('5xx')]: '0+21x120' },
      at: '5m15s',
      firing: [TENANT_A],
    },
  ],
  [
    'fires on a rise from nothing to 20 %, although the error series did not exist before',
    {
      alert: 'TenantHighErrorRate',
      series: { [requests('2xx')]: '0+80x120', [requests('5xx')]: '_x40 20+20x80' },
      at: '20m',
      firing: [TENANT_A],
    },
  ],
  [
    'is over once no error has come for five minutes',
    {
      alert: 'TenantHighErrorRate',
      series: { [requests('2xx')]: '0+90x120', [requests('5xx')]: '0+10x40 400x80' },
      at: '16m',
      firing: [],
    },
  ],
  [
    'names the clinic that fails and no other',
    {
      alert: 'TenantHighErrorRate',
      series: { [requests('2xx')]: '0+90x60', [requests('5xx')]: '0+10x60', [requests('2xx', 'b')]: '0+100x60' },
      at: '10m',
      firing: [TENANT_A],
    },
  ],
  [
    'does not fire on a restart, where the counters begin again',
    {
      alert: 'TenantHighErrorRate',
      series: { [requests('2xx')]: '0+99x40 0+99x80', [requests('5xx')]: '0+1x40 0+1x80' },
      at: '15m',
      firing: [],
    },
  ],
  [
    'is silent for a clinic without traffic',
    { alert: 'TenantHighErrorRate', series: { [requests('5xx')]: '7x60' }, at: '10m', firing: [] },
  ],
]);

rows('ApiAvailabilityBudgetBurn', [
  [
    'is silent at 2.9 % of errors: under six times the budget',
    {
      alert: 'ApiAvailabilityBudgetBurn',
      series: { [requests('2xx')]: '0+971x2000', [requests('5xx')]: '0+29x2000' },
      at: '8h',
      firing: [],
    },
  ],
  [
    'fires at 3.1 %: past six times the budget for six hours',
    {
      alert: 'ApiAvailabilityBudgetBurn',
      series: { [requests('2xx')]: '0+969x2000', [requests('5xx')]: '0+31x2000' },
      at: '8h',
      firing: [TENANT_A],
    },
  ],
  [
    'is over half an hour after the errors ended, although the six hours still hold them',
    {
      alert: 'ApiAvailabilityBudgetBurn',
      series: { [requests('2xx')]: '0+900x2000', [requests('5xx')]: '0+100x960 96000x1040' },
      at: '4h35m',
      firing: [],
    },
  ],
]);

const booking = (le: string) => `reservation_booking_duration_seconds_bucket${sdk(`tenant="a", tier="standard", le="${le}"`)}`;
const bookings = `reservation_booking_duration_seconds_count${sdk('tenant="a", tier="standard"')}`;

rows('BookingLatencyBudgetBurn', [
  [
    'is silent while 29 % of the bookings are slow',
    {
      alert: 'BookingLatencyBudgetBurn',
      series: { [booking('0.4')]: '0+71x2000', [bookings]: '0+100x2000' },
      at: '8h',
      firing: [],
    },
  ],
  [
    'fires when 31 % have been slow for six hours',
    {
      alert: 'BookingLatencyBudgetBurn',
      series: { [booking('0.4')]: '0+69x2000', [bookings]: '0+100x2000' },
      at: '8h',
      firing: [TENANT_A],
    },
  ],
]);

const retries = `stripe_webhook_retries_total${sdk('tenant="a"')}`;

rows('StripeWebhookRetries', [
  [
    'is silent at three retries within an hour',
    { alert: 'StripeWebhookRetries', series: { [retries]: '_x20 1x4 2x4 3x40' }, at: '15m', firing: [] },
  ],
  [
    'fires at the fourth, although the first was the birth of the series',
    { alert: 'StripeWebhookRetries', series: { [retries]: '_x20 1x4 2x4 3x4 4x40' }, at: '15m', firing: [TENANT_A] },
  ],
  [
    'is over an hour later',
    { alert: 'StripeWebhookRetries', series: { [retries]: '_x20 1x4 2x4 3x4 4x400' }, at: '1h30m', firing: [] },
  ],
]);

const limiter = `rate_limiter_saturation_ratio${sdk('tenant="a", limiter="api"')}`;
const LIMITED = { ...TENANT_A, limiter: 'api' };

rows('RateLimiterSaturated', [
  ['is silent at exactly 80 %', { alert: 'RateLimiterSaturated', series: { [limiter]: '0.8x120' }, at: '30m', firing: [] }],
  [
    'fires at 81 % after ten minutes, and not before',
    { alert: 'RateLimiterSaturated', series: { [limiter]: '0.81x120' }, at: '9m45s', firing: [] },
    { alert: 'RateLimiterSaturated', series: { [limiter]: '0.81x120' }, at: '10m', firing: [LIMITED] },
  ],
  [
    'begins anew after one sample below',
    { alert: 'RateLimiterSaturated', series: { [limiter]: '0.9x30 0.5 0.9x120' }, at: '15m', firing: [] },
  ],
]);

const failures = `auth_events_total${sdk('tenant="a", event="login", outcome="failure", source="ipv4"')}`;

rows('FailedLoginSpike', [
  ['is silent at twenty failures', { alert: 'FailedLoginSpike', series: { [failures]: '_x20 20x40' }, at: '6m', firing: [] }],
  [
    'fires at twenty-one, all in one step',
    { alert: 'FailedLoginSpike', series: { [failures]: '_x20 21x40' }, at: '6m', firing: [TENANT_A] },
  ],
]);

const leak = `cross_tenant_access_total${sdk('tenant="a"')}`;

rows('Watchdog', [['fires without any data, for ever', { alert: 'Watchdog', series: {}, at: '3h', firing: [{}] }]]);

rows('CrossTenantAccess', [
  [
    'fires on the first event of a series that did not exist',
    { alert: 'CrossTenantAccess', series: { [leak]: '_x20 1x40' }, at: '5m15s', firing: [TENANT_A] },
  ],
  ['is over five minutes later', { alert: 'CrossTenantAccess', series: { [leak]: '_x20 1x400' }, at: '10m30s', firing: [] }],
  [
    'fires again on the next event',
    { alert: 'CrossTenantAccess', series: { [leak]: '_x20 1x60 2x40' }, at: '21m', firing: [TENANT_A] },
  ],
  [
    'does not fire for an old event after a gap in the data',
    { alert: 'CrossTenantAccess', series: { [leak]: '1x40 _x60 1x40' }, at: '26m', firing: [] },
  ],
  [
    'does not fire for a counter that a restart set back to nothing',
    { alert: 'CrossTenantAccess', series: { [leak]: '1x60 0x40' }, at: '16m', firing: [] },
  ],
]);
