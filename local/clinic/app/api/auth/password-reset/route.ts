import { audit } from '@vigia/telemetry';
import { z } from 'zod';
import { anybody, body } from '../../../../server/admission.ts';
import { api } from '../../../../server/api.ts';
import { requestPasswordReset } from '../../../../server/users.ts';

const wish = z.object({ clinicId: z.string(), email: z.email() });

export const POST = api(
  { action: 'PASSWORD_RESET', resource: 'user', limiter: 'login', admit: anybody(body(wish)) },
  async ({ tenantId, input: { email } }) => {
    if (tenantId) await requestPasswordReset(tenantId, email);
    audit('PASSWORD_RESET', { outcome: tenantId ? 'success' : 'failure', actor: email, resource: 'user' });
    return { status: 202, body: { status: 'if the address is known, a mail is on its way' } };
  },
);
