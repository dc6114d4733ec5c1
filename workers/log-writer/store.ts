/** Stores a batch: every record is in its index or in the dead letters when it returns, and none of them twice. */
import type { Client } from '@opensearch-project/opensearch';
import { bulkCreate } from '../opensearch/bulk.ts';
import { describe, UnavailableError } from '../opensearch/errors.ts';
import { type DeadLetter, storeDeadLetters } from './dead-letters.ts';
import type { LogWriterMetrics } from './metrics.ts';
import type { OtlpRecord } from './otlp.ts';
import { type Entry, type Refusal, readRecord } from './record.ts';

export interface Store {
  /**
   * Returns when every record is stored or set aside.
   * @throws UnavailableError when that cannot be done now: the caller must bring the same records again
   */
  write(records: readonly OtlpRecord[]): Promise<void>;
  /** Keeps what could not be read at all. Throws as `write` does. */
  setAside(letters: readonly DeadLetter[]): Promise<void>;
}

export interface StoreOptions {
  readonly client: Client;
  readonly env: string;
  readonly metrics: LogWriterMetrics;
}

export function createStore({ client, env, metrics }: StoreOptions): Store {
  async function write(records: readonly OtlpRecord[]): Promise<void> {
    const now = new Date();
    const read = records.map((record) => readRecord(record, env, now));
    const entries = read.filter((result) => 'id' in result);
    const invalid = read.filter((result) => 'detail' in result).map((refusal) => letterOf('invalid', refusal, refusal.detail));

    const outcomes = await bulkCreate(client, entries);
    const repeated: Entry[] = [];
    const rejected: DeadLetter[] = [];
    const unavailable: string[] = [];
    for (const [i, entry] of entries.entries()) {
      const outcome = outcomes[i];
      if (outcome?.result === 'created') metrics.log_records_written_total.inc({ kind: entry.kind });
      if (outcome?.result === 'exists' && entry.kind === 'audit') repeated.push(entry);
      if (outcome?.result === 'refused') rejected.push(letterOf('rejected', entry, outcome.detail));
      if (outcome?.result === 'unavailable') unavailable.push(outcome.detail);
    }
    if (unavailable.length > 0) {
      throw new UnavailableError(`OpenSearch put ${unavailable.length} of ${entries.length} records off: ${unavailable[0]}`);
    }
    const forged = await differing(client, repeated);
    await setAside([...invalid, ...rejected, ...forged]);
  }

  async function setAside(letters: readonly DeadLetter[]): Promise<void> {
    for (const { reason } of await storeDeadLetters(client, env, letters)) metrics.log_dead_letters_total.inc({ reason });
  }

  return { write, setAside };
}

/**
 * An audit record's id is its place in a chain, so a record that finds its place taken is a repeated delivery only if
 * the record there is the same one. Another is evidence of tampering or of two writers, and must not vanish.
 */
async function differing(client: Client, repeated: readonly Entry[]): Promise<DeadLetter[]> {
  if (repeated.length === 0) return [];
  const docs = repeated.map(({ index, id }) => ({ _index: index, _id: id }));
  try {
    const { body } = await client.mget({ body: { docs } });
    return repeated.flatMap((entry, i) => {
      const found = body.docs[i];
      if (!found || !('_source' in found)) throw new UnavailableError('OpenSearch has an audit record and does not show it');
      const same = JSON.stringify(sortedByName(found._source)) === entry.source;
      return same ? [] : [letterOf('rejected', entry, `another record has the place ${entry.id}`)];
    });
  } catch (error) {
    throw error instanceof UnavailableError ? error : new UnavailableError(describe(error));
  }
}

/** As `Entry.source` has its fields: an ingest pipeline does not keep their order. */
function sortedByName(source: object | undefined): object {
  return Object.fromEntries(Object.entries(source ?? {}).sort(([a], [b]) => (a < b ? -1 : 1)));
}

function letterOf(reason: DeadLetter['reason'], { record, time }: Entry | Refusal, detail: string): DeadLetter {
  return { reason, detail, time, record };
}
