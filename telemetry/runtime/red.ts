/** Rate, errors and duration: each request once by tenant without route, once by route without tenant. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { labels } from '../contract/index.ts';
import type { RequestScope } from './context.ts';
import { measure } from './metrics.ts';

/** The route of requests that match none: one value, whatever paths a scanner tries. */
export const NO_ROUTE = '__unmatched__';

/** Records a request that has just ended, in both projections. */
export function recordRequest(scope: RequestScope, request: IncomingMessage, response: ServerResponse): void {
  const seconds = (performance.now() - scope.startedAt) / 1e3;
  const status = statusClass(request, response);
  measure('http_server_request_duration_seconds', seconds, { status }, scope.context);
  measure('http_route_request_duration_seconds', seconds, { route: routeOf(scope), method: methodOf(request.method), status });
}

/**
 * The class of the status that was sent. Where none was: 4xx if the client went away first (what proxies log as 499), 5xx if
 * this server dropped the connection.
 */
export function statusClass(
  request: Pick<IncomingMessage, 'socket'>,
  response: Pick<ServerResponse, 'headersSent' | 'statusCode'>,
): string {
  if (response.headersSent) return `${Math.trunc(response.statusCode / 100)}xx`;
  const { readableEnded, errored } = request.socket;
  return readableEnded || errored ? '4xx' : '5xx';
}

function routeOf(scope: RequestScope): string {
  const named = scope.serverSpan?.attributes['http.route'];
  return scope.matchedRoute ?? (typeof named === 'string' ? named : undefined) ?? scope.context.route ?? NO_ROUTE;
}

function methodOf(method: string | undefined): string {
  const known: readonly string[] = labels.method.values;
  return method !== undefined && known.includes(method) ? method : '_OTHER';
}
