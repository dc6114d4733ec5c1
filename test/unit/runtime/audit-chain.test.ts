import { beforeAll, describe, expect, test, vi } from 'vitest';
import { createTrail } from '../../../telemetry/runtime/audit/trail.ts';
import { type StoredRecord, verifyChain } from '../../../telemetry/runtime/audit.ts';
import { withTenantContext } from '../../../telemetry/runtime/context.ts';
import { createMasker } from '../../../telemetry/runtime/pii/masker.ts';

/** Five records of one stream, as a store returns them. */
function records(stream = 's', count = 5): StoredRecord[] {
  const lines: string[] = [];
  const masker = createMasker(
    { current: { id: 'k1', secret: new Uint8Array(32).fill(1) }, previous: [] },
    () => new Uint8Array(16),
  );
  const audit = createTrail({
    destination: { write: (line) => void lines.push(line) },
    masker: () => masker,
    stream: () => stream,
    increment: () => {},
  });
  withTenantContext({ tenantId: 'a', userId: 'u', ip: '2001:db8::1', requestId: 'r' }, () => {
    for (let i = 0; i < count; i++)
      audit('UPDATE_RESERVATION', {
        outcome: 'success',
        resource: `reservation/${i}`,
        changed: ['notes'],
        latencyMs: i + 0.25,
        status: 200,
      });
  });
  return lines.map((line) => JSON.parse(line));
}

function kinds(stored: readonly StoredRecord[]): [string, number][] {
  return verifyChain(stored).map(({ kind, seq }) => [kind, seq]);
}

beforeAll(() => {
  // Two calls of `records` then give the same ones.
  vi.useFakeTimers({ now: new Date('2026-11-23T07:00:06.123Z'), toFake: ['Date'] });
});

describe('an untouched chain is sound', () => {
  test('in any order, several streams mixed, records delivered twice', () => {
    const a = records('a');
    const stored = [...records('b'), ...a, ...a.slice(1, 3)].reverse();
    expect(verifyChain(stored)).toEqual([]);
    expect(verifyChain([])).toEqual([]);
  });

  test('however a store orders its keys, renders its numbers and dates, and whatever it adds', () => {
    const stored = records().map((record) => ({
      ...Object.fromEntries(Object.entries(record).reverse()),
      seq: String(record.seq),
      latencyMs: String(record.latencyMs),
      timestamp: Date.parse(String(record.timestamp)),
      changed: 'notes',
      actor: null,
      action: '',
      service: 'clinic',
      env: 'prod',
      'log.file.path': '/var/log/x',
    }));
    expect(verifyChain(stored)).toEqual([]);
  });
});

describe('tampering shows', () => {
  test.each([
    'timestamp',
    'level',
    'tenantId',
    'userId',
    'resource',
    'status',
    'latencyMs',
    'ip',
    'requestId',
    'event',
    'outcome',
    'keyId',
    'ipHash',
    'changed',
  ])('a changed %s', (field) => {
    const changed = field === 'latencyMs' ? 99 : field === 'timestamp' ? '2020-01-01T00:00:00.000Z' : 'forged';
    expect(kinds(records().map((record, i) => (i === 2 ? { ...record, [field]: changed } : record)))).toEqual([['altered', 3]]);
    expect(kinds(records().map((record, i) => (i === 2 ? { ...record, [field]: undefined } : record)))).toEqual([['altered', 3]]);
  });

  test('a field put in', () => {
    expect(kinds(records().map((record, i) => (i === 2 ? { ...record, actor: 'hmac:k1:x' } : record)))).toEqual([['altered', 3]]);
  });

  test('a record taken out, in the middle, several, and the first', () => {
    const stored = records();
    expect(verifyChain(stored.filter((_, i) => i !== 2))).toEqual([
      { stream: 's', seq: 3, kind: 'missing', message: 'Record 3 is missing.' },
    ]);
    expect(verifyChain(stored.filter((_, i) => i < 1 || i > 3))).toEqual([
      { stream: 's', seq: 2, kind: 'missing', message: 'Records 2 to 4 are missing.' },
    ]);
    expect(kinds(stored.slice(1))).toEqual([['missing', 1]]);
    expect(kinds(stored.slice(2).map((record, i) => (i === 0 ? { ...record, outcome: 'denied' } : record)))).toEqual([
      ['missing', 1],
      ['altered', 3],
    ]);
  });

  test('a record replaced by a sound one of another story', () => {
    const other = records('s', 4).map((record, i) => (i === 2 ? { ...record, resource: 'reservation/99' } : record));
    const forged = other[2] ?? {};
    expect(kinds(records().map((record, i) => (i === 2 ? forged : record)))).toEqual([['altered', 3]]);
  });

  test('a record with its hash recomputed: the next one does not follow it', async () => {
    const { recordHash } = await import('../../../telemetry/runtime/audit/chain.ts');
    const stored = records().map((record, i) => {
      if (i !== 2) return record;
      const forged = { ...record, outcome: 'denied' };
      return { ...forged, hash: recordHash(forged) };
    });
    expect(kinds(stored)).toEqual([['unlinked', 4]]);
  });

  test('two different records in one place', () => {
    const stored = records();
    expect(kinds([...stored, { ...stored[2], resource: 'x', hash: 'f'.repeat(64) }])).toEqual([
      ['repeated', 3],
      ['altered', 3],
    ]);
    expect(kinds([...stored, { ...stored[2], resource: 'x' }])).toEqual([['altered', 3]]);
  });
});
