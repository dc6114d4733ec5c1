/** What panels have to show: from what was asked of the application, and from what its database says. */
import pg from 'pg';
import type { ClinicCounts } from '../../../local/traffic/counts.ts';

/** What panels show of the chosen clinics, under the names of their series. */
export interface Figures {
  readonly funnel: Readonly<Record<string, number>>;
  readonly conversion: Readonly<Record<string, number>>;
  readonly reservations: Readonly<Record<string, number>>;
  readonly invoices: Readonly<Record<string, number>>;
  readonly failedInvoices: number;
  readonly retries: number;
  readonly authentication: Readonly<Record<string, number>>;
  readonly privileged: number;
  readonly attempts: number;
  /** By clinic: failed log-ins, their share, privileged actions, attempts across clinics. */
  readonly clinics: Readonly<Record<string, readonly (number | undefined)[]>>;
  readonly arrived: number;
  /** How many are listed, of which there are a hundred at most. */
  readonly trail: number;
  readonly privilegedRecords: number;
  /** By objective: events, and bad ones where what is bad does not depend on how fast this machine is. */
  readonly events: Readonly<Record<string, number>>;
  readonly bad: Readonly<Record<string, number>>;
  readonly badByClinic: Readonly<Record<string, number>>;
  readonly seen: number;
  readonly clients: Readonly<Record<string, number>>;
  readonly packages: Readonly<Record<string, number>>;
  readonly revenue: Readonly<Record<string, number>>;
}

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
  const count = (of: (counts: ClinicCounts) => number) => sum(({ counts }) => of(counts));
  const by = <T>(of: (known: Known) => T) => Object.fromEntries(clinics.map((one) => [one.id, of(one)]));
  const searches = count((c) => c.searches);
  const selections = count((c) => c.selections);
  const details = count((c) => c.bookings + c.refusedBookings);
  const bookings = count((c) => c.bookings);
  const [paid, failed] = [count((c) => c.paidInvoices), count((c) => c.failedInvoices)];
  const failedDeliveries = count((c) => c.failedDeliveries);
  const packages: Record<string, number> = {};
  for (const one of clinics) for (const [kind, n] of Object.entries(one.packages)) packages[kind] = (packages[kind] ?? 0) + n;
  return {
    funnel: { Search: searches, 'Slot selected': selections, 'Details entered': details, Confirmed: bookings },
    conversion: {
      'Slot selected': selections / searches,
      'Details entered': details / selections,
      Confirmed: bookings / details,
      'Search to confirmed': bookings / searches,
    },
    reservations: { Made: bookings, Changed: count((c) => c.updates), Cancelled: count((c) => c.cancellations) },
    invoices: { Paid: paid, Failed: failed },
    failedInvoices: paid + failed > 0 ? failed / (paid + failed) : 0,
    retries: Math.max(...clinics.map(({ counts }) => counts.repeatedDeliveries)),
    authentication: positive({
      'login: success': count((c) => c.logins),
      'login: failure': count((c) => c.failedLogins),
      'logout: success': count((c) => c.logouts),
      'password_reset: success': count((c) => c.passwordResets),
    }),
    privileged: count((c) => c.roleChanges),
    attempts: sum(({ attempts }) => attempts),
    clinics: by(({ counts: c, attempts }) => [c.failedLogins, c.failedLogins / (c.failedLogins + c.logins), c.roleChanges, attempts]),
    arrived: sum(auditRecordsOf),
    trail: Math.min(LISTED, sum(auditRecordsOf)),
    privilegedRecords: Math.min(
      LISTED,
      sum(({ counts, attempts }) => counts.roleChanges + attempts),
    ),
    events: {
      'api-availability': count((c) => c.requests),
      'booking-latency': bookings,
      'webhook-success': count((c) => c.deliveries) + failedDeliveries,
    },
    bad: { 'api-availability': count((c) => c.status['5xx']), 'webhook-success': failedDeliveries },
    badByClinic: by(({ counts }) => counts.status['5xx']),
    seen: clinics.length,
    clients: by(({ clients }) => clients),
    packages,
    revenue: by(({ revenue }) => revenue),
  };
}

/** Without what there was none of: it has no series. */
function positive(counts: Readonly<Record<string, number>>): Readonly<Record<string, number>> {
  return Object.fromEntries(Object.entries(counts).filter(([, n]) => n > 0));
}

/** What the database says of each clinic. */
export async function readDatabase(url: string): Promise<ReadonlyMap<string, Pick<Known, 'clients' | 'packages' | 'revenue'>>> {
  const database = new pg.Client({ connectionString: url });
  await database.connect();
  try {
    const { rows } = await database.query<{ id: string; clients: number; packages: Record<string, number> | null; revenue: number }>(
      `select id,
         (select count(distinct client_id)::int from reservations where clinic_id = c.id and status = 'booked') as clients,
         (select json_object_agg(kind, sold)
            from (select kind, count(*) as sold from packages where clinic_id = c.id and sessions_left > 0 group by kind) as k) as packages,
         (select sum(amount_cents)::float8 / 100 from subscriptions where clinic_id = c.id and status <> 'canceled') as revenue
       from clinics c`,
    );
    return new Map(rows.map(({ id, clients, packages, revenue }) => [id, { clients, packages: packages ?? {}, revenue }]));
  } finally {
    await database.end();
  }
}
