/** Stripe's webhooks: checked, remembered by event id, processed once. */
import { randomUUID } from 'node:crypto';
import { audit, count } from '@vigia/telemetry';
import Stripe from 'stripe';
import { z } from 'zod';
import type { Admit } from './admission.ts';
import { clinicOf } from './clinics.ts';
import { database } from './database.ts';
import { env } from './env.ts';
import { HttpError, notFound } from './errors.ts';

/** What the clinic reads of an event's object; its metadata say whose it is. */
const subject = z.object({
  id: z.string(),
  metadata: z.object({ clinic_id: z.string(), client_id: z.string().optional(), package: z.string().optional() }),
  /** Of a subscription: what it is from now on. */
  status: z.enum(['active', 'past_due', 'canceled']).optional(),
});

export interface StripeDelivery {
  readonly id: string;
  readonly type: string;
  readonly clinicId: string;
  readonly subject: z.infer<typeof subject>;
}

/** Admits what Stripe signed, for the clinic that it names. */
export const signedByStripe: Admit<StripeDelivery> = async ({ request }) => {
  const payload = await request.text();
  let event: Stripe.Event;
  try {
    event = Stripe.webhooks.constructEvent(payload, request.headers.get('stripe-signature') ?? '', env().STRIPE_WEBHOOK_SECRET);
  } catch {
    count('stripe_webhook_deliveries_total', { outcome: 'denied' });
    throw new HttpError(400, 'invalid_signature', 'The signature is not that of this payload.');
  }
  const object = subject.parse(event.data.object);
  const clinicId = object.metadata.clinic_id;
  if (!clinicOf(clinicId)) throw new HttpError(422, 'unknown_clinic', 'The event names no clinic of ours.');
  return { tenantId: clinicId, input: { id: event.id, type: event.type, clinicId, subject: object } };
};

/**
 * Takes in a delivery. One whose event was processed before changes nothing; one whose processing failed before is
 * processed now.
 */
export async function receive(delivery: StripeDelivery): Promise<{ duplicate: boolean }> {
  const { id, type, clinicId } = delivery;
  const seen = await database().stripeEvent.upsert({
    where: { id },
    create: { id, clinicId, type },
    update: { deliveries: { increment: 1 } },
  });
  if (seen.deliveries > 1) count('stripe_webhook_retries_total');
  if (seen.processedAt) return { duplicate: true };
  await apply(delivery);
  await database().stripeEvent.update({ where: { id }, data: { processedAt: new Date() } });
  audit('STRIPE_WEBHOOK_PROCESSED', { outcome: 'success', resource: `webhook/${id}`, action: type });
  return { duplicate: false };
}

async function apply({ type, clinicId, subject: { id, metadata, status } }: StripeDelivery): Promise<void> {
  if (type === 'invoice.paid') {
    if (metadata.client_id && metadata.package) await sellPackage(clinicId, metadata.client_id, metadata.package);
    count('stripe_invoices_total', { outcome: 'success' });
    audit('INVOICE_PAID', { outcome: 'success', resource: `invoice/${id}` });
  } else if (type === 'invoice.payment_failed') {
    count('stripe_invoices_total', { outcome: 'failure' });
    audit('INVOICE_FAILED', { outcome: 'failure', resource: `invoice/${id}` });
  } else if (type.startsWith('customer.subscription.') && status) {
    await database().subscription.updateMany({ where: { id }, data: { status } });
  }
}

/** @throws HttpError 404 for an unknown client: Stripe delivers again, for days, until somebody has entered the client. */
async function sellPackage(clinicId: string, clientId: string, kind: string): Promise<void> {
  const client = await database().client.findUnique({ where: { id: clientId }, select: { id: true } });
  if (!client) throw notFound('client');
  await database().package.create({ data: { id: `pkg_${randomUUID()}`, clinicId, clientId, kind, sessionsLeft: 10 } });
}
