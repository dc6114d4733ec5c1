import { count } from '@vigia/telemetry';
import { nothing, signedIn } from '../../../../server/admission.ts';
import { api } from '../../../../server/api.ts';
import { findSlot } from '../../../../server/slots.ts';

export const GET = api({ action: 'SELECT_SLOT', resource: 'slot', admit: signedIn(nothing) }, async ({ params: { id = '' } }) => {
  const slot = await findSlot(id);
  count('reservation_funnel_steps_total', { step: 'slot_selected' });
  return { body: { slot } };
});
