/** What the chosen clinics live on: their clients, their packages, their revenue. */
import { catalogue } from '../../alerts/catalogue.ts';
import { duration } from '../../telemetry/contract/index.ts';
import { recorded } from '../../telemetry/query/index.ts';
import { type BarGaugePanel, busiest, type StatPanel, series, type TablePanel, type TimeSeriesPanel } from '../panel.ts';
import { alertLine } from '../style.ts';
import { INTERVAL } from '../variables.ts';
import { known, measured } from './traffic.ts';

const clients = recorded('tenant:active_clients:max');

export const clientsByClinic: TimeSeriesPanel = {
  kind: 'time-series',
  id: 'clients-by-clinic',
  title: 'Active clients',
  description:
    'Clients with a reservation in the last 90 days, of the ten clinics with the most. It moves slowly: a step is an import, or a count that is no longer read.',
  unit: 'count',
  style: 'lines',
  targets: [busiest(clients, '{{tenant}}')],
};

/** Now alone: there are up to ten packages for each clinic, and over time all of them would be read for every point. */
export const packages: BarGaugePanel = {
  kind: 'bar-gauge',
  id: 'packages',
  title: 'Active packages',
  description:
    'Sold packages that still have sessions left, by package: the ten most sold of the chosen clinics. What nobody uses is on no list.',
  unit: 'count',
  targets: [busiest(recorded('tenant:active_packages:max').sumBy('env', 'package'), '{{package}}')],
};

/** Written once an hour, so it is there for an hour. */
const HOUR = duration('1h');
const revenue = recorded('tenant:stripe_mrr:hourly').lastOver(HOUR);
const usual = recorded('tenant:stripe_mrr:median7d');

export const revenueTrend: TimeSeriesPanel = {
  kind: 'time-series',
  id: 'revenue-trend',
  title: 'Monthly recurring revenue, 30 days',
  description:
    'Of the chosen clinics together, in whole units of each currency: currencies are never added up. It is read once an hour; the table beside it says whose revenue fell.',
  unit: 'money',
  style: 'lines',
  range: duration('30d'),
  points: 60,
  targets: [series(revenue.sumBy('env', 'currency'), '{{currency}}')],
};

/** A clinic whose last subscription ended has no revenue to read: it fell by all of it, as the alert has it. */
const read = revenue.orZeroFor(usual.andOn(['env'], revenue));

export const revenueByClinic: TablePanel = {
  kind: 'table',
  id: 'revenue-by-clinic',
  title: 'Revenue by clinic',
  description:
    'The ten clinics whose revenue fell furthest below its median of seven days; less than zero is above it. Coloured for an hour it alerts, unless the fall is a few subscribers.',
  by: ['tenant', 'currency'],
  columns: [
    {
      title: 'Below usual',
      unit: 'ratio',
      query: read.dividedBy(usual.above(0)).subtractedFrom(1),
      thresholds: alertLine(catalogue.MrrDrop),
    },
    { title: 'Now', unit: 'money', query: revenue },
  ],
  most: { k: 10, order: 'highest' },
};

const invoices = (outcome: 'success' | 'failure') =>
  recorded('tenant:stripe_invoices:increase5m_tile', { outcome }).sumOver(INTERVAL).sumBy('env').orZeroFor(measured);

export const invoicesByOutcome: TimeSeriesPanel = {
  kind: 'time-series',
  id: 'invoices-by-outcome',
  title: 'Invoices',
  description:
    'Invoices of the chosen clinics that Stripe reported paid or failed in each interval. Failures one by one are cards; many at once have a common reason.',
  unit: 'count',
  style: 'bars',
  states: [
    { name: 'Paid', state: 'good' },
    { name: 'Failed', state: 'critical' },
  ],
  targets: [series(invoices('success'), 'Paid'), series(invoices('failure'), 'Failed')],
};

const ofDay = recorded('tenant:stripe_invoices:increase1d').sumBy('env');
const failedOfDay = recorded('tenant:stripe_invoices:increase1d', { outcome: 'failure' }).sumBy('env');

export const failedInvoices: StatPanel = {
  kind: 'stat',
  id: 'failed-invoices',
  title: 'Failed invoices, 24 h',
  description:
    'Share of the invoices of the chosen clinics together that failed in 24 hours, coloured from the share at which one clinic alerts. 0 where there was no invoice.',
  unit: 'ratio',
  course: false,
  thresholds: alertLine(catalogue.FailedInvoices),
  targets: [series(failedOfDay.dividedBy(ofDay.above(0)).orZeroFor(known), 'Failed')],
};
