import { expect, it } from 'vitest';
import { signatureOf, stripeEvent } from '../../../local/traffic/stripe.ts';

it('signs as Stripe documents it: the time, a dot, the payload, under HMAC-SHA-256', () => {
  // printf '1700000000.{"id":"evt_1"}' | openssl dgst -sha256 -hmac whsec_test
  expect(signatureOf('{"id":"evt_1"}', 'whsec_test', 1_700_000_000_999)).toBe(
    't=1700000000,v1=c89214b5b5da833daed6f0b8c5bb6bd58cea9022bd80ccc78230f3942d632925',
  );
});

it('names the clinic in the metadata, and what was sold only where something was', () => {
  const event = { id: 'evt_1', type: 'invoice.paid', clinicId: 'clinica-sur', invoiceId: 'in_1' } as const;
  expect(JSON.parse(stripeEvent(event))).toEqual({
    id: 'evt_1',
    object: 'event',
    type: 'invoice.paid',
    data: { object: { id: 'in_1', object: 'invoice', metadata: { clinic_id: 'clinica-sur' } } },
  });
  expect(JSON.parse(stripeEvent({ ...event, sold: { clientId: 'cli-1', package: 'fisio-10' } })).data.object.metadata).toEqual({
    clinic_id: 'clinica-sur',
    client_id: 'cli-1',
    package: 'fisio-10',
  });
});

it('says what a subscription is from now on', () => {
  const event = {
    id: 'evt_2',
    type: 'customer.subscription.deleted',
    clinicId: 'clinica-sur',
    subscriptionId: 'sub_1',
    status: 'canceled',
  } as const;
  expect(JSON.parse(stripeEvent(event))).toEqual({
    id: 'evt_2',
    object: 'event',
    type: 'customer.subscription.deleted',
    data: { object: { id: 'sub_1', object: 'subscription', status: 'canceled', metadata: { clinic_id: 'clinica-sur' } } },
  });
});
