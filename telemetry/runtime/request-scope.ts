/** One HTTP request from its first byte to its last: opens the request's context and records its duration at the end. */
import { randomUUID } from 'node:crypto';
import { subscribe } from 'node:diagnostics_channel';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { diag } from '@opentelemetry/api';
import { enterScope, leaveScope, type RequestScope } from './context.ts';

/** What happens at the two ends of a request. */
export interface RequestHooks {
  started(scope: RequestScope): void;
  ended(scope: RequestScope, request: IncomingMessage, response: ServerResponse): void;
}

interface RequestStart {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
}

/** Ids that a caller may give a request: a UUID, 32 hex digits or a ULID. Nothing longer, and nothing that can hold PII. */
const REQUEST_ID = /^(?:[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9a-f]{32}|[0-9a-hjkmnp-tv-z]{26})$/i;

/**
 * Opens a scope for each request that any HTTP server of this process receives. The channel is Node's own, so it does not
 * matter which framework serves, or that its server was created before.
 * @param trustedProxies how many of the last hops in X-Forwarded-For are this installation's own proxies
 */
export function watchRequests(trustedProxies: number, hooks: RequestHooks): void {
  subscribe('http.server.request.start', (message) => {
    try {
      const { request, response } = message as RequestStart;
      open(request, response, trustedProxies, hooks);
    } catch (error) {
      diag.error('@vigia/telemetry: a request could not be followed', error);
    }
  });
}

function open(request: IncomingMessage, response: ServerResponse, trustedProxies: number, hooks: RequestHooks): void {
  if (isAsset(request.url)) {
    leaveScope();
    return;
  }
  const ip = clientAddress(request, trustedProxies);
  const requestId = requestIdOf(request.headers['x-request-id']);
  const scope: RequestScope = { context: ip === undefined ? { requestId } : { requestId, ip }, startedAt: performance.now() };
  enterScope(scope);
  hooks.started(scope);
  // 'close' comes exactly once, whether the response was sent or the connection broke; 'finish' only in the first case.
  response.once('close', () => {
    try {
      hooks.ended(scope, request, response);
    } catch (error) {
      diag.error('@vigia/telemetry: a request could not be recorded', error);
    }
  });
}

/** Next.js's own files: no tenant's traffic, and no work of the application. */
export function isAsset(url: string | undefined): boolean {
  return url !== undefined && (url.startsWith('/_next/') || url === '/favicon.ico');
}

function requestIdOf(header: string | string[] | undefined): string {
  return typeof header === 'string' && REQUEST_ID.test(header) ? header : randomUUID();
}

/** The address that the outermost trusted proxy saw; what stands before it in X-Forwarded-For anybody can write. */
export function clientAddress(
  request: Pick<IncomingMessage, 'headers'> & { readonly socket: { readonly remoteAddress?: string | undefined } },
  trustedProxies: number,
): string | undefined {
  const header = request.headers['x-forwarded-for'];
  const forwarded = (Array.isArray(header) ? header.join(',') : (header ?? '')).split(',').map((hop) => hop.trim());
  const hops = [...forwarded.filter((hop) => hop !== ''), request.socket.remoteAddress];
  const address = hops[Math.max(0, hops.length - 1 - trustedProxies)];
  return address?.replace(/^::ffff:(?=\d+\.)/i, '');
}
