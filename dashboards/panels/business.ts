/** How the chosen clinics do: from the first search to the confirmed reservation. */
import { type LabelValue, labels } from '../../telemetry/contract/index.ts';
import { recorded } from '../../telemetry/query/index.ts';
import { type BarGaugePanel, busiest, type StatPanel, series, type TimeSeriesPanel } from '../panel.ts';
import { INTERVAL } from '../variables.ts';
import { known, measured } from './traffic.ts';

type Step = LabelValue<'step'>;

const STEPS: Readonly<Record<Step, string>> = {
  search: 'Search',
  slot_selected: 'Slot selected',
  details_entered: 'Details entered',
  confirmed: 'Confirmed',
};

/** The contract has them in the order in which clients take them. */
const [first, ...later] = labels.step.values;

/** How often a step was reached in a day. A query each: sorted by name, the last step would come first. */
const counted = (step: Step) => recorded('tenant:funnel_steps:increase1d', { step }).sumBy('env');
const reached = (step: Step) => counted(step).orZeroFor(known);

const shareOf = (step: Step, before: Step) => reached(step).dividedBy(counted(before).above(0));

export const funnel: BarGaugePanel = {
  kind: 'bar-gauge',
  id: 'funnel',
  title: 'Booking funnel, 24 h',
  description:
    'How often clients of the chosen clinics reached each step in the last 24 hours. Nothing after a step is a page that is broken.',
  unit: 'count',
  targets: labels.step.values.map((step) => series(reached(step), STEPS[step])),
};

export const conversion: BarGaugePanel = {
  kind: 'bar-gauge',
  id: 'conversion',
  title: 'Conversion by step, 24 h',
  description:
    'Of those who reached the step before, how many went on, and at last how many searches ended in a reservation. The shortest bar is where clients leave: look at the errors and the latency of its pages.',
  unit: 'ratio',
  max: 1,
  targets: [
    ...later.map((step, index) => series(shareOf(step, labels.step.values[index] ?? first), STEPS[step])),
    series(shareOf('confirmed', first), 'Search to confirmed'),
  ],
};

type Action = LabelValue<'action'>;

const reservations = (action: Action) =>
  recorded('tenant:reservations:increase5m_tile', { action }).sumOver(INTERVAL).sumBy('env').orZeroFor(measured);

export const reservationsByAction: TimeSeriesPanel = {
  kind: 'time-series',
  id: 'reservations-by-action',
  title: 'Reservations',
  description:
    'Reservations of the chosen clinics that were made, changed and cancelled in each interval. Many cancelled at once are a clinic that closes for a day, or a fault in its calendar.',
  unit: 'count',
  style: 'bars',
  states: [
    { name: 'Made', state: 'good' },
    { name: 'Changed', state: 'neutral' },
    { name: 'Cancelled', state: 'warning' },
  ],
  targets: [
    series(reservations('create'), 'Made'),
    series(reservations('update'), 'Changed'),
    series(reservations('cancel'), 'Cancelled'),
  ],
};

const perDay = recorded('tenant:reservations_per_day:increase1d');

export const reservationsNumber: StatPanel = {
  kind: 'stat',
  id: 'reservations-number',
  title: 'Reservations, 24 h',
  description: 'Reservations that the chosen clinics made in the last 24 hours, together.',
  unit: 'count',
  course: true,
  targets: [series(perDay.sumBy('env').orZeroFor(measured), 'Reservations')],
};

export const reservationsByClinic: TimeSeriesPanel = {
  kind: 'time-series',
  id: 'reservations-by-clinic',
  title: 'Reservations per day',
  description:
    'Reservations made in the 24 hours before each moment, of the ten clinics with the most. A line that falls while the requests do not is a funnel that broke.',
  unit: 'count',
  style: 'lines',
  targets: [busiest(perDay, '{{tenant}}')],
};
