/** Who a request is for: set once, read by every log line, span and metric, through awaits, timers and callbacks. */
import { AsyncLocalStorage } from 'node:async_hooks';
import { stampActiveSpans } from './otel/stamp.ts';
import { oncePerProcess } from './process-state.ts';
import type { ContextValues, TenantContext } from './tenant-context.ts';

export type { ContextValues, TenantContext };

/** What the process remembers of an HTTP request until its response has been sent, for the metrics recorded then. */
export interface RequestScope {
  context: Readonly<TenantContext>;
  /** When its head had arrived, on the clock of `performance.now()`. */
  readonly startedAt: number;
  /** The template that the framework matched. */
  matchedRoute?: string;
  /** The span of the HTTP instrumentation; a framework may name the route on it. */
  serverSpan?: { readonly attributes: Readonly<Record<string, unknown>> };
}

interface Store {
  readonly context: Readonly<TenantContext>;
  readonly scope?: RequestScope;
}

const NOTHING: Readonly<TenantContext> = Object.freeze({});
const storage = oncePerProcess('context', () => new AsyncLocalStorage<Store>());

/**
 * Runs `fn` with these values in context, merged over the surrounding ones; a key that is undefined leaves the surrounding
 * value. The values also land on the active span and its open ancestors in this process, unless one of those already
 * belongs to another tenant. Returns what `fn` returns.
 */
export function withTenantContext<T>(context: ContextValues, fn: () => T): T {
  const outer = storage.getStore();
  const merged = merge(outer?.context ?? NOTHING, context);
  const scope = outer?.scope;
  if (scope) scope.context = merged;
  stampActiveSpans(merged);
  return storage.run(scope ? { context: merged, scope } : { context: merged }, fn);
}

/** The values in context here; empty outside of any. */
export function currentContext(): Readonly<TenantContext> {
  return storage.getStore()?.context ?? NOTHING;
}

/** The HTTP request being served here, if one is. */
export function currentScope(): RequestScope | undefined {
  return storage.getStore()?.scope;
}

/** Makes this the request being served for everything that follows in this asynchronous context. */
export function enterScope(scope: RequestScope): void {
  storage.enterWith({ context: scope.context, scope });
}

/** Forgets the request in this asynchronous context. Before Node 24 a connection's next request would inherit the last one's. */
export function leaveScope(): void {
  storage.enterWith({ context: NOTHING });
}

function merge(outer: Readonly<TenantContext>, inner: ContextValues): TenantContext {
  const merged: TenantContext = { ...outer };
  if (inner.tenantId !== undefined) merged.tenantId = inner.tenantId;
  if (inner.userId !== undefined) merged.userId = inner.userId;
  if (inner.requestId !== undefined) merged.requestId = inner.requestId;
  if (inner.tier !== undefined) merged.tier = inner.tier;
  if (inner.ip !== undefined) merged.ip = inner.ip;
  if (inner.route !== undefined) merged.route = inner.route;
  return merged;
}
