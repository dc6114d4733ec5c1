/** The lines that every logger writes: a clinic's reminders, some about people seen before and some about new ones. */
import { AsyncLocalStorage } from 'node:async_hooks';
import { context, trace } from '@opentelemetry/api';
import { withTenantContext } from '../../telemetry/runtime/context.ts';
import { type Random, seededRandom } from '../../test/support/random.ts';

/** What the application knows when it logs. */
export interface Line {
  /** Free text with an e-mail address in it: one keyed hash. */
  readonly action: string;
  /** Free text with a phone number in it: the other. */
  readonly resource: string;
  /** Free text without either. */
  readonly event: string;
  readonly status: number;
  readonly latencyMs: number;
}

/** A request: what its context holds, a function that runs another inside it, and its lines. */
export interface Request {
  readonly tenantId: string;
  readonly userId: string;
  readonly requestId: string;
  readonly ip: string;
  readonly traceId: string;
  readonly spanId: string;
  readonly inside: (fn: () => void) => void;
  readonly lines: readonly Line[];
}

const KNOWN_PEOPLE = 100;
const LINES_PER_REQUEST = 4;
const USERS = 16;

/**
 * Makes requests of one clinic. Each call goes on with people that nobody has seen.
 * @param hits how many of the people in the lines were seen before, in percent
 */
export function traffic(hits: number, seed: number): (requests: number) => Request[] {
  const random = seededRandom(seed);
  let strangers = KNOWN_PEOPLE;
  const person = () => (random.below(100) < hits ? random.below(KNOWN_PEOPLE) : strangers++);
  const line = (): Line => ({
    action: `remind ana.gomez.${person()}@example.com`,
    resource: `client/+52 55 ${phone(person())}`,
    event: 'REMINDER_SENT by the front desk',
    status: 202,
    latencyMs: random.below(100_000) / 1_000,
  });
  return (requests) =>
    Array.from({ length: requests }, () => {
      const user = random.below(USERS);
      const ids = {
        tenantId: 'clinic-0007',
        userId: `user-${digits(user, 4)}`,
        requestId: `0192f3c4-7b1e-7c3a-9f00-${hex(random, 12)}`,
        traceId: hex(random, 32),
        spanId: hex(random, 16),
      };
      // Parsed, so that each text is a string of its own, as one that came over a socket: not a constant of this program.
      const lines: Line[] = JSON.parse(JSON.stringify(Array.from({ length: LINES_PER_REQUEST }, line)));
      return { ...ids, ip: '203.0.113.0/24', inside: entered(ids, `203.0.113.${user}`), lines };
    });
}

/** The known people, each once: what fills a cache before the first round. */
export function everybodyKnown(): Request {
  const [request] = traffic(100, 0)(1);
  if (!request) throw new Error('There is no request to take.');
  const lines = Array.from(
    { length: KNOWN_PEOPLE },
    (_, i): Line => ({
      action: `remind ana.gomez.${i}@example.com`,
      resource: `client/+52 55 ${phone(i)}`,
      event: 'REMINDER_SENT by the front desk',
      status: 202,
      latencyMs: 1,
    }),
  );
  return { ...request, lines };
}

function entered(ids: { tenantId: string; userId: string; requestId: string; traceId: string; spanId: string }, ip: string) {
  const span = trace.wrapSpanContext({ traceId: ids.traceId, spanId: ids.spanId, traceFlags: 1 });
  const { tenantId, userId, requestId } = ids;
  return context.with(trace.setSpan(context.active(), span), () =>
    withTenantContext({ tenantId, userId, requestId, ip }, () => AsyncLocalStorage.snapshot()),
  );
}

function phone(person: number): string {
  const number = digits(person, 8);
  return `${number.slice(0, 4)} ${number.slice(4)}`;
}

function digits(value: number, width: number): string {
  return String(value).padStart(width, '0');
}

function hex(random: Random, length: number): string {
  let text = '';
  while (text.length < length) text += random.below(0x1_0000_0000).toString(16).padStart(8, '0');
  return text.slice(0, length);
}
