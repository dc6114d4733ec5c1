/** The part of a record that nobody passes: from the tenant context, and from the span that is active. */
import { INVALID_TRACEID, type SpanContext, trace } from '@opentelemetry/api';
import type { TenantContext } from '../context.ts';
import type { Masker, TenantMask } from '../pii/masker.ts';
import { networkPrefix } from '../pii/network.ts';
import type { LogRecord } from './serializer.ts';

export interface ContextFields<Text> extends Readonly<Pick<LogRecord<Text>, 'tenantId' | 'userId' | 'requestId' | 'ip'>> {
  readonly mask: TenantMask;
}

/** The form in which a kind of record keeps its texts. */
export interface TextForm<Text> {
  readonly masked: (mask: TenantMask, text: string) => Text;
  /** Of a text that needs no masking. */
  readonly verbatim: (text: string) => Text;
}

interface Read<Text> {
  readonly masker: Masker;
  readonly context: Readonly<TenantContext>;
  readonly fields: ContextFields<Text>;
}

/**
 * Masks contexts, and remembers the last one: a request writes several lines in a row, and a context never changes. Work that
 * belongs to no tenant shares one context for ever, so that is masked each time.
 */
export function contextReader<Text>(masker: () => Masker, form: TextForm<Text>) {
  let last: Read<Text> | undefined;
  return (context: Readonly<TenantContext>): ContextFields<Text> => {
    const now = masker();
    if (last?.context === context && last.masker === now) return last.fields;
    const fields = maskedContext(context, now.of(context.tenantId), form);
    last = context.tenantId === undefined ? undefined : { masker: now, context, fields };
    return fields;
  };
}

/** The active span's ids, where there is one. */
export function activeSpan(): SpanContext | undefined {
  const span = trace.getActiveSpan()?.spanContext();
  return span && span.traceId !== INVALID_TRACEID ? span : undefined;
}

/** The types say that the values are texts; a caller in JavaScript may not have read them. */
function maskedContext<Text>(
  { tenantId, userId, requestId, ip }: Readonly<TenantContext>,
  mask: TenantMask,
  form: TextForm<Text>,
): ContextFields<Text> {
  const prefix = typeof ip === 'string' ? networkPrefix(ip) : undefined;
  return {
    mask,
    tenantId: isText(tenantId) ? form.verbatim(tenantId.toWellFormed()) : undefined,
    userId: isText(userId) ? form.masked(mask, userId) : undefined,
    requestId: isText(requestId) ? form.verbatim(requestId.toWellFormed()) : undefined,
    ip: prefix === undefined ? undefined : form.verbatim(prefix),
  };
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}
