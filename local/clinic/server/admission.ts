/** Who is asking, and for what: decided before a request has a tenant. */
import type { ZodType } from 'zod';
import { clinicOf } from './clinics.ts';
import { HttpError } from './errors.ts';
import { sessionOf } from './session.ts';

/** A request and the parameters of its route. */
export interface Call {
  readonly request: Request;
  readonly params: Readonly<Record<string, string>>;
}

/** A request that may go on. */
export interface Admission<Input> {
  readonly tenantId?: string;
  readonly userId?: string;
  readonly input: Input;
}

export type Admit<Input> = (call: Call) => Promise<Admission<Input>>;

/** Only for signed-in users; `read` gives the input. */
export function signedIn<Input>(read: (call: Call) => Promise<Input> | Input): Admit<Input> {
  return async (call) => {
    const session = sessionOf(call.request);
    if (!session || !clinicOf(session.clinicId)) {
      throw new HttpError(401, 'unauthenticated', 'Sign in first: the session is missing, forged or expired.');
    }
    return { tenantId: session.clinicId, userId: session.userId, input: await read(call) };
  };
}

/** For anybody who names a clinic in the body. An unknown clinic is no tenant: its name must not become a label. */
export function anybody<Input extends { clinicId: string }>(read: (call: Call) => Promise<Input>): Admit<Input> {
  return async (call) => {
    const input = await read(call);
    return clinicOf(input.clinicId) ? { tenantId: input.clinicId, input } : { input };
  };
}

/** Reads the body as JSON of a schema. */
export function body<T>(schema: ZodType<T>): (call: Call) => Promise<T> {
  return async ({ request }) => {
    const value: unknown = await request.json().catch(() => {
      throw new HttpError(400, 'invalid_request', 'The body is not JSON.');
    });
    return schema.parse(value);
  };
}

/** Reads the query string by a schema. */
export function query<T>(schema: ZodType<T>): (call: Call) => T {
  return ({ request }) => schema.parse(Object.fromEntries(new URL(request.url).searchParams));
}

/** For routes whose path says everything. */
export const nothing = (): undefined => undefined;
