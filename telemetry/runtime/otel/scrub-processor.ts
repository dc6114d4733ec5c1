/**
 * Cleans spans as they end, before any exporter sees them. Instrumentations that know nothing of PII write URLs, addresses
 * and error messages; what is not known to be harmless is scanned.
 */
import { type Attributes, type AttributeValue, SpanStatusCode } from '@opentelemetry/api';
import type { Span, SpanProcessor } from '@opentelemetry/sdk-trace';
import { maskOf } from '../masking.ts';
import type { TenantMask } from '../pii/masker.ts';
import { networkPrefix } from '../pii/network.ts';

/** Written by the SDK or by machines; a scanner could only mistake their digits for a phone number. */
const HARMLESS = new Set([
  'tenant.id',
  'tenant.tier',
  'request.id',
  'http.request.method',
  'http.route',
  'next.route',
  'next.span_type',
  'url.scheme',
  'server.address',
  'network.protocol.version',
  'user_agent.original',
]);
const ADDRESSES = new Set(['client.address', 'network.peer.address']);
/** Query strings carry what people typed; a route and a path say enough. */
const QUERY = new Set(['url.query']);
const URLS = new Set(['url.full', 'http.url', 'http.target']);

export class ScrubSpanProcessor implements SpanProcessor {
  onStart(): void {}

  onEnding(span: Span): void {
    const tenantId = span.attributes['tenant.id'];
    const mask = maskOf(typeof tenantId === 'string' ? tenantId : undefined);
    clean(span.attributes, mask);
    for (const event of span.events) if (event.attributes) clean(event.attributes, mask);
    const { code, message } = span.status;
    if (code === SpanStatusCode.ERROR && message) span.setStatus({ code, message: mask.text(message) });
    span.updateName(mask.text(withoutQuery(span.name)));
  }

  onEnd(): void {}

  async forceFlush(): Promise<void> {}

  async shutdown(): Promise<void> {}
}

/** In place: nobody else holds the attributes at this point, and the API has no way to remove one. */
function clean(attributes: Attributes, mask: TenantMask): void {
  for (const [key, value] of Object.entries(attributes)) {
    if (HARMLESS.has(key)) continue;
    if (QUERY.has(key)) delete attributes[key];
    else attributes[key] = cleanValue(key, value, mask);
  }
}

function cleanValue(key: string, value: AttributeValue | undefined, mask: TenantMask): AttributeValue | undefined {
  if (typeof value === 'string') return cleanText(key, value, mask);
  if (!Array.isArray(value)) return value;
  return value.map((item) => (typeof item === 'string' ? cleanText(key, item, mask) : item)) as AttributeValue;
}

function cleanText(key: string, text: string, mask: TenantMask): string {
  if (ADDRESSES.has(key)) return networkPrefix(text) ?? 'unknown';
  return mask.text(URLS.has(key) ? withoutQuery(text) : text);
}

function withoutQuery(text: string): string {
  return text.includes('?') ? text.replace(/\?\S*/g, '') : text;
}
