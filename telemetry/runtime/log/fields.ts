/** What a caller may give a line: the contract's caller fields, of the right type. Anything else is dropped and counted. */
import type { CallerRecord } from './serializer.ts';

/** The fields of a line that the application gives. The tenant, the user, the request and the trace come from the context. */
export type LogFields = {
  readonly [F in Exclude<keyof CallerRecord<string>, 'status' | 'latencyMs'>]?: string | undefined;
} & {
  /** An HTTP status or a word. */
  readonly status?: string | number | undefined;
  /** Milliseconds. */
  readonly latencyMs?: number | undefined;
  /** An error: its class and code become `status`, where that is not given. Its message and stack are never logged. */
  readonly err?: unknown;
};

const ERROR_NAME = /^[A-Za-z_$][\w$.]{0,63}$/;
const ERROR_CODE = /^[A-Z][A-Z0-9_]{1,39}$/;
const MICROSECONDS_PER_MS = 1_000;

/**
 * Puts what the contract knows into `record`. Each field is read by its name: a loop over the names takes half as long again.
 * @param masked masks a text into the form that the record keeps
 * @returns how many fields were dropped: unknown to the contract, not the caller's to set, or of the wrong type
 */
export function readFields<Text>(
  fields: Readonly<Record<string, unknown>>,
  masked: (text: string) => Text,
  record: CallerRecord<Text>,
): number {
  let read = 0;
  const action = textOf(fields.action);
  if (action !== undefined) {
    record.action = masked(action);
    read++;
  }
  const resource = textOf(fields.resource);
  if (resource !== undefined) {
    record.resource = masked(resource);
    read++;
  }
  const status = textOf(fields.status);
  if (status !== undefined) {
    record.status = masked(status);
    read++;
  }
  const event = textOf(fields.event);
  if (event !== undefined) {
    record.event = masked(event);
    read++;
  }
  const { latencyMs, err } = fields;
  if (typeof latencyMs === 'number' && Number.isFinite(latencyMs)) {
    record.latencyMs = roundToMicroseconds(latencyMs);
    read++;
  }
  if (err instanceof Error) {
    record.status ??= masked(describeError(err));
    read++;
  }
  return countNames(fields) === read ? 0 : countGiven(fields) - read;
}

/** The class of an error and its code, where it has one: `PrismaClientKnownRequestError P2002`. Its message may name people. */
export function describeError(error: Error): string {
  const name = ERROR_NAME.test(error.name) ? error.name : 'Error';
  const code = 'code' in error && typeof error.code === 'string' && ERROR_CODE.test(error.code) ? ` ${error.code}` : '';
  return name + code;
}

function countNames(fields: object): number {
  let names = 0;
  for (const _ in fields) names++;
  return names;
}

function countGiven(fields: object): number {
  return Object.values(fields).filter((value) => value !== undefined && value !== null).length;
}

/** A text, or a number as text; nothing else: an object in a text field would be written whole. */
export function textOf(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  return typeof value === 'number' ? String(value) : undefined;
}

/** More digits than this do not survive every store, and an audit record's hash must. */
function roundToMicroseconds(ms: number): number {
  return Math.round(ms * MICROSECONDS_PER_MS) / MICROSECONDS_PER_MS;
}
