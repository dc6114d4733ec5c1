/** A known number of deeds at three clinics, as fast as they can be done: few enough to be over within one tile. */
import { clientsOf, PACKAGE_KINDS, usersOf } from '../../../local/clinic/db/fixtures.ts';
import type { Caller } from '../../../local/traffic/clinic-api.ts';
import type { IncidentContext } from '../../../local/traffic/incidents.ts';
import { expectStatus, invoice, STRIPE, signIn } from './script.ts';

/** How often what is done at a clinic; beside it, its administrator and one of the staff sign in, once. */
export interface Deeds {
  readonly wrongPasswords: number;
  readonly passwordResets: number;
  readonly roleChanges: number;
  /** Of roles that only an administrator may change. */
  readonly refusedRoleChanges: number;
  readonly logouts: number;
  readonly searches: number;
  readonly selections: number;
  readonly bookings: number;
  /** Of a slot that is taken. */
  readonly refusedBookings: number;
  readonly updates: number;
  readonly cancellations: number;
  readonly paidInvoices: number;
  readonly failedInvoices: number;
  readonly repeatedDeliveries: number;
  /** Of a package for a client whom nobody knows. */
  readonly failedDeliveries: number;
  /** Reservations of the next clinic that are asked for. */
  readonly attempts: number;
}

/** The numbers of a panel differ, and those of one clinic from another's, as far as so few can: hardly any can stand for another. */
export const BURST = {
  'clinica-norte': {
    ...{ wrongPasswords: 3, passwordResets: 4, roleChanges: 2, refusedRoleChanges: 3, logouts: 1 },
    ...{ searches: 6, selections: 5, bookings: 3, refusedBookings: 1, updates: 2, cancellations: 1 },
    ...{ paidInvoices: 4, failedInvoices: 1, repeatedDeliveries: 2, failedDeliveries: 1, attempts: 2 },
  },
  'clinica-sur': {
    ...{ wrongPasswords: 1, passwordResets: 3, roleChanges: 1, refusedRoleChanges: 1, logouts: 1 },
    ...{ searches: 5, selections: 4, bookings: 2, refusedBookings: 1, updates: 3, cancellations: 1 },
    ...{ paidInvoices: 1, failedInvoices: 2, repeatedDeliveries: 1, failedDeliveries: 2, attempts: 1 },
  },
  'grupo-salud-mx': {
    ...{ wrongPasswords: 4, passwordResets: 3, roleChanges: 1, refusedRoleChanges: 2, logouts: 1 },
    ...{ searches: 7, selections: 4, bookings: 1, refusedBookings: 1, updates: 3, cancellations: 2 },
    ...{ paidInvoices: 2, failedInvoices: 3, repeatedDeliveries: 1, failedDeliveries: 3, attempts: 3 },
  },
} as const satisfies Readonly<Record<string, Deeds>>;

const ROUTES = [
  ...['auth/login', 'auth/logout', 'auth/password-reset', 'slots', 'slots/any', 'reservations', 'reservations/any'],
  ...['admin/users/any/role', 'stripe/webhook'],
];
/** As many as work at once at three clinics. */
const CONNECTIONS = 9;

/**
 * Makes the application load its routes and open its database, which takes longer than the whole burst. None of its own code answers, so
 * that nothing is counted for a clinic.
 */
export async function wakeUp(baseUrl: string): Promise<void> {
  const ask = async (path: string, method: 'GET' | 'OPTIONS') => (await fetch(new URL(path, baseUrl), { method })).body?.cancel();
  await Promise.all(ROUTES.map((route) => ask(`/api/${route}`, 'OPTIONS')));
  await Promise.all(Array.from({ length: CONNECTIONS }, () => ask('/api/healthz', 'GET')));
}

/** @throws Error where the clinic answers otherwise than it should */
export async function burst(context: IncidentContext): Promise<void> {
  const done = await Promise.all(Object.entries(BURST).map(([clinicId, deeds]) => atOneClinic(context, clinicId, deeds)));
  // Each clinic's administrator asks for what the next clinic has made.
  const attempts = done.map(async ({ admin, attempts }, i) => {
    const { reservations } = done[(i + 1) % done.length] ?? {};
    await times(attempts, async () => expectStatus(await context.api.readReservation(admin, reservations?.[0] ?? ''), 404));
  });
  await Promise.all(attempts);
}

async function atOneClinic(context: IncidentContext, clinicId: string, deeds: Deeds) {
  const [admin, staff] = await Promise.all([signIn(context, clinicId, 0), signIn(context, clinicId, 1)]);
  const work = [workAtTheDesk(context, admin, deeds), administer(context, admin, staff, deeds), bill(context, clinicId, deeds)];
  const [reservations] = await Promise.all(work);
  return { admin, reservations: reservations ?? [], attempts: deeds.attempts };
}

/** The reservations that it made. */
async function workAtTheDesk({ api }: IncidentContext, caller: Caller, deeds: Deeds): Promise<readonly string[]> {
  const clientId = clientsOf(caller.clinicId)[1]?.id ?? '';
  let slots: readonly string[] = [];
  await times(deeds.searches, async () => {
    const found = await api.search(caller, 'dental');
    expectStatus(found, 200);
    ({ slots } = found);
  });
  await times(deeds.selections, async (i) => expectStatus(await api.selectSlot(caller, slots[i] ?? ''), 200));
  const reservations: string[] = [];
  await times(deeds.bookings, async (i) => {
    const booked = await api.book(caller, { slotId: slots[i] ?? '', clientId });
    expectStatus(booked, 201);
    reservations.push(booked.id ?? '');
  });
  await times(deeds.refusedBookings, async () => expectStatus(await api.book(caller, { slotId: slots[0] ?? '', clientId }), 409));
  const [first = ''] = reservations;
  await times(deeds.updates, async (i) => expectStatus(await api.updateReservation(caller, first, { note: `llega ${i}` }), 200));
  // Cancelled twice it is no error, and has a record each time.
  await times(deeds.cancellations, async () => expectStatus(await api.cancelReservation(caller, first), 200));
  return reservations;
}

async function administer({ api }: IncidentContext, admin: Caller, staff: Caller, deeds: Deeds): Promise<readonly string[]> {
  const [first, colleague] = usersOf(admin.clinicId);
  if (!first || !colleague) throw new Error(`${admin.clinicId} has no staff.`);
  const { id, role } = colleague;
  await times(deeds.wrongPasswords, async (i) => expectStatus(await api.login(admin, first.email, `guess ${i}`), 401));
  await times(deeds.passwordResets, async () => expectStatus(await api.resetPassword(admin, first.email), 202));
  await times(deeds.roleChanges, async () => expectStatus(await api.changeRole(admin, id, role), 200));
  await times(deeds.refusedRoleChanges, async () => expectStatus(await api.changeRole(staff, id, role), 403));
  await times(deeds.logouts, async () => expectStatus(await api.logout(staff), 200));
  return [];
}

async function bill({ api, webhookSecret }: IncidentContext, clinicId: string, deeds: Deeds): Promise<readonly string[]> {
  const stripe = { clinicId, ip: STRIPE };
  const paid = invoice(clinicId, 'invoice.paid');
  const unknown = { clientId: 'cli-of-the-old-system', package: PACKAGE_KINDS[0] };
  const deliver = async (event: Parameters<typeof api.deliver>[2], status: number) =>
    expectStatus(await api.deliver(stripe, webhookSecret, event), status);
  await deliver(paid, 200);
  await times(deeds.paidInvoices - 1, () => deliver(invoice(clinicId, 'invoice.paid'), 200));
  await times(deeds.failedInvoices, () => deliver(invoice(clinicId, 'invoice.payment_failed'), 200));
  await times(deeds.repeatedDeliveries, () => deliver(paid, 200));
  await times(deeds.failedDeliveries, () => deliver({ ...invoice(clinicId, 'invoice.paid'), sold: unknown }, 404));
  return [];
}

/** One after the other. */
async function times(count: number, work: (index: number) => Promise<void>): Promise<void> {
  for (let i = 0; i < count; i += 1) await work(i);
}
