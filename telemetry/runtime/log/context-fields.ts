/** The part of a record that nobody passes: from the tenant context, and from the span that is active. */
import { INVALID_TRACEID, type SpanContext, trace } from '@opentelemetry/api';
import type { TenantContext } from '../context.ts';
import type { Masker, TenantMask } from '../pii/masker.ts';
import { networkPrefix } from '../pii/network.ts';
import { escapeJson, type LogRecord } from './serializer.ts';

type FromContext = Pick<LogRecord, 'tenantId' | 'userId' | 'requestId' | 'ip'>;

export interface ContextFields {
  readonly mask: TenantMask;
  readonly values: Readonly<FromContext>;
  /** The same, escaped for JSON. */
  readonly escaped: Readonly<FromContext>;
}

interface Remembered extends ContextFields {
  readonly masker: Masker;
}

const remembered = new WeakMap<Readonly<TenantContext>, Remembered>();

/**
 * Masks a context once and remembers the result for as long as the context lives: a request writes several lines, and a
 * context never changes. Work that belongs to no tenant shares one context for ever, so that is masked each time.
 */
export function contextFields(masker: Masker, context: Readonly<TenantContext>): ContextFields {
  const before = remembered.get(context);
  if (before?.masker === masker) return before;
  const mask = masker.of(context.tenantId);
  const values = maskedContext(context, mask);
  const fields = { masker, mask, values, escaped: escapeAll(values) };
  if (context.tenantId !== undefined) remembered.set(context, fields);
  return fields;
}

/** The active span's ids, where there is one. */
export function activeSpan(): SpanContext | undefined {
  const span = trace.getActiveSpan()?.spanContext();
  return span && span.traceId !== INVALID_TRACEID ? span : undefined;
}

function maskedContext({ tenantId, userId, requestId, ip }: Readonly<TenantContext>, mask: TenantMask): FromContext {
  return {
    tenantId: textOrNone(tenantId),
    userId: typeof userId === 'string' ? mask.text(userId) : undefined,
    requestId: textOrNone(requestId),
    ip: typeof ip === 'string' ? networkPrefix(ip) : undefined,
  };
}

function escapeAll({ tenantId, userId, requestId, ip }: FromContext): FromContext {
  return { tenantId: escaped(tenantId), userId: escaped(userId), requestId: escaped(requestId), ip };
}

function escaped(text: string | undefined): string | undefined {
  return text === undefined ? undefined : escapeJson(text);
}

/** The types say that it is a text; a caller in JavaScript may not have read them. */
function textOrNone(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value.toWellFormed() : undefined;
}
