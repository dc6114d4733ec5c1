/** From an OTLP log record to the document that the log store keeps, or to the reason why it cannot be one. */
import { createHash } from 'node:crypto';
import { type LogFieldDefinition, logFields, recordFields } from '@vigia/telemetry/contract';
import { indexName } from '../opensearch/indices.ts';
import { fieldFault } from './fields.ts';
import { type AttributeValue, isObject, type OtlpRecord, readAttributes } from './otlp.ts';

export type RecordKind = 'log' | 'audit';

/** A record that the contract allows, and where it goes. */
export interface Entry {
  readonly kind: RecordKind;
  readonly index: string;
  readonly id: string;
  /** The document's JSON, its fields in the order of their names. */
  readonly source: string;
  /** The record as it came, in case OpenSearch refuses the document. */
  readonly record: OtlpRecord;
  readonly time: Date;
}

/** A record that the contract does not allow. */
export interface Refusal {
  /** Which field is wrong and what it needs; no values. */
  readonly detail: string;
  readonly record: OtlpRecord;
  readonly time: Date;
}

/** Where a line stood: what tells a repeated delivery from a second line with the same words. */
const FILE_PATH = 'log.file.path';
const FILE_OFFSET = 'log.file.record_offset';

/** What an audit record needs to take its place in its chain. */
const CHAIN_FIELDS = ['stream', 'seq', 'prev', 'hash'] as const;

const LONGEST_RECORD_BYTES = 1024 * 1024;
/** OpenSearch's own limit. */
const LONGEST_ID_BYTES = 512;

const DAY_MS = 86_400_000;
/** Times outside would each open an index of their own: a wrong clock must not flood the cluster with them. */
const OLDEST_MS = 365 * DAY_MS;
const NEWEST_MS = DAY_MS;

/** Reads one record for an environment. `now` bounds the times that are believed. */
export function readRecord(record: OtlpRecord, env: string, now: Date): Entry | Refusal {
  const time = recordTime(record, now);
  const refusal = (detail: string): Refusal => ({ detail, record, time });
  if (!isObject(record.logRecord)) return refusal('the log record is no object');
  const attributes = readAttributes(record.logRecord.attributes);
  if ('unreadable' in attributes) return refusal(`${attributes.unreadable}: cannot be read`);

  const place = { path: attributes.get(FILE_PATH), offset: attributes.get(FILE_OFFSET) };
  const document = documentOf(attributes);
  const kind: RecordKind = document.has('stream') ? 'audit' : 'log';
  const faults = faultsOf(kind, document, place, now);
  if (faults.length > 0) return refusal(faults.join('; '));

  const source = JSON.stringify(Object.fromEntries(document));
  if (Buffer.byteLength(source) > LONGEST_RECORD_BYTES) return refusal(`the record is longer than ${LONGEST_RECORD_BYTES} bytes`);
  const id = kind === 'audit' ? `${document.get('stream')}-${document.get('seq')}` : digest([place.path, place.offset, source]);
  if (Buffer.byteLength(id) > LONGEST_ID_BYTES) return refusal('stream: is too long');
  const at = new Date(String(document.get('timestamp')));
  return { kind, id, source, record, time: at, index: indexName(kind === 'audit' ? 'audit' : 'logs', env, at) };
}

/** A short name for data that is always the same for the same data. */
export function digest(data: unknown): string {
  return createHash('sha256').update(JSON.stringify(data)).digest('hex').slice(0, 32);
}

/** The attributes that are about the record itself, by name. `log.*` is about the file that it travelled in. */
function documentOf(attributes: ReadonlyMap<string, AttributeValue>): Map<string, AttributeValue> {
  const own = [...attributes].filter(([name]) => !name.startsWith('log.'));
  return new Map(own.sort(([a], [b]) => (a < b ? -1 : 1)));
}

function faultsOf(
  kind: RecordKind,
  document: ReadonlyMap<string, AttributeValue>,
  place: { path: AttributeValue | undefined; offset: AttributeValue | undefined },
  now: Date,
): string[] {
  const fields: Readonly<Record<string, LogFieldDefinition>> = kind === 'audit' ? recordFields : logFields;
  const required = kind === 'audit' ? ['timestamp', ...CHAIN_FIELDS] : ['timestamp'];
  return [
    ...required.filter((name) => !document.has(name)).map((name) => `${name}: is missing`),
    ...[...document].flatMap(([name, value]) => {
      const field = Object.hasOwn(fields, name) ? fields[name] : undefined;
      const fault = field ? fieldFault(field, value) : 'is no field of the contract';
      return fault ? [`${name}: ${fault}`] : [];
    }),
    ...(kind === 'log' && (place.path === undefined || place.offset === undefined)
      ? [`${FILE_PATH}, ${FILE_OFFSET}: are missing, so a repeated delivery could not be told from a second line`]
      : []),
    ...timeFault(document.get('timestamp'), now),
  ];
}

function timeFault(timestamp: AttributeValue | undefined, now: Date): string[] {
  const age = now.getTime() - Date.parse(String(timestamp));
  if (age > OLDEST_MS) return ['timestamp: is more than 365 days old'];
  return -age > NEWEST_MS ? ['timestamp: is more than a day ahead'] : [];
}

/** When a refused record happened, as far as it says so believably: that is where its dead letter goes. */
function recordTime({ logRecord }: OtlpRecord, now: Date): Date {
  if (!isObject(logRecord)) return now;
  const stamps = [logRecord.timeUnixNano, logRecord.observedTimeUnixNano].map((nanoseconds) =>
    Math.floor(Number(nanoseconds) / 1e6),
  );
  const believable = stamps.find((ms) => ms > now.getTime() - OLDEST_MS && ms < now.getTime() + NEWEST_MS);
  return believable === undefined ? now : new Date(believable);
}
