/** Records set aside: kept as they came, with the reason, so that nothing that arrived is lost. */
import { isUtf8 } from 'node:buffer';
import type { Client } from '@opensearch-project/opensearch';
import type { LabelValue } from '@vigia/telemetry/contract';
import { bulkCreate, type Creation } from '../opensearch/bulk.ts';
import { UnavailableError } from '../opensearch/errors.ts';
import { indexName } from '../opensearch/indices.ts';
import { digest } from './record.ts';

export interface DeadLetter {
  /** `invalid`: the contract refused it. `rejected`: OpenSearch did. */
  readonly reason: LabelValue<'reason'>;
  readonly detail: string;
  readonly time: Date;
  /** The record as JSON came, or the text of a request that could not be read. */
  readonly record: unknown;
}

/** How much of a record or request one dead letter holds. */
const LETTER_BYTES = 1024 * 1024;

/** The dead letters of a request that could not be handled: its text in parts, or base64 where it is no text. */
export function lettersOfRequest(body: Buffer, detail: string, now: Date): DeadLetter[] {
  const content = isUtf8(body) ? body.toString('utf8') : body.toString('base64');
  const parts = Math.max(1, Math.ceil(content.length / LETTER_BYTES));
  return Array.from({ length: parts }, (_, i) => ({
    reason: 'invalid',
    detail: parts === 1 ? detail : `${detail} Part ${i + 1} of ${parts}.`,
    time: now,
    record: content.slice(i * LETTER_BYTES, (i + 1) * LETTER_BYTES),
  }));
}

/**
 * Stores dead letters; one that is there already is not stored again.
 * @returns those that are new
 * @throws UnavailableError when one of them could not be stored
 */
export async function storeDeadLetters(client: Client, env: string, letters: readonly DeadLetter[]): Promise<DeadLetter[]> {
  const stored = await bulkCreate(
    client,
    letters.map((letter) => creationOf(letter, env, capped(letter.record))),
  );
  // An opaque object is still parsed: what is nested too deep, say, is refused again, and kept as text.
  const again = letters.filter((_, i) => stored[i]?.result === 'refused');
  const asText = await bulkCreate(
    client,
    again.map((letter) => creationOf(letter, env, text(letter.record))),
  );
  if (asText.some(({ result }) => result === 'refused') || [...stored, ...asText].some(({ result }) => result === 'unavailable')) {
    throw new UnavailableError('OpenSearch does not take the dead letters');
  }
  return [...letters.filter((_, i) => stored[i]?.result === 'created'), ...again.filter((_, i) => asText[i]?.result === 'created')];
}

function creationOf({ reason, detail, time, record }: DeadLetter, env: string, kept: unknown): Creation {
  return {
    index: indexName('dead-letters', env, time),
    id: digest([reason, detail, record]),
    source: JSON.stringify({ time: time.toISOString(), reason, detail, record: kept }),
  };
}

function capped(record: unknown): unknown {
  return Buffer.byteLength(JSON.stringify(record)) > LETTER_BYTES ? text(record) : record;
}

function text(record: unknown): string {
  return (typeof record === 'string' ? record : JSON.stringify(record)).slice(0, LETTER_BYTES);
}
