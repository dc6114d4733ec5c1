/** Asks a server for JSON of a known form, and says in a sentence what went wrong. */
import type { z } from 'zod';
import { UsageError } from '../preview/usage-error.ts';

/** A server's HTTP API. */
export interface Api {
  /** What it is, for people. */
  readonly name: string;
  /** Address under which its API is, with or without a path of its own. */
  readonly url: URL;
  /** A bearer token; without one nothing is sent. */
  readonly token: string | undefined;
  /** Who to make the token for, for people whom the server turned away. */
  readonly access: string;
}

const PATIENCE_MS = 30_000;
const MAX_ANSWER_SHOWN = 200;

/**
 * Reads the address of an API from the command line.
 * @throws UsageError for what is no address, and for one with a password: every user of the machine reads a command line
 */
export function apiUrl(option: string, address: string): URL {
  const url = URL.parse(address);
  if (!url || !/^https?:$/.test(url.protocol)) {
    throw new UsageError(`${option}: found "${address}"; allowed is an http or https address, such as http://127.0.0.1:9090.`);
  }
  if (url.username !== '' || url.password !== '') {
    throw new UsageError(`${option} has a user or a password in the address, where others can read it. Take it out.`);
  }
  return url;
}

export interface Question<T> {
  /** Below the API's address, without a slash at its start. */
  readonly path: string;
  /** Form of the answer. */
  readonly schema: z.ZodType<T>;
  /** Sent with POST; without one it is a GET. */
  readonly form?: Readonly<Record<string, string>>;
  /** A status, 400 or above, that is an answer too, and of the same form; without it none is. */
  readonly refusal?: number;
}

/**
 * One request.
 * @throws UsageError where the server is not reached, refuses, or answers with something else than `schema`
 */
export async function ask<T>(api: Api, { path, schema, form, refusal }: Question<T>): Promise<T> {
  const base = api.url.href.replace(/[?#].*$/, '').replace(/\/*$/, '/');
  const url = new URL(path, base).href;
  const [status, text] = await answerOf(api, url, form);
  if (status === 401 || status === 403) throw failed(api, url, `answered ${status}: ${api.access}`);
  if (status >= 400 && status !== refusal) throw failed(api, url, `answered ${status}: ${shortened(text)}`);
  const parsed = schema.safeParse(json(text));
  if (!parsed.success) throw failed(api, url, `answered ${status}, but not as ${api.name} does: ${shortened(text)}`);
  return parsed.data;
}

async function answerOf(api: Api, url: string, form: Question<unknown>['form']): Promise<[number, string]> {
  const { token } = api;
  try {
    const response = await fetch(url, {
      headers: { accept: 'application/json', ...(token !== undefined && { authorization: `Bearer ${token}` }) },
      ...(form && { method: 'POST', body: new URLSearchParams(form) }),
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
    return [response.status, await response.text()];
  } catch (error) {
    const { cause, message } = error as Error;
    throw failed(api, url, `could not be reached: ${cause instanceof Error ? cause.message || String(cause) : message}`);
  }
}

function failed({ name }: Api, url: string, what: string): UsageError {
  return new UsageError(`${name} was asked for ${url} and ${what}`);
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function shortened(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ').trim();
  return line.length > MAX_ANSWER_SHOWN ? `${line.slice(0, MAX_ANSWER_SHOWN)}…` : line || 'nothing';
}
