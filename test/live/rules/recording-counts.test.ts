/** The counts of five minutes, what is read once an hour, and what is usual for a tenant, on the real promtool. */
import { describe, expect, test } from 'vitest';
import { type RecordingTest, recordingFailure } from '../../support/promtool-recording.ts';
import { sdk } from './faults/series.ts';

const A = '{env="prod", tenant="a"}';

const auth = (event: string, outcome: string, tenant = 'a', instance = 'i-1') =>
  `auth_events_total{env="prod", service="clinic", instance="${instance}", tenant="${tenant}", event="${event}", outcome="${outcome}", source="ipv4"}`;
const audit = (series: string, instance: string, tenant = 'a') =>
  `${series}{env="prod", service="clinic", instance="${instance}", tenant="${tenant}"${series === 'audit_events_total' ? ', event="LOGIN"' : ''}, outcome="success"}`;
const reservations = (action: string, instance: string) =>
  `reservations_total{env="prod", service="clinic", instance="${instance}", tenant="a", action="${action}"}`;
const invoices = (outcome: string) => `stripe_invoices_total${sdk(`tenant="a", outcome="${outcome}"`)}`;

function rows(cases: Readonly<Record<string, RecordingTest>>): void {
  test.each(Object.entries(cases))('%s', async (_, one) => {
    expect(await recordingFailure(one)).toBe('');
  });
}

/** A value of tenant `a`; none where it is left out. */
const ofA = (series: string, at: string, value?: number) => ({
  at,
  query: `${series}{tenant="a"}`,
  values: value === undefined ? {} : { [A]: value },
});

describe('the counts of five minutes', () => {
  const group = { group: 'vigia-five-minutes', every: '15s' } as const;
  const failures = 'tenant:failed_logins:increase5m_tile';
  const written = 'tenant:audit_events:increase5m_tile';
  const arrived = 'tenant:audit_records:increase5m_tile';
  rows({
    'hold each failed log-in once, and nothing that is none': {
      ...group,
      series: {
        [auth('login', 'failure')]: '0+1x100',
        [auth('login', 'success')]: '0+5x100',
        [auth('logout', 'failure')]: '0+7x100',
        [auth('login', 'failure', 'b')]: '0+3x100',
      },
      expected: [ofA(failures, '5m', 20), ofA(failures, '10m', 20), ofA(failures, '20m', 20)],
    },
    'add up replicas, and count what a new one begins with': {
      ...group,
      series: { [auth('login', 'failure')]: '0+1x100', [auth('login', 'failure', 'a', 'i-2')]: '_x30 6x70' },
      expected: [ofA(failures, '10m', 26), ofA(failures, '15m', 20)],
    },
    'tell privileged actions by what they were': {
      ...group,
      series: {
        [`privileged_actions_total${sdk('tenant="a", action="role_change"')}`]: '0+1x100',
        [`privileged_actions_total${sdk('tenant="a", action="data_export"')}`]: '_x30 3x70',
      },
      expected: [
        {
          at: '10m',
          query: 'tenant:privileged_actions:increase5m_tile',
          values: {
            '{env="prod", tenant="a", action="role_change"}': 20,
            '{env="prod", tenant="a", action="data_export"}': 3,
          },
        },
        {
          at: '15m',
          query: 'tenant:privileged_actions:increase5m_tile',
          values: {
            '{env="prod", tenant="a", action="role_change"}': 20,
            '{env="prod", tenant="a", action="data_export"}': 0,
          },
        },
      ],
    },
    'tell authentication by what it was and how it ended, from whatever address and process': {
      ...group,
      series: {
        [auth('login', 'success')]: '0+2x100',
        [auth('login', 'success', 'a', 'i-2')]: '0+1x100',
        [auth('login', 'success').replace('ipv4', 'ipv6')]: '0+4x100',
        [auth('login', 'failure')]: '_x30 6x70',
        [auth('logout', 'success', 'b')]: '0+1x100',
      },
      expected: [
        {
          at: '10m',
          query: 'tenant:auth_events:increase5m_tile',
          values: {
            '{env="prod", tenant="a", event="login", outcome="success"}': 140,
            '{env="prod", tenant="a", event="login", outcome="failure"}': 6,
            '{env="prod", tenant="b", event="logout", outcome="success"}': 20,
          },
        },
      ],
    },
    "count the first attempt to touch another's rows, once": {
      ...group,
      series: { [`cross_tenant_access_total${sdk('tenant="a"')}`]: '_x30 1x70' },
      expected: [
        ofA('tenant:cross_tenant_access:increase5m_tile', '5m'),
        ofA('tenant:cross_tenant_access:increase5m_tile', '10m', 1),
        ofA('tenant:cross_tenant_access:increase5m_tile', '15m', 0),
      ],
    },
    'tell reservations by what was done to them, replicas together': {
      ...group,
      series: {
        [reservations('create', 'i-1')]: '0+1x100',
        [reservations('create', 'i-2')]: '_x30 2x70',
        [reservations('cancel', 'i-1')]: '0+3x100',
      },
      expected: [
        {
          at: '10m',
          query: 'tenant:reservations:increase5m_tile',
          values: { '{env="prod", tenant="a", action="create"}': 22, '{env="prod", tenant="a", action="cancel"}': 60 },
        },
      ],
    },
    'hold every step of the booking funnel that was reached': {
      ...group,
      series: {
        [`reservation_funnel_steps_total${sdk('tenant="a", step="search"')}`]: '0+5x100',
        [`reservation_funnel_steps_total${sdk('tenant="a", step="confirmed"')}`]: '_x30 1x70',
      },
      expected: [
        {
          at: '10m',
          query: 'tenant:funnel_steps:increase5m_tile',
          values: { '{env="prod", tenant="a", step="search"}': 100, '{env="prod", tenant="a", step="confirmed"}': 1 },
        },
      ],
    },
    'tell invoices by how they ended': {
      ...group,
      series: { [invoices('success')]: '0+2x100', [invoices('failure')]: '_x30 1x70' },
      expected: [
        {
          at: '10m',
          query: 'tenant:stripe_invoices:increase5m_tile',
          values: {
            '{env="prod", tenant="a", outcome="success"}': 40,
            '{env="prod", tenant="a", outcome="failure"}': 1,
          },
        },
      ],
    },
    'never count too many records that were written: what a process begins with may have been there before': {
      ...group,
      series: { [audit('audit_events_total', 'i-1')]: '0+2x100', [audit('audit_events_total', 'i-2')]: '_x30 500+1x70' },
      // The second is first seen at 7:30, and writes one every 15 seconds from then on.
      expected: [ofA(written, '10m', 50), ofA(written, '15m', 60)],
    },
    'never count too few that arrived: a gateway that restarted begins a clinic anew, although it knew the clinic a day ago': {
      ...group,
      every: '1m',
      series: { [audit('audit_records_total', 'gateway-0')]: '50x1442 _x15 3x20' },
      expected: [ofA(arrived, '24h15m'), ofA(arrived, '24h20m', 3), ofA(arrived, '24h25m', 0)],
    },
    'count a gateway on where its restart begins again': {
      ...group,
      series: { [audit('audit_records_total', 'gateway-0')]: '0+2x30 1+2x70' },
      // 2 x 30 until 7:30, then 1 and two every 15 seconds: from 5:00 to 10:00 20 before and 1 + 2 x 9 after.
      expected: [ofA(arrived, '10m', 39)],
    },
    'leave out what is counted past the cap on tenants: the gateway knows those clinics by their names': {
      ...group,
      series: {
        [audit('audit_events_total', 'i-1', '__overflow__')]: '0+2x100',
        [audit('audit_records_total', 'gateway-0', '__overflow__')]: '0+2x100',
        [audit('audit_events_total', 'i-1', '__none__')]: '0+1x100',
      },
      expected: [
        { at: '10m', query: written, values: { '{env="prod", tenant="__none__"}': 20 } },
        { at: '10m', query: arrived, values: {} },
      ],
    },
  });
});

describe('what is read once an hour', () => {
  const group = { group: 'vigia-hourly', every: '15s' } as const;
  const failures = 'tenant:failed_logins:increase1h';
  const requests = `http_server_request_duration_seconds_count${sdk('tenant="a", tier="standard", status="2xx"')}`;
  rows({
    'are the failed log-ins of the hour': {
      ...group,
      series: { [auth('login', 'failure')]: '0+1x600' },
      expected: [ofA(failures, '1h', 240), ofA(failures, '2h', 240)],
    },
    'are none for a clinic with requests, and unknown for one without': {
      ...group,
      series: { [requests]: '0+1x600', [auth('login', 'failure', 'b')]: '_x300 4x300' },
      expected: [
        { at: '1h', query: failures, values: { [A]: 0 } },
        { at: '2h', query: failures, values: { [A]: 0, '{env="prod", tenant="b"}': 4 } },
      ],
    },
    'are the revenue of a clinic: the larger of two readings, by currency, without the overflow': {
      ...group,
      series: {
        [`stripe_mrr${sdk('tenant="a", currency="mxn"')}`]: '700x600',
        'stripe_mrr{env="prod", service="clinic", instance="i-2", tenant="a", currency="mxn"}': '900x600',
        [`stripe_mrr${sdk('tenant="a", currency="usd"')}`]: '40x600',
        [`stripe_mrr${sdk('tenant="__overflow__", currency="mxn"')}`]: '90000x600',
      },
      expected: [
        {
          at: '1h',
          query: 'tenant:stripe_mrr:hourly',
          values: { '{env="prod", tenant="a", currency="mxn"}': 900, '{env="prod", tenant="a", currency="usd"}': 40 },
        },
      ],
    },
  });
});

describe('what is usual', () => {
  // Evaluated once an hour, for what is read here is: seven days take a second so.
  const group = { group: 'vigia-long', every: '1h', evaluateEvery: '1h' } as const;
  const failures = `tenant:failed_logins:increase1h${A}`;
  const mrr = 'tenant:stripe_mrr:hourly{env="prod", tenant="a", currency="mxn"}';
  rows({
    'are the average and the busy hour of a week: of a hundred and sixty-eight hours with forty in the office': {
      ...group,
      // Seven days: five with eight hours of twelve failures, one of them with thirty, and none at night. Before them an attack.
      series: { [failures]: `500 ${'12x7 0x15 '.repeat(4)}12x3 30 12x2 0x15 0x47` },
      expected: [
        // 39 x 12 and 30 of 168 hours.
        ofA('tenant:failed_logins:hourly_average7d', '168h', 2.964286),
        ofA('tenant:failed_logins:busy_hour7d', '168h', 12),
      ],
    },
    'is the median of a week: three days below it do not move it, and four do': {
      ...group,
      series: { [mrr]: '1x0 1000x95 600x400' },
      expected: [
        { at: '168h', query: 'tenant:stripe_mrr:median7d', values: { '{env="prod", tenant="a", currency="mxn"}': 1_000 } },
        { at: '192h', query: 'tenant:stripe_mrr:median7d', values: { '{env="prod", tenant="a", currency="mxn"}': 600 } },
      ],
    },
    'are the reservations that were made in a day, each once, and no changed one': {
      group: 'vigia-long',
      every: '5m',
      evaluateEvery: '5m',
      series: {
        'tenant:reservations:increase5m_tile{env="prod", tenant="a", action="create"}': '9 2x300',
        'tenant:reservations:increase5m_tile{env="prod", tenant="a", action="cancel"}': '1x300',
      },
      expected: [
        { at: '23h55m', query: 'tenant:reservations_per_day:increase1d', values: { '{env="prod", tenant="a"}': 583 } },
        { at: '24h', query: 'tenant:reservations_per_day:increase1d', values: { '{env="prod", tenant="a"}': 576 } },
      ],
    },
    'are the steps of the funnel in a day, each once': {
      group: 'vigia-long',
      every: '5m',
      evaluateEvery: '5m',
      series: { 'tenant:funnel_steps:increase5m_tile{env="prod", tenant="a", step="search"}': '9 2x300' },
      expected: [
        { at: '23h55m', query: 'tenant:funnel_steps:increase1d', values: { '{env="prod", tenant="a", step="search"}': 583 } },
        { at: '24h', query: 'tenant:funnel_steps:increase1d', values: { '{env="prod", tenant="a", step="search"}': 576 } },
      ],
    },
    'are the invoices of a day, each once': {
      group: 'vigia-long',
      every: '5m',
      evaluateEvery: '5m',
      series: { 'tenant:stripe_invoices:increase5m_tile{env="prod", tenant="a", outcome="failure"}': '9 1x300' },
      expected: [
        {
          at: '23h55m',
          query: 'tenant:stripe_invoices:increase1d',
          values: { '{env="prod", tenant="a", outcome="failure"}': 296 },
        },
        { at: '24h', query: 'tenant:stripe_invoices:increase1d', values: { '{env="prod", tenant="a", outcome="failure"}': 288 } },
      ],
    },
  });
});
