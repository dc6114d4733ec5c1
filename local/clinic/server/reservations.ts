/** Bookings: a slot is taken and a reservation made in one transaction, or neither. */
import { randomUUID } from 'node:crypto';
import { database } from './database.ts';
import { HttpError, notFound } from './errors.ts';
import { CONFIRMATIONS } from './queue.ts';

export interface Booking {
  readonly slotId: string;
  readonly clientId: string;
  readonly note?: string | undefined;
}

/** What may change of a reservation: another slot, another note. */
export interface Change {
  readonly slotId?: string | undefined;
  readonly note?: string | undefined;
}

type Transaction = Parameters<Parameters<ReturnType<typeof database>['$transaction']>[0]>[0];

/**
 * Books a slot for a client, uses one session of a package if the client has one, and queues the confirmation.
 * @throws HttpError 404 for an unknown client, 409 for a slot that is not free.
 */
export function book(clinicId: string, { slotId, clientId, note }: Booking) {
  return database().$transaction(async (tx) => {
    await takeSlot(tx, slotId);
    const client = await tx.client.findUnique({ where: { id: clientId }, select: { id: true } });
    if (!client) throw notFound('client');
    const reservation = await tx.reservation.create({
      data: { id: `res_${randomUUID()}`, clinicId, clientId, slotId, note: note ?? null },
    });
    await tx.package.updateMany({
      where: { clientId, sessionsLeft: { gt: 0 } },
      data: { sessionsLeft: { decrement: 1 } },
      limit: 1,
    });
    await tx.job.create({ data: { id: randomUUID(), clinicId, queue: CONFIRMATIONS, subject: `reservation/${reservation.id}` } });
    return reservation;
  });
}

/** A reservation and its slot. The guard refuses another clinic's: there is no second check here to forget. */
export async function findReservation(id: string) {
  const reservation = await database().reservation.findUnique({ where: { id }, include: { slot: true } });
  if (!reservation) throw notFound('reservation');
  return reservation;
}

/**
 * Changes a reservation.
 * @returns it, and the names of the fields that changed.
 */
export async function changeReservation(id: string, { slotId, note }: Change) {
  const before = await findReservation(id);
  if (before.status === 'cancelled') throw new HttpError(409, 'cancelled', 'The reservation is cancelled: make a new one.');
  const moved = slotId !== undefined && slotId !== before.slotId;
  const changed = [...(moved ? ['slotId'] : []), ...(note !== undefined && note !== before.note ? ['note'] : [])];
  const reservation = await database().$transaction(async (tx) => {
    if (moved) {
      await takeSlot(tx, slotId);
      await freeSlot(tx, before.slotId);
    }
    const data = { ...(moved && { slotId }), ...(note !== undefined && { note }), updatedAt: new Date() };
    return tx.reservation.update({ where: { id }, data });
  });
  return { reservation, changed };
}

/** Cancels a reservation and frees its slot. Cancelling twice is no error. */
export async function cancelReservation(id: string) {
  const before = await findReservation(id);
  if (before.status === 'cancelled') return before;
  return database().$transaction(async (tx) => {
    await freeSlot(tx, before.slotId);
    return tx.reservation.update({ where: { id }, data: { status: 'cancelled', updatedAt: new Date() } });
  });
}

async function takeSlot(tx: Transaction, id: string): Promise<void> {
  const { count } = await tx.slot.updateMany({ where: { id, free: true }, data: { free: false } });
  if (count === 0) throw new HttpError(409, 'slot_taken', 'The slot is no longer free: choose another.');
}

async function freeSlot(tx: Transaction, id: string): Promise<void> {
  await tx.slot.updateMany({ where: { id }, data: { free: true } });
}
