/** Reads and writes spans as they start: the tenant context goes onto them, the matched route comes from them. */
import { type Context, SpanKind, trace } from '@opentelemetry/api';
import type { ReadableSpan, Span, SpanProcessor } from '@opentelemetry/sdk-trace';
import { currentContext, currentScope } from '../context.ts';
import { operationEnded, operationStarted } from '../database-operations.ts';
import { stampStarted } from './stamp.ts';

/** Next.js names the template that it matched on the spans that it starts before the handler runs. */
const NEXT_ROUTE = 'next.route';

export class ContextSpanProcessor implements SpanProcessor {
  onStart(span: Span, parentContext: Context): void {
    stampStarted(span, trace.getSpan(parentContext), currentContext());
    operationStarted(span);
    const scope = currentScope();
    if (!scope) return;
    if (span.kind === SpanKind.SERVER) scope.serverSpan ??= span;
    const route = span.attributes[NEXT_ROUTE];
    if (typeof route === 'string') scope.matchedRoute = route;
  }

  onEnd(span: ReadableSpan): void {
    operationEnded(span);
  }

  async forceFlush(): Promise<void> {}

  async shutdown(): Promise<void> {}
}
