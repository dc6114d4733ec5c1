/** Error budgets: whose are spent, how they went, what of them the chosen clinics have left. */
import { catalogue } from '../../alerts/catalogue.ts';
import { allowedErrors } from '../../alerts/slo/budget.ts';
import { duration, type LabelName, type SloDefinition, type SloName, slos } from '../../telemetry/contract/index.ts';
import { recorded, type Vector } from '../../telemetry/query/index.ts';
import { type Column, lowest, type StatPanel, series, type TablePanel, type TimeSeriesPanel } from '../panel.ts';
import { alertLine, type Thresholds } from '../style.ts';

export const OBJECTIVES = Object.keys(slos) as SloName[];

const WORST = { k: 10, order: 'lowest' } as const;

/** What a missed objective is to the alert on it. */
const MISSED = alertLine(catalogue.ApiAvailabilityBudgetSpent).steps[0]?.state ?? 'warning';

const DAY = duration('1d');

/** As people say it. */
const daysOf = ({ period }: Pick<SloDefinition, 'period'>) => `${period.ms / DAY.ms} days`;

/** At least so much is well, and less is a missed objective. */
const atLeast = (least: number): Thresholds => ({ base: MISSED, steps: [{ from: least, state: 'good' }] });

/** A budget is spent below nothing, which is where the alerts on spent budgets begin. */
const SPENT = atLeast(0);

const remaining = recorded('slo:error_budget:remaining_ratio');

/** What is computed of each objective with a number of its own, for all of them. */
function ofEach<L extends LabelName>(of: (slo: SloName) => Vector<L>): Vector<L> {
  return OBJECTIVES.map(of).reduce((all, one) => all.or(one));
}

/** How many times as fast as allowed each budget burned in the last hour. */
export const burnOfHour = ofEach((slo) => recorded('slo:errors:ratio1h', { slo }).dividedBy(allowedErrors(slos[slo])));

const goodShare = (slo: SloName, window: '1d' | '_period') =>
  recorded(`slo:good:increase${window}`, { slo })
    .sumBy('env')
    .dividedBy(recorded(`slo:total:increase${window}`, { slo }).sumBy('env').above(0));

const availability = slos['api-availability'];
const booking = slos['booking-latency'];

export const availabilityNumber: StatPanel = {
  kind: 'stat',
  id: 'availability-number',
  title: `Availability, ${daysOf(availability)}`,
  description: `Share of the requests of the chosen clinics together that no 5xx status answered, maintenance left out. The objective is ${availability.objective * 100} % for each of them: the budgets below say who misses it.`,
  unit: 'ratio',
  course: false,
  thresholds: atLeast(availability.objective),
  targets: [series(goodShare('api-availability', '_period'), 'Availability')],
};

export const bookingNumber: StatPanel = {
  kind: 'stat',
  id: 'booking-number',
  title: `Bookings within ${booking.sli.thresholdSeconds * 1_000} ms, 24 h`,
  description: `Share of the bookings of the chosen clinics together that were confirmed in time, of the last 24 whole hours. The objective is ${booking.objective * 100} %. Empty where nobody booked.`,
  unit: 'ratio',
  course: false,
  thresholds: atLeast(booking.objective),
  targets: [series(goodShare('booking-latency', '1d'), 'In time')],
};

export const spentNumber: StatPanel = {
  kind: 'stat',
  id: 'spent-number',
  title: 'Budgets spent',
  description:
    'Error budgets of the chosen clinics of which nothing is left, each clinic having one for each objective. Any is a missed objective.',
  unit: 'count',
  course: false,
  thresholds: alertLine({ severity: catalogue.ApiAvailabilityBudgetSpent.severity, above: 0, unit: 'count' }),
  targets: [series(remaining.below(0).countBy('env').orZeroFor(remaining.countBy('env')), 'Spent')],
};

const left: Column = { title: 'Left', unit: 'ratio', query: remaining, thresholds: SPENT };
const daysLeft: Column = { title: 'Days left', unit: 'days', query: recorded('slo:error_budget:exhaustion_days') };
const burnDay: Column = {
  title: 'Burn, 1 d',
  unit: 'times',
  query: recorded('slo:error_budget:burn_rate1d'),
  thresholds: alertLine(catalogue.ApiAvailabilityBudgetTicket),
};

export const budgetsOfClinics: TablePanel = {
  kind: 'table',
  id: 'budgets-of-clinics',
  title: 'Error budgets',
  description:
    'The ten budgets of the chosen clinics with the least left; below zero the objective is missed. Days left are at the rate of the last day, and empty where nothing burns.',
  by: ['tenant', 'slo'],
  columns: [left, burnDay, daysLeft],
  most: WORST,
};

const bad = (window: '1d' | '_period') => recorded(`slo:total:increase${window}`).minus(recorded(`slo:good:increase${window}`));

/** Budgets that are gone first, whatever is left of them now. */
export const goneFirst: TablePanel = {
  kind: 'table',
  id: 'gone-first',
  title: 'Budgets that are gone first',
  description:
    'Days until a budget of the chosen clinics is spent, at the rate of the last day: 0 where it is. A handful of bad events at a quiet clinic weighs as much as thousands: look at their number.',
  by: ['tenant', 'slo'],
  columns: [daysLeft, left, { title: 'Bad, 1 d', unit: 'count', query: bad('1d') }],
  most: WORST,
};

/** The ten clinics with the least left of one objective's budget. */
export function worstBudgets(slo: SloName): TablePanel {
  const { title, description, objective } = slos[slo];
  const ofSlo = recorded('slo:error_budget:remaining_ratio', { slo }).sumBy('env', 'tenant');
  const badEvents = recorded('slo:total:increase_period', { slo }).minus(recorded('slo:good:increase_period', { slo }));
  return {
    kind: 'table',
    id: `worst-budgets-${slo}`,
    title: `${title}: least budget left`,
    description: `${description} The objective is ${objective * 100} % within ${daysOf(slos[slo])}; left is the share of the bad events so allowed that has not happened. Below zero it is missed.`,
    by: ['tenant'],
    columns: [
      { title: 'Left', unit: 'ratio', query: ofSlo, thresholds: SPENT },
      { title: 'Bad events', unit: 'count', query: badEvents.sumBy('env', 'tenant') },
      {
        title: 'Days left',
        unit: 'days',
        query: recorded('slo:error_budget:exhaustion_days', { slo }).sumBy('env', 'tenant'),
      },
    ],
    most: WORST,
  };
}

/** Written once an hour, so it is there for an hour. */
const HOUR = duration('1h');

/** Read from what is written once an hour: a month of every two minutes would be read as a whole for its 240 points. */
export function budgetTrend(slo: SloName): TimeSeriesPanel {
  const { title, period } = slos[slo];
  return {
    kind: 'time-series',
    id: `budget-trend-${slo}`,
    title: `${title}: budget, ${daysOf(slos[slo])}`,
    description:
      'What was left, once an hour, of the ten clinics that have the least now. A step down is an incident; a slope is something that fails all the time. It rises as old errors leave the period.',
    unit: 'ratio',
    style: 'lines',
    signed: true,
    range: period,
    points: 120,
    thresholds: SPENT,
    targets: [lowest(recorded('slo:error_budget:remaining_hourly', { slo }).lastOver(HOUR), '{{tenant}}')],
  };
}

const within = recorded('fleet:slo_within_objective:ratio');

export const withinNumber: StatPanel = {
  kind: 'stat',
  id: 'within-number',
  title: 'Clinics within their objectives',
  description: 'Share of all clinics, whichever are chosen, whose budget is not spent, for each objective.',
  unit: 'ratio',
  course: false,
  thresholds: atLeast(1),
  targets: [series(within, '{{slo}}')],
};

export const withinTrend: TimeSeriesPanel = {
  kind: 'time-series',
  id: 'within-trend',
  title: 'Clinics within their objectives, 30 days',
  description:
    'Share of all clinics, whichever are chosen, whose budget is not spent. A step down for many clinics at once is a fault of the platform, not of one clinic.',
  unit: 'ratio',
  style: 'lines',
  max: 1,
  range: duration('30d'),
  targets: [series(within, '{{slo}}')],
};

/** Added up before anything is made of them: thousands of series would be matched one by one. */
const together = (kind: 'total' | 'good') => recorded(`slo:${kind}:increase_period`).sumBy('env', 'slo');
const badTogether = together('total').minus(together('good'));
const allowed = ofEach((slo) => recorded('slo:total:increase_period', { slo }).sumBy('env', 'slo').times(allowedErrors(slos[slo])));

export const eventsOfPeriods: TablePanel = {
  kind: 'table',
  id: 'events-of-periods',
  title: 'Events of the periods',
  description:
    'What the budgets of the chosen clinics together are made of: events of the whole period, how many were bad, and what is left of those that may be. One clinic can miss its objective while all together keep it.',
  by: ['slo'],
  columns: [
    { title: 'Events', unit: 'count', query: together('total') },
    { title: 'Bad', unit: 'count', query: badTogether },
    {
      title: 'Left together',
      unit: 'ratio',
      query: badTogether.dividedBy(allowed.above(0)).subtractedFrom(1),
      thresholds: SPENT,
    },
  ],
  most: { k: OBJECTIVES.length, order: 'highest' },
};
