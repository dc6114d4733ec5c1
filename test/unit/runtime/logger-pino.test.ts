import { Writable } from 'node:stream';
import { pino } from 'pino';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { createLogger } from '../../../telemetry/runtime/log/logger.ts';
import { increment } from '../../../telemetry/runtime/metrics.ts';
import { type Captured, capturedLogger, hashed, KEYS } from '../../support/captured-logger.ts';

vi.mock('../../../telemetry/runtime/metrics.ts', { spy: true });

const ANA = hashed('ana@example.com');
const AT = '2026-11-23T07:00:06.123Z';

let captured: Captured;

beforeEach(() => {
  captured = capturedLogger();
  vi.mocked(increment).mockClear();
  vi.useFakeTimers({ now: new Date(AT), toFake: ['Date'] });
});

describe('the logger is pino', () => {
  test('a child adds its fields, masked and under the same rules; its own line wins', () => {
    const child = captured.logger.child({ resource: 'client/ana@example.com', action: 'book' });
    child.info({ action: 'cancel' }, 'E');
    child.child({ status: 'ok' }).info('F');
    expect(captured.written()).toEqual([
      { timestamp: AT, level: 'info', resource: `client/${ANA}`, action: 'cancel', event: 'E' },
      { timestamp: AT, level: 'info', resource: `client/${ANA}`, action: 'book', status: 'ok', event: 'F' },
    ]);
    expect(child.bindings()).toEqual({ resource: 'client/ana@example.com', action: 'book' });
  });

  test('no option of a child and no binding puts a raw value into a line', () => {
    const raw = 'ana@example.com';
    const options = {
      serializers: { action: () => raw },
      formatters: { log: () => ({ raw }), bindings: () => ({ raw }), level: () => ({ raw }) },
      msgPrefix: raw,
      redact: [],
      customLevels: { loud: 35 },
    };
    const child = captured.careless.child({ email: raw, action: 'x' }, options);
    child.setBindings({ phone: raw });
    child.info({ action: 'x' }, 'E');
    expect(captured.lines.join()).not.toContain('ana@');
    expect(captured.written()).toEqual([{ timestamp: AT, level: 'info', action: 'x', event: 'E' }]);
    expect(increment).toHaveBeenCalledWith('log_fields_dropped_total', {}, 2);
  });

  test('levels are pino’s: what is below is not written, and may change while running, for a child alone too', () => {
    const { logger } = captured;
    const child = logger.child({}, { level: 'debug' });
    logger.debug('NO');
    child.debug('YES');
    expect(logger.isLevelEnabled('debug')).toBe(false);
    logger.level = 'trace';
    logger.trace('YES');
    logger.level = 'silent';
    logger.fatal('NO');
    expect(captured.written().map(({ level, event }) => [level, event])).toEqual([
      ['debug', 'YES'],
      ['trace', 'YES'],
    ]);
    expect(() => {
      logger.level = 'loud';
    }).toThrow('unknown level loud');
  });

  test('every level writes its name', () => {
    const { logger } = captured;
    logger.level = 'trace';
    for (const level of ['trace', 'debug', 'info', 'warn', 'error', 'fatal'] as const) logger[level]('E');
    expect(captured.written().map(({ level }) => level)).toEqual(['trace', 'debug', 'info', 'warn', 'error', 'fatal']);
  });

  test('pino’s streams serve as destinations: multistream chooses by level, fatal flushes', () => {
    const all: string[] = [];
    const errors: string[] = [];
    const into = (list: string[]) =>
      new Writable({
        decodeStrings: false,
        write: (line, _, done) => {
          list.push(line);
          done();
        },
      });
    const destination = pino.multistream([
      { level: 'info', stream: into(all) },
      { level: 'error', stream: into(errors) },
    ]);
    const logger = createLogger({ destination, ...KEYS });
    logger.info('A');
    logger.error('B');
    expect([all.length, errors.length]).toEqual([2, 1]);
    const flushSync = vi.fn();
    const flushing = createLogger({
      destination: Object.assign({ write: () => {} }, { flushSync }),
      ...KEYS,
    });
    flushing.fatal('E');
    expect(flushSync).toHaveBeenCalledOnce();
  });

  test('a destination that throws does not reach the caller', () => {
    const write = () => {
      throw new Error('disk full');
    };
    const logger = createLogger({ destination: { write }, ...KEYS });
    expect(() => logger.info('E')).not.toThrow();
    expect(() => logger.fatal('E')).not.toThrow();
  });
});
