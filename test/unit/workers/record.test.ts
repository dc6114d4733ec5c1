import { describe, expect, test } from 'vitest';
import { type Entry, readRecord } from '../../../workers/log-writer/record.ts';
import { auditFieldsOf, type Fields, logFieldsOf, otlpRecord } from './otlp-samples.ts';

const NOW = new Date('2026-06-15T12:00:00.000Z');
const TIMESTAMP = '2026-06-15T11:59:00.123Z';
const log = (overrides: Fields = {}) => logFieldsOf({ timestamp: TIMESTAMP, ...overrides });
const audit = (seq: number, overrides: Fields = {}) => auditFieldsOf(seq, { timestamp: TIMESTAMP, ...overrides });

function entryOf(fields: Fields, offset: number | null = 0): Entry {
  const result = readRecord(otlpRecord(fields, offset), 'test', NOW);
  if (!('id' in result)) throw new Error(`refused: ${result.detail}`);
  return result;
}

function refusalOf(fields: Fields, offset: number | null = 0): string {
  const result = readRecord(otlpRecord(fields, offset), 'test', NOW);
  return 'detail' in result ? result.detail : 'not refused';
}

describe('a log line', () => {
  test('goes to the index of the day it happened on, with exactly its fields', () => {
    const { kind, index, source } = entryOf(log());
    expect({ kind, index }).toEqual({ kind: 'log', index: 'logs-test-2026.06.15' });
    expect(JSON.parse(source)).toEqual(log());
  });

  test('has the same id each time it comes, whatever order its attributes are in', () => {
    const backwards = Object.fromEntries(Object.entries(log()).reverse());
    expect(entryOf(log(), 512).id).toMatch(/^[0-9a-f]{32}$/);
    expect(entryOf(backwards, 512).id).toBe(entryOf(log(), 512).id);
  });

  test('has another id at another place or with another field', () => {
    const ids = [entryOf(log(), 0).id, entryOf(log(), 512).id, entryOf(log({ requestId: 'req-2' }), 0).id];
    expect(new Set(ids).size).toBe(3);
  });

  test('leaves fields out that came empty', () => {
    expect(JSON.parse(entryOf(log({ userId: null })).source)).not.toHaveProperty('userId');
  });

  test('without its place in a file is refused: it could not be told from a second one', () => {
    expect(refusalOf(log(), null)).toContain('log.file.path, log.file.record_offset: are missing');
  });
});

describe('an audit record', () => {
  test('goes to the index of its month, under its place in its chain', () => {
    expect(entryOf(audit(7))).toMatchObject({ kind: 'audit', index: 'audit-test-2026.06', id: 'clinic-1-4711-0badcafe-7' });
  });

  test('keeps every field as it was hashed, numbers as numbers', () => {
    expect(JSON.parse(entryOf(audit(7)).source)).toEqual(audit(7));
  });

  test('is refused without a link of its chain', () => {
    expect(refusalOf(audit(7, { prev: null, hash: null }))).toBe('prev: is missing; hash: is missing');
  });

  test('is refused where its id would be longer than OpenSearch takes', () => {
    expect(refusalOf(audit(7, { stream: 's'.repeat(600) }))).toBe('stream: is too long');
  });
});

describe('what the contract does not allow is refused by name, without the value', () => {
  test.each([
    ['an unknown field', { phone: '+52 55 1234 5678' }, 'phone: is no field of the contract'],
    ['an audit field on a log line', { outcome: 'success' }, 'outcome: is no field of the contract'],
    ['a name that every object has', { constructor: 'x' }, 'constructor: is no field of the contract'],
    ['a whole address', { ip: '203.0.113.7' }, 'ip: needs a network of at most /24 (IPv4) or /48 (IPv6)'],
    ['a network of one address', { ip: '203.0.113.7/32' }, 'ip: needs a network of at most /24 (IPv4) or /48 (IPv6)'],
    ['a level of another logger', { level: 'verbose' }, 'level: needs one of trace, debug, info, warn, error, fatal'],
    ['a number as text', { latencyMs: '12' }, 'latencyMs: needs a number'],
    ['a list where one value belongs', { tenantId: ['a', 'b'] }, 'tenantId: needs a string or a number'],
    ['a local time', { timestamp: '2026-06-15 11:59:00' }, 'timestamp: needs an ISO 8601 time in UTC'],
    ['no time', { timestamp: null }, 'timestamp: is missing'],
    ['a time two days ahead', { timestamp: '2026-06-17T12:00:00.000Z' }, 'timestamp: is more than a day ahead'],
    ['a time of last year', { timestamp: '2025-06-14T12:00:00.000Z' }, 'timestamp: is more than 365 days old'],
  ])('%s', (_name, overrides, detail) => {
    expect(refusalOf(log(overrides))).toContain(detail);
  });

  test('all faults of a record together', () => {
    expect(refusalOf(log({ level: 'verbose', latencyMs: 'soon' }))).toContain('; ');
  });

  test('a whole number that JavaScript would round', () => {
    const record = { attributes: [{ key: 'seq', value: { intValue: '9007199254740993' } }] };
    expect(readRecord({ resource: {}, logRecord: record }, 'test', NOW)).toMatchObject({ detail: 'seq: cannot be read' });
  });

  test('a nested structure', () => {
    const record = { attributes: [{ key: 'resource', value: { kvlistValue: { values: [] } } }] };
    expect(readRecord({ resource: {}, logRecord: record }, 'test', NOW)).toMatchObject({ detail: 'resource: cannot be read' });
  });

  test('something that is no log record at all', () => {
    expect(readRecord({ resource: {}, logRecord: 'text' }, 'test', NOW)).toMatchObject({
      detail: 'the log record is no object',
      time: NOW,
    });
  });
});

test('a refused record keeps the time that it says it happened at, where that can be believed', () => {
  const at = (timeUnixNano: string) => readRecord({ resource: {}, logRecord: { timeUnixNano } }, 'test', NOW).time.toISOString();
  expect(at('1781481600000000000')).toBe('2026-06-15T00:00:00.000Z');
  expect(at('99999999999000000000')).toBe('2026-06-15T12:00:00.000Z');
});
