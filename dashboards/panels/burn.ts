/** How fast error budgets burn, by the alerts' own windows and thresholds, and what is left out of them for maintenance. */
import type { Alert } from '../../alerts/alert.ts';
import { catalogue } from '../../alerts/catalogue.ts';
import { allowedErrors } from '../../alerts/slo/budget.ts';
import { BURN_TIERS, burnThreshold } from '../../alerts/slo/burn-rate.ts';
import { type SloName, slos } from '../../telemetry/contract/index.ts';
import { recorded, type Vector } from '../../telemetry/query/index.ts';
import { busiest, type StatPanel, series, type TablePanel, type TimeSeriesPanel } from '../panel.ts';
import { alertLine } from '../style.ts';
import { burnOfHour } from './budgets.ts';
import { known } from './traffic.ts';

const [hourly] = BURN_TIERS.page.windows;

/** Budgets that there are: where none of them burns, none is the answer. */
const all = recorded('slo:error_budget:remaining_ratio').countBy('env');

/** One budget is enough for the alert, and so for its colour. */
const anyOf = ({ severity }: Pick<Alert, 'severity'>) => alertLine({ severity, above: 0, unit: 'count' });

export const pagesNumber: StatPanel = {
  kind: 'stat',
  id: 'pages-number',
  title: 'Burning: pages',
  description:
    'Budgets of the chosen clinics that burn so fast that somebody is woken: on both windows of a pair, with enough bad events.',
  unit: 'count',
  course: false,
  thresholds: anyOf(catalogue.ApiAvailabilityBudgetBurn),
  targets: [series(recorded('slo:burn_rate:page').countBy('env').orZeroFor(all), 'Pages')],
};

export const ticketsNumber: StatPanel = {
  kind: 'stat',
  id: 'tickets-number',
  title: 'Burning: tickets',
  description:
    'Budgets of the chosen clinics that burn too fast for days, and too slowly to wake anybody. Look at them within the working day.',
  unit: 'count',
  course: false,
  thresholds: anyOf(catalogue.ApiAvailabilityBudgetTicket),
  targets: [series(recorded('slo:burn_rate:ticket').countBy('env').orZeroFor(all), 'Tickets')],
};

/** The share of an objective's events that were bad within an hour, with the lines of what is allowed and of what pages. */
export function errorsOfAnHour(slo: SloName): TimeSeriesPanel {
  const { title } = slos[slo];
  return {
    kind: 'time-series',
    id: `errors-of-an-hour-${slo}`,
    title: `${title}: bad in an hour`,
    description:
      'Share of the events of the hour before each moment that were bad, of the ten clinics where it was highest. Above the first line the budget does not last for its period; above the second it pages, if the last five minutes are above it too.',
    unit: 'ratio',
    style: 'lines',
    thresholds: {
      base: 'good',
      steps: [
        { from: allowedErrors(slos[slo]), state: 'warning' },
        { from: burnThreshold(slos[slo], hourly), state: 'critical' },
      ],
    },
    targets: [busiest(recorded('slo:errors:ratio1h', { slo }), '{{tenant}}')],
  };
}

const times = { unit: 'times', thresholds: alertLine(catalogue.ApiAvailabilityBudgetTicket) } as const;

export const fastestBurning: TablePanel = {
  kind: 'table',
  id: 'fastest-burning',
  title: 'Budgets that burn fastest',
  description:
    'How many times as fast as allowed the budgets of the chosen clinics burn: at 1 a budget lasts exactly for its period. What pages or makes a ticket, on all the windows of its alert, has its rate in the last columns.',
  by: ['tenant', 'slo'],
  columns: [
    { title: '1 h', query: burnOfHour, ...times },
    { title: '1 d', query: recorded('slo:error_budget:burn_rate1d'), ...times },
    {
      title: 'Page',
      unit: 'times',
      query: recorded('slo:burn_rate:page'),
      thresholds: alertLine(catalogue.ApiAvailabilityBudgetBurn),
    },
    { title: 'Ticket', query: recorded('slo:burn_rate:ticket'), ...times },
  ],
  most: { k: 10, order: 'highest' },
};

const requests = recorded('tenant:request_rate:rate5m');
const maintained: Vector<'env' | 'tenant'> = requests
  .andOn(['tenant'], recorded('tenant:maintenance:active'))
  .or(requests.andOn([], recorded('fleet:maintenance:active')));

export const maintainedNumber: StatPanel = {
  kind: 'stat',
  id: 'maintained-number',
  title: 'In maintenance',
  description: 'Chosen clinics in a maintenance window now: what their users feel counts for no budget, and raises no alert.',
  unit: 'count',
  course: false,
  targets: [series(maintained.countBy('env').orZeroFor(known), 'Clinics')],
};

/** Recorded for as long as the rules run, and so a line of 0 where there is no window for all. */
const always = recorded('fleet:slo_within_objective:ratio').groupBy('env');

export const maintenance: TimeSeriesPanel = {
  kind: 'time-series',
  id: 'maintenance',
  title: 'Maintenance windows',
  description:
    '1 while a window is open: for all clinics, or for the chosen one that is named. Errors within it are missing above on purpose.',
  unit: 'count',
  style: 'lines',
  max: 1,
  targets: [
    series(always.andOn([], recorded('fleet:maintenance:active')).orZeroFor(always), 'All clinics'),
    busiest(recorded('tenant:maintenance:active'), '{{tenant}}'),
  ],
};
