/** Stripe's side of a webhook: an event and its signature. Source: Stripe, "Verify webhook signatures manually". */
import { createHmac } from 'node:crypto';

export interface InvoiceEvent {
  /** `evt_…`: a repeated delivery carries the same. */
  readonly id: string;
  readonly type: 'invoice.paid' | 'invoice.payment_failed';
  readonly clinicId: string;
  readonly invoiceId: string;
  /** The client who paid, and for which package. */
  readonly sold?: { readonly clientId: string; readonly package: string };
}

/** The event as Stripe's JSON. */
export function invoiceEvent({ id, type, clinicId, invoiceId, sold }: InvoiceEvent): string {
  const metadata = { clinic_id: clinicId, ...(sold && { client_id: sold.clientId, package: sold.package }) };
  return JSON.stringify({ id, object: 'event', type, data: { object: { id: invoiceId, object: 'invoice', metadata } } });
}

/** The `Stripe-Signature` header of a payload. */
export function signatureOf(payload: string, secret: string, now = Date.now()): string {
  const seconds = Math.floor(now / 1_000);
  return `t=${seconds},v1=${createHmac('sha256', secret).update(`${seconds}.${payload}`).digest('hex')}`;
}
