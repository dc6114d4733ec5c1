/** The calendar: free slots of a service. It never ends: when few are left, further days are opened. */
import { randomUUID } from 'node:crypto';
import { database } from './database.ts';
import { notFound } from './errors.ts';

const PAGE = 40;
const OPENED_AT_ONCE = 240;
const SLOT_MS = 15 * 60_000;

/** The next free slots of a service, soonest first. */
export async function freeSlots(clinicId: string, service: string) {
  const slots = await nextFree(clinicId, service);
  if (slots.length === PAGE) return slots;
  await openSlots(clinicId, service);
  return nextFree(clinicId, service);
}

/** A slot by its id. */
export async function findSlot(id: string) {
  const slot = await database().slot.findUnique({ where: { id } });
  if (!slot) throw notFound('slot');
  return slot;
}

function nextFree(clinicId: string, service: string) {
  return database().slot.findMany({
    where: { clinicId, service, free: true, startsAt: { gt: new Date() } },
    orderBy: { startsAt: 'asc' },
    take: PAGE,
    select: { id: true, service: true, startsAt: true },
  });
}

/** Two searches may do this at once: they open the same times, and the second adds none. */
async function openSlots(clinicId: string, service: string): Promise<void> {
  const last = await database().slot.findFirst({
    where: { clinicId, service },
    orderBy: { startsAt: 'desc' },
    select: { startsAt: true },
  });
  const from = Math.ceil(Math.max(last?.startsAt.getTime() ?? 0, Date.now()) / SLOT_MS + 0.001) * SLOT_MS;
  await database().slot.createMany({
    data: Array.from({ length: OPENED_AT_ONCE }, (_, i) => ({
      id: `slot_${randomUUID()}`,
      clinicId,
      service,
      startsAt: new Date(from + i * SLOT_MS),
    })),
    skipDuplicates: true,
  });
}
