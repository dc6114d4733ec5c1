import { audit, count, record } from '@vigia/telemetry';
import { z } from 'zod';
import { body, signedIn } from '../../../server/admission.ts';
import { api } from '../../../server/api.ts';
import { sufferFault } from '../../../server/chaos.ts';
import { book } from '../../../server/reservations.ts';

const booking = z.object({ slotId: z.string(), clientId: z.string(), note: z.string().max(500).optional() });

export const POST = api(
  { action: 'CREATE_RESERVATION', resource: 'reservation', limiter: 'booking', admit: signedIn(body(booking)) },
  async ({ tenantId = '', input }) => {
    const started = performance.now();
    count('reservation_funnel_steps_total', { step: 'details_entered' });
    try {
      await sufferFault('slow-bookings', tenantId);
      const reservation = await book(tenantId, input);
      record('reservation_booking_duration_seconds', (performance.now() - started) / 1_000);
      count('reservation_funnel_steps_total', { step: 'confirmed' });
      audit('CREATE_RESERVATION', { outcome: 'success', resource: `reservation/${reservation.id}` });
      return { status: 201, body: { reservation } };
    } catch (error) {
      audit('CREATE_RESERVATION', { outcome: 'failure', resource: `slot/${input.slotId}` });
      throw error;
    }
  },
);
