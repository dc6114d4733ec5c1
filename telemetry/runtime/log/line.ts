/** Puts a line together and writes it. */
import { diag } from '@opentelemetry/api';
import { type DestinationStream, pino } from 'pino';
import { LOG_LEVELS } from '../../contract/index.ts';
import { currentContext } from '../context.ts';
import { increment } from '../metrics.ts';
import type { Masker, TenantMask } from '../pii/masker.ts';
import { isoTimestamp } from './clock.ts';
import { activeSpan, contextFields } from './context-fields.ts';
import { describeError, type LogFields, readFields, textOf } from './fields.ts';
import { type LogRecord, serializeLog } from './serializer.ts';

/** What a logger adds to each of its lines. */
export interface Bound {
  bound: LogFields;
}

type Write = (this: Bound, given: unknown, message: unknown, level: number) => void;

/** What pino's multistream reads after each line to choose among its streams. It never sees the values before masking. */
interface Metadata {
  [pino.symbols.needsMetadataGsym]?: boolean;
  lastLevel?: number;
  lastObj?: object;
  lastMsg?: string | undefined;
  lastTime?: string;
  lastLogger?: unknown;
}

const LEVEL_NAMES: Readonly<Record<number, string>> = Object.fromEntries(
  Object.entries(LOG_LEVELS).map(([name, number]) => [number, name]),
);
/** The event of an error that was logged without one. */
const ERROR_EVENT = 'ERROR';

/**
 * pino's write method: given the object, the formatted message and the level's number.
 * A fault in here, or in the destination, is reported to OpenTelemetry's diagnostics and goes no further.
 */
export function lineWriter(destination: DestinationStream & Metadata, masker: () => Masker): Write {
  return function write(given, message, level) {
    try {
      const { mask, escaped } = contextFields(masker(), currentContext());
      const span = activeSpan();
      const record: LogRecord = {
        timestamp: isoTimestamp(),
        level: LEVEL_NAMES[level] ?? 'info',
        tenantId: escaped.tenantId,
        userId: escaped.userId,
        action: undefined,
        resource: undefined,
        status: undefined,
        latencyMs: undefined,
        ip: escaped.ip,
        requestId: escaped.requestId,
        traceId: span?.traceId,
        spanId: span?.spanId,
        event: undefined,
      };
      const dropped = fill(record, this.bound, mask) + fill(record, given, mask) + setEvent(record, message, mask);
      if (dropped > 0) increment('log_fields_dropped_total', {}, dropped);
      if (destination[pino.symbols.needsMetadataGsym] === true) describe(destination, record, level, this);
      destination.write(`${serializeLog(record)}\n`);
    } catch (error) {
      diag.error('@vigia/telemetry: a log line could not be written', error);
    }
  };
}

/** What cannot be read is left out: a getter or a proxy of the application may throw. */
function fill(record: LogRecord, given: unknown, mask: TenantMask): number {
  if (typeof given !== 'object' || given === null) return 0;
  if (given instanceof Error) {
    record.status ??= mask.text(describeError(given));
    record.event ??= ERROR_EVENT;
    return 0;
  }
  try {
    return readFields(given as Readonly<Record<string, unknown>>, mask, record);
  } catch {
    return 1;
  }
}

function setEvent(record: LogRecord, message: unknown, mask: TenantMask): number {
  if (message === undefined || message === null) return 0;
  const text = textOf(message);
  if (text === undefined) return 1;
  record.event = mask.text(text);
  return 0;
}

function describe(stream: Metadata, record: LogRecord, level: number, logger: unknown): void {
  stream.lastLevel = level;
  stream.lastObj = record;
  stream.lastMsg = record.event;
  stream.lastTime = record.timestamp ?? '';
  stream.lastLogger = logger;
}
