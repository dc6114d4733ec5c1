/** What goes wrong between Stripe and a clinic, all through its webhook. */
import { randomUUID } from 'node:crypto';
import { duration } from '../../../telemetry/contract/index.ts';
import { subscriptionsOf } from '../../clinic/db/fixtures.ts';
import { repeatedly } from '../background.ts';
import type { InvoiceEvent } from '../stripe.ts';
import { end, expectStatus, type Incident, type IncidentContext, keepUp, STRIPE_IP } from './incident.ts';

const REPEATED_EVENTS = 3;
const REDELIVERY_EVERY_MS = 250;
const FAILING_DELIVERY_EVERY_MS = 250;
/** At once: more than all that the clinic's clients paid in the minutes before. */
const REFUSED_CARDS = 15;
const REFUSED_CARD_EVERY_MS = 10_000;
/** For each that failed, so that fewer than one in five of the day's invoices did: four would leave it at one in five. */
const PAID_AFTERWARDS = 6;
/** Of fourteen. */
const KEPT_SUBSCRIPTIONS = 2;

/** @returns the status of the answer. */
const deliver = (context: IncidentContext, event: Parameters<IncidentContext['api']['deliver']>[2]) =>
  context.api.deliver({ clinicId: event.clinicId, ip: STRIPE_IP }, context.webhookSecret, event);

function invoice(clinicId: string, type: InvoiceEvent['type'] = 'invoice.paid'): InvoiceEvent {
  return { id: `evt_${randomUUID()}`, type, clinicId, invoiceId: `in_${randomUUID()}` };
}

export const webhookRetries: Incident = {
  name: 'webhook-retries',
  title: 'Stripe delivers the same events again and again',
  tenantId: 'clinica-sur',
  alert: 'StripeWebhookRetries',
  channel: 'slack-ops',
  async start(context) {
    const events = Array.from({ length: REPEATED_EVENTS }, () => invoice('clinica-sur'));
    let turn = 0;
    const next = async () => {
      const event = events[turn++ % events.length];
      return event && deliver(context, event);
    };
    for (let i = 0; i < 2 * REPEATED_EVENTS; i += 1) expectStatus(await next(), 200, 'a webhook delivery');
    keepUp(context, this.name, repeatedly(REDELIVERY_EVERY_MS, next));
  },
  stop: (context) => end(context, 'webhook-retries'),
};

export const webhookFailures: Incident = {
  name: 'webhook-failures',
  title: 'Stripe sells packages to clients whom the clinic does not know: every such delivery is refused',
  tenantId: 'grupo-salud-mx',
  alert: 'WebhookSuccessBudgetBurn',
  channel: 'pagerduty-billing',
  alsoFires: [{ alert: 'WebhookSuccessBudgetTicket', channel: 'slack-ops', outlasts: true }],
  async start(context) {
    const sold = { clientId: 'cli-of-the-old-system', package: 'fisio-10' };
    // Each is a new one: an event that came before would be a retry, which is an incident of its own.
    const next = () => deliver(context, { ...invoice('grupo-salud-mx'), sold });
    expectStatus(await next(), 404, 'a sale to an unknown client');
    keepUp(context, this.name, repeatedly(FAILING_DELIVERY_EVERY_MS, next));
  },
  stop: (context) => end(context, 'webhook-failures'),
};

export const failedInvoices: Incident = {
  name: 'failed-invoices',
  title: 'A bank refuses the cards of one clinic’s clients',
  tenantId: 'oftalmo-valle',
  alert: 'FailedInvoices',
  channel: 'slack-ops',
  slow: true,
  async start(context) {
    const clinicId = 'oftalmo-valle';
    let failed = 0;
    const fail = () => {
      failed += 1;
      return deliver(context, invoice(clinicId, 'invoice.payment_failed'));
    };
    for (let i = 0; i < REFUSED_CARDS; i += 1) expectStatus(await fail(), 200, 'a failed invoice');
    const stop = repeatedly(REFUSED_CARD_EVERY_MS, fail);
    keepUp(context, this.name, async () => {
      await stop();
      // A day is longer than a tour: it ends as it would the next morning, with invoices that are paid.
      for (let i = 0; i < failed * PAID_AFTERWARDS; i += 1) await deliver(context, invoice(clinicId));
    });
  },
  stop: (context) => end(context, 'failed-invoices'),
};

export const revenueDrop: Incident = {
  name: 'revenue-drop',
  title: 'Most of one clinic’s subscriptions end at once',
  tenantId: 'bienestar-merida',
  alert: 'MrrDrop',
  channel: 'slack-ops',
  slow: true,
  // Two readings or more: with one, the median follows the fall before the alert's hour is over.
  history: duration('2h'),
  async start(context) {
    const leaving = subscriptionsOf('bienestar-merida').slice(KEPT_SUBSCRIPTIONS);
    const set = async (type: 'updated' | 'deleted', status: 'active' | 'canceled') => {
      for (const { id: subscriptionId, clinicId } of leaving) {
        const event = {
          id: `evt_${randomUUID()}`,
          clinicId,
          subscriptionId,
          type: `customer.subscription.${type}`,
          status,
        } as const;
        expectStatus(await deliver(context, event), 200, 'a subscription that changed');
      }
    };
    keepUp(context, this.name, () => set('updated', 'active'));
    await set('deleted', 'canceled');
  },
  stop: (context) => end(context, 'revenue-drop'),
};
