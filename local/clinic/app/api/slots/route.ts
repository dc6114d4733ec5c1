import { count } from '@vigia/telemetry';
import { z } from 'zod';
import { query, signedIn } from '../../../server/admission.ts';
import { api } from '../../../server/api.ts';
import { freeSlots } from '../../../server/slots.ts';

const search = z.object({ service: z.enum(['consulta', 'fisioterapia', 'dental']).default('consulta') });

export const GET = api(
  { action: 'SEARCH_SLOTS', resource: 'slot', limiter: 'search', admit: signedIn(query(search)) },
  async ({ tenantId = '', input: { service } }) => {
    const slots = await freeSlots(tenantId, service);
    count('reservation_funnel_steps_total', { step: 'search' });
    return { body: { slots } };
  },
);
