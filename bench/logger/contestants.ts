/** The loggers that are compared. Each writes the contract's thirteen fields, under the same names, to a destination that keeps nothing. */
import { createHmac, createSecretKey } from 'node:crypto';
import { Writable } from 'node:stream';
import { type LoggerOptions, pino } from 'pino';
import winston from 'winston';
import { isoTimestamp } from '../../telemetry/runtime/log/clock.ts';
import { createLogger } from '../../telemetry/runtime/log/logger.ts';
import type { Line, Request } from './traffic.ts';

export type Write = (request: Request, line: Line) => void;
/** Makes a logger that hands its lines to `sink`. */
type Contestant = (sink: (line: string) => void) => Write;

const SECRET = Buffer.alloc(32, 7);
const SALT = Buffer.alloc(16, 1);
const EMAIL = /[\w.%+-]+@[\w.-]+\.\w+/g;
const PHONE = /\+?\d[\d\s().-]{7,}\d/g;

/** pino with these fields: the time as its own `isoTime` formats it, all values at hand, nothing looked up. */
const BARE: LoggerOptions = {
  base: null,
  messageKey: 'event',
  timestamp: () => `,"timestamp":"${new Date(Date.now()).toISOString()}"`,
  formatters: { level: (level) => ({ level }) },
};
/** The same with the clock of `@vigia/telemetry`: what of the difference is the clock's. */
const OUR_CLOCK: LoggerOptions = { ...BARE, timestamp: () => `,"timestamp":"${isoTimestamp()}"` };
const PERSONAL = ['action', 'resource'];

export const contestants = {
  'bare pino': (sink) => pinoWriter(BARE, sink),
  '@vigia/telemetry': (sink) => {
    const logger = createLogger({
      destination: { write: sink },
      keys: { current: { id: 'k1', secret: SECRET }, previous: [] },
      saltOf: () => SALT,
    });
    return (_, { action, resource, status, latencyMs, event }) => logger.info({ action, resource, status, latencyMs }, event);
  },
  'bare pino, our clock': (sink) => pinoWriter(OUR_CLOCK, sink),
  'pino, redact': (sink) => pinoWriter({ ...BARE, redact: PERSONAL }, sink),
  'pino, HMAC censor': (sink) => {
    const hmac = hmacOf();
    return pinoWriter({ ...BARE, redact: { paths: PERSONAL, censor: (value) => hmac(String(value)) } }, sink);
  },
  'winston, masking format': (sink) => {
    const hmac = hmacOf();
    const mask = (text: string) => text.replace(EMAIL, hmac).replace(PHONE, hmac);
    const masking = winston.format((info) => {
      for (const field of ['action', 'resource', 'event']) {
        const value = info[field];
        if (typeof value === 'string') info[field] = mask(value);
      }
      return info;
    });
    const stream = new Writable({
      decodeStrings: false,
      write(chunk, _, done) {
        sink(String(chunk));
        done();
      },
    });
    const format = winston.format.combine(masking(), winston.format.json());
    const logger = winston.createLogger({ format, transports: [new winston.transports.Stream({ stream })] });
    return (request, line) => {
      const { tenantId, userId, ip, requestId, traceId, spanId } = request;
      const { action, resource, status, latencyMs, event } = line;
      const timestamp = new Date(Date.now()).toISOString();
      const fields = { timestamp, tenantId, userId, action, resource, status, latencyMs, ip, requestId, traceId, spanId, event };
      logger.log({ level: 'info', message: '', ...fields });
    };
  },
} as const satisfies Record<string, Contestant>;

export type ContestantName = keyof typeof contestants;

function pinoWriter(options: LoggerOptions, sink: (line: string) => void): Write {
  const logger = pino(options, { write: sink });
  return (request, line) => {
    const { tenantId, userId, ip, requestId, traceId, spanId } = request;
    const { action, resource, status, latencyMs, event } = line;
    logger.info({ tenantId, userId, action, resource, status, latencyMs, ip, requestId, traceId, spanId }, event);
  };
}

/** Without a cache, as a censor is usually written, but with a KeyObject. */
function hmacOf(): (text: string) => string {
  const key = createSecretKey(SECRET);
  return (text) => createHmac('sha256', key).update(text).digest('base64url').slice(0, 22);
}
