/** The clinic's HTTP interface, as its front end and Stripe use it. Every call is counted. */
import { type Counts, countsOf, type Deed } from './counts.ts';
import { type StripeEvent, signatureOf, stripeEvent } from './stripe.ts';

const TIMEOUT_MS = 20_000;

export interface Answer {
  readonly status: number;
  readonly body: unknown;
  /** What is left of the rate limiter's allowance, where the route has one. */
  readonly remaining?: number;
}

export interface Caller {
  readonly clinicId: string;
  /** The address that the caller comes from, as a proxy would report it. */
  readonly ip: string;
  /** Of a signed-in user. */
  readonly token?: string;
}

interface Call {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  readonly path: string;
  readonly json?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly raw?: string;
}

export type ClinicApi = ReturnType<typeof clinicApi>;

/**
 * The interface at `baseUrl`. Calls throw only when no answer came; what was answered is the caller's to judge.
 * @param counts where calls are counted.
 */
export function clinicApi(baseUrl: string, counts: Counts) {
  async function call(caller: Caller, { method, path, json, raw, headers }: Call, deed?: Deed): Promise<Answer> {
    const mine = countsOf(counts, caller.clinicId);
    const payload = raw ?? (json === undefined ? undefined : JSON.stringify(json));
    let response: Response;
    let body: unknown;
    try {
      response = await fetch(new URL(path, baseUrl), {
        method,
        headers: {
          'x-forwarded-for': caller.ip,
          ...(payload !== undefined && { 'content-type': 'application/json' }),
          ...(caller.token && { authorization: `Bearer ${caller.token}` }),
          ...headers,
        },
        ...(payload !== undefined && { body: payload }),
        signal: AbortSignal.timeout(TIMEOUT_MS),
      });
      body = await response.json();
    } catch (error) {
      mine.unanswered += 1;
      throw new Error(`${method} ${path} of ${caller.clinicId} got no answer.`, { cause: error });
    }
    mine.requests += 1;
    mine.status[statusClass(response.status)] += 1;
    if (response.ok && deed) mine[deed] += 1;
    const remaining = response.headers.get('ratelimit-remaining');
    return { status: response.status, body, ...(remaining !== null && { remaining: Number(remaining) }) };
  }

  return {
    async login(caller: Caller, email: string, password: string): Promise<Answer & { token?: string }> {
      const json = { clinicId: caller.clinicId, email, password };
      const answer = await call(caller, { method: 'POST', path: '/api/auth/login', json }, 'logins');
      if (answer.status === 401) countsOf(counts, caller.clinicId).failedLogins += 1;
      const token = textAt(answer.body, 'token');
      return { ...answer, ...(token !== undefined && { token }) };
    },
    logout: (caller: Caller) => call(caller, { method: 'POST', path: '/api/auth/logout' }, 'logouts'),
    resetPassword: (caller: Caller, email: string) =>
      call(
        caller,
        { method: 'POST', path: '/api/auth/password-reset', json: { clinicId: caller.clinicId, email } },
        'passwordResets',
      ),
    async search(caller: Caller, service: string): Promise<Answer & { slots: readonly string[] }> {
      const answer = await call(caller, { method: 'GET', path: `/api/slots?service=${service}` }, 'searches');
      return { ...answer, slots: idsAt(answer.body, 'slots') };
    },
    selectSlot: (caller: Caller, id: string) => call(caller, { method: 'GET', path: `/api/slots/${id}` }, 'selections'),
    async book(caller: Caller, json: { slotId: string; clientId: string; note?: string }): Promise<Answer & { id?: string }> {
      const answer = await call(caller, { method: 'POST', path: '/api/reservations', json }, 'bookings');
      if (answer.status === 404 || answer.status === 409) countsOf(counts, caller.clinicId).refusedBookings += 1;
      const id = textAt(fieldOf(answer.body, 'reservation'), 'id');
      return { ...answer, ...(id !== undefined && { id }) };
    },
    readReservation: (caller: Caller, id: string) => call(caller, { method: 'GET', path: `/api/reservations/${id}` }),
    updateReservation: (caller: Caller, id: string, json: { note: string }) =>
      call(caller, { method: 'PATCH', path: `/api/reservations/${id}`, json }, 'updates'),
    cancelReservation: (caller: Caller, id: string) =>
      call(caller, { method: 'DELETE', path: `/api/reservations/${id}` }, 'cancellations'),
    async changeRole(caller: Caller, userId: string, role: 'admin' | 'staff'): Promise<Answer> {
      const answer = await call(caller, { method: 'POST', path: `/api/admin/users/${userId}/role`, json: { role } }, 'roleChanges');
      if (answer.status === 403) countsOf(counts, caller.clinicId).roleChanges += 1;
      return answer;
    },
    /** Delivers an event as Stripe would; the same id again is a repeated delivery. */
    async deliver(caller: Caller, secret: string, event: StripeEvent): Promise<Answer> {
      const raw = stripeEvent(event);
      const headers = { 'stripe-signature': signatureOf(raw, secret) };
      const answer = await call(caller, { method: 'POST', path: '/api/stripe/webhook', raw, headers }, 'deliveries');
      const mine = countsOf(counts, caller.clinicId);
      if (answer.status >= 400) mine.failedDeliveries += 1;
      else if (fieldOf(answer.body, 'duplicate') === true) mine.repeatedDeliveries += 1;
      else if (event.type === 'invoice.paid') mine.paidInvoices += 1;
      else if (event.type === 'invoice.payment_failed') mine.failedInvoices += 1;
      return answer;
    },
    /** Switches a fault of the application on or off. It belongs to no clinic: it is counted under an empty id. */
    setFault: (token: string, json: { fault: 'errors' | 'slow-bookings'; tenantId: string; rate: number; on: boolean }) =>
      call({ clinicId: '', ip: '127.0.0.1' }, { method: 'POST', path: '/api/chaos', json, headers: { 'x-chaos-token': token } }),
  };
}

function statusClass(status: number): '2xx' | '3xx' | '4xx' | '5xx' {
  if (status >= 500) return '5xx';
  if (status >= 400) return '4xx';
  return status >= 300 ? '3xx' : '2xx';
}

function fieldOf(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined;
}

function textAt(value: unknown, key: string): string | undefined {
  const field = fieldOf(value, key);
  return typeof field === 'string' ? field : undefined;
}

function idsAt(value: unknown, key: string): string[] {
  const list = fieldOf(value, key);
  return Array.isArray(list) ? list.flatMap((item) => textAt(item, 'id') ?? []) : [];
}
