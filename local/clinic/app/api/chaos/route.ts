import { timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import { body, type Call } from '../../../server/admission.ts';
import { api } from '../../../server/api.ts';
import { FAULTS, setFault } from '../../../server/chaos.ts';
import { clinicOf } from '../../../server/clinics.ts';
import { env } from '../../../server/env.ts';
import { notFound } from '../../../server/errors.ts';

const wish = z.object({
  fault: z.enum(FAULTS),
  tenantId: z.string().refine((id) => clinicOf(id) !== undefined, 'is no clinic'),
  /** The share of the clinic's requests that are hit. */
  rate: z.number().gt(0).max(1).default(1),
  on: z.boolean(),
});

/** Without a token in the environment, or with another in the header, there is no such route. */
async function holdsToken(call: Call) {
  const expected = env().CLINIC_CHAOS_TOKEN;
  const given = call.request.headers.get('x-chaos-token') ?? '';
  if (!expected || given.length !== expected.length || !timingSafeEqual(Buffer.from(given), Buffer.from(expected))) {
    throw notFound('route');
  }
  return { input: await body(wish)(call) };
}

export const POST = api({ action: 'SET_FAULT', resource: 'chaos', admit: holdsToken }, async ({ input }) => {
  setFault(input.fault, input.tenantId, input.on ? input.rate : 0);
  return { body: input };
});
