/** Errors that have an answer of their own, and what is answered for each. */
import { ZodError } from 'zod';

/** An answer that is no success: its status, a word for programs and a sentence for people. */
export class HttpError extends Error {
  readonly status: number;
  readonly code: string;
  readonly headers: Readonly<Record<string, string>>;

  constructor(status: number, code: string, message: string, headers: Readonly<Record<string, string>> = {}) {
    super(message);
    this.name = 'HttpError';
    this.status = status;
    this.code = code;
    this.headers = headers;
  }
}

/** The same answer for a row that does not exist and for another clinic's: neither tells whether there is one. */
export const notFound = (what: string) => new HttpError(404, 'not_found', `There is no such ${what}.`);

/** What is answered for an error. Whatever has no answer of its own is a 500 that says nothing. */
export function httpErrorOf(error: unknown): HttpError {
  if (error instanceof HttpError) return error;
  if (isCrossTenantAccess(error)) return notFound('resource');
  if (error instanceof ZodError) {
    const faults = error.issues.map(({ path, message }) => `${path.join('.') || 'body'}: ${message}`);
    return new HttpError(400, 'invalid_request', faults.join('; '));
  }
  return new HttpError(500, 'internal_error', 'Something went wrong on our side.');
}

/** By its name: Next.js bundles a workspace package once per entry point, so that `instanceof` sees another class. */
function isCrossTenantAccess(error: unknown): boolean {
  return error instanceof Error && error.name === 'CrossTenantAccessError';
}
