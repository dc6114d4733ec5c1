/** What goes wrong at a clinic now and then, each caused through the application's HTTP interface. */
import { randomUUID } from 'node:crypto';
import type { AlertName } from '../../alerts/catalogue.ts';
import type { SecretChannel } from '../../alerts/routing.ts';
import { CLIENTS_PER_CLINIC, clientsOf, PASSWORD, usersOf } from '../clinic/db/fixtures.ts';
import { repeatedly } from './background.ts';
import { type Caller, type ClinicApi, clinicApi } from './clinic-api.ts';
import type { Counts } from './counts.ts';

export interface IncidentOptions {
  readonly baseUrl: string;
  readonly webhookSecret: string;
  /** The clinic's CLINIC_CHAOS_TOKEN. */
  readonly chaosToken: string;
  /** Where requests are counted, to share with the traffic; default a new one. */
  readonly counts?: Counts;
}

export interface IncidentContext {
  readonly api: ClinicApi;
  readonly webhookSecret: string;
  readonly chaosToken: string;
  /** How to end what an incident keeps up, by its name. */
  readonly running: Map<string, () => Promise<void>>;
}

export interface Incident {
  readonly name: string;
  readonly title: string;
  /** The clinic that the alert names. No two incidents share one, so that all can run at once. */
  readonly tenantId: string;
  readonly alert: AlertName;
  /** Where the notification arrives. */
  readonly channel: SecretChannel;
  /** Other alerts that it rightly causes, and where they arrive. */
  readonly alsoFires?: readonly { readonly alert: AlertName; readonly channel: SecretChannel }[];
  /** Causes it and keeps it up. Ends when the fault is there. @throws Error when the clinic does not let it happen. */
  start(context: IncidentContext): Promise<void>;
  /** Ends it. Nothing happens where it was not started. */
  stop(context: IncidentContext): Promise<void>;
}

export function incidentContext({ baseUrl, webhookSecret, chaosToken, counts = new Map() }: IncidentOptions): IncidentContext {
  return { api: clinicApi(baseUrl, counts), webhookSecret, chaosToken, running: new Map() };
}

/** A fault hits half of the clinic's requests. */
const ERROR_SHARE = 0.5;
const REPEATED_EVENTS = 3;
const REDELIVERY_EVERY_MS = 250;
/** Five a second: past twenty within any window of ten seconds, and never near the log-in limiter. */
const WRONG_PASSWORD_EVERY_MS = 200;
/** Bookings come this often, so that slow ones soon outnumber the clinic's earlier ones in a window of two minutes. */
const BOOKING_EVERY_MS = 150;
const SATURATION_EVERY_MS = 40;
/** What is left of the allowance of 60 when the integration pauses: a stall of a second and a half still leaves it above 80 %. */
const LEFT_OVER = 2;
const PAUSE_MS = 100;
const PARALLEL_SEARCHES = 6;

const ATTACKER_IP = '198.51.100.66';
const STAFF_IP = '203.0.113.250';

export const incidents: readonly Incident[] = [
  {
    name: 'error-burst',
    title: 'A dependency fails on half of one clinic’s requests',
    tenantId: 'dental-reforma',
    alert: 'TenantHighErrorRate',
    channel: 'pagerduty-platform',
    alsoFires: [{ alert: 'ApiAvailabilityBudgetBurn', channel: 'pagerduty-platform' }],
    start: (context) => setFault(context, { fault: 'errors', tenantId: 'dental-reforma', rate: ERROR_SHARE, on: true }),
    stop: (context) => setFault(context, { fault: 'errors', tenantId: 'dental-reforma', rate: ERROR_SHARE, on: false }),
  },
  {
    name: 'webhook-retries',
    title: 'Stripe delivers the same events again and again',
    tenantId: 'clinica-sur',
    alert: 'StripeWebhookRetries',
    channel: 'slack-ops',
    async start(context) {
      const clinicId = 'clinica-sur';
      const events = Array.from({ length: REPEATED_EVENTS }, () => ({
        id: `evt_${randomUUID()}`,
        type: 'invoice.paid' as const,
        clinicId,
        invoiceId: `in_${randomUUID()}`,
      }));
      let turn = 0;
      const deliver = async () => {
        const event = events[turn++ % events.length];
        return event && context.api.deliver({ clinicId, ip: '198.51.100.7' }, context.webhookSecret, event);
      };
      for (let i = 0; i < 2 * REPEATED_EVENTS; i += 1) expectStatus(await deliver(), 200, 'a webhook delivery');
      keepUp(context, this.name, repeatedly(REDELIVERY_EVERY_MS, deliver));
    },
    stop: (context) => end(context, 'webhook-retries'),
  },
  {
    name: 'rate-limiter',
    title: 'One clinic’s integration searches as fast as it is allowed to',
    tenantId: 'fisio-roma',
    alert: 'RateLimiterSaturated',
    channel: 'slack-ops',
    async start(context) {
      const caller = await signIn(context, 'fisio-roma');
      let remaining = Number.POSITIVE_INFINITY;
      let pauseUntil = 0;
      let underWay = 0;
      const search = async () => {
        if (underWay === PARALLEL_SEARCHES || performance.now() < pauseUntil) return;
        underWay += 1;
        try {
          remaining = (await context.api.search(caller, 'fisioterapia')).remaining ?? 0;
        } finally {
          underWay -= 1;
        }
        if (remaining <= LEFT_OVER) pauseUntil = performance.now() + PAUSE_MS;
      };
      while (remaining > LEFT_OVER) await Promise.all(Array.from({ length: PARALLEL_SEARCHES }, search));
      keepUp(context, this.name, repeatedly(SATURATION_EVERY_MS, search));
    },
    stop: (context) => end(context, 'rate-limiter'),
  },
  {
    name: 'failed-logins',
    title: 'Somebody guesses the password of one clinic’s administrator',
    tenantId: 'clinica-coyoacan',
    alert: 'FailedLoginSpike',
    channel: 'slack-security',
    async start(context) {
      const clinicId = 'clinica-coyoacan';
      const victim = adminOf(clinicId);
      let guess = 0;
      const attempt = () => context.api.login({ clinicId, ip: ATTACKER_IP }, victim, `password${guess++}`);
      expectStatus(await attempt(), 401, 'a wrong password');
      keepUp(context, this.name, repeatedly(WRONG_PASSWORD_EVERY_MS, attempt));
    },
    stop: (context) => end(context, 'failed-logins'),
  },
  {
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
  },
  {
    name: 'slow-bookings',
    title: 'Bookings of one clinic take longer than 400 ms',
    tenantId: 'clinica-bahia',
    alert: 'BookingLatencyBudgetBurn',
    channel: 'pagerduty-platform',
    async start(context) {
      const tenantId = 'clinica-bahia';
      const caller = await signIn(context, tenantId);
      await setFault(context, { fault: 'slow-bookings', tenantId, rate: 1, on: true });
      let slots: string[] = [];
      let searching: Promise<void> | undefined;
      const refill = async () => {
        slots = [...(await context.api.search(caller, 'dental')).slots].reverse();
      };
      const bookNext = async () => {
        if (slots.length === 0) {
          searching ??= refill().finally(() => {
            searching = undefined;
          });
          return searching;
        }
        const slotId = slots.pop();
        if (slotId) await context.api.book(caller, { slotId, clientId: clientOf(tenantId) });
      };
      keepUp(context, this.name, repeatedly(BOOKING_EVERY_MS, bookNext));
    },
    async stop(context) {
      await end(context, 'slow-bookings');
      await setFault(context, { fault: 'slow-bookings', tenantId: 'clinica-bahia', rate: 1, on: false });
    },
  },
];

async function setFault({ api, chaosToken }: IncidentContext, fault: Parameters<ClinicApi['setFault']>[1]): Promise<void> {
  expectStatus(await api.setFault(chaosToken, fault), 200, 'the chaos endpoint');
}

async function signIn({ api }: IncidentContext, clinicId: string): Promise<Caller> {
  const answer = await api.login({ clinicId, ip: STAFF_IP }, adminOf(clinicId), PASSWORD);
  if (!answer.token) throw new Error(`The administrator of ${clinicId} could not sign in: the clinic answered ${answer.status}.`);
  return { clinicId, ip: STAFF_IP, token: answer.token };
}

/** Others book at the same time: the first slot that is still free will do. */
async function bookOneOf({ api }: IncidentContext, caller: Caller, slots: readonly string[]): Promise<string> {
  for (const slotId of slots) {
    const { id } = await api.book(caller, { slotId, clientId: clientOf(caller.clinicId) });
    if (id) return id;
  }
  throw new Error(`No slot of ${caller.clinicId} could be booked.`);
}

function keepUp({ running }: IncidentContext, name: string, stop: () => Promise<void>): void {
  running.set(name, stop);
}

async function end({ running }: IncidentContext, name: string): Promise<void> {
  await running.get(name)?.();
  running.delete(name);
}

function expectStatus(answer: { readonly status: number } | undefined, expected: number, what: string): void {
  if (answer?.status !== expected) {
    throw new Error(`The clinic answered ${answer?.status} to ${what}, where ${expected} was expected.`);
  }
}

function adminOf(clinicId: string): string {
  return usersOf(clinicId)[0]?.email ?? '';
}

function clientOf(clinicId: string): string {
  return clientsOf(clinicId)[Math.floor(Math.random() * CLIENTS_PER_CLINIC)]?.id ?? '';
}
