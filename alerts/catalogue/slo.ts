/** Alerts on the error budgets: for each objective one that pages, one that makes a ticket, and one for what burns slowly. */
import { duration, format, type SloName, slos } from '../../telemetry/contract/index.ts';
import { recorded } from '../../telemetry/query/index.ts';
import { type Alert, alert, type Symptom, type Team } from '../alert.ts';
import { overspent } from '../slo/burn-rate.ts';
import { assertBurnable } from '../slo/validate.ts';

/** What the alerts of an objective are about. */
interface Subject {
  readonly team: Team;
  readonly symptom: Symptom;
  /** The budget, as in "the … budget". */
  readonly budget: string;
  /** What users feel: a sentence. */
  readonly felt: string;
}

// Nothing is made of objectives that could never alert.
assertBurnable();

/** A ticket for the same burn may be computed a little later than the budget: it has its time to speak first. */
const SETTLED = duration('15m');

const LABELS = ['env', 'tenant', 'slo'] as const;

function budgetAlerts<N extends string>(name: N, slo: SloName, subject: Subject) {
  const { team, symptom, budget, felt } = subject;
  const page = recorded('slo:burn_rate:page', { slo });
  const ticket = recorded('slo:burn_rate:ticket', { slo });
  const shared = { team, symptom, by: LABELS, dashboard: 'slos' } as const;
  const period = format(slos[slo].period);
  return {
    [`${name}BudgetBurn`]: alert({
      ...shared,
      severity: 'critical',
      sloTier: 'page',
      measure: page,
      above: 1,
      unit: 'times',
      summary: `{tenant}: the ${budget} budget burns {value} as fast as it may`,
      description: `${felt} At this rate the budget of ${period} is gone long before its time.`,
    }),
    [`${name}BudgetTicket`]: alert({
      ...shared,
      severity: 'warning',
      sloTier: 'ticket',
      // Silent while its page fires: Grafana has no inhibition to depend on.
      measure: ticket.unless(page),
      above: 1,
      unit: 'times',
      summary: `{tenant}: the ${budget} budget has burned {value} as fast as it may for a day or more`,
      description: `${felt} It is too little to wake anybody, and more than the objective allows.`,
    }),
    [`${name}BudgetSpent`]: alert({
      ...shared,
      severity: 'warning',
      sloTier: 'slow',
      measure: overspent(slo).unless(ticket).unless(page),
      above: 1,
      unit: 'ratio',
      for: SETTLED,
      summary: `{tenant}: {value} of the ${budget} budget of ${period} is spent`,
      description: `${felt} The objective is missed, by few events at a time, and they go on.`,
    }),
  } as Record<`${N}Budget${'Burn' | 'Ticket' | 'Spent'}`, Alert>;
}

export const sloAlerts = {
  ...budgetAlerts('ApiAvailability', 'api-availability', {
    team: 'platform',
    symptom: 'availability',
    budget: 'availability',
    felt: 'Users of {tenant} get server errors.',
  }),
  ...budgetAlerts('BookingLatency', 'booking-latency', {
    team: 'platform',
    symptom: 'latency',
    budget: 'booking latency',
    felt: 'Clients of {tenant} wait longer than 400 ms for a booking.',
  }),
  ...budgetAlerts('WebhookSuccess', 'webhook-success', {
    team: 'billing',
    symptom: 'payments',
    budget: 'webhook',
    felt: 'Stripe deliveries of {tenant} fail, and payments are booked late or not at all.',
  }),
};
