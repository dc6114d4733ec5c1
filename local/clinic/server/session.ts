/** Sessions without a store: the claims, signed. */
import { createHmac, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import { env } from './env.ts';

export const SESSION_COOKIE = 'session';
const LIFETIME_MS = 12 * 3_600_000;

const claims = z.object({ clinicId: z.string(), userId: z.string(), expires: z.number() });

/** Who is signed in, to which clinic, until when (Unix milliseconds). */
export type Session = z.infer<typeof claims>;

/** A token for a user, good for twelve hours. */
export function issueToken(user: { clinicId: string; userId: string }, now = Date.now()): string {
  const payload = Buffer.from(JSON.stringify({ ...user, expires: now + LIFETIME_MS })).toString('base64url');
  return `${payload}.${signatureOf(payload)}`;
}

/** What a token says; undefined for one that is forged, malformed or expired. */
export function readToken(token: string, now = Date.now()): Session | undefined {
  const [payload = '', signature = ''] = token.split('.');
  if (!equal(signature, signatureOf(payload))) return undefined;
  const session = claims.parse(JSON.parse(Buffer.from(payload, 'base64url').toString()));
  return session.expires > now ? session : undefined;
}

/** The session of a request: a bearer token, or the cookie. */
export function sessionOf(request: Request): Session | undefined {
  const bearer = /^Bearer (\S+)$/.exec(request.headers.get('authorization') ?? '')?.[1];
  const cookie = new RegExp(`(?:^|; )${SESSION_COOKIE}=([^;]+)`).exec(request.headers.get('cookie') ?? '')?.[1];
  const token = bearer ?? cookie;
  return token ? readToken(token) : undefined;
}

/** The Set-Cookie header that stores a token, or without one forgets it. */
export function sessionCookie(token?: string): string {
  return `${SESSION_COOKIE}=${token ?? ''}; HttpOnly; Path=/; SameSite=Strict; Max-Age=${token ? LIFETIME_MS / 1_000 : 0}`;
}

function signatureOf(payload: string): string {
  return createHmac('sha256', env().SESSION_SECRET).update(payload).digest('base64url');
}

function equal(a: string, b: string): boolean {
  return a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b));
}
