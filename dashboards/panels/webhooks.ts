/** Stripe's deliveries, and those that it had to repeat. */
import { catalogue } from '../../alerts/catalogue.ts';
import { duration } from '../../telemetry/contract/index.ts';
import { counter, recorded } from '../../telemetry/query/index.ts';
import { busiest, type StatPanel, series, type TimeSeriesPanel } from '../panel.ts';
import { alertLine } from '../style.ts';

const objective = { slo: 'webhook-success' } as const;
const delivered = recorded('slo:total:increase5m', objective).sumBy('env');
const processed = recorded('slo:good:increase5m', objective).sumBy('env');

export const webhookDeliveries: TimeSeriesPanel = {
  kind: 'time-series',
  id: 'webhook-deliveries',
  title: 'Webhook deliveries',
  description:
    "Stripe's deliveries in five minutes, of the chosen clinics. What fails is sent again for three days, then never: payments are booked late or not at all.",
  unit: 'count',
  style: 'stacked',
  states: [
    { name: '^Failed$', state: 'critical' },
    { name: '^Processed$', state: 'good' },
  ],
  targets: [series(processed, 'Processed'), series(delivered.minus(processed), 'Failed')],
};

export const failedWebhooks: TimeSeriesPanel = {
  kind: 'time-series',
  id: 'failed-webhooks',
  title: 'Failed webhooks by clinic',
  description:
    'Share of the deliveries of five minutes that ended with an error: the ten clinics where it was highest. One clinic is its secret or its data; all of them are the code or the database.',
  unit: 'ratio',
  style: 'lines',
  targets: [busiest(recorded('slo:errors:ratio5m', objective), '{{tenant}}')],
};

const retries = counter('stripe_webhook_retries_total').counted(duration('1h')).sumBy('env', 'tenant');

/** A number now and no course: it reads raw series of every clinic and process. */
export const webhookRetries: StatPanel = {
  kind: 'stat',
  id: 'webhook-retries',
  title: 'Webhook retries in an hour',
  description:
    'Deliveries that Stripe repeated, of the chosen clinic with the most. Coloured, the alert names the clinic; its error log says why Stripe got no answer.',
  unit: 'count',
  course: false,
  thresholds: alertLine(catalogue.StripeWebhookRetries),
  targets: [series(retries.maxBy('env').orZeroFor(recorded('tenant:request_rate:rate5m').sumBy('env')), 'Retries')],
};
