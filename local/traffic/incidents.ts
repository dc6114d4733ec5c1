/** What goes wrong at a clinic now and then, each caused through the application's HTTP interface. */
import { slowBookings, someSlowBookings } from './incidents/bookings.ts';
import type { Incident } from './incidents/incident.ts';
import { failedInvoices, revenueDrop, webhookFailures, webhookRetries } from './incidents/payments.ts';
import { errorBurst, rateLimiter } from './incidents/requests.ts';
import { crossTenant, failedLogins, loginSpray, privilegedActions } from './incidents/security.ts';

export { type Expected, type Incident, type IncidentContext, incidentContext } from './incidents/incident.ts';

/** In the order in which a tour causes them. */
export const incidents: readonly Incident[] = [
  errorBurst,
  webhookRetries,
  rateLimiter,
  failedLogins,
  crossTenant,
  slowBookings,
  webhookFailures,
  privilegedActions,
  loginSpray,
  failedInvoices,
  someSlowBookings,
  revenueDrop,
];
