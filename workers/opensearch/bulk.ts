/** Bulk creation of documents: each is stored under its id or reported, and a second time is told from the first. */
import type { API, Client } from '@opensearch-project/opensearch';
import { describe, UnavailableError } from './errors.ts';

/** A document to create. `source` is its JSON. */
export interface Creation {
  readonly index: string;
  readonly id: string;
  readonly source: string;
}

/** What became of one document. */
export type Outcome =
  | { readonly result: 'created' }
  /** A document of this id was there before. */
  | { readonly result: 'exists' }
  /** OpenSearch will never take this document. */
  | { readonly result: 'refused'; readonly detail: string }
  /** OpenSearch cannot take it now. */
  | { readonly result: 'unavailable'; readonly detail: string };

/** Half of what the smallest Amazon OpenSearch instances accept in one request (10 MiB). */
const BULK_BYTES = 5 * 1024 * 1024;

/** Refusals with status 400 that are the index's or the cluster's fault: a full cluster, a closed index. */
const NOT_THE_RECORDS_FAULT = new Set(['validation_exception', 'index_closed_exception', 'cluster_block_exception']);

/**
 * Creates documents, in as many requests as their size asks for.
 * @returns an outcome for each document, in order
 * @throws UnavailableError when a request as a whole fails; documents before it may be stored
 */
export async function bulkCreate(client: Client, creations: readonly Creation[]): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  for (const body of requestBodies(creations)) outcomes.push(...(await send(client, body)));
  if (outcomes.length !== creations.length) {
    throw new UnavailableError(`OpenSearch answered for ${outcomes.length} of ${creations.length} documents`);
  }
  return outcomes;
}

function* requestBodies(creations: readonly Creation[]): Generator<string> {
  let body = '';
  let bytes = 0;
  for (const { index, id, source } of creations) {
    const lines = `${JSON.stringify({ create: { _index: index, _id: id } })}\n${source}\n`;
    const size = Buffer.byteLength(lines);
    if (bytes > 0 && bytes + size > BULK_BYTES) {
      yield body;
      body = '';
      bytes = 0;
    }
    body += lines;
    bytes += size;
  }
  if (bytes > 0) yield body;
}

async function send(client: Client, bulkBody: string): Promise<Outcome[]> {
  const querystring = { filter_path: 'items.*.status,items.*.error.type,items.*.error.reason' };
  try {
    const response = await client.transport.request({ method: 'POST', path: '/_bulk', bulkBody, querystring });
    const body: Partial<API.Bulk_ResponseBody> = response.body;
    return (body.items ?? []).map(({ create }) => outcomeOf(create?.status ?? 0, create?.error));
  } catch (error) {
    // Without the cause: it holds the request, and so the records.
    throw new UnavailableError(describe(error));
  }
}

function outcomeOf(status: number, error: { type?: string; reason?: string | null } | undefined): Outcome {
  if (status === 200 || status === 201) return { result: 'created' };
  if (status === 409) return { result: 'exists' };
  const type = error?.type ?? 'unknown';
  if (status !== 400 || NOT_THE_RECORDS_FAULT.has(type)) return { result: 'unavailable', detail: `${status} ${type}` };
  return { result: 'refused', detail: `${type}: ${error?.reason ?? ''}` };
}
