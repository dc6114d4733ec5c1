/** Attacks on a clinic, or on all of them. */
import { clinics, usersOf } from '../../clinic/db/fixtures.ts';
import { repeatedly } from '../background.ts';
import type { Caller } from '../clinic-api.ts';
import { adminOf, clientOf, end, expectStatus, type Incident, type IncidentContext, keepUp, signIn } from './incident.ts';

/** Five a second: past twenty within any window of ten seconds, and never near the log-in limiter. */
const WRONG_PASSWORD_EVERY_MS = 200;
/** Fifteen a second over eleven clinics: past a hundred within ten seconds, and at each clinic fewer than the twenty of its own alert. */
const SPRAYED_EVERY_MS = 65;
const PRIVILEGED_ACTION_EVERY_MS = 150;
const ATTACKER_IP = '198.51.100.66';
const GUESSED_CLINIC = 'clinica-coyoacan';

export const failedLogins: Incident = {
  name: 'failed-logins',
  title: 'Somebody guesses the password of one clinic’s administrator',
  tenantId: GUESSED_CLINIC,
  alert: 'FailedLoginSpike',
  channel: 'slack-security',
  async start(context) {
    const clinicId = GUESSED_CLINIC;
    const victim = adminOf(clinicId);
    let guess = 0;
    const attempt = () => context.api.login({ clinicId, ip: ATTACKER_IP }, victim, `password${guess++}`);
    expectStatus(await attempt(), 401, 'a wrong password');
    keepUp(context, this.name, repeatedly(WRONG_PASSWORD_EVERY_MS, attempt));
  },
  stop: (context) => end(context, 'failed-logins'),
};

export const loginSpray: Incident = {
  name: 'login-spray',
  title: 'Somebody tries one password at every clinic, from many IPv6 addresses',
  alert: 'FailedLoginSpray',
  channel: 'slack-security',
  async start(context) {
    // Not where somebody guesses at the same time: together the two would be one attack on that clinic.
    const targets = clinics.filter(({ id }) => id !== GUESSED_CLINIC);
    let turn = 0;
    const attempt = () => {
      turn += 1;
      const clinicId = targets[turn % targets.length]?.id ?? '';
      return context.api.login({ clinicId, ip: `2001:db8:bad::${turn.toString(16)}` }, `info@${clinicId}.example`, 'Verano2026');
    };
    expectStatus(await attempt(), 401, 'a guessed address');
    keepUp(context, this.name, repeatedly(SPRAYED_EVERY_MS, attempt));
  },
  stop: (context) => end(context, 'login-spray'),
};

export const crossTenant: Incident = {
  name: 'cross-tenant',
  title: 'A user of one clinic asks for another clinic’s reservation',
  tenantId: 'pediatria-polanco',
  alert: 'CrossTenantAccess',
  channel: 'pagerduty-security',
  async start(context) {
    const victim = await signIn(context, 'ortopedia-centro');
    const { slots } = await context.api.search(victim, 'consulta');
    const reservation = await bookOneOf(context, victim, slots);
    const intruder = await signIn(context, 'pediatria-polanco');
    expectStatus(await context.api.readReservation(intruder, reservation), 404, 'another clinic’s reservation');
  },
  // It is over as soon as it has happened.
  stop: async () => undefined,
};

export const privilegedActions: Incident = {
  name: 'privileged-actions',
  title: 'A script with an administrator’s session changes role after role',
  tenantId: 'clinica-norte',
  alert: 'PrivilegedActionSurge',
  channel: 'slack-security',
  async start(context) {
    const caller = await signIn(context, 'clinica-norte');
    const colleague = usersOf('clinica-norte').at(-1);
    // The same role as before: whoever signs in next finds everything as it was.
    const change = async () => colleague && context.api.changeRole(caller, colleague.id, colleague.role);
    expectStatus(await change(), 200, 'a change of role');
    keepUp(context, this.name, repeatedly(PRIVILEGED_ACTION_EVERY_MS, change));
  },
  stop: (context) => end(context, 'privileged-actions'),
};

/** Others book at the same time: the first slot that is still free will do. */
async function bookOneOf({ api }: IncidentContext, caller: Caller, slots: readonly string[]): Promise<string> {
  for (const slotId of slots) {
    const { id } = await api.book(caller, { slotId, clientId: clientOf(caller.clinicId) });
    if (id) return id;
  }
  throw new Error(`No slot of ${caller.clinicId} could be booked.`);
}
