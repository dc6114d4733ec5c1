/** Builds audit records, links them into a chain, writes and counts them. */
import { diag } from '@opentelemetry/api';
import type { DestinationStream } from 'pino';
import {
  type AuditEventDefinition,
  type AuditEventName,
  auditEvents,
  type CounterName,
  type LabelValue,
  OUTCOMES,
} from '../../contract/index.ts';
import { currentContext, type TenantContext } from '../context.ts';
import { isoTimestamp } from '../log/clock.ts';
import { activeSpan, type ContextForm, contextReader } from '../log/context-fields.ts';
import { readFields } from '../log/fields.ts';
import { type AuditRecord, type ContextRecord, serializeAudit } from '../log/serializer.ts';
import type { Masker, TenantMask } from '../pii/masker.ts';
import { addressClass } from '../pii/network.ts';
import { CHAIN_START, recordHash } from './chain.ts';

export type Outcome = LabelValue<'outcome'>;

/** What the caller knows of an event. Who asked, for which clinic and from where comes from the context. */
export interface AuditEntry {
  /** How it ended. */
  readonly outcome: Outcome;
  /** What it was done to: a type and an id, as in `reservation/42`. */
  readonly resource?: string | undefined;
  /** Who did it, where that is an e-mail address or a name rather than the user in context. Only its keyed hash is written. */
  readonly actor?: string | undefined;
  /** Names of the fields that changed, never their values. */
  readonly changed?: readonly string[] | undefined;
  /** An HTTP status or a word. */
  readonly status?: string | number | undefined;
  readonly action?: string | undefined;
  /** Milliseconds. */
  readonly latencyMs?: number | undefined;
}

export type Audit = (event: AuditEventName, entry: AuditEntry) => void;

export interface TrailOptions {
  readonly destination: DestinationStream;
  readonly masker: () => Masker;
  /** Name of the hash chain: no other process, and no other life of this one, may have it. */
  readonly stream: () => string;
  readonly increment: (metric: CounterName, labels: Readonly<Record<string, string>>, by?: number) => void;
}

/** A masked context, and the mask for the rest of the record. */
interface Masked {
  readonly context: ContextRecord<string>;
  readonly mask: TenantMask;
}

const FORM: ContextForm<string, Masked> = {
  masked: (mask, text) => mask.text(text),
  verbatim: (text) => text.toWellFormed(),
  make: (context, mask) => ({ context, mask }),
};
/** A field's name or path: `email`, `address.city`, `slots[2]`. A value would hardly pass as one. */
const FIELD_NAME = /^[A-Za-z_][\w.[\]]{0,63}$/;

/** One chain: the records of one process, in the order in which they were made. */
export function createTrail({ destination, masker, stream, increment }: TrailOptions): Audit {
  const read = contextReader(masker, FORM);
  const chain = { stream: '', seq: 0, prev: CHAIN_START };

  const write = (event: AuditEventName, entry: AuditEntry, context: Readonly<TenantContext>): void => {
    const { record, dropped } = unlinkedRecord(event, entry, read(context), context.ip);
    if (chain.stream !== stream()) Object.assign(chain, { stream: stream(), seq: 0, prev: CHAIN_START });
    record.stream = chain.stream;
    record.seq = chain.seq + 1;
    record.prev = chain.prev;
    record.hash = recordHash({ ...record });
    // Counted as written before it is: a record that the destination refuses leaves a gap, and the gap must show.
    chain.seq = record.seq;
    chain.prev = record.hash;
    if (dropped > 0) increment('log_fields_dropped_total', {}, dropped);
    destination.write(`${serializeAudit(record)}\n`);
  };

  return (event, entry) => {
    const context = currentContext();
    const known = Object.hasOwn(auditEvents, event) && OUTCOMES.includes(entry?.outcome);
    if (!known) return diag.error(`audit() knows no event ${event} with outcome ${entry?.outcome}: nothing was recorded.`);
    safely(() => write(event, entry, context));
    for (const counted of countsOf(event, entry.outcome, context.ip)) safely(() => increment(...counted));
  };
}

/** The record but for its place in the chain. */
function unlinkedRecord(
  event: AuditEventName,
  entry: AuditEntry,
  { context, mask }: Masked,
  ip: string | undefined,
): { record: AuditRecord; dropped: number } {
  const { outcome, actor, changed = [], ...rest } = entry;

  const span = activeSpan();
  const names = Array.isArray(changed) ? changed.filter((name) => FIELD_NAME.test(name)) : [];
  const record: AuditRecord = {
    timestamp: isoTimestamp(),
    level: 'info',
    ...context,
    action: undefined,
    resource: undefined,
    status: undefined,
    latencyMs: undefined,
    traceId: span?.traceId,
    spanId: span?.spanId,
    event: undefined,
    actor: typeof actor === 'string' && actor !== '' ? mask.direct(actor) : undefined,
    outcome,
    keyId: mask.keyId,
    ipHash: ip === undefined ? undefined : mask.address(ip),
    changed: names.length > 0 ? names : undefined,
    stream: undefined,
    seq: undefined,
    prev: undefined,
    hash: undefined,
  };
  const dropped = readFields(rest, mask.text, record) + (changed.length - names.length);
  record.event = event;
  return { record, dropped };
}

type Count = readonly [metric: CounterName, labels: Readonly<Record<string, string>>];

/** What an event increments: the count of all records, and its own metric. */
function countsOf(event: AuditEventName, outcome: Outcome, ip: string | undefined): Count[] {
  const { counts }: AuditEventDefinition = auditEvents[event];
  const all: Count = ['audit_events_total', { event, outcome }];
  switch (counts?.metric) {
    case 'auth_events_total':
      return [all, [counts.metric, { event: counts.event, outcome, source: addressClass(ip) }]];
    case 'reservations_total':
      // What was refused changed no reservation.
      return outcome === 'success' ? [all, [counts.metric, { action: counts.action }]] : [all];
    case 'privileged_actions_total':
      return [all, [counts.metric, { action: counts.action }]];
    case 'cross_tenant_access_total':
      return [all, [counts.metric, {}]];
    default:
      return [all];
  }
}

/** An audit trail that fails must not fail the request: what is lost shows as a gap in the chain, and in the counters. */
function safely(work: () => void): void {
  try {
    work();
  } catch (error) {
    diag.error('@vigia/telemetry: an audit record could not be written or counted', error);
  }
}
