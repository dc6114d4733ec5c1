/**
 * The hash chain of audit records. Each record carries the hash of the one before it in its stream and its own, so that a record
 * that was altered, removed or put in shows. What a chain cannot show by itself is that its end was cut off: compare
 * `audit_events_total` with `audit_records_total` for that.
 *
 * The hash is taken over what every store on the way preserves, not over the bytes of the line: keys in order of their names,
 * numbers by value, absent and empty fields left out, fields that the contract does not have (a store adds some) ignored.
 */
import { hash as digest } from 'node:crypto';
import { type FieldType, recordFields } from '../../contract/index.ts';

/** What the first record of a stream has as `prev`. */
export const CHAIN_START = '0'.repeat(64);

/** An audit record as any store returns it. */
export type StoredRecord = Readonly<Record<string, unknown>>;

export interface ChainFault {
  readonly stream: string;
  /** Position of the faulty record, or of the first missing one. */
  readonly seq: number;
  readonly kind: 'missing' | 'altered' | 'unlinked' | 'repeated';
  /** What is wrong, as a sentence. */
  readonly message: string;
}

const HASHED_FIELDS = Object.entries(recordFields)
  .filter(([name]) => name !== 'hash')
  .map(([name, { type }]): readonly [string, FieldType] => [name, type])
  .sort(([a], [b]) => (a < b ? -1 : 1));

/** The text whose SHA-256 is the record's hash. */
export function canonicalRecord(record: StoredRecord): string {
  const entries = HASHED_FIELDS.flatMap(([name, type]) => {
    const value = canonicalValue(type, record[name]);
    return value === undefined ? [] : [[name, value]];
  });
  return JSON.stringify(Object.fromEntries(entries));
}

export function recordHash(record: StoredRecord): string {
  return digest('sha256', canonicalRecord(record), 'hex');
}

/**
 * Checks complete streams, in any order and mixed. The same record twice is no fault: stores deliver at least once.
 * @returns every fault, by stream and position; none means that what is there is what was written, without a gap
 */
export function verifyChain(records: Iterable<StoredRecord>): ChainFault[] {
  const streams = Map.groupBy(records, ({ stream }) => String(stream ?? ''));
  return [...streams].sort(([a], [b]) => (a < b ? -1 : 1)).flatMap(([stream, own]) => streamFaults(stream, own.toSorted(bySeq)));
}

function streamFaults(stream: string, records: readonly StoredRecord[]): ChainFault[] {
  const faults: ChainFault[] = [];
  const add = (seq: number, kind: ChainFault['kind'], message: string) => faults.push({ stream, seq, kind, message });
  let seq = 0;
  let prev: unknown = CHAIN_START;
  for (const record of records) {
    const here = seqOf(record);
    const gap = here - seq - 1;
    if (here === seq && record.hash !== prev) add(here, 'repeated', `There are two different records ${here}.`);
    else if (gap > 0) add(seq + 1, 'missing', missing(seq + 1, here - 1));
    else if (here !== seq && record.prev !== prev) add(here, 'unlinked', `Record ${here} does not follow the record before it.`);
    if (recordHash(record) !== record.hash) add(here, 'altered', `Record ${here} is not what was written.`);
    if (here !== seq) prev = record.hash;
    seq = here;
  }
  return faults;
}

function missing(from: number, to: number): string {
  return from === to ? `Record ${from} is missing.` : `Records ${from} to ${to} are missing.`;
}

function bySeq(a: StoredRecord, b: StoredRecord): number {
  return seqOf(a) - seqOf(b);
}

function seqOf(record: StoredRecord): number {
  return Number(record.seq);
}

/** One form per value, whichever way a store renders it: 5, 5.0 and "5" of a number field are one. */
function canonicalValue(type: FieldType, value: unknown): unknown {
  if (value === undefined || value === null || value === '') return undefined;
  switch (type) {
    case 'integer':
    case 'long':
    case 'float':
      return Number(value);
    case 'date':
      return canonicalDate(value);
    case 'keyword[]': {
      const items = (Array.isArray(value) ? value : [value]).map(String);
      return items.length === 0 ? undefined : items;
    }
    default:
      return String(value);
  }
}

function canonicalDate(value: unknown): string {
  const ms = typeof value === 'number' ? value : Date.parse(String(value));
  return Number.isNaN(ms) ? String(value) : new Date(ms).toISOString();
}
