/** What every route goes through: admission, tenant context, rate limit, errors, one access line. */
import { currentContext, logger, withTenantContext } from '@vigia/telemetry';
import type { Admission, Admit, Call } from './admission.ts';
import { sufferFault } from './chaos.ts';
import { clinicOf } from './clinics.ts';
import { type HttpError, httpErrorOf } from './errors.ts';
import { type LimiterName, limitHeaders, takeToken } from './rate-limiter.ts';

export interface Endpoint<Input> {
  /** What is being done, as the access line names it. */
  readonly action: string;
  /** The type of what it is done to. */
  readonly resource: string;
  readonly limiter?: LimiterName;
  readonly admit: Admit<Input>;
  /** Told how an admitted request was answered, whatever went wrong; in its tenant's context. */
  readonly settled?: (input: Input, status: number) => void;
}

/** A request that was admitted. */
export interface Admitted<Input> extends Admission<Input>, Call {}

export interface Reply {
  /** Default 200. */
  readonly status?: number;
  readonly body: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

type Named = Pick<Endpoint<unknown>, 'action' | 'resource'>;
/** A route without parameters gets none, not an empty record. */
type RouteContext = { readonly params: Promise<Readonly<Record<string, string>> | undefined> };

/** Makes a Next.js route handler out of what a route does itself. */
export function api<Input>(endpoint: Endpoint<Input>, handle: (request: Admitted<Input>) => Promise<Reply>) {
  return async (request: Request, context: RouteContext): Promise<Response> => {
    const started = performance.now();
    const call = { request, params: (await context.params) ?? {} };
    const done = (reply: Reply) => answer(endpoint, call, reply, performance.now() - started);
    let admission: Admission<Input>;
    try {
      admission = await endpoint.admit(call);
    } catch (error) {
      return done(refusal(endpoint, error));
    }
    return withTenantContext(contextOf(admission), async () => {
      const reply = await serve(endpoint, { ...call, ...admission }, handle).catch((error: unknown) => refusal(endpoint, error));
      endpoint.settled?.(admission.input, reply.status ?? 200);
      return done(reply);
    });
  };
}

async function serve<Input>(
  endpoint: Endpoint<Input>,
  request: Admitted<Input>,
  handle: (request: Admitted<Input>) => Promise<Reply>,
) {
  const { tenantId } = request;
  if (!tenantId) return handle(request);
  const remaining = endpoint.limiter && takeToken(endpoint.limiter, tenantId);
  await sufferFault('errors', tenantId);
  const reply = await handle(request);
  if (!endpoint.limiter || remaining === undefined) return reply;
  return { ...reply, headers: { ...limitHeaders(endpoint.limiter, remaining), ...reply.headers } };
}

function contextOf({ tenantId, userId }: Admission<unknown>) {
  const tier = tenantId ? clinicOf(tenantId)?.tier : undefined;
  return { ...(tenantId && { tenantId }), ...(userId && { userId }), ...(tier && { tier }) };
}

function refusal({ action, resource }: Named, error: unknown): Reply {
  const refused: HttpError = httpErrorOf(error);
  if (refused.status >= 500 && error instanceof Error) logger.child({ action, resource }).error(error, 'UNEXPECTED_ERROR');
  return { status: refused.status, body: { error: refused.code, message: refused.message }, headers: refused.headers };
}

function answer(endpoint: Named, { params }: Call, { status = 200, body, headers }: Reply, latencyMs: number): Response {
  const { requestId } = currentContext();
  const fields = {
    action: endpoint.action,
    resource: params.id ? `${endpoint.resource}/${params.id}` : endpoint.resource,
    status,
    latencyMs: Math.round(latencyMs * 100) / 100,
  };
  if (status >= 500) logger.error(fields, 'REQUEST_FAILED');
  else if (status >= 400) logger.warn(fields, 'REQUEST_REFUSED');
  else logger.info(fields, 'REQUEST_SERVED');
  return Response.json(body, { status, headers: { ...headers, ...(requestId && { 'x-request-id': requestId }) } });
}
