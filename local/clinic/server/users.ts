/** Users of a clinic: log-in, password reset, roles. */
import { randomUUID } from 'node:crypto';
import { audit } from '@vigia/telemetry';
import { database } from './database.ts';
import { HttpError, notFound } from './errors.ts';
import { verifyPassword } from './password.ts';
import { PASSWORD_RESETS } from './queue.ts';

export type Role = 'admin' | 'staff';

/** The user with that address and password, or a refusal that tells neither which was wrong nor whether there is one. */
export async function authenticate(clinicId: string, email: string, password: string) {
  const user = await database().user.findUnique({ where: { clinicId_email: { clinicId, email } } });
  if (!user || !(await verifyPassword(password, user.passwordHash))) {
    throw new HttpError(401, 'wrong_credentials', 'The address or the password is wrong.');
  }
  return user;
}

/** Queues the mail with which a user chooses a new password; an unknown address is answered alike. */
export async function requestPasswordReset(clinicId: string, email: string): Promise<void> {
  const user = await database().user.findUnique({ where: { clinicId_email: { clinicId, email } }, select: { id: true } });
  if (!user) return;
  await database().job.create({ data: { id: randomUUID(), clinicId, queue: PASSWORD_RESETS, subject: `user/${user.id}` } });
}

/**
 * Gives a user another role.
 * @throws HttpError 403 unless the caller is an administrator now, whatever was true at log-in.
 */
export async function changeRole(callerId: string, userId: string, role: Role) {
  const resource = `user/${userId}`;
  const caller = await database().user.findUnique({ where: { id: callerId }, select: { role: true } });
  if (caller?.role !== 'admin') {
    audit('ROLE_CHANGED', { outcome: 'denied', resource });
    throw new HttpError(403, 'forbidden', 'Only an administrator changes roles.');
  }
  const user = await database().user.findUnique({ where: { id: userId }, select: { role: true } });
  if (!user) throw notFound('user');
  const changed = await database().user.update({ where: { id: userId }, data: { role }, select: { id: true, role: true } });
  audit('ROLE_CHANGED', { outcome: 'success', resource, changed: user.role === role ? [] : ['role'] });
  return changed;
}
