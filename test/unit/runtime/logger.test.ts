import { context, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { afterAll, beforeAll, beforeEach, describe, expect, expectTypeOf, test, vi } from 'vitest';
import { logFields } from '../../../telemetry/contract/index.ts';
import { withTenantContext } from '../../../telemetry/runtime/context.ts';
import { increment } from '../../../telemetry/runtime/metrics.ts';
import { type Captured, capturedLogger, hashed } from '../../support/captured-logger.ts';
import { piiSamples, readableIn } from '../../support/pii-samples.ts';

vi.mock('../../../telemetry/runtime/metrics.ts', { spy: true });

const ANA = hashed('ana@example.com');
const AT = '2026-11-23T07:00:06.123Z';

let captured: Captured;

function dropped(): number {
  return vi
    .mocked(increment)
    .mock.calls.reduce((sum, [metric, , by]) => sum + (metric === 'log_fields_dropped_total' ? (by ?? 1) : 0), 0);
}

beforeAll(() => {
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
});

afterAll(() => {
  context.disable();
  vi.useRealTimers();
});

beforeEach(() => {
  captured = capturedLogger();
  vi.mocked(increment).mockClear();
  vi.useFakeTimers({ now: new Date(AT), toFake: ['Date'] });
});

describe('a line', () => {
  test('has the fields passed, those of the context and those of the span, and nothing else', () => {
    const span = trace.wrapSpanContext({ traceId: '4bf92f3577b34da6a3ce929d0e0e4736', spanId: '00f067aa0ba902b7', traceFlags: 1 });
    context.with(trace.setSpan(context.active(), span), () =>
      withTenantContext(
        { tenantId: 'clinic-1', userId: 'user-7', requestId: 'r-1', ip: '203.0.113.77', tier: 'enterprise', route: '/x' },
        () => captured.logger.info({ action: 'search', resource: 'slot', status: 200, latencyMs: 12.3456789 }, 'SLOTS_SEARCHED'),
      ),
    );
    expect(captured.lines[0]?.endsWith('}\n')).toBe(true);
    expect(captured.written()).toEqual([
      {
        timestamp: AT,
        level: 'info',
        tenantId: 'clinic-1',
        userId: 'user-7',
        action: 'search',
        resource: 'slot',
        status: '200',
        latencyMs: 12.346,
        ip: '203.0.113.0/24',
        requestId: 'r-1',
        traceId: '4bf92f3577b34da6a3ce929d0e0e4736',
        spanId: '00f067aa0ba902b7',
        event: 'SLOTS_SEARCHED',
      },
    ]);
    expect(Object.keys(captured.written()[0] ?? {}).sort()).toEqual(Object.keys(logFields).sort());
    expect(dropped()).toBe(0);
  });

  test('outside of any context has neither tenant nor trace', () => {
    captured.logger.warn('STARTED');
    expect(captured.written()).toEqual([{ timestamp: AT, level: 'warn', event: 'STARTED' }]);
  });

  test('belongs to the context it was written in, not to the one before', () => {
    const { logger } = captured;
    withTenantContext({ tenantId: 'a', userId: 'ua' }, () => {
      logger.info('A');
      withTenantContext({ tenantId: 'b' }, () => logger.info('B'));
      logger.info('A');
    });
    logger.info('NONE');
    expect(captured.written().map(({ tenantId, event }) => [tenantId, event])).toEqual([
      ['a', 'A'],
      ['b', 'B'],
      ['a', 'A'],
      [undefined, 'NONE'],
    ]);
  });

  test('stays one JSON object whatever is in its texts', () => {
    const nasty = '"},{"level":"fatal","a":"\\ \n\u0000\u2028 \ud800';
    withTenantContext({ tenantId: nasty, userId: nasty, requestId: nasty, ip: nasty }, () =>
      captured.logger.info({ action: nasty, resource: nasty, status: nasty }, nasty),
    );
    const sound = nasty.toWellFormed();
    expect(captured.lines).toHaveLength(1);
    expect(captured.lines[0]?.indexOf('\n')).toBe((captured.lines[0]?.length ?? 0) - 1);
    expect(captured.written()).toEqual([
      {
        timestamp: AT,
        level: 'info',
        tenantId: sound,
        userId: sound,
        requestId: sound,
        action: sound,
        resource: sound,
        status: sound,
        event: sound,
      },
    ]);
  });
});

describe('deny by default', () => {
  test('drops and counts what the contract does not have, what is not the caller’s, and what has the wrong type', () => {
    captured.careless.info(
      {
        action: 'x',
        email: 'ana@example.com',
        tenantId: 'other',
        level: 'fatal',
        actor: 'a',
        seq: 1,
        resource: { email: 'e' },
        status: true,
        latencyMs: '12',
      },
      'E',
    );
    expect(captured.written()).toEqual([{ timestamp: AT, level: 'info', action: 'x', event: 'E' }]);
    expect(dropped()).toBe(8);
  });

  test('takes null and undefined for absent', () => {
    captured.careless.info({ action: null, resource: undefined, latencyMs: null, other: undefined }, 'E');
    expect(captured.written()).toEqual([{ timestamp: AT, level: 'info', event: 'E' }]);
    expect(dropped()).toBe(0);
  });

  test('never writes a number that is none', () => {
    captured.logger.info({ latencyMs: Number.NaN }, 'E');
    captured.logger.info({ latencyMs: Number.POSITIVE_INFINITY }, 'E');
    expect(captured.written().every((line) => !('latencyMs' in line))).toBe(true);
    expect(dropped()).toBe(2);
  });

  test('drops what a getter throws on, and writes the line', () => {
    const trap = {
      get action(): string {
        throw new Error('ana@example.com');
      },
    };
    captured.logger.info(trap, 'E');
    captured.careless.info(
      new Proxy(
        {},
        {
          ownKeys: () => {
            throw new Error('no');
          },
        },
      ),
      'E',
    );
    expect(captured.written()).toEqual([
      { timestamp: AT, level: 'info', event: 'E' },
      { timestamp: AT, level: 'info', event: 'E' },
    ]);
    expect(dropped()).toBe(2);
  });

  test('a message that is an object is not written', () => {
    captured.careless.info({ action: 'x' }, { email: 'ana@example.com' });
    expect(captured.written()).toEqual([{ timestamp: AT, level: 'info', action: 'x' }]);
    expect(dropped()).toBe(1);
  });

  test('fields that the contract does not have do not compile', () => {
    const { logger } = captured;
    // @ts-expect-error an unknown field
    logger.info({ action: 'x', email: 'e' }, 'E');
    const wide = { action: 'x', email: 'e' };
    // @ts-expect-error an unknown field of a value that is no literal
    logger.info(wide, 'E');
    // @ts-expect-error the tenant comes from the context
    logger.info({ tenantId: 't' }, 'E');
    // @ts-expect-error not a text
    logger.info({ resource: { id: 1 } }, 'E');
    // @ts-expect-error an unknown field of a child
    logger.child({ email: 'e' });
    expectTypeOf(logger.info).toBeCallableWith({ action: 'x', status: 200, latencyMs: 1 }, 'E');
  });
});

describe('personal data', () => {
  test('is replaced in every text, and correlates', () => {
    withTenantContext({ tenantId: 'a', userId: 'Ana@Example.com' }, () =>
      captured.logger.info(
        { action: 'mail ana@example.com', resource: 'client/ANA@example.com', status: 'ana%40example.com' },
        'to ana@example.com',
      ),
    );
    expect(captured.written()).toMatchObject([
      { userId: ANA, action: `mail ${ANA}`, resource: `client/${ANA}`, status: ANA, event: `to ${ANA}` },
    ]);
  });

  test('is in none of 1,000 random payloads, nested, disguised and in free text', () => {
    const samples = piiSamples(1_000);
    const readable = samples.flatMap((sample) => {
      captured.lines.length = 0;
      withTenantContext({ tenantId: 'a', userId: sample.userId }, () => captured.careless.info(sample.fields, sample.event));
      expect(captured.lines).toHaveLength(1);
      return readableIn(captured.lines.join(), sample);
    });
    expect(readable).toEqual([]);
    // Each of them would have been noticed.
    const { err, ...fields } = samples[0]?.fields ?? {};
    const [first] = samples;
    if (first) expect(readableIn(JSON.stringify([fields, first.event, first.userId]), first).length).toBeGreaterThan(2);
  });

  test('is not in what an error leaves behind: its class and code', () => {
    const { logger } = captured;
    const error = Object.assign(new TypeError('no client ana@example.com'), { code: 'P2002', meta: { email: 'ana@example.com' } });
    logger.error(error);
    logger.error(error, 'BOOKING_FAILED');
    logger.error({ err: error, resource: 'reservation/42' }, 'BOOKING_FAILED');
    logger.error({ err: error, status: 500 }, 'BOOKING_FAILED');
    logger.error({ err: Object.assign(new Error('x'), { name: 'ana@example.com', code: 'ana@example.com' }) }, 'E');
    logger.error({ err: 'ana@example.com' }, 'E');
    expect(captured.written()).toEqual([
      { timestamp: AT, level: 'error', status: 'TypeError P2002', event: 'ERROR' },
      { timestamp: AT, level: 'error', status: 'TypeError P2002', event: 'BOOKING_FAILED' },
      { timestamp: AT, level: 'error', status: 'TypeError P2002', resource: 'reservation/42', event: 'BOOKING_FAILED' },
      { timestamp: AT, level: 'error', status: '500', event: 'BOOKING_FAILED' },
      { timestamp: AT, level: 'error', status: 'Error', event: 'E' },
      { timestamp: AT, level: 'error', event: 'E' },
    ]);
  });

  test('is masked after pino has put values into a message', () => {
    captured.careless.info('client %s has %o', 'ana@example.com', { phone: '5512345678' });
    expect(captured.written()[0]?.event).toBe(`client ${ANA} has {"phone":"${hashed('512345678')}"}`);
  });
});
