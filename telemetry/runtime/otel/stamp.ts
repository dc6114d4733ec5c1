/** Puts the tenant context on spans: those that start inside it, and those that were open when it became known. */
import { type Span, trace } from '@opentelemetry/api';
import { type SpanAttributeName, spanAttributes } from '../../contract/index.ts';
import { oncePerProcess } from '../process-state.ts';
import type { TenantContext } from '../tenant-context.ts';

/** What a span that this process started knows of itself besides the API's own interface. */
interface Known {
  readonly parent: Span | undefined;
  tenantId: string | undefined;
}

const ATTRIBUTES = Object.entries(spanAttributes).map(
  ([name, definition]) => [name as SpanAttributeName, definition.from] as const,
);

const known = oncePerProcess('spans', () => new WeakMap<Span, Known>());

/** Sets the context's attributes on a span that starts, and remembers its parent if that is of this process. */
export function stampStarted(span: Span, parent: Span | undefined, context: Readonly<TenantContext>): void {
  known.set(span, { parent, tenantId: context.tenantId });
  setAttributes(span, context);
}

/**
 * Sets the context's attributes on the active span and its open ancestors. One that belongs to another tenant is left as it
 * is: a job that visits tenants in turn must not end up with the last one's id on its root span.
 */
export function stampActiveSpans(context: Readonly<TenantContext>): void {
  let span = trace.getActiveSpan();
  while (span) {
    const knowledge = known.get(span);
    const another = knowledge?.tenantId !== undefined && knowledge.tenantId !== context.tenantId;
    if (!another && span.isRecording()) {
      if (knowledge) knowledge.tenantId = context.tenantId;
      setAttributes(span, context);
    }
    span = knowledge?.parent;
  }
}

function setAttributes(span: Span, context: Readonly<TenantContext>): void {
  for (const [name, from] of ATTRIBUTES) {
    const value = context[from];
    if (value !== undefined) span.setAttribute(name, value);
  }
}
