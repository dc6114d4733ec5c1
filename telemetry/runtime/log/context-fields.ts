/** The part of a record that nobody passes: from the tenant context, and from the span that is active. */
import { INVALID_TRACEID, type SpanContext, trace } from '@opentelemetry/api';
import type { TenantContext } from '../context.ts';
import type { Masker, TenantMask } from '../pii/masker.ts';
import { networkPrefix } from '../pii/network.ts';
import type { ContextRecord } from './serializer.ts';

/** What a kind of record makes of a context. */
export interface ContextForm<Text, Made> {
  readonly masked: (mask: TenantMask, text: string) => Text;
  /** Of a text that needs no masking. */
  readonly verbatim: (text: string) => Text;
  readonly make: (fields: ContextRecord<Text>, mask: TenantMask) => Made;
}

interface Read<Made> {
  readonly masker: Masker;
  readonly context: Readonly<TenantContext>;
  readonly made: Made;
}

/**
 * Masks contexts, and remembers the last one: a request writes several lines in a row, and a context never changes. Work that
 * belongs to no tenant shares one context for ever, so that is masked each time.
 */
export function contextReader<Text, Made>(masker: () => Masker, form: ContextForm<Text, Made>) {
  let last: Read<Made> | undefined;
  return (context: Readonly<TenantContext>): Made => {
    const now = masker();
    if (last?.context === context && last.masker === now) return last.made;
    const mask = now.of(context.tenantId);
    const made = form.make(maskedContext(context, mask, form), mask);
    last = context.tenantId === undefined ? undefined : { masker: now, context, made };
    return made;
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
  { masked, verbatim }: Pick<ContextForm<Text, unknown>, 'masked' | 'verbatim'>,
): ContextRecord<Text> {
  const prefix = typeof ip === 'string' ? networkPrefix(ip) : undefined;
  return {
    tenantId: isText(tenantId) ? verbatim(tenantId) : undefined,
    userId: isText(userId) ? masked(mask, userId) : undefined,
    ip: prefix === undefined ? undefined : verbatim(prefix),
    requestId: isText(requestId) ? verbatim(requestId) : undefined,
  };
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}
