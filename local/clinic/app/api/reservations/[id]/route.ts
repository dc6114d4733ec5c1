import { audit } from '@vigia/telemetry';
import { z } from 'zod';
import { body, nothing, signedIn } from '../../../../server/admission.ts';
import { api } from '../../../../server/api.ts';
import { cancelReservation, changeReservation, findReservation } from '../../../../server/reservations.ts';

const change = z.object({ slotId: z.string().optional(), note: z.string().max(500).optional() });

export const GET = api(
  { action: 'READ_RESERVATION', resource: 'reservation', admit: signedIn(nothing) },
  async ({ params: { id = '' } }) => ({ body: { reservation: await findReservation(id) } }),
);

export const PATCH = api(
  { action: 'UPDATE_RESERVATION', resource: 'reservation', limiter: 'booking', admit: signedIn(body(change)) },
  async ({ params: { id = '' }, input }) => {
    const { reservation, changed } = await changeReservation(id, input);
    audit('UPDATE_RESERVATION', { outcome: 'success', resource: `reservation/${id}`, changed });
    return { body: { reservation } };
  },
);

export const DELETE = api(
  { action: 'CANCEL_RESERVATION', resource: 'reservation', limiter: 'booking', admit: signedIn(nothing) },
  async ({ params: { id = '' } }) => {
    const reservation = await cancelReservation(id);
    audit('CANCEL_RESERVATION', { outcome: 'success', resource: `reservation/${id}` });
    return { body: { reservation } };
  },
);
