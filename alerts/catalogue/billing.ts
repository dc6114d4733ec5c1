/** What goes wrong with a clinic's money. */
import { duration } from '../../telemetry/contract/index.ts';
import { counter } from '../../telemetry/query/index.ts';
import { alert } from '../alert.ts';

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
};
