/** Asking a server for JSON, with failures as sentences. */
import type { z } from 'zod';

const TIMEOUT_MS = 60_000;

/** A server that cannot be asked. Its message is a sentence that holds neither query nor token. */
export class SourceError extends Error {
  override readonly name = 'SourceError';
}

/**
 * @param server what people call it, to begin the sentence
 * @throws SourceError where it cannot be reached, refuses, or answers in another form
 */
export async function fetchJson<T>(server: string, url: URL, schema: z.ZodType<T>, init: RequestInit = {}): Promise<T> {
  const at = `${server} at ${url.origin}`;
  const response = await fetch(url, { ...init, signal: AbortSignal.timeout(TIMEOUT_MS) }).catch((error: unknown) => {
    throw new SourceError(`${at} cannot be reached: ${reasonOf(error)}.`);
  });
  const text = await response.text().catch((error: unknown) => {
    throw new SourceError(`${at} broke off its answer: ${reasonOf(error)}.`);
  });
  if (!response.ok) throw new SourceError(`${at} answered ${response.status} to ${url.pathname}: ${text.slice(0, 200).trim()}`);
  const result = schema.safeParse(parsed(text));
  if (!result.success) throw new SourceError(`${at} answered ${url.pathname} in a form that is not its own.`);
  return result.data;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** `fetch` itself only says that it failed. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return 'an unknown error';
  if (error.name === 'TimeoutError') return `no answer within ${TIMEOUT_MS / 1_000} s`;
  return error.cause instanceof Error ? error.cause.message : error.message;
}
