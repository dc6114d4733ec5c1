/** What panels must show of the burst, no more and no less, and what they show of it. */
import type { Choice, Sources } from '../../../pictures/query/data.ts';
import { BURST, type Deeds } from './burst.ts';
import { answersOf, mostOf, only, recordsBy, rowsOf, sumsOf, valuesOf } from './shown.ts';

type Counts = Readonly<Record<string, number>>;

export interface Exact {
  readonly funnel: Counts;
  readonly conversion: Counts;
  readonly reservations: Counts;
  readonly reservationsOfDay: number;
  readonly authentication: Counts;
  /** Of the clinic with the most. */
  readonly mostFailedLogins: number;
  readonly privileged: Counts;
  readonly attempts: number;
  /** A row of failed log-ins, refused ones, privileged actions and attempts. */
  readonly byClinic: Readonly<Record<string, readonly (number | undefined)[]>>;
  readonly invoices: Counts;
  readonly failedInvoices: number;
  readonly deliveries: Counts;
  /** Audit records, by event and outcome. */
  readonly records: Counts;
}

type Clinic = keyof typeof BURST;

/** Of these clinics together. */
export function exactly(clinics: readonly Clinic[]): Exact {
  const sum = (of: (deeds: Deeds) => number) => clinics.reduce((total, id) => total + of(BURST[id]), 0);
  const [searches, selections, bookings] = [sum((d) => d.searches), sum((d) => d.selections), sum((d) => d.bookings)];
  const refused = sum((d) => d.refusedBookings);
  const details = bookings + refused;
  const [changed, cancelled] = [sum((d) => d.updates), sum((d) => d.cancellations)];
  const [paid, failed] = [sum((d) => d.paidInvoices), sum((d) => d.failedInvoices)];
  const failedDeliveries = sum((d) => d.failedDeliveries);
  const logins = { success: 2 * clinics.length, failure: sum((d) => d.wrongPasswords) };
  const [logouts, resets] = [sum((d) => d.logouts), sum((d) => d.passwordResets)];
  const roles = { success: sum((d) => d.roleChanges), denied: sum((d) => d.refusedRoleChanges) };
  const attempts = sum((d) => d.attempts);
  return {
    funnel: { Search: searches, 'Slot selected': selections, 'Details entered': details, Confirmed: bookings },
    conversion: {
      'Slot selected': selections / searches,
      'Details entered': details / selections,
      Confirmed: bookings / details,
      'Search to confirmed': bookings / searches,
    },
    reservations: { Made: bookings, Changed: changed, Cancelled: cancelled },
    reservationsOfDay: bookings,
    authentication: {
      'login: success': logins.success,
      'login: failure': logins.failure,
      'logout: success': logouts,
      'password_reset: success': resets,
    },
    mostFailedLogins: Math.max(...clinics.map((id) => BURST[id].wrongPasswords)),
    privileged: { role_change: roles.success + roles.denied },
    attempts,
    byClinic: Object.fromEntries(clinics.map((id) => [id, lookedAt(BURST[id])])),
    invoices: { Paid: paid, Failed: failed },
    failedInvoices: failed / (paid + failed),
    deliveries: { Processed: paid + failed + sum((d) => d.repeatedDeliveries), Failed: failedDeliveries },
    records: {
      'LOGIN: success': logins.success,
      'LOGIN: failure': logins.failure,
      'LOGOUT: success': logouts,
      'PASSWORD_RESET: success': resets,
      'ROLE_CHANGED: success': roles.success,
      'ROLE_CHANGED: denied': roles.denied,
      'CREATE_RESERVATION: success': bookings,
      'CREATE_RESERVATION: failure': refused,
      'UPDATE_RESERVATION: success': changed,
      'CANCEL_RESERVATION: success': cancelled,
      // A repeated delivery has none.
      'STRIPE_WEBHOOK_PROCESSED: success': paid + failed,
      'STRIPE_WEBHOOK_PROCESSED: failure': failedDeliveries,
      'INVOICE_PAID: success': paid,
      'INVOICE_FAILED: failure': failed,
      'CROSS_TENANT_ACCESS: denied': attempts,
    },
  };
}

function lookedAt({ wrongPasswords, roleChanges, refusedRoleChanges, attempts }: Deeds): readonly number[] {
  return [wrongPasswords, 0, roleChanges + refusedRoleChanges, attempts];
}

const BUSINESS = [
  'funnel',
  'conversion',
  'reservations-number',
  'reservations-by-action',
  'invoices-by-outcome',
  'failed-invoices',
];
const SECURITY = ['authentication', 'failed-logins-now', 'privileged-actions', 'cross-clinic-attempts-now', 'clinics-to-look-at'];

export async function shownExactly(sources: Sources, choice: Choice): Promise<Exact> {
  const answers = await answersOf([...BUSINESS, ...SECURITY, 'webhook-deliveries', 'audit-trail'], sources, choice);
  return {
    funnel: valuesOf(answers.funnel),
    conversion: valuesOf(answers.conversion),
    reservations: sumsOf(answers['reservations-by-action']),
    reservationsOfDay: only(valuesOf(answers['reservations-number'])),
    authentication: sumsOf(answers.authentication),
    mostFailedLogins: only(valuesOf(answers['failed-logins-now'])),
    privileged: sumsOf(answers['privileged-actions']),
    attempts: only(valuesOf(answers['cross-clinic-attempts-now'])),
    byClinic: rowsOf(answers['clinics-to-look-at']),
    invoices: sumsOf(answers['invoices-by-outcome']),
    failedInvoices: only(valuesOf(answers['failed-invoices'])),
    // Of five minutes that slide: those that have all of it show the most.
    deliveries: mostOf(answers['webhook-deliveries']),
    records: recordsBy(answers['audit-trail']),
  };
}
