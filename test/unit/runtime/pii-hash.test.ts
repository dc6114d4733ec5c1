import { createHmac, hkdfSync } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { keyedHash, pseudonymsOf } from '../../../telemetry/runtime/pii/hash.ts';
import { createMasker } from '../../../telemetry/runtime/pii/masker.ts';

const K1 = { id: 'k1', secret: new Uint8Array(32).fill(1) };
const K2 = { id: 'k2', secret: new Uint8Array(32).fill(2) };
const SALT = new Uint8Array(16).fill(7);

/** The formula as documented in pii/hash.ts, by node's own HMAC. */
function documented(master: { id: string; secret: Uint8Array }, salt: Uint8Array, value: string): string {
  const key = Buffer.from(hkdfSync('sha256', master.secret, salt, 'vigia/pii/v1', 32));
  return `hmac:${master.id}:${createHmac('sha256', key).update(value).digest('base64url').slice(0, 22)}`;
}

describe('the keyed hash', () => {
  test.each([
    ['ana@example.com', 'hmac:k1:Nf4FFI1cXgkl8ukReMmlal'],
    ['512345678', 'hmac:k1:xg6i8JO5l36kklYuF0iTGV'],
    ['José Muñoz', 'hmac:k1:ibUdWCFItRbHw5vVIjV6La'],
  ])('of %s has not changed since it was first written', (value, golden) => {
    expect(keyedHash(K1, SALT)(value)).toBe(golden);
  });

  test.each(['', 'a', 'ana@example.com', 'ñ'.repeat(341), 'x'.repeat(342), '€'.repeat(5_000), '😀'.repeat(100)])(
    'is the documented formula for a value of any length (%#)',
    (value) => {
      const hash = keyedHash(K1, SALT);
      expect(hash(value)).toBe(documented(K1, SALT, value));
      expect(hash('ana@example.com')).toBe(documented(K1, SALT, 'ana@example.com'));
    },
  );

  test('differs by master, by tenant and by person', () => {
    const hashes = [
      keyedHash(K1, SALT)('ana@example.com'),
      keyedHash(K2, SALT)('ana@example.com'),
      keyedHash(K1, new Uint8Array(16).fill(8))('ana@example.com'),
      keyedHash(K1, SALT)('bob@example.com'),
    ];
    expect(new Set(hashes.map((hash) => hash.split(':')[2])).size).toBe(4);
  });

  test('of a person is found under every key of the ring, however the person is written', () => {
    const keys = { current: K2, previous: [K1] };
    expect(pseudonymsOf('Ana@Example.COM', keys, SALT)).toEqual([
      documented(K2, SALT, 'ana@example.com'),
      documented(K1, SALT, 'ana@example.com'),
    ]);
    expect(pseudonymsOf('+52 55 1234 5678', keys, SALT)[1]).toBe(documented(K1, SALT, '512345678'));
  });
});

describe('a masker', () => {
  test('hashes under the salt of each tenant', () => {
    const salts = new Map([
      ['a', SALT],
      ['b', new Uint8Array(16).fill(8)],
    ]);
    const masker = createMasker({ current: K1, previous: [] }, (tenant) => salts.get(tenant));
    expect(masker.of('a').text('ana@example.com')).toBe(documented(K1, SALT, 'ana@example.com'));
    expect(masker.of('b').text('ana@example.com')).toBe(documented(K1, new Uint8Array(16).fill(8), 'ana@example.com'));
  });

  test('forgets a person at once when the salt is destroyed', () => {
    const salts = new Map([['a', SALT]]);
    const masker = createMasker({ current: K1, previous: [] }, (tenant) => salts.get(tenant));
    const before = masker.of('a').text('ana@example.com');
    salts.delete('a');
    const after = masker.of('a').text('ana@example.com');
    expect(after).toMatch(/^hmac:k1:[\w-]{22}$/);
    expect(after).not.toBe(before);
    expect(masker.of('a').text('ana@example.com')).toBe(after);
  });

  test('masks where there is no salt or asking for it fails, under a salt that nobody else has', () => {
    const failing = () => {
      throw new Error('database away');
    };
    const one = createMasker({ current: K1, previous: [] }, failing).of('a').text('ana@example.com');
    const other = createMasker({ current: K1, previous: [] }, failing).of('a').text('ana@example.com');
    expect(one).toMatch(/^hmac:k1:[\w-]{22}$/);
    expect(other).not.toBe(one);
  });

  test('asks for the salt of work without a tenant as __none__', () => {
    const masker = createMasker({ current: K1, previous: [] }, (tenant) => (tenant === '__none__' ? SALT : undefined));
    expect(masker.of(undefined).text('ana@example.com')).toBe(documented(K1, SALT, 'ana@example.com'));
  });

  test('correlates a person across spellings, and an actor with the same person in free text', () => {
    const mask = createMasker({ current: K1, previous: [] }, () => SALT).of('a');
    const person = documented(K1, SALT, 'ana@example.com');
    expect(mask.text('to ANA@example.com')).toBe(`to ${person}`);
    expect(mask.direct(' Ana@Example.com')).toBe(person);
    const line = documented(K1, SALT, '512345678');
    for (const number of ['+52 55 1234 5678', '(55) 1234-5678', '044 55 1234 5678', '00525512345678', '5512345678'])
      expect(mask.direct(number)).toBe(line);
  });

  test('hashes an actor that looks like a hash: nobody passes as somebody else', () => {
    const mask = createMasker({ current: K1, previous: [] }, () => SALT).of('a');
    const forged = documented(K1, SALT, 'ana@example.com');
    expect(mask.direct(forged)).not.toBe(forged);
  });

  test('gives the same results past the end of its memory', () => {
    const mask = createMasker({ current: K1, previous: [] }, () => SALT).of('a');
    const texts = Array.from({ length: 2_000 }, (_, i) => `remind p${i}@example.com`);
    const first = texts.map(mask.json);
    expect(texts.map(mask.json)).toEqual(first);
    expect(first[1_999]).toBe(`remind ${documented(K1, SALT, 'p1999@example.com')}`);
  });

  test('cuts a text that a store would refuse, and leaves no half of a number at the cut', () => {
    const mask = createMasker({ current: K1, previous: [] }, () => SALT).of('a');
    expect(mask.text('x'.repeat(3_000))).toBe('x'.repeat(2_048));
    expect(mask.text(`${'x'.repeat(2_040)} 55 1234 5678`)).toBe('x'.repeat(2_040));
    expect(mask.json(`"${'x'.repeat(3_000)}`)).toBe(`\\"${'x'.repeat(2_047)}`);
  });
});
