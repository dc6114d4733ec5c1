/** Writes records as JSON with functions compiled from the contract: a field that is not in it has no way into a line. */
import build from 'fast-json-stringify';
import { type FieldType, type LogFieldDefinition, type LogFieldName, logFields, recordFields } from '../../contract/index.ts';
import type { JsonText } from './json.ts';

type Fields = Readonly<Record<string, LogFieldDefinition>>;

/** What a field's value is in the process, where texts are `Text`. */
type FieldValue<T extends FieldType, Text> = T extends 'integer' | 'long' | 'float'
  ? number
  : T extends 'keyword[]'
    ? readonly Text[]
    : Text;

/** Every field is named, so that all records have one shape for the compiler; undefined ones are left out of the line. */
type RecordOf<F extends Fields, Text> = { -readonly [N in keyof F]: FieldValue<F[N]['type'], Text> | undefined };

export type LogRecord<Text = JsonText> = RecordOf<typeof logFields, Text>;
export type AuditRecord = RecordOf<typeof recordFields, string>;

type NameFrom<From> = { [N in LogFieldName]: (typeof logFields)[N]['from'] extends From ? N : never }[LogFieldName];

/** The fields of a line that come from the tenant context. */
export type ContextRecord<Text> = Pick<LogRecord<Text>, NameFrom<'context'>>;
/** The fields of a line that its caller may give. */
export type CallerRecord<Text> = Pick<LogRecord<Text>, NameFrom<'caller'>>;

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
/** Fields that every record has: the compiled function need not ask where the first comma goes. */
const ALWAYS_THERE = ['timestamp', 'level'] satisfies (keyof LogRecord)[];
/** fast-json-stringify's word for: written as it is. */
const AS_IT_IS: ValueSchema = { type: 'string', format: 'unsafe' };

/**
 * Writes an ordinary line, without a line end. It does not escape: that is half of what writing a line costs, and most of its
 * texts have been looked through already.
 */
export const serializeLog: (record: LogRecord) => string = compile(logFields, AS_IT_IS);
/** Writes an audit record, without a line end. */
export const serializeAudit: (record: AuditRecord) => string = compile(recordFields, SCHEMAS.keyword);

function compile(fields: Fields, text: ValueSchema): (record: object) => string {
  const properties = Object.entries(fields).map(([name, { type }]) => {
    const schema = SCHEMAS[type];
    return [name, schema.type === 'string' ? text : schema];
  });
  return build({ type: 'object', properties: Object.fromEntries(properties), required: ALWAYS_THERE });
}
