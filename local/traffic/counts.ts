/** What was done to the clinic, exactly: every answer that came, and every request that got none. */

export interface ClinicCounts {
  /** Requests that were answered. */
  requests: number;
  /** Answers by the class of their status. */
  status: { '2xx': number; '3xx': number; '4xx': number; '5xx': number };
  /** Requests without an answer: the connection broke, or time ran out. The clinic may have served them. */
  unanswered: number;
  logins: number;
  failedLogins: number;
  logouts: number;
  passwordResets: number;
  /** Roles that were changed, and those that only an administrator may change. */
  roleChanges: number;
  searches: number;
  /** Slots that were looked at. */
  selections: number;
  bookings: number;
  /** Bookings of a slot that was taken, or for a client whom the clinic does not know. */
  refusedBookings: number;
  updates: number;
  cancellations: number;
  /** Webhook deliveries accepted, repeated ones among them. */
  deliveries: number;
  repeatedDeliveries: number;
  /** Those that were answered with an error. */
  failedDeliveries: number;
  /** Invoices that were accepted as paid, each once. */
  paidInvoices: number;
  failedInvoices: number;
}

export type Deed = Exclude<keyof ClinicCounts, 'requests' | 'status' | 'unanswered'>;

/** By clinic id. */
export type Counts = Map<string, ClinicCounts>;

/** The counts of a clinic; all zero for one that had none yet. */
export function countsOf(counts: Counts, clinicId: string): ClinicCounts {
  let found = counts.get(clinicId);
  if (!found) {
    found = nothingYet();
    counts.set(clinicId, found);
  }
  return found;
}

/** The sum over all clinics. */
export function total(counts: Counts): ClinicCounts {
  const sum = nothingYet();
  for (const one of counts.values()) {
    for (const key of DEEDS) sum[key] += one[key];
    for (const key of STATUSES) sum.status[key] += one.status[key];
    sum.requests += one.requests;
    sum.unanswered += one.unanswered;
  }
  return sum;
}

const DEEDS: readonly Deed[] = [
  ...(['logins', 'failedLogins', 'logouts', 'passwordResets', 'roleChanges'] as const),
  ...(['searches', 'selections', 'bookings', 'refusedBookings', 'updates', 'cancellations'] as const),
  ...(['deliveries', 'repeatedDeliveries', 'failedDeliveries', 'paidInvoices', 'failedInvoices'] as const),
];
const STATUSES = ['2xx', '3xx', '4xx', '5xx'] as const;

function nothingYet(): ClinicCounts {
  return {
    requests: 0,
    status: { '2xx': 0, '3xx': 0, '4xx': 0, '5xx': 0 },
    unanswered: 0,
    logins: 0,
    failedLogins: 0,
    logouts: 0,
    passwordResets: 0,
    roleChanges: 0,
    searches: 0,
    selections: 0,
    bookings: 0,
    refusedBookings: 0,
    updates: 0,
    cancellations: 0,
    deliveries: 0,
    repeatedDeliveries: 0,
    failedDeliveries: 0,
    paidInvoices: 0,
    failedInvoices: 0,
  };
}
