/** What goes wrong with a clinic's money. */
import { duration, type LabelValue } from '../../telemetry/contract/index.ts';
import { counter, gauge, recorded, type Vector } from '../../telemetry/query/index.ts';
import { alert } from '../alert.ts';

/** One or two refused cards are a day like any other, however few invoices there are. */
const LEAST_FAILED_INVOICES = 3;

/** Invoices of a day, those that failed and all. */
const invoices = recorded('tenant:stripe_invoices:increase1d').sumBy('env', 'tenant');
const failedInvoices = recorded('tenant:stripe_invoices:increase1d', { outcome: 'failure' }).sumBy('env', 'tenant');

type Revenue = Vector<'env' | 'tenant' | 'currency'>;

/**
 * A fall in monthly revenue that is worth a look however small the clinic, in whole units of the currency. A clinic with three subscribers
 * loses a third of its revenue with one of them, which is no anomaly; several who leave at once are one. A currency that is not here has no floor:
 * rather one alert too many than none.
 */
const LEAST_FALL: Readonly<Record<LabelValue<'currency'>, number>> = { mxn: 2_000, usd: 100 };

const usualRevenue: Revenue = recorded('tenant:stripe_mrr:median7d');
const readRevenue: Revenue = gauge('stripe_mrr').acrossInstances();
/** A clinic whose last subscription ended is not read as 0 but not at all. Where nobody's revenue is read, nothing is known. */
const revenue = readRevenue.orZeroFor(usualRevenue.andOn(['env'], readRevenue));

/** Falls below the floor of their currency. */
function smallFalls(): Revenue {
  const [first, ...others] = Object.entries(LEAST_FALL).map(([currency, floor]) =>
    recorded('tenant:stripe_mrr:median7d', { currency }).minus(revenue).below(floor),
  );
  if (!first) throw new RangeError('No currency has a floor.');
  return others.reduce((all, one) => all.or(one), first);
}

export const billingAlerts = {
  StripeWebhookRetries: alert({
    severity: 'warning',
    team: 'billing',
    symptom: 'payments',
    measure: counter('stripe_webhook_retries_total').occurrences(duration('1h')).sumBy('env', 'tenant'),
    by: ['env', 'tenant'],
    above: 3,
    unit: 'count',
    dashboard: 'tenant-overview',
    summary: '{tenant}: Stripe repeated {value} webhook deliveries within an hour',
    description:
      'Stripe repeats a delivery that was not answered with success. Payments of {tenant} may be booked late; above {threshold} an hour something is broken.',
  }),
  FailedInvoices: alert({
    severity: 'warning',
    team: 'billing',
    symptom: 'payments',
    measure: failedInvoices.dividedBy(invoices).and(failedInvoices.atLeast(LEAST_FAILED_INVOICES)),
    by: ['env', 'tenant'],
    above: 0.2,
    unit: 'ratio',
    // The next invoices show whether the first three of a day were chance.
    for: duration('1h'),
    dashboard: 'tenant-overview',
    summary: '{tenant}: {value} of the invoices of a day failed',
    description:
      'Stripe could not collect {value} of the invoices of {tenant} within a day, where {threshold} is already too much. Cards are refused one by one; this many fail for a common reason.',
  }),
  MrrDrop: alert({
    severity: 'warning',
    team: 'billing',
    symptom: 'payments',
    measure: usualRevenue.minus(revenue).dividedBy(usualRevenue).unless(smallFalls()),
    by: ['env', 'tenant', 'currency'],
    above: 0.2,
    unit: 'ratio',
    // A migration of subscriptions ends them and begins them again within the hour.
    for: duration('1h'),
    dashboard: 'tenant-overview',
    summary: '{tenant}: monthly revenue in {currency} is {value} below its median of seven days',
    description:
      'The monthly recurring revenue of {tenant} in {currency} has been more than {threshold} below its usual for an hour. Subscriptions ended, were changed, or are no longer read.',
  }),
};
