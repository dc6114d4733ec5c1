/** What everyday traffic lacks, at one clinic after the other: each counter of the contract that a clinic can raise is raised. */
import { randomUUID } from 'node:crypto';
import { clientsOf, PACKAGE_KINDS, PASSWORD, usersOf } from '../../../local/clinic/db/fixtures.ts';
import type { Caller } from '../../../local/traffic/clinic-api.ts';
import type { IncidentContext } from '../../../local/traffic/incidents.ts';

/** Its reservations are what users of other clinics ask for. */
const VICTIM = 'ortopedia-centro';

const WRONG_PASSWORDS = 3;
const SLOW_BOOKINGS = 4;
/** More than five, without which nothing is said to burn. */
const FAILING_REQUESTS = 10;
const FAILING_DELIVERIES = 6;
const FAILING_SHARE = 0.3;

const ADDRESS = '203.0.113.251';
export const STRIPE = '198.51.100.7';

/** @throws Error where the clinic answers otherwise than it should */
export async function everythingElse(context: IncidentContext, clinicIds: readonly string[]): Promise<void> {
  const reservation = await reservationOfVictim(context);
  for (const clinicId of clinicIds) {
    const admin = await signIn(context, clinicId, 0);
    await attackAndAdminister(context, admin, reservation);
    await workAtTheDesk(context, admin);
    await bill(context, clinicId);
    await suffer(context, admin);
  }
}

/** What everyday traffic never has, or seldom, once more at each clinic. */
export async function attackAgain(context: IncidentContext, clinicIds: readonly string[]): Promise<void> {
  const reservation = await reservationOfVictim(context);
  for (const clinicId of clinicIds) await attackAndAdminister(context, await signIn(context, clinicId, 0), reservation);
}

async function reservationOfVictim(context: IncidentContext): Promise<string> {
  return bookOne(context, await signIn(context, VICTIM, 0));
}

/** Wrong passwords, a password reset, roles changed by who may and by who may not, another clinic's reservation. */
async function attackAndAdminister(context: IncidentContext, admin: Caller, reservation: string): Promise<void> {
  const { api } = context;
  const { clinicId } = admin;
  const [first, colleague] = usersOf(clinicId);
  if (!first || !colleague) throw new Error(`${clinicId} has no staff.`);
  for (let i = 0; i < WRONG_PASSWORDS; i += 1) expectStatus(await api.login(admin, first.email, `guess ${i}`), 401);
  expectStatus(await api.resetPassword(admin, first.email), 202);
  expectStatus(await api.changeRole(admin, colleague.id, colleague.role), 200);
  const staff = await signIn(context, clinicId, 1);
  expectStatus(await api.changeRole(staff, colleague.id, colleague.role), 403);
  expectStatus(await api.logout(staff), 200);
  expectStatus(await api.readReservation(admin, reservation), 404);
}

/** A reservation that is made, changed and cancelled. */
async function workAtTheDesk(context: IncidentContext, admin: Caller): Promise<void> {
  const { api } = context;
  const id = await bookOne(context, admin);
  expectStatus(await api.updateReservation(admin, id, { note: 'llega tarde' }), 200);
  expectStatus(await api.cancelReservation(admin, id), 200);
}

/** An invoice that is paid for a package, delivered twice; one that failed; a package for a client whom nobody knows. */
async function bill({ api, webhookSecret }: IncidentContext, clinicId: string): Promise<void> {
  const caller = { clinicId, ip: STRIPE };
  const sold = { clientId: clientsOf(clinicId)[0]?.id ?? '', package: PACKAGE_KINDS[0] };
  const paid = { ...invoice(clinicId, 'invoice.paid'), sold };
  expectStatus(await api.deliver(caller, webhookSecret, paid), 200);
  expectStatus(await api.deliver(caller, webhookSecret, paid), 200);
  expectStatus(await api.deliver(caller, webhookSecret, invoice(clinicId, 'invoice.payment_failed')), 200);
  const unknown = { ...invoice(clinicId, 'invoice.paid'), sold: { ...sold, clientId: 'cli-of-the-old-system' } };
  expectStatus(await api.deliver(caller, webhookSecret, unknown), 404);
}

/** Bookings that take long, then requests and deliveries that fail, all of which this clinic's other traffic suffers as well. */
async function suffer(context: IncidentContext, admin: Caller): Promise<void> {
  const { api, webhookSecret } = context;
  const { clinicId } = admin;
  await during(context, 'slow-bookings', clinicId, () =>
    Promise.all(Array.from({ length: SLOW_BOOKINGS }, () => bookOne(context, admin))),
  );
  await during(context, 'errors', clinicId, async () => {
    for (let i = 0; i < FAILING_REQUESTS; i += 1) expectStatus(await api.selectSlot(admin, 'slot'), 500);
    for (let i = 0; i < FAILING_DELIVERIES; i += 1) {
      expectStatus(await api.deliver({ clinicId, ip: STRIPE }, webhookSecret, invoice(clinicId, 'invoice.paid')), 500);
    }
  });
}

/** From now on some requests of these clinics fail, and some of their bookings take long, until the end that is returned. */
export async function keepFailing(context: IncidentContext, clinicIds: readonly string[]): Promise<() => Promise<void>> {
  const set = async (on: boolean) => {
    for (const tenantId of clinicIds) {
      for (const fault of ['errors', 'slow-bookings'] as const) {
        expectStatus(await context.api.setFault(context.chaosToken, { fault, tenantId, rate: FAILING_SHARE, on }), 200);
      }
    }
  };
  await set(true);
  return () => set(false);
}

async function during(
  { api, chaosToken }: IncidentContext,
  fault: 'errors' | 'slow-bookings',
  tenantId: string,
  work: () => Promise<unknown>,
): Promise<void> {
  expectStatus(await api.setFault(chaosToken, { fault, tenantId, rate: 1, on: true }), 200);
  await work();
  expectStatus(await api.setFault(chaosToken, { fault, tenantId, rate: 1, on: false }), 200);
}

export async function signIn({ api }: IncidentContext, clinicId: string, user: number): Promise<Caller> {
  const { token } = await api.login({ clinicId, ip: ADDRESS }, usersOf(clinicId)[user]?.email ?? '', PASSWORD);
  if (!token) throw new Error(`User ${user} of ${clinicId} could not sign in.`);
  return { clinicId, ip: ADDRESS, token };
}

/** Others book at the same time: the first slot that is still free will do. */
async function bookOne({ api }: IncidentContext, caller: Caller): Promise<string> {
  const { slots } = await api.search(caller, 'dental');
  for (const slotId of slots.toReversed()) {
    expectStatus(await api.selectSlot(caller, slotId), 200);
    const { id } = await api.book(caller, { slotId, clientId: clientsOf(caller.clinicId)[1]?.id ?? '' });
    if (id) return id;
  }
  throw new Error(`No slot of ${caller.clinicId} could be booked.`);
}

export function invoice<T extends 'invoice.paid' | 'invoice.payment_failed'>(clinicId: string, type: T) {
  return { id: `evt_${randomUUID()}`, type, clinicId, invoiceId: `in_${randomUUID()}` };
}

export function expectStatus({ status }: { readonly status: number }, expected: number): void {
  if (status !== expected) throw new Error(`The clinic answered ${status}, where ${expected} was expected.`);
}
