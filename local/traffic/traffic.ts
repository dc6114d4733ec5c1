/** Everyday traffic of the sample clinics, through HTTP only: as many requests per second as asked, none of them a fault. */
import { randomUUID } from 'node:crypto';
import { clientsOf, clinics, PACKAGE_KINDS, usersOf } from '../clinic/db/fixtures.ts';
import { anyOf, type Random, shares, weighted } from './choose.ts';
import { type ClinicApi, clinicApi } from './clinic-api.ts';
import { type ClinicCounts, type Counts, total } from './counts.ts';
import { type Session, session } from './visits.ts';

export const DEFAULT_RATE_PER_SECOND = 25;

/** Of all requests, how many are Stripe's deliveries. */
const WEBHOOK_SHARE = 0.04;
/** Of the invoices, how many failed. */
const FAILED_INVOICE_SHARE = 0.02;
/** Somebody mistypes a password this often, over all clinics: ten in five minutes, half of what alerts for one clinic. */
const MISTYPED_EVERY_MS = 30_000;
/** Where all desks wait for an answer, no further request is made: people do not queue up behind a slow clinic without end. */
const DESKS_PER_CLINIC = 6;
const TICK_MS = 20;
const STATS_EVERY_MS = 1_000;

export interface TrafficOptions {
  /** Address of the clinic, such as http://127.0.0.1:3000. */
  readonly baseUrl: string;
  /** Signing secret of its Stripe webhook. */
  readonly webhookSecret: string;
  /** Requests per second over all clinics; default 25. */
  readonly ratePerSecond?: number;
  /** Seconds over which it grows to the full rate, as desks open one after the other; default 0: at once. */
  readonly rampUpSeconds?: number;
  /** Ends the traffic, as `stop()` does. */
  readonly signal?: AbortSignal;
  /** Where requests are counted, to share with incidents; default a new one. */
  readonly counts?: Counts;
  /** Told once a second what was done. */
  readonly onStats?: (stats: TrafficStats) => void;
  /** Default Math.random. */
  readonly random?: Random;
}

export interface TrafficStats {
  /** Since the start. */
  readonly seconds: number;
  /** Answered requests per second, over the last second. */
  readonly requestsPerSecond: number;
  readonly total: ClinicCounts;
}

export interface Traffic {
  /** What was done so far; complete once `stop()` has ended. */
  readonly counts: Counts;
  /** Starts no more requests, and ends when those under way are answered. */
  stop(): Promise<Counts>;
}

interface Clinic {
  readonly id: string;
  readonly index: number;
  readonly idle: Session[];
  desks: number;
}

/** Starts the traffic. A clinic that does not answer is counted and tried again: traffic outlives a restart. */
export function startTraffic(options: TrafficOptions): Traffic {
  const { baseUrl, webhookSecret, ratePerSecond = DEFAULT_RATE_PER_SECOND, rampUpSeconds = 0 } = options;
  const { random = Math.random, signal, onStats } = options;
  const counts: Counts = options.counts ?? new Map();
  const api = clinicApi(baseUrl, counts);
  const portions = shares(clinics.length);
  const [first, ...others] = clinics.map(({ id }, index): Clinic => ({ id, index, idle: [], desks: 0 }));
  if (!first) throw new Error('There are no clinics in the sample data.');
  const underWay = new Set<Promise<void>>();
  const started = performance.now();
  let mistyped = started;
  let begun = 0;

  const begin = (work: Promise<void>) => {
    underWay.add(work);
    void work.finally(() => underWay.delete(work));
  };
  const tick = () => {
    const now = performance.now();
    const due = Math.floor(ratePerSecond * fullSeconds((now - started) / 1_000, rampUpSeconds));
    // After a pause of this process itself there is no catching up: a burst would be no everyday traffic.
    begun = Math.max(begun, due - ratePerSecond);
    for (; begun < due; begun += 1) {
      const clinic = weighted([first, ...others], portions, random);
      if (now - mistyped > MISTYPED_EVERY_MS) {
        mistyped = now;
        begin(mistype(api, clinic, random));
      } else if (random() < WEBHOOK_SHARE) begin(deliverInvoice(api, clinic, webhookSecret, random));
      else begin(step(api, clinic, random));
    }
  };

  const ticking = setInterval(tick, TICK_MS);
  const reporting = onStats && setInterval(reporter(counts, started, onStats), STATS_EVERY_MS);
  let stopping: Promise<Counts> | undefined;
  const stop = () => {
    stopping ??= (async () => {
      clearInterval(ticking);
      clearInterval(reporting);
      await Promise.all(underWay);
      return counts;
    })();
    return stopping;
  };
  signal?.addEventListener('abort', () => void stop(), { once: true });
  return { counts, stop };
}

/** How many seconds at the full rate amount to these, of which the first ones grew to it. */
function fullSeconds(seconds: number, rampUp: number): number {
  return seconds < rampUp ? seconds ** 2 / (2 * rampUp) : seconds - rampUp / 2;
}

function reporter(counts: Counts, started: number, onStats: (stats: TrafficStats) => void): () => void {
  let before = { at: started, requests: 0 };
  return () => {
    const now = performance.now();
    const sum = total(counts);
    onStats({
      seconds: (now - started) / 1_000,
      requestsPerSecond: ((sum.requests - before.requests) * 1_000) / (now - before.at),
      total: sum,
    });
    before = { at: now, requests: sum.requests };
  };
}

/** The next request of a desk that is free. */
async function step(api: ClinicApi, clinic: Clinic, random: Random): Promise<void> {
  const desk = clinic.idle.shift() ?? openDesk(api, clinic, random);
  if (!desk) return;
  try {
    if ((await desk.next()).done !== true) clinic.idle.push(desk);
    else clinic.desks -= 1;
  } catch {
    // Counted where it was made; the next step opens another desk.
    clinic.desks -= 1;
  }
}

function openDesk(api: ClinicApi, clinic: Clinic, random: Random): Session | undefined {
  if (clinic.desks >= DESKS_PER_CLINIC) return undefined;
  clinic.desks += 1;
  return session({ clinicId: clinic.id, ip: addressOf(clinic, clinic.desks), api, random });
}

async function mistype(api: ClinicApi, clinic: Clinic, random: Random): Promise<void> {
  const user = anyOf(usersOf(clinic.id), random);
  if (user)
    await api.login({ clinicId: clinic.id, ip: addressOf(clinic, 1) }, user.email, 'correct-horse-batery').catch(() => undefined);
}

async function deliverInvoice(api: ClinicApi, clinic: Clinic, secret: string, random: Random): Promise<void> {
  const client = anyOf(clientsOf(clinic.id), random);
  const kind = anyOf(PACKAGE_KINDS, random);
  const paid = random() >= FAILED_INVOICE_SHARE;
  await api
    .deliver({ clinicId: clinic.id, ip: '198.51.100.7' }, secret, {
      id: `evt_${randomUUID()}`,
      type: paid ? 'invoice.paid' : 'invoice.payment_failed',
      clinicId: clinic.id,
      invoiceId: `in_${randomUUID()}`,
      ...(paid && client && kind && random() < 0.3 && { sold: { clientId: client.id, package: kind } }),
    })
    .catch(() => undefined);
}

/** Addresses from the ranges for documentation: a network per clinic, every fourth clinic on IPv6. */
function addressOf({ index }: Clinic, desk: number): string {
  return index % 4 === 3 ? `2001:db8:${index}::${desk}` : `203.0.113.${index * 20 + (desk % 20)}`;
}
