/** How good and total events are counted, and what budgets follow from them, on the real promtool. */
import { describe, expect, test } from 'vitest';
import { type RecordingTest, recordingFailure } from '../../support/promtool-recording.ts';
import { objective, requests, sdk } from './faults/series.ts';

const API = objective('api-availability');
const booking = (le: string) => `reservation_booking_duration_seconds_bucket${sdk(`tenant="a", tier="standard", le="${le}"`)}`;
const bookings = `reservation_booking_duration_seconds_count${sdk('tenant="a", tier="standard"')}`;

function rows(cases: Readonly<Record<string, RecordingTest>>): void {
  test.each(Object.entries(cases))('%s', async (_, one) => {
    expect(await recordingFailure(one)).toBe('');
  });
}

/** A recorded value of tenant `a` and the API's objective; none where the value is left out. */
const api = (series: string, at: string, value?: number) => ({
  at,
  query: `${series}${API}`,
  values: value === undefined ? {} : { [API]: value },
});

describe('the windows that slide', () => {
  const sliding = { group: 'vigia-slo', every: '15s' } as const;
  rows({
    'hold each event once: a request a second is 300, 1,800, 3,600, 7,200 and 21,600 of them': {
      ...sliding,
      series: { [requests('2xx')]: '0+15x2000' },
      expected: [
        api('slo:total:increase5m', '8h', 300),
        api('slo:total:increase30m', '8h', 1_800),
        api('slo:total:increase1h', '8h', 3_600),
        api('slo:total:increase2h', '8h', 7_200),
        api('slo:total:increase6h', '8h', 21_600),
        api('slo:good:increase6h', '8h', 21_600),
        api('slo:errors:ratio5m', '8h', 0),
      ],
    },
    'tell good events from bad ones: two errors in a hundred': {
      ...sliding,
      series: { [requests('2xx')]: '0+97x2000', [requests('4xx')]: '0+1x2000', [requests('5xx')]: '0+2x2000' },
      expected: [
        api('slo:good:increase5m', '8h', 1_960),
        api('slo:total:increase5m', '8h', 2_000),
        ...['5m', '30m', '1h', '2h', '6h'].map((window) => ({
          at: '8h',
          query: `slo:errors:ratio${window}${API}`,
          values: { [API]: 0.02 },
        })),
      ],
    },
    'count a slow booking as bad, and one of exactly 400 ms as good': {
      ...sliding,
      series: { [booking('0.4')]: '0+9x100', [booking('0.6')]: '0+10x100', [bookings]: '0+10x100' },
      expected: [
        {
          at: '20m',
          query: 'slo:good:increase5m{slo="booking-latency"}',
          values: { [objective('booking-latency')]: 180 },
        },
        {
          at: '20m',
          query: 'slo:total:increase5m{slo="booking-latency"}',
          values: { [objective('booking-latency')]: 200 },
        },
      ],
    },
    'count a failed webhook as bad, and a denied one as good': {
      ...sliding,
      series: {
        [`stripe_webhook_deliveries_total${sdk('tenant="a", outcome="success"')}`]: '0+7x100',
        [`stripe_webhook_deliveries_total${sdk('tenant="a", outcome="denied"')}`]: '0+2x100',
        [`stripe_webhook_deliveries_total${sdk('tenant="a", outcome="failure"')}`]: '0+1x100',
      },
      expected: [
        {
          at: '20m',
          query: 'slo:errors:ratio5m{slo="webhook-success"}',
          values: { [objective('webhook-success')]: 0.1 },
        },
      ],
    },
    'count the events that a series is born with': {
      ...sliding,
      series: { [requests('2xx')]: '0+10x400', [requests('5xx')]: '_x100 7x300' },
      expected: [api('slo:good:increase5m', '27m', 200), api('slo:total:increase5m', '27m', 207)],
    },
    'count nothing twice when a process starts again and its counter from nothing': {
      ...sliding,
      series: { [requests('2xx')]: '1000+10x60 0+10x60' },
      // Nineteen steps of ten in the five minutes from 12m: the one between the last value and the new nothing holds no event.
      expected: [api('slo:total:increase5m', '17m', 190)],
    },
    'have a tenant of errors alone: no good event, all bad': {
      ...sliding,
      series: { [requests('5xx')]: '0+1x200' },
      expected: [api('slo:good:increase5m', '20m', 0), api('slo:errors:ratio5m', '20m', 1)],
    },
    'have no share of bad events where there was none at all': {
      ...sliding,
      series: { [requests('2xx')]: '50x200' },
      expected: [api('slo:total:increase5m', '20m', 0), api('slo:errors:ratio5m', '20m')],
    },
    'add up processes of one tenant, and keep tenants apart': {
      ...sliding,
      series: {
        [requests('2xx')]: '0+1x200',
        [requests('2xx').replace('i-1', 'i-2')]: '0+2x200',
        [requests('2xx', 'b')]: '0+4x200',
      },
      expected: [
        {
          at: '20m',
          query: 'slo:total:increase5m{slo="api-availability"}',
          values: {
            [API]: 60,
            [objective('api-availability', 'b')]: 80,
          },
        },
      ],
    },
  });
});

describe('whole hours', () => {
  const hourly = { group: 'vigia-hourly', every: '15s' } as const;
  rows({
    'touch each other: 3,600 requests in each': {
      ...hourly,
      series: { [requests('2xx')]: '0+14x1000', [requests('5xx')]: '0+1x1000' },
      expected: [
        api('slo:total:increase1h_tile', '2h', 3_600),
        api('slo:good:increase1h_tile', '2h', 3_360),
        api('slo:total:increase1h_tile', '3h', 3_600),
      ],
    },
    'hold the only request of an hour, and the first of a new series': {
      ...hourly,
      series: { [requests('2xx')]: '0x300 1x240 1x500', [requests('5xx')]: '_x500 1x500' },
      expected: [
        api('slo:total:increase1h_tile', '2h', 1),
        api('slo:total:increase1h_tile', '3h', 1),
        api('slo:good:increase1h_tile', '3h', 0),
      ],
    },
    'hold what a process counted that began and ended within the hour': {
      ...hourly,
      series: { [requests('2xx')]: '0+1x1000', [requests('5xx')]: '_x260 3x20 stale' },
      expected: [api('slo:total:increase1h_tile', '2h', 243), api('slo:good:increase1h_tile', '2h', 240)],
    },
    'count failed log-ins too, by tenant': {
      ...hourly,
      series: {
        [`auth_events_total${sdk('tenant="a", event="login", outcome="failure", source="ipv4"')}`]: '0+1x1000',
        [`auth_events_total${sdk('tenant="a", event="login", outcome="success", source="ipv4"')}`]: '0+5x1000',
        [`auth_events_total${sdk('tenant="a", event="logout", outcome="failure", source="ipv4"')}`]: '0+5x1000',
      },
      expected: [
        {
          at: '2h',
          query: 'tenant:failed_logins:increase1h',
          values: { '{env="prod", tenant="a"}': 240 },
        },
      ],
    },
  });
});

describe('maintenance', () => {
  const begin = new Date('2026-03-01T00:00:00Z');
  const minute = (minutes: number) => new Date(begin.getTime() + minutes * 60_000);
  const series = { [requests('2xx')]: '0+15x1000', [requests('2xx', 'b')]: '0+15x1000' };
  const from = begin.toISOString();
  rows({
    'leaves the five minutes of its tenant while it lasts, and of no other': {
      group: 'vigia-slo',
      every: '15s',
      series,
      from,
      maintenance: [{ tenant: 'a', from: minute(60), to: minute(90) }],
      expected: [
        api('slo:total:increase5m', '59m', 300),
        api('slo:total:increase5m', '60m'),
        api('slo:total:increase5m', '89m'),
        api('slo:total:increase5m', '90m', 300),
        {
          at: '70m',
          query: 'slo:total:increase5m',
          values: { [objective('api-availability', 'b')]: 300 },
        },
      ],
    },
    'of all leaves those of every tenant': {
      group: 'vigia-slo',
      every: '15s',
      series,
      from,
      maintenance: [{ tenant: 'all', from: minute(60), to: minute(90) }],
      expected: [{ at: '70m', query: 'slo:total:increase5m', values: {} }, api('slo:total:increase5m', '90m', 300)],
    },
  });
});

describe('budgets', () => {
  const long = { group: 'vigia-long', every: '1h', evaluateEvery: '1h' } as const;
  const tiles = (total: string, good: string, tenant = 'a', slo = 'api-availability') => ({
    [`slo:total:increase1h_tile${objective(slo, tenant)}`]: total,
    [`slo:good:increase1h_tile${objective(slo, tenant)}`]: good,
  });
  rows({
    'read right on a short history: after three days of one error in 400, half of it is left': {
      ...long,
      series: tiles('400x72', '399x72'),
      expected: [
        api('slo:total:increase1d', '71h', 9_600),
        api('slo:total:increase3d', '71h', 28_800),
        api('slo:total:increase_period', '71h', 28_800),
        api('slo:errors:ratio_period', '71h', 0.0025),
        api('slo:error_budget:remaining_ratio', '71h', 0.5),
        api('slo:error_budget:burn_rate1d', '71h', 0.5),
        api('slo:error_budget:exhaustion_days', '71h', 30),
      ],
    },
    'forget what is older than the period': {
      ...long,
      // A bad day, then 30 days without a fault.
      series: tiles('100x24 100x800', '0x24 100x800'),
      expected: [
        { at: '719h', query: `slo:errors:ratio_period${API}`, values: { [API]: 0.034722 } },
        api('slo:total:increase_period', '760h', 72_000),
        api('slo:error_budget:remaining_ratio', '760h', 1),
      ],
    },
    'go by the objective’s own period, which for webhooks is seven days': {
      ...long,
      series: tiles('10x800', '9x800', 'a', 'webhook-success'),
      expected: [
        {
          at: '760h',
          query: 'slo:total:increase_period',
          values: { [objective('webhook-success')]: 1_680 },
        },
      ],
    },
    'weigh hours by their traffic: a bad hour at night is not a bad day': {
      ...long,
      // 990 requests by day, and 10 at night of which all fail.
      series: tiles('990x11 10 990x11', '990x11 0 990x11'),
      expected: [{ at: '23h', query: `slo:errors:ratio1d${API}`, values: { [API]: 0.000439 } }],
    },
    'are spent where they are: nothing left, and no day to go': {
      ...long,
      series: tiles('100x100', '98x100'),
      expected: [
        { at: '99h', query: `slo:error_budget:remaining_ratio${API}`, values: { [API]: -3 } },
        api('slo:error_budget:exhaustion_days', '99h', 0),
      ],
    },
    'have no last day where nothing burns': {
      ...long,
      series: tiles('100x100', '100x100'),
      expected: [api('slo:error_budget:remaining_ratio', '99h', 1), api('slo:error_budget:exhaustion_days', '99h')],
    },
    'leave out an hour that was not recorded, with all its events': {
      ...long,
      series: tiles('100x10 _x3 100x10', '99x10 _x3 99x10'),
      expected: [
        api('slo:total:increase1d', '23h', 2_100),
        { at: '23h', query: `slo:errors:ratio1d${API}`, values: { [API]: 0.01 } },
      ],
    },
    'show the fleet: which share is within its objective, and who has least left': {
      ...long,
      series: {
        ...tiles('1000x30', '1000x30', 'a'),
        ...tiles('1000x30', '996x30', 'b'),
        ...tiles('1000x30', '990x30', 'c'),
        ...tiles('1000x30', '980x30', 'd'),
      },
      expected: [
        {
          at: '29h',
          query: 'fleet:slo_within_objective:ratio',
          values: { '{env="prod", slo="api-availability"}': 0.5 },
        },
        {
          at: '29h',
          query: 'count(fleet:slo_error_budget:worst10)',
          values: { '{}': 4 },
        },
      ],
    },
    'name ten tenants at most': {
      ...long,
      series: Object.assign({}, ...Array.from({ length: 12 }, (_, i) => tiles('1000x30', `${1_000 - i}x30`, `t${i}`))),
      expected: [
        { at: '29h', query: 'count(fleet:slo_error_budget:worst10)', values: { '{}': 10 } },
        { at: '29h', query: 'count(fleet:slo_error_budget:worst10{tenant=~"t0|t1"})', values: {} },
      ],
    },
    'know how many failed log-ins an hour of a clinic has': {
      ...long,
      series: { 'tenant:failed_logins:increase1h{env="prod", tenant="a"}': '2x100 8x100' },
      expected: [
        {
          at: '199h',
          query: 'tenant:failed_logins:hourly_average7d',
          values: { '{env="prod", tenant="a"}': 5.535714 },
        },
      ],
    },
  });
});
