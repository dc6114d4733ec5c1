/** What a caller may give a line: the contract's caller fields, of the right type. Anything else is dropped and counted. */
import type { LogFieldName, logFields } from '../../contract/index.ts';
import type { LogRecord } from './serializer.ts';

type CallerFieldName = { [F in LogFieldName]: (typeof logFields)[F]['from'] extends 'caller' ? F : never }[LogFieldName];

/** The fields of a line that the application gives. The tenant, the user, the request and the trace come from the context. */
export type LogFields = {
  readonly [F in Exclude<CallerFieldName, 'status' | 'latencyMs'>]?: string | undefined;
} & {
  /** An HTTP status or a word. */
  readonly status?: string | number | undefined;
  /** Milliseconds. */
  readonly latencyMs?: number | undefined;
  /** An error: its class and code become `status`, where that is not given. Its message and stack are never logged. */
  readonly err?: unknown;
};

/** The caller's part of a record, masked. */
export type CallerRecord<Text> = Pick<LogRecord<Text>, CallerFieldName>;

const ERROR_NAME = /^[A-Za-z_$][\w$.]{0,63}$/;
const ERROR_CODE = /^[A-Z][A-Z0-9_]{1,39}$/;
const MICROSECONDS_PER_MS = 1_000;

/**
 * Puts what the contract knows into `record`.
 * @param masked masks a text into the form that the record keeps
 * @returns how many fields were dropped: unknown to the contract, not the caller's to set, or of the wrong type
 */
export function readFields<Text>(
  fields: Readonly<Record<string, unknown>>,
  masked: (text: string) => Text,
  record: CallerRecord<Text>,
): number {
  let dropped = 0;
  for (const name in fields) {
    const value = fields[name];
    if (value === undefined || value === null) continue;
    switch (name) {
      case 'action':
      case 'resource':
      case 'event':
      case 'status': {
        const text = textOf(value);
        if (text === undefined) dropped++;
        else record[name] = masked(text);
        break;
      }
      case 'latencyMs':
        if (typeof value === 'number' && Number.isFinite(value)) record.latencyMs = roundToMicroseconds(value);
        else dropped++;
        break;
      case 'err':
        if (value instanceof Error) record.status ??= masked(describeError(value));
        else dropped++;
        break;
      default:
        if (Object.hasOwn(fields, name)) dropped++;
    }
  }
  return dropped;
}

/** The class of an error and its code, where it has one: `PrismaClientKnownRequestError P2002`. Its message may name people. */
export function describeError(error: Error): string {
  const name = ERROR_NAME.test(error.name) ? error.name : 'Error';
  const code = 'code' in error && typeof error.code === 'string' && ERROR_CODE.test(error.code) ? ` ${error.code}` : '';
  return name + code;
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
