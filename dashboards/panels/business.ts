/** How a clinic does: from the first search to the paid package. */
import * as units from '@grafana/grafana-foundation-sdk/units';
import { duration } from '../../telemetry/contract/index.ts';
import { counter, gauge, recorded } from '../../telemetry/query/index.ts';
import { bars, lines, number, stacked } from '../style.ts';
import { metric, ofTenant } from '../targets.ts';

export function reservationsNumber() {
  return number({
    title: 'Reservations per day',
    description: 'Reservations created in the last 24 hours.',
    unit: units.Short,
  }).withTarget(metric(ofTenant(recorded('tenant:reservations_per_day:increase1d')), { legend: '{{tenant}}' }));
}

export function activeClientsNumber() {
  return number({
    title: 'Active clients',
    description: 'Clients with a reservation in the last 90 days.',
    unit: units.Short,
  }).withTarget(metric(ofTenant(gauge('active_clients').acrossInstances()), { legend: '{{tenant}}' }));
}

export function bookingFunnelBars() {
  const steps = counter('reservation_funnel_steps_total').increase(duration('1d')).sumBy('env', 'tenant', 'step');
  return bars({
    title: 'Booking funnel',
    description:
      'How many reached each step in the last 24 hours: search, slot, details, confirmed. The widest gap is where clients leave.',
    unit: units.Short,
  }).withTarget(metric(ofTenant(steps), { legend: '{{step}}', instant: true }));
}

export function activePackagesLines() {
  return stacked({
    title: 'Active packages',
    description: 'Sold packages that still have sessions left, by package.',
    unit: units.Short,
  }).withTarget(metric(ofTenant(gauge('active_packages').acrossInstances()), { legend: '{{package}}' }));
}

export function revenueLines() {
  return lines({
    title: 'Monthly recurring revenue',
    description: 'In whole units of each currency. Currencies are never added up.',
    unit: units.Short,
  }).withTarget(metric(ofTenant(gauge('stripe_mrr').acrossInstances()), { legend: '{{currency}}' }));
}
