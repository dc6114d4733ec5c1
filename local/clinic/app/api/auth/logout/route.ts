import { audit } from '@vigia/telemetry';
import { nothing, signedIn } from '../../../../server/admission.ts';
import { api } from '../../../../server/api.ts';
import { sessionCookie } from '../../../../server/session.ts';

export const POST = api({ action: 'LOGOUT', resource: 'session', admit: signedIn(nothing) }, async () => {
  audit('LOGOUT', { outcome: 'success', resource: 'session' });
  return { body: { status: 'signed out' }, headers: { 'set-cookie': sessionCookie() } };
});
