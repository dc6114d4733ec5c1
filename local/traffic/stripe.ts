/** Stripe's side of a webhook: an event and its signature. Source: Stripe, "Verify webhook signatures manually". */
import { createHmac } from 'node:crypto';

interface EventBase {
  /** `evt_…`: a repeated delivery carries the same. */
  readonly id: string;
  readonly clinicId: string;
}

export interface InvoiceEvent extends EventBase {
  readonly type: 'invoice.paid' | 'invoice.payment_failed';
  readonly invoiceId: string;
  /** The client who paid, and for which package. */
  readonly sold?: { readonly clientId: string; readonly package: string };
}

export interface SubscriptionEvent extends EventBase {
  readonly type: 'customer.subscription.updated' | 'customer.subscription.deleted';
  readonly subscriptionId: string;
  readonly status: 'active' | 'canceled';
}

export type StripeEvent = InvoiceEvent | SubscriptionEvent;

/** The event as Stripe's JSON. */
export function stripeEvent(event: StripeEvent): string {
  const { id, type } = event;
  return JSON.stringify({ id, object: 'event', type, data: { object: objectOf(event) } });
}

function objectOf(event: StripeEvent): object {
  const metadata = { clinic_id: event.clinicId };
  if ('subscriptionId' in event) return { id: event.subscriptionId, object: 'subscription', status: event.status, metadata };
  const { invoiceId, sold } = event;
  const sale = sold && { client_id: sold.clientId, package: sold.package };
  return { id: invoiceId, object: 'invoice', metadata: { ...metadata, ...sale } };
}

/** The `Stripe-Signature` header of a payload. */
export function signatureOf(payload: string, secret: string, now = Date.now()): string {
  const seconds = Math.floor(now / 1_000);
  return `t=${seconds},v1=${createHmac('sha256', secret).update(`${seconds}.${payload}`).digest('hex')}`;
}
