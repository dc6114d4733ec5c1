import { z } from 'zod';
import { body, signedIn } from '../../../../../../server/admission.ts';
import { api } from '../../../../../../server/api.ts';
import { changeRole } from '../../../../../../server/users.ts';

const assignment = z.object({ role: z.enum(['admin', 'staff']) });

export const POST = api(
  { action: 'CHANGE_ROLE', resource: 'user', admit: signedIn(body(assignment)) },
  async ({ params: { id = '' }, userId = '', input: { role } }) => ({ body: { user: await changeRole(userId, id, role) } }),
);
