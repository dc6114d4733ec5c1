/** Log lines and audit records, from OpenSearch. */
import { Client, errors } from '@opensearch-project/opensearch';
import { z } from 'zod';
import type { RecordsPanel } from '../../dashboards/panel.ts';
import type { StoredRecord } from '../data.ts';
import type { Choice } from './choice.ts';

export interface RecordStore {
  /** The newest first. */
  newest(panel: RecordsPanel, choice: Choice): Promise<readonly StoredRecord[]>;
}

const MOST = 100;
const ANSWERS_WITHIN_MS = 30_000;

/** @param url its base URL */
export function openSearchAt(url: string): RecordStore {
  return {
    async newest(panel, choice) {
      const client = new Client({ node: url, maxRetries: 0, requestTimeout: ANSWERS_WITHIN_MS });
      try {
        const { body } = await client.search(searchOf(panel, choice));
        return body.hits.hits.map(({ _source }) => _source ?? {});
      } catch (error) {
        throw new Error(sentence(error, new URL(url).origin), { cause: error });
      } finally {
        await client.close();
      }
    },
  };
}

/** What is asked: the records of the chosen clinics and time, and of no other environment's indices. */
export function searchOf({ source, where = {}, columns }: RecordsPanel, { env, tenants, from, to }: Choice) {
  return {
    index: `${source}-${env}-*`,
    body: {
      size: MOST,
      _source: [...new Set(columns.map(({ field }) => field))],
      sort: [{ timestamp: { order: 'desc' as const } }],
      query: {
        bool: {
          filter: [
            { range: { timestamp: { gte: new Date(from).toISOString(), lte: new Date(to).toISOString() } } },
            tenants === 'all' ? { exists: { field: 'tenantId' } } : { terms: { tenantId: [...tenants] } },
            ...Object.entries(where).map(([field, values]) => ({ terms: { [field]: [...values] } })),
          ],
        },
      },
    },
  };
}

/** What shards say is in the first root cause; the reason itself is then that all of them failed. */
const reason = z.object({ reason: z.string() });
const refusal = z.object({ error: reason.extend({ root_cause: z.array(reason).default([]) }) });

function sentence(error: unknown, origin: string): string {
  if (error instanceof errors.ResponseError) {
    const { data } = refusal.safeParse(error.body);
    return `OpenSearch refuses the search: ${data ? (data.error.root_cause[0] ?? data.error).reason : error.message}`;
  }
  if (error instanceof errors.TimeoutError) return `OpenSearch at ${origin} did not answer within ${ANSWERS_WITHIN_MS / 1_000} s.`;
  return `OpenSearch at ${origin} cannot be reached.`;
}
