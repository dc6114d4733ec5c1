/** OTLP log requests as the gateway Collector sends them, for the log writer's tests. */
import type { OtlpRecord } from '../../../workers/log-writer/otlp.ts';

export type Fields = Readonly<Record<string, unknown>>;

export const PATH = '/var/log/clinic.log';

/** One moment for all samples: made twice, a sample is the same record. */
const A_MINUTE_AGO = new Date(Date.now() - 60_000).toISOString();

/** The fields of an ordinary line. */
export function logFieldsOf(overrides: Fields = {}): Fields {
  return {
    timestamp: A_MINUTE_AGO,
    level: 'info',
    tenantId: 'clinic-07',
    action: 'search',
    resource: 'slot/42',
    status: 200,
    latencyMs: 12.5,
    ip: '203.0.113.0/24',
    requestId: 'req-1',
    event: 'SLOTS_SEARCHED',
    ...overrides,
  };
}

/** The fields of an audit record. */
export function auditFieldsOf(seq: number, overrides: Fields = {}): Fields {
  return logFieldsOf({
    event: 'CREATE_RESERVATION',
    outcome: 'success',
    keyId: 'k1',
    changed: ['startsAt', 'room'],
    stream: 'clinic-1-4711-0badcafe',
    seq,
    prev: '0'.repeat(64),
    hash: seq.toString(16).padStart(64, 'a'),
    ...overrides,
  });
}

/** A log record of these fields that stood at an offset of the application's log file; `null`: nowhere known. */
export function logRecord(fields: Fields, offset: number | null): object {
  const place = offset === null ? {} : { 'log.file.path': PATH, 'log.file.record_offset': offset };
  const attributes = Object.entries({ ...fields, ...place }).map(([key, value]) => ({ key, value: anyValue(value) }));
  const timeUnixNano = `${Date.parse(String(fields.timestamp))}000000`;
  return { timeUnixNano, observedTimeUnixNano: timeUnixNano, attributes };
}

export function otlpRecord(fields: Fields, offset: number | null): OtlpRecord {
  return { resource: {}, logRecord: logRecord(fields, offset) };
}

/** The body of an export request. */
export function exportRequest(logRecords: readonly object[]): string {
  const resource = { attributes: [{ key: 'service.name', value: { stringValue: 'clinic' } }] };
  return JSON.stringify({ resourceLogs: [{ resource, scopeLogs: [{ scope: {}, logRecords }] }] });
}

/** As Go's OTLP marshaller writes it: whole numbers as text. */
function anyValue(value: unknown): object {
  if (value === null) return {};
  if (Array.isArray(value)) return { arrayValue: { values: value.map(anyValue) } };
  if (typeof value === 'boolean') return { boolValue: value };
  if (typeof value === 'number') return Number.isSafeInteger(value) ? { intValue: String(value) } : { doubleValue: value };
  return { stringValue: String(value) };
}
