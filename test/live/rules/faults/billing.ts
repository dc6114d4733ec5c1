/** What goes wrong with a clinic's money. */
import type { Fault } from '../../../support/fault.ts';
import { DASHBOARDS, sdk, TENANT_A } from './series.ts';

const retries = (instance = 'i-1', tenant = 'a') =>
  `stripe_webhook_retries_total{env="prod", service="clinic", instance="${instance}", tenant="${tenant}"}`;

const invoices = (outcome: string, tenant = 'a') =>
  `tenant:stripe_invoices:increase1d{env="prod", tenant="${tenant}", outcome="${outcome}"}`;

const usual = (currency = 'mxn', tenant = 'a') =>
  `tenant:stripe_mrr:median7d{env="prod", tenant="${tenant}", currency="${currency}"}`;
const revenue = (currency = 'mxn', tenant = 'a') => `stripe_mrr${sdk(`tenant="${tenant}", currency="${currency}"`)}`;
const revenueOfSecond = (currency: string) =>
  `stripe_mrr{env="prod", service="clinic", instance="i-2", tenant="a", currency="${currency}"}`;
const MXN = { ...TENANT_A, currency: 'mxn' };
const USD = { ...TENANT_A, currency: 'usd' };

const DASHBOARD = `${DASHBOARDS}/vigia-tenant-overview?var-tenant=a`;
const FELL =
  'The monthly recurring revenue of a in mxn has been more than 20% below its usual for an hour. Subscriptions ended, were changed, or are no longer read.';
const GONE = {
  summary: 'a: monthly revenue in mxn is 100% below its median of seven days',
  description: FELL,
  dashboard_url: DASHBOARD,
};
const MAINTENANCE = { 'tenant:maintenance:active{tenant="a"}': '1x600' };

export const billingFaults: readonly Fault[] = [
  {
    alert: 'StripeWebhookRetries',
    boundary: { series: { [retries()]: '_x20 1x4 2x4 3x240' }, at: '1h' },
    past: {
      series: { [retries()]: '_x20 1x4 2x4 3x4 4x40' },
      silentAt: '8m30s',
      firesAt: '8m45s',
      fires: [
        {
          labels: TENANT_A,
          says: {
            summary: 'a: Stripe repeated 4 webhook deliveries within an hour',
            description:
              'Stripe repeats a delivery that was not answered with success. Payments of a may be booked late; above 3 an hour something is broken.',
            dashboard_url: DASHBOARD,
          },
        },
      ],
    },
    ended: { series: { [retries()]: '_x20 1x4 2x4 3x4 4x400' }, firesAt: '1h4m45s', overAt: '1h5m' },
    also: [
      [
        'counts the repeats of every process, those of one that has just begun included',
        { series: { [retries()]: '_x20 2x60', [retries('i-2')]: '_x30 2x60' }, at: '7m15s', firing: [] },
        { series: { [retries()]: '_x20 2x60', [retries('i-2')]: '_x30 2x60' }, at: '7m30s', firing: [TENANT_A] },
      ],
      [
        'goes on counting where a restart begins again',
        { series: { [retries()]: '0x20 3x20 0x4 1x40' }, at: '12m', firing: [TENANT_A] },
      ],
      ['does not fire on the restart itself', { series: { [retries()]: '_x20 3x20 0x40' }, at: '15m', firing: [] }],
      [
        'does not count old repeats again after a gap, of minutes or most of a day',
        { series: { [retries()]: '9x300 _x60 9x40' }, at: '1h35m', firing: [] },
        { series: { [retries()]: '9x30 _x1400 9x20' }, every: '1m', at: '24h', firing: [] },
      ],
      [
        'names the clinic whose deliveries are repeated and no other',
        { series: { [retries()]: '_x20 4x60', [retries('i-1', 'b')]: '_x20 3x60' }, at: '10m', firing: [TENANT_A] },
      ],
      ['is silent in maintenance', { series: { [retries()]: '_x20 9x60', ...MAINTENANCE }, at: '10m', firing: [] }],
    ],
  },
  {
    alert: 'FailedInvoices',
    boundary: { series: { [invoices('failure')]: '4x800', [invoices('success')]: '16x800' }, at: '3h' },
    past: {
      series: { [invoices('failure')]: '203x300', [invoices('success')]: '797x300' },
      silentAt: '59m45s',
      firesAt: '1h',
      fires: [
        {
          labels: TENANT_A,
          says: {
            summary: 'a: 20.3% of the invoices of a day failed',
            description:
              'Stripe could not collect 20.3% of the invoices of a within a day, where 20% is already too much. Cards are refused one by one; this many fail for a common reason.',
            dashboard_url: DASHBOARD,
          },
        },
      ],
    },
    ended: {
      series: { [invoices('failure')]: '203x600', [invoices('success')]: '797x300 812x300' },
      firesAt: '1h15m',
      overAt: '1h15m15s',
    },
    also: [
      [
        'is silent at two of two, and of three: chance, not a fault',
        { series: { [invoices('failure')]: '2x300' }, at: '1h', firing: [] },
        { series: { [invoices('failure')]: '2x300', [invoices('success')]: '1x300' }, at: '1h', firing: [] },
      ],
      [
        'fires at three of three, where none was ever paid',
        { series: { [invoices('failure')]: '3x300' }, at: '1h', firing: [TENANT_A] },
      ],
      [
        'counts among all of them what ended in another way',
        {
          series: { [invoices('failure')]: '3x300', [invoices('success')]: '8x300', [invoices('denied')]: '4x300' },
          at: '1h',
          firing: [],
        },
      ],
      [
        'is silent where only paid ones are known, and on a day without any',
        { series: { [invoices('success')]: '40x300' }, at: '1h', firing: [] },
        { series: { [invoices('failure')]: '0x300', [invoices('success')]: '0x300' }, at: '1h', firing: [] },
      ],
      [
        'begins anew after one evaluation below',
        { series: { [invoices('failure')]: '5x200 1 5x300', [invoices('success')]: '5x600' }, at: '1h40m', firing: [] },
        { series: { [invoices('failure')]: '5x200 1 5x300', [invoices('success')]: '5x600' }, at: '1h50m30s', firing: [TENANT_A] },
      ],
      [
        'names the clinic whose invoices fail and no other',
        {
          series: {
            [invoices('failure')]: '5x300',
            [invoices('success')]: '5x300',
            [invoices('failure', 'b')]: '4x300',
            [invoices('success', 'b')]: '90x300',
          },
          at: '1h',
          firing: [TENANT_A],
        },
      ],
      ['is silent in maintenance', { series: { [invoices('failure')]: '9x600', ...MAINTENANCE }, at: '2h', firing: [] }],
    ],
  },
  {
    alert: 'MrrDrop',
    boundary: { series: { [usual()]: '50000x800', [revenue()]: '40000x800' }, at: '3h' },
    past: {
      series: { [usual()]: '50000x300', [revenue()]: '39500x300' },
      silentAt: '59m45s',
      firesAt: '1h',
      fires: [
        {
          labels: MXN,
          says: {
            summary: 'a: monthly revenue in mxn is 21% below its median of seven days',
            description: FELL,
            dashboard_url: DASHBOARD,
          },
        },
      ],
    },
    ended: {
      series: { [usual()]: '50000x600', [revenue()]: '39500x300 45000x300' },
      firesAt: '1h15m',
      overAt: '1h15m15s',
    },
    also: [
      [
        'is silent where a small clinic loses half, but less than 2,000 pesos',
        { series: { [usual()]: '4000x600', [revenue()]: '2001x600' }, at: '2h', firing: [] },
        { series: { [usual()]: '4000x600', [revenue()]: '2000x600' }, at: '2h', firing: [MXN] },
      ],
      [
        'is silent where it is less than 100 dollars',
        { series: { [usual('usd')]: '300x600', [revenue('usd')]: '201x600' }, at: '2h', firing: [] },
        {
          series: { [usual('usd')]: '300x600', [revenue('usd')]: '200x600' },
          at: '2h',
          firing: [USD],
        },
      ],
      [
        'fires on any such fall in a currency that has no floor',
        { series: { [usual('eur')]: '50x600', [revenue('eur')]: '30x600' }, at: '2h', firing: [{ ...TENANT_A, currency: 'eur' }] },
      ],
      [
        'fires where the last subscription ended and nothing is read any more, while others are read',
        { series: { [usual()]: '9000x300', [revenue('mxn', 'b')]: '5x300' }, at: '1h', firing: [MXN], says: [GONE] },
        { series: { [usual('usd')]: '300x300', [revenue('usd', 'b')]: '5x300' }, at: '1h', firing: [USD] },
      ],
      [
        'is silent where what ended was less than the floor of its currency',
        { series: { [usual()]: '1500x300', [revenue('mxn', 'b')]: '5x300' }, at: '1h', firing: [] },
        { series: { [usual('usd')]: '60x300', [revenue('usd', 'b')]: '5x300' }, at: '1h', firing: [] },
      ],
      [
        'is silent where nobody is read, or only those of another environment',
        { series: { [usual()]: '9000x300' }, at: '1h', firing: [] },
        {
          series: {
            [usual()]: '9000x300',
            'stripe_mrr{env="dev", service="clinic", instance="i-1", tenant="b", currency="mxn"}': '5x300',
          },
          at: '1h',
          firing: [],
        },
      ],
      [
        'takes the larger of two processes: one of them read before the other',
        {
          series: {
            [usual()]: '50000x300',
            [revenue()]: '30000x300',
            [revenueOfSecond('mxn')]: '45000x300',
          },
          at: '1h',
          firing: [],
        },
        { series: { [usual()]: '4000x300', [revenue()]: '1000x300', [revenueOfSecond('mxn')]: '2100x300' }, at: '1h', firing: [] },
        {
          series: { [usual('usd')]: '300x300', [revenue('usd')]: '100x300', [revenueOfSecond('usd')]: '205x300' },
          at: '1h',
          firing: [],
        },
        {
          series: { [usual()]: '50000x300', [revenue()]: '30000x300', [revenueOfSecond('mxn')]: '30000x300' },
          at: '1h',
          firing: [MXN],
        },
        {
          series: { [usual('usd')]: '5000x300', [revenue('usd')]: '3000x300', [revenueOfSecond('usd')]: '3000x300' },
          at: '1h',
          firing: [USD],
        },
      ],
      ['is silent for a clinic that is new', { series: { [revenue()]: '100x300' }, at: '1h', firing: [] }],
      ['is silent for one that never had revenue', { series: { [usual()]: '0x300', [revenue()]: '0x300' }, at: '1h', firing: [] }],
      [
        'names the clinic and the currency that fell, and no other',
        {
          series: {
            [usual()]: '50000x300',
            [revenue()]: '30000x300',
            [usual('usd')]: '5000x300',
            [revenue('usd')]: '5000x300',
            [usual('mxn', 'b')]: '90000x300',
            [revenue('mxn', 'b')]: '95000x300',
          },
          at: '1h',
          firing: [MXN],
        },
      ],
      [
        'begins anew after one reading as usual',
        { series: { [usual()]: '50000x600', [revenue()]: '30000x200 50000 30000x300' }, at: '1h40m', firing: [] },
      ],
      [
        'is silent in maintenance',
        { series: { [usual()]: '50000x600', [revenue()]: '1x600', ...MAINTENANCE }, at: '2h', firing: [] },
      ],
    ],
  },
];
