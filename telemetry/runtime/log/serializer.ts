/** Writes records as JSON with functions compiled from the contract: a field that is not in it has no way into a line. */
import build from 'fast-json-stringify';
import { type auditFields, type FieldType, type LogFieldDefinition, logFields, recordFields } from '../../contract/index.ts';

/** What a field's value is in the process. */
type FieldValue<T extends FieldType> = T extends 'integer' | 'long' | 'float'
  ? number
  : T extends 'keyword[]'
    ? readonly string[]
    : string;

type RecordOf<F extends Readonly<Record<string, LogFieldDefinition>>> = {
  -readonly [N in keyof F]: FieldValue<F[N]['type']> | undefined;
};

/** An ordinary line. Every field is named, so that all lines have one shape for the compiler; undefined ones are left out. */
export type LogRecord = RecordOf<typeof logFields>;
export type AuditRecord = LogRecord & RecordOf<typeof auditFields>;

type ValueSchema =
  | { readonly type: 'string'; readonly format?: 'unsafe' }
  | { readonly type: 'number' | 'integer' }
  | { readonly type: 'array'; readonly items: { readonly type: 'string' } };

const SCHEMAS: Readonly<Record<FieldType, ValueSchema>> = {
  date: { type: 'string' },
  keyword: { type: 'string' },
  integer: { type: 'integer' },
  long: { type: 'integer' },
  float: { type: 'number' },
  'ip-prefix': { type: 'string' },
  'keyword[]': { type: 'array', items: { type: 'string' } },
};

/**
 * Writes an ordinary line, without a line end. What no caller gives (the context, the time, the trace) is written as it is: it is
 * escaped once for many lines, with `escapeJson`, or has nothing to escape.
 */
export const serializeLog: (record: LogRecord) => string = compile(logFields, (field) =>
  field.from === 'caller' || field.type === 'float' ? SCHEMAS[field.type] : { type: 'string', format: 'unsafe' },
);

/** Writes an audit record, without a line end. It escapes everything itself. */
export const serializeAudit: (record: AuditRecord) => string = compile(recordFields, ({ type }) => SCHEMAS[type]);

/** A text as it stands between the quotes of a JSON string. */
export function escapeJson(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}

function compile<F extends Readonly<Record<string, LogFieldDefinition>>>(
  fields: F,
  schemaOf: (field: LogFieldDefinition) => ValueSchema,
): (record: RecordOf<F>) => string {
  const properties = Object.fromEntries(Object.entries(fields).map(([name, field]) => [name, schemaOf(field)]));
  return build({ type: 'object', properties });
}
