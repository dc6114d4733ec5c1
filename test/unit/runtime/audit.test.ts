import { createHash } from 'node:crypto';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { type AuditEventName, auditEvents, recordFields } from '../../../telemetry/contract/index.ts';
import { type Audit, createTrail } from '../../../telemetry/runtime/audit/trail.ts';
import { verifyChain } from '../../../telemetry/runtime/audit.ts';
import { withTenantContext } from '../../../telemetry/runtime/context.ts';
import { keyedHash } from '../../../telemetry/runtime/pii/hash.ts';
import { createMasker } from '../../../telemetry/runtime/pii/masker.ts';

const KEY = { id: 'k1', secret: new Uint8Array(32).fill(1) };
const SALT = new Uint8Array(16).fill(7);
const hash = keyedHash(KEY, SALT);
const AT = '2026-11-23T07:00:06.123Z';
const ZEROS = '0'.repeat(64);

let lines: string[] = [];
const increment = vi.fn();

function makeTrail(stream: () => string = () => 'web-1.life', write = (line: string) => void lines.push(line)): Audit {
  const masker = createMasker({ current: KEY, previous: [] }, () => SALT);
  return createTrail({ destination: { write }, masker: () => masker, stream, increment });
}

function written(): Record<string, unknown>[] {
  return lines.map((line) => JSON.parse(line));
}

beforeEach(() => {
  lines = [];
  increment.mockReset();
  vi.useFakeTimers({ now: new Date(AT), toFake: ['Date'] });
});

describe('audit', () => {
  test('writes who, what, when, from where and how it ended, masked and linked', () => {
    withTenantContext({ tenantId: 'clinic-1', userId: 'user-7', requestId: 'r-1', ip: '203.0.113.77' }, () =>
      makeTrail()('UPDATE_RESERVATION', {
        outcome: 'success',
        resource: 'reservation/42',
        actor: 'Ana@Example.com',
        changed: ['startsAt', 'notes'],
        status: 200,
        action: 'move',
        latencyMs: 12.3456,
      }),
    );
    const [record] = written();
    expect(record).toEqual({
      timestamp: AT,
      level: 'info',
      tenantId: 'clinic-1',
      userId: 'user-7',
      action: 'move',
      resource: 'reservation/42',
      status: '200',
      latencyMs: 12.346,
      ip: '203.0.113.0/24',
      requestId: 'r-1',
      event: 'UPDATE_RESERVATION',
      actor: hash('ana@example.com'),
      outcome: 'success',
      keyId: 'k1',
      ipHash: hash('203.0.113.77'),
      changed: ['startsAt', 'notes'],
      stream: 'web-1.life',
      seq: 1,
      prev: ZEROS,
      hash: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
    for (const field of Object.keys(record ?? {})) expect(recordFields).toHaveProperty(field);
  });

  test('hashes the canonical JSON of the record: its fields by name, without the hash', () => {
    makeTrail()('LOGOUT', { outcome: 'success', latencyMs: 2 });
    const canonical =
      '{"event":"LOGOUT","keyId":"k1","latencyMs":2,"level":"info","outcome":"success",' +
      `"prev":"${ZEROS}","seq":1,"stream":"web-1.life","timestamp":"2026-11-23T07:00:06.123Z"}`;
    expect(written()[0]?.hash).toBe(createHash('sha256').update(canonical).digest('hex'));
  });

  test('links each record to the one before it', () => {
    const audit = makeTrail();
    for (let i = 0; i < 3; i++) audit('LOGIN', { outcome: 'failure' });
    expect(written().map(({ seq }) => seq)).toEqual([1, 2, 3]);
    expect(written()[1]?.prev).toBe(written()[0]?.hash);
    expect(written()[2]?.prev).toBe(written()[1]?.hash);
    expect(verifyChain(written())).toEqual([]);
  });

  test('begins a new chain when the stream gets another name', () => {
    let name = 'early';
    const audit = makeTrail(() => name);
    audit('LOGIN', { outcome: 'success' });
    name = 'web-1';
    audit('LOGIN', { outcome: 'success' });
    expect(written().map(({ stream, seq, prev }) => [stream, seq, prev])).toEqual([
      ['early', 1, ZEROS],
      ['web-1', 1, ZEROS],
    ]);
  });

  test('writes no personal data: the actor is always hashed, values do not pass as names of changed fields', () => {
    const entry = {
      outcome: 'success',
      actor: 'Ana Gómez',
      resource: 'client/ana@example.com',
      changed: ['email', 'ana@example.com', 'a b'],
      note: 'ana@example.com',
    };
    withTenantContext({ userId: '+52 55 1234 5678', ip: 'not an address' }, () => makeTrail()('DATA_EXPORTED', entry as never));
    expect(written()).toMatchObject([
      { actor: hash('Ana Gómez'), resource: `client/${hash('ana@example.com')}`, changed: ['email'], userId: hash('512345678') },
    ]);
    expect(written()[0]).not.toHaveProperty('ip');
    expect(written()[0]).not.toHaveProperty('ipHash');
    expect(increment).toHaveBeenCalledWith('log_fields_dropped_total', {}, 3);
  });

  test('hashes the whole address, so that equal ones correlate in any spelling', () => {
    const audit = makeTrail();
    for (const ip of ['::ffff:203.0.113.77', '203.0.113.77', '203.0.113.78'])
      withTenantContext({ ip }, () => audit('LOGIN', { outcome: 'failure' }));
    const [a, b, c] = written().map(({ ipHash }) => ipHash);
    expect(a).toBe(b);
    expect(c).not.toBe(b);
  });

  test('refuses an event that the catalogue does not have: it does not compile, and records nothing', () => {
    const audit = makeTrail();
    // @ts-expect-error not in the catalogue
    audit('LOGGED_IN', { outcome: 'success' });
    // @ts-expect-error not an outcome
    audit('LOGIN', { outcome: 'ok' });
    // @ts-expect-error not a field of an entry
    audit('LOGIN', { outcome: 'success', tenantId: 'x' });
    expect(written().map(({ event, tenantId }) => [event, tenantId])).toEqual([['LOGIN', undefined]]);
  });
});

describe('audit counts in the same call', () => {
  test.each<[AuditEventName, 'success' | 'failure', [string, object][]]>([
    ['LOGIN', 'failure', [['auth_events_total', { event: 'login', outcome: 'failure', source: 'private' }]]],
    ['PASSWORD_RESET', 'success', [['auth_events_total', { event: 'password_reset', outcome: 'success', source: 'private' }]]],
    ['CREATE_RESERVATION', 'success', [['reservations_total', { action: 'create' }]]],
    ['CREATE_RESERVATION', 'failure', []],
    ['ROLE_CHANGED', 'failure', [['privileged_actions_total', { action: 'role_change' }]]],
    ['CROSS_TENANT_ACCESS', 'failure', [['cross_tenant_access_total', {}]]],
    ['INVOICE_FAILED', 'success', []],
  ])('%s with outcome %s', (event, outcome, own) => {
    withTenantContext({ tenantId: 'a', ip: '10.0.0.1' }, () => makeTrail()(event, { outcome }));
    expect(increment.mock.calls).toEqual([['audit_events_total', { event, outcome }], ...own]);
  });

  test('every event of the catalogue', () => {
    const audit = makeTrail();
    const events = Object.keys(auditEvents) as AuditEventName[];
    for (const event of events) audit(event, { outcome: 'success' });
    expect(increment.mock.calls.filter(([metric]) => metric === 'audit_events_total')).toHaveLength(events.length);
    expect(written()).toHaveLength(events.length);
  });
});

describe('a failure in the audit trail never reaches the caller', () => {
  test('a destination that throws leaves a gap in the chain, and the count goes up: the loss shows twice', () => {
    let broken = false;
    const audit = makeTrail(undefined, (line) => {
      if (broken) throw new Error('disk full');
      lines.push(line);
    });
    audit('LOGIN', { outcome: 'success' });
    broken = true;
    expect(() => audit('LOGIN', { outcome: 'success' })).not.toThrow();
    broken = false;
    audit('LOGIN', { outcome: 'success' });
    expect(verifyChain(written())).toEqual([{ stream: 'web-1.life', seq: 2, kind: 'missing', message: 'Record 2 is missing.' }]);
    expect(increment.mock.calls.filter(([metric]) => metric === 'audit_events_total')).toHaveLength(3);
  });

  test('a metric that throws does not keep the record from being written', () => {
    increment.mockImplementation(() => {
      throw new Error('no meter');
    });
    expect(() => makeTrail()('LOGIN', { outcome: 'success' })).not.toThrow();
    expect(written()).toHaveLength(1);
  });

  test('an entry that is none, and one that throws', () => {
    const audit = makeTrail();
    expect(() => audit('LOGIN', undefined as never)).not.toThrow();
    const trap = {
      outcome: 'success' as const,
      get resource(): string {
        throw new Error('no');
      },
    };
    expect(() => audit('LOGIN', trap)).not.toThrow();
  });
});
