/** Puts a line together and writes it. */
import { diag } from '@opentelemetry/api';
import { type DestinationStream, pino } from 'pino';
import { LOG_LEVELS } from '../../contract/index.ts';
import { currentContext } from '../context.ts';
import { increment } from '../metrics.ts';
import type { Masker, TenantMask } from '../pii/masker.ts';
import { isoTimestamp } from './clock.ts';
import { activeSpan, type ContextForm, contextReader } from './context-fields.ts';
import { describeError, type LogFields, readFields, textOf } from './fields.ts';
import { type JsonText, jsonText, plainJsonText } from './json.ts';
import { type ContextRecord, type LogRecord, serializeLog } from './serializer.ts';

/** What a logger adds to each of its lines. */
export interface Bound {
  bound: LogFields | undefined;
}

export type Write = (this: Bound, given: unknown, message: unknown, level: number) => void;

/** What pino's multistream reads after each line to choose among its streams. It never sees the values before masking. */
interface Metadata {
  [pino.symbols.needsMetadataGsym]?: boolean;
  lastLevel?: number;
  lastObj?: object;
  lastMsg?: string | undefined;
  lastTime?: string;
  lastLogger?: unknown;
}

/** A context as lines hold it, and the mask for the rest of the line. */
interface Masked {
  readonly context: ContextRecord<JsonText>;
  readonly mask: TenantMask;
}

const FORM: ContextForm<JsonText, Masked> = {
  masked: (mask, text) => mask.json(text),
  verbatim: jsonText,
  make: (context, mask) => ({ context, mask }),
};
const LEVEL_NAMES: Readonly<Record<number, JsonText>> = Object.fromEntries(
  Object.entries(LOG_LEVELS).map(([name, number]) => [number, plainJsonText(name)]),
);
const INFO = plainJsonText('info');
/** The event of an error that was logged without one. */
const ERROR_EVENT = plainJsonText('ERROR');

/**
 * pino's write method: given the object, the formatted message and the level's number.
 * A fault in here, or in the destination, is reported to OpenTelemetry's diagnostics and goes no further.
 */
export function lineWriter(destination: DestinationStream & Metadata, masker: () => Masker): Write {
  const read = contextReader(masker, FORM);
  const wantsMetadata = destination[pino.symbols.needsMetadataGsym] === true;
  return function write(given, message, level) {
    try {
      const { context, mask } = read(currentContext());
      const span = activeSpan();
      const record: LogRecord = {
        timestamp: plainJsonText(isoTimestamp()),
        level: LEVEL_NAMES[level] ?? INFO,
        tenantId: context.tenantId,
        userId: context.userId,
        action: undefined,
        resource: undefined,
        status: undefined,
        latencyMs: undefined,
        ip: context.ip,
        requestId: context.requestId,
        traceId: span && plainJsonText(span.traceId),
        spanId: span && plainJsonText(span.spanId),
        event: undefined,
      };
      const dropped = fill(record, this.bound, mask) + fill(record, given, mask) + setEvent(record, message, mask);
      if (dropped > 0) increment('log_fields_dropped_total', {}, dropped);
      if (wantsMetadata) describe(destination, record, level, this);
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
    record.status ??= mask.json(describeError(given));
    record.event ??= ERROR_EVENT;
    return 0;
  }
  try {
    return readFields(given as Readonly<Record<string, unknown>>, mask.json, record);
  } catch {
    return 1;
  }
}

function setEvent(record: LogRecord, message: unknown, mask: TenantMask): number {
  if (message === undefined || message === null) return 0;
  const text = textOf(message);
  if (text === undefined) return 1;
  record.event = mask.json(text);
  return 0;
}

function describe(stream: Metadata, record: LogRecord, level: number, logger: unknown): void {
  stream.lastLevel = level;
  stream.lastObj = record;
  stream.lastMsg = record.event;
  stream.lastTime = record.timestamp ?? '';
  stream.lastLogger = logger;
}
