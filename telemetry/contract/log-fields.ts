/** The fields of a log line and of an audit record. A field that is not here is dropped and counted, never logged. */
import { OUTCOMES } from './labels.ts';
import type { PiiClass } from './pii.ts';

/** Types as OpenSearch maps them. */
export type FieldType = 'date' | 'keyword' | 'integer' | 'long' | 'float' | 'ip-prefix' | 'keyword[]';

export interface LogFieldDefinition {
  readonly type: FieldType;
  readonly description: string;
  readonly values?: readonly (string | number)[];
  readonly unit?: 'ms';
  readonly pii: PiiClass;
  /** Who fills it in: the caller of the logger, the tenant context, or the SDK itself. */
  readonly from: 'caller' | 'context' | 'sdk';
}

/** Severities, with the numbers that pino gives them. */
export const LOG_LEVELS = { trace: 10, debug: 20, info: 30, warn: 40, error: 50, fatal: 60 } as const;
export type LogLevel = keyof typeof LOG_LEVELS;

/** The blueprint's ten, then those that tie a line to its trace and name what happened. */
export const logFields = {
  timestamp: { type: 'date', description: 'When it happened: ISO 8601, UTC, milliseconds.', pii: 'none', from: 'sdk' },
  level: { type: 'keyword', description: 'Severity.', values: Object.keys(LOG_LEVELS), pii: 'none', from: 'sdk' },
  tenantId: { type: 'keyword', description: "The clinic's id.", pii: 'none', from: 'context' },
  userId: { type: 'keyword', description: "The signed-in user's opaque id.", pii: 'pseudonymous', from: 'context' },
  action: { type: 'keyword', description: 'What was being done, as a verb or an event type.', pii: 'text', from: 'caller' },
  resource: {
    type: 'keyword',
    description: 'What it was done to: a type and an id, as in reservation/42.',
    pii: 'text',
    from: 'caller',
  },
  status: { type: 'keyword', description: 'How it ended: an HTTP status or a word.', pii: 'text', from: 'caller' },
  latencyMs: { type: 'float', description: 'How long it took.', unit: 'ms', pii: 'none', from: 'caller' },
  ip: { type: 'ip-prefix', description: 'The network that the request came from.', pii: 'network', from: 'context' },
  requestId: { type: 'keyword', description: 'Id of the request, also on its spans.', pii: 'none', from: 'context' },
  traceId: { type: 'keyword', description: 'W3C trace id, 32 hex digits.', pii: 'none', from: 'sdk' },
  spanId: { type: 'keyword', description: 'W3C span id, 16 hex digits.', pii: 'none', from: 'sdk' },
  event: {
    type: 'keyword',
    description: "What happened: an event type. The logger's message lands here.",
    pii: 'text',
    from: 'caller',
  },
} as const satisfies Record<string, LogFieldDefinition>;

/** What an audit record has on top. */
export const auditFields = {
  actor: {
    type: 'keyword',
    description: 'Keyed hash of who did it, where the identity is an address or a name.',
    pii: 'direct',
    from: 'caller',
  },
  outcome: { type: 'keyword', description: 'How it ended.', values: OUTCOMES, pii: 'none', from: 'caller' },
  keyId: { type: 'keyword', description: 'Which master key made the hashes of this record.', pii: 'none', from: 'sdk' },
  ipHash: { type: 'keyword', description: 'Keyed hash of the whole address: equal ones correlate.', pii: 'direct', from: 'sdk' },
  changed: { type: 'keyword[]', description: 'Names of the fields that changed, never their values.', pii: 'none', from: 'caller' },
  stream: {
    type: 'keyword',
    description: 'The hash chain that this record belongs to: one per emitting process.',
    pii: 'none',
    from: 'sdk',
  },
  seq: { type: 'long', description: 'Position in the chain, from 1.', pii: 'none', from: 'sdk' },
  prev: { type: 'keyword', description: 'Hash of the record before; 64 zeros for the first.', pii: 'none', from: 'sdk' },
  hash: { type: 'keyword', description: 'SHA-256 of this record without this field, in canonical JSON.', pii: 'none', from: 'sdk' },
} as const satisfies Record<string, LogFieldDefinition>;

export type LogFieldName = keyof typeof logFields;

/** Every field that a record in the log store may have. */
export const recordFields = { ...logFields, ...auditFields } as const;
