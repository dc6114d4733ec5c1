/** What a receptionist does, one request at a time: log in, search, book, change, cancel, look things up, log out. */
import { CLIENTS_PER_CLINIC, clientsOf, PASSWORD, SERVICES, usersOf } from '../clinic/db/fixtures.ts';
import { anyOf, type Random } from './choose.ts';
import type { Caller, ClinicApi } from './clinic-api.ts';

const VISITS_PER_SESSION = 12;

export interface Desk {
  readonly clinicId: string;
  readonly ip: string;
  readonly api: ClinicApi;
  readonly random: Random;
}

/** Each step makes one request. It ends when the session does; a request without an answer throws and ends it too. */
export type Session = AsyncGenerator<void, void, void>;

/** A working session at a desk. */
export async function* session(desk: Desk): Session {
  const { api, random, clinicId } = desk;
  const users = usersOf(clinicId);
  const user = anyOf(users, random);
  if (!user) return;
  const { token } = await api.login(desk, user.email, PASSWORD);
  yield;
  if (!token) return;
  const caller: Caller = { clinicId, ip: desk.ip, token };
  for (let i = 0; i < VISITS_PER_SESSION; i += 1) {
    const kind = random();
    if (kind < 0.72) yield* bookingVisit(caller, desk);
    else if (kind < 0.97) yield* abandonedVisit(caller, desk);
    else if (kind < 0.997) {
      await api.resetPassword(desk, user.email);
      yield;
    } else if (user.role === 'admin') {
      // The same role as before: privileged, audited, and without consequence for whoever signs in next.
      const colleague = users.at(-1);
      if (colleague) await api.changeRole(caller, colleague.id, colleague.role);
      yield;
    }
  }
  await api.logout(caller);
}

/** Search, choose, book; some change the note or cancel later. */
async function* bookingVisit(caller: Caller, { api, random }: Desk): Session {
  const { slots } = await api.search(caller, anyOf(SERVICES, random) ?? 'consulta');
  yield;
  const slotId = anyOf(slots, random);
  if (!slotId) return;
  await api.selectSlot(caller, slotId);
  yield;
  const client = clientsOf(caller.clinicId)[Math.floor(random() * CLIENTS_PER_CLINIC)];
  if (!client) return;
  const { id } = await api.book(caller, { slotId, clientId: client.id, note: `confirmar a ${client.email} o al ${client.phone}` });
  yield;
  if (!id) return;
  const after = random();
  if (after < 0.25) {
    await api.updateReservation(caller, id, { note: 'llega diez minutos tarde' });
    yield;
  } else if (after < 0.5) {
    await api.readReservation(caller, id);
    yield;
  } else if (after < 0.7) {
    await api.cancelReservation(caller, id);
    yield;
  }
}

/** Search and choose, then nothing: the funnel narrows. */
async function* abandonedVisit(caller: Caller, { api, random }: Desk): Session {
  const { slots } = await api.search(caller, anyOf(SERVICES, random) ?? 'consulta');
  yield;
  const slotId = anyOf(slots, random);
  if (!slotId || random() < 0.4) return;
  await api.selectSlot(caller, slotId);
  yield;
}
