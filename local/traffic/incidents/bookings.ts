/** Bookings that take longer than people wait for. */
import { repeatedly } from '../background.ts';
import { clientOf, end, type Incident, type IncidentContext, keepUp, setFault, signIn } from './incident.ts';

/** Bookings come this often, so that slow ones soon outnumber the clinic's earlier ones in a window of two minutes. */
const BOOKING_EVERY_MS = 150;
/** Four times what the objective allows: past the 15 % of the ticket, and never near the 30 % of the page. */
const SOME = 0.2;

export const slowBookings: Incident = {
  name: 'slow-bookings',
  title: 'Bookings of one clinic take longer than 400 ms',
  tenantId: 'clinica-bahia',
  alert: 'BookingLatencyBudgetBurn',
  channel: 'pagerduty-platform',
  alsoFires: [{ alert: 'BookingLatencyBudgetTicket', channel: 'slack-ops', outlasts: true }],
  start: (context) => start(context, 'slow-bookings', 'clinica-bahia', 1),
  stop: (context) => stop(context, 'slow-bookings', 'clinica-bahia', 1),
};

export const someSlowBookings: Incident = {
  name: 'some-slow-bookings',
  title: 'One booking in five of one clinic takes longer than 400 ms: too few to wake anybody',
  tenantId: 'clinica-lago',
  alert: 'BookingLatencyBudgetTicket',
  channel: 'slack-ops',
  outlasts: true,
  slow: true,
  start: (context) => start(context, 'some-slow-bookings', 'clinica-lago', SOME),
  stop: (context) => stop(context, 'some-slow-bookings', 'clinica-lago', SOME),
};

async function start(context: IncidentContext, name: string, tenantId: string, rate: number): Promise<void> {
  const caller = await signIn(context, tenantId);
  await setFault(context, { fault: 'slow-bookings', tenantId, rate, on: true });
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
  keepUp(context, name, repeatedly(BOOKING_EVERY_MS, bookNext));
}

async function stop(context: IncidentContext, name: string, tenantId: string, rate: number): Promise<void> {
  await end(context, name);
  await setFault(context, { fault: 'slow-bookings', tenantId, rate, on: false });
}
