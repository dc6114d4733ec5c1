/** What panels have to show: from what was asked of the application, and from what its database says. */
import pg from 'pg';
import type { ClinicCounts } from '../../../local/traffic/counts.ts';

/** What panels show of the chosen clinics exactly. */
export interface Figures {
  readonly retries: number;
  /** How many are listed, of which there are a hundred at most. */
  readonly trail: number;
  readonly privilegedRecords: number;
  readonly errorLines: number;
  readonly seen: number;
  readonly clients: Readonly<Record<string, number>>;
  readonly packages: Readonly<Record<string, number>>;
  readonly revenue: Readonly<Record<string, number>>;
  /** By currency. */
  readonly revenueTogether: Readonly<Record<string, number>>;
  readonly jobs: number;
}

/**
 * What panels add up from counts of five minutes or of an hour that touch. What reaches Prometheus after such a count was taken, and is older, is in
 * none of them: a panel may show less than there was, and never more.
 */
export type Tally = Readonly<Record<TallyName, Readonly<Record<string, number>>>>;
export type TallyName = 'funnel' | 'reservations' | 'invoices' | 'authentication' | 'security' | 'events' | 'bad';

/** A clinic, what was asked for it, and what is in its database. */
export interface Known {
  readonly id: string;
  readonly counts: ClinicCounts;
  /** Rows of other clinics that its users asked for. */
  readonly attempts: number;
  readonly clients: number;
  readonly packages: Readonly<Record<string, number>>;
  readonly revenue: number;
}

/** How many records a panel lists at most. */
const LISTED = 100;

/** Every audit record of a clinic: a delivery that fails and one that is processed have one each, a repeated one has none. */
export function auditRecordsOf({ counts: c, attempts }: Known): number {
  const signingIn = c.logins + c.failedLogins + c.logouts + c.passwordResets + c.roleChanges;
  const booking = c.bookings + c.refusedBookings + c.updates + c.cancellations;
  const billing = c.deliveries - c.repeatedDeliveries + c.failedDeliveries + c.paidInvoices + c.failedInvoices;
  return signingIn + booking + billing + attempts;
}

export function figuresOf(clinics: readonly Known[]): Figures {
  const sum = (of: (known: Known) => number) => clinics.reduce((total, one) => total + of(one), 0);
  const by = <T>(of: (known: Known) => T) => Object.fromEntries(clinics.map((one) => [one.id, of(one)]));
  const packages: Record<string, number> = {};
  for (const one of clinics) for (const [kind, n] of Object.entries(one.packages)) packages[kind] = (packages[kind] ?? 0) + n;
  return {
    retries: Math.max(...clinics.map(({ counts }) => counts.repeatedDeliveries)),
    trail: Math.min(LISTED, sum(auditRecordsOf)),
    privilegedRecords: Math.min(
      LISTED,
      sum(({ counts, attempts }) => counts.roleChanges + attempts),
    ),
    // What failed, and how it was answered.
    errorLines: Math.min(
      LISTED,
      sum(({ counts }) => 2 * counts.status['5xx']),
    ),
    seen: clinics.length,
    clients: by(({ clients }) => clients),
    packages,
    revenue: by(({ revenue }) => revenue),
    revenueTogether: { mxn: sum(({ revenue }) => revenue) },
    // All that waited was worked off.
    jobs: 0,
  };
}

export function tallyOf(clinics: readonly Known[]): Tally {
  const count = (of: (counts: ClinicCounts) => number) => clinics.reduce((total, { counts }) => total + of(counts), 0);
  const bookings = count((c) => c.bookings);
  const failedDeliveries = count((c) => c.failedDeliveries);
  return {
    funnel: {
      Search: count((c) => c.searches),
      'Slot selected': count((c) => c.selections),
      'Details entered': count((c) => c.bookings + c.refusedBookings),
      Confirmed: bookings,
    },
    reservations: { Made: bookings, Changed: count((c) => c.updates), Cancelled: count((c) => c.cancellations) },
    invoices: { Paid: count((c) => c.paidInvoices), Failed: count((c) => c.failedInvoices) },
    authentication: {
      'login: success': count((c) => c.logins),
      'login: failure': count((c) => c.failedLogins),
      'logout: success': count((c) => c.logouts),
      'password_reset: success': count((c) => c.passwordResets),
    },
    security: { privileged: count((c) => c.roleChanges), attempts: clinics.reduce((sum, { attempts }) => sum + attempts, 0) },
    events: {
      'api-availability': count((c) => c.requests),
      'booking-latency': bookings,
      'webhook-success': count((c) => c.deliveries) + failedDeliveries,
    },
    // Whether a booking was slow depends on this machine as well.
    bad: { 'api-availability': count((c) => c.status['5xx']), 'webhook-success': failedDeliveries },
  };
}

interface Row extends Pick<Known, 'id' | 'clients' | 'revenue'> {
  readonly packages: Readonly<Record<string, number>> | null;
}

/** What the database says of each clinic. */
export async function readDatabase(url: string): Promise<ReadonlyMap<string, Pick<Known, 'clients' | 'packages' | 'revenue'>>> {
  const database = new pg.Client({ connectionString: url });
  await database.connect();
  try {
    const { rows } = await database.query<Row>(
      `select id,
         (select count(distinct client_id)::int from reservations where clinic_id = c.id and status = 'booked') as clients,
         (select json_object_agg(kind, sold)
            from (select kind, count(*) as sold from packages where clinic_id = c.id and sessions_left > 0 group by kind) as k) as packages,
         (select sum(amount_cents)::float8 / 100 from subscriptions where clinic_id = c.id and status <> 'canceled') as revenue
       from clinics c`,
    );
    return new Map(rows.map(({ id, packages, ...row }) => [id, { ...row, packages: packages ?? {} }]));
  } finally {
    await database.end();
  }
}
