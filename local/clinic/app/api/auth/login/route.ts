import { audit, withTenantContext } from '@vigia/telemetry';
import { z } from 'zod';
import { anybody, body } from '../../../../server/admission.ts';
import { api } from '../../../../server/api.ts';
import { issueToken, sessionCookie } from '../../../../server/session.ts';
import { authenticate } from '../../../../server/users.ts';

const credentials = z.object({ clinicId: z.string(), email: z.email(), password: z.string().max(200) });

export const POST = api(
  { action: 'LOGIN', resource: 'session', limiter: 'login', admit: anybody(body(credentials)) },
  async ({ input: { clinicId, email, password } }) => {
    try {
      const user = await authenticate(clinicId, email, password);
      // Who it is is known only now.
      withTenantContext({ userId: user.id }, () => audit('LOGIN', { outcome: 'success', actor: email, resource: 'session' }));
      const token = issueToken({ clinicId, userId: user.id });
      return { body: { token, userId: user.id, role: user.role }, headers: { 'set-cookie': sessionCookie(token) } };
    } catch (error) {
      audit('LOGIN', { outcome: 'failure', actor: email, resource: 'session' });
      throw error;
    }
  },
);
