import { describe, expect, test } from 'vitest';
import { addressClass, canonicalAddress, networkPrefix } from '../../../telemetry/runtime/pii/network.ts';
import { needOf, PLAIN, replacePersonal, SCANNING } from '../../../telemetry/runtime/pii/scan.ts';

/** As the masker does it: what the prefilter lets through is not searched. */
function scan(text: string): string {
  return needOf(text) === SCANNING ? replacePersonal(text, (normalised) => `<${normalised}>`) : text;
}

describe('e-mail addresses', () => {
  test.each([
    ['ana@example.com', '<ana@example.com>'],
    ['mail Ana.Gomez+citas@Example.COM.', 'mail <ana.gomez+citas@example.com>.'],
    ['ana@x.mx,bob@y.co.uk', '<ana@x.mx>,<bob@y.co.uk>'],
    ['mailto:ana@x.mx?subject=hi', 'mailto:<ana@x.mx>?subject=hi'],
    ['{"email":"ana@x.mx"}', '{"email":"<ana@x.mx>"}'],
    ["from 'ana@x.mx'", "from '<ana@x.mx>'"],
    ['«ana@x.mx»', '«<ana@x.mx>»'],
    ['"ana maria"@x.mx', '<"ana maria"@x.mx>'],
    ['josé.muñoz@clínica.mx', '<josé.muñoz@clínica.mx>'],
    ['ana@[203.0.113.7]', '<ana@[203.0.113.7]>'],
    ['ana@intranet', '<ana@intranet>'],
    ['4bf92f3577b34da6a3ce929d0e0e4736@x.mx', '<4bf92f3577b34da6a3ce929d0e0e4736@x.mx>'],
    ['q=ana%40x.mx', 'q=<ana@x.mx>'],
    ['q=ana%252Bb%2540x.mx', 'q=<ana+b@x.mx>'],
    ['ana＠x．mx', '<ana@x.mx>'],
    ['a\u200bn\u200ba@x\u00ad.mx', '<ana@x.mx>'],
  ])('%s is found', (text, masked) => {
    expect(scan(text)).toBe(masked);
  });

  test.each(['@handle', 'next@16.1.0', 'a @ b', '100 % of 3 @ 2', 'git@', '@'])('%s is none', (text) => {
    expect(scan(text)).toBe(text);
  });

  test('are found in time that grows with the text only', () => {
    const hostile = `${'a'.repeat(200_000)} @${'a.'.repeat(100_000)}@`;
    const start = performance.now();
    replacePersonal(hostile, () => '');
    expect(performance.now() - start).toBeLessThan(2_000);
  });
});

describe('phone numbers', () => {
  test.each([
    ['+52 55 1234 5678', '<512345678>'],
    ['(55) 1234-5678', '<512345678>'],
    ['044 55 1234 5678', '<512345678>'],
    ['001 52 55 1234 5678', '<512345678>'],
    ['+5215512345678', '<512345678>'],
    ['5512345678', '<512345678>'],
    ['+1 (415) 555-2671', '<155552671>'],
    ['415.555.2671', '<155552671>'],
    ['+34 612 34 56 78', '<612345678>'],
    ['612345678', '<612345678>'],
    ['07911 123456', '<911123456>'],
    ['0151/23456789', '<123456789>'],
    ['06.12.34.56.78', '<612345678>'],
    ['+33 6 12 34 56 78', '<612345678>'],
    ['+55 (11) 91234-5678', '<912345678>'],
    ['011 15-1234-5678', '<512345678>'],
    ['090-1234-5678', '<012345678>'],
    ['+91 98765 43210', '<876543210>'],
    ['+3725551234', '<725551234>'],
    ['+298 201234', '<298201234>'],
    ['tel. 555-1234', 'tel. <5551234>'],
    ['Teléfono: 1234 5678', 'Teléfono: <12345678>'],
    ['call 5512345678, then wait', 'call <512345678>, then wait'],
    ['client/5512345678', 'client/<512345678>'],
    ['phone=%2B52%2055%201234%205678', 'phone=<512345678>'],
    ['tel=55+1234+5678', 'tel=<512345678>'],
    ['x5512345678y', 'x<512345678>y'],
    ['５５１２３４５６７８', '<512345678>'],
    ['५५१२३४५६७८', '<512345678>'],
    ['5\u200b5\u200b1234\u200b5678', '<512345678>'],
    ['55\u00a01234\u20115678', '<512345678>'],
    ['5512345678 5587654321', '<512345678> <587654321>'],
    ['+525512345678+525587654321', '<512345678><587654321>'],
    ['2026-11-23 07:00:06 5512345678', '2026-11-23 07:00:06 <512345678>'],
    ['5512345678 reservation 3f2b8c1e-5d4a-4c3b-9a2f-1e0d9c8b7a65', '<512345678> reservation 3f2b8c1e-5d4a-4c3b-9a2f-1e0d9c8b7a65'],
  ])('%s is found', (text, masked) => {
    expect(scan(text)).toBe(masked);
  });

  test.each([
    'reservation/42',
    'reservation/12345678',
    '3f2b8c1e-5d4a-4c3b-9a2f-1e0d9c8b7a65',
    '12345678-1234-1234-1234-123456789012',
    'res-3cf60240-9840-4349-9112-345678901234',
    '2026-11-23T07:00:06.123Z',
    '2026-11-23T07:00:06.123456789+01:00',
    '2026-11-23 07:00:06,123',
    '20261123T070006Z',
    'from 2026-11-23 to 2026-11-24',
    '23/11/2026 10:30:15',
    '203.0.113.0/24',
    '2001:db8:1::/48',
    '4bf92f3577b34da6a3ce929d0e0e4736',
    '00f067aa0ba902b7',
    '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01',
    '123456789a123456',
    '1763881200000',
    'MXN 1,234,567.89',
    '1234567.89 mxn',
    '123456789012345678',
    'evt_1NG8Du2eZvKYlo2CUI79vXWy',
    'hmac:k1:1234567890123-56789012',
    'SLOTS_SEARCHED',
    'HTTP/1.1 200 in 12.345 ms, 3 of 10',
  ])('%s is none', (text) => {
    expect(scan(text)).toBe(text);
  });

  test('of a series longer than one number leave no part in clear', () => {
    expect(scan('55 1234 5678 55 8765 4321')).not.toMatch(/\d{4} \d{4}/);
    expect(scan('4111 1111 1111 1111')).toBe('<111111111>');
  });
});

describe('masked text', () => {
  test('masks to itself', () => {
    const hashed = 'to hmac:k1:1234567890123-56789012, tel hmac:k2024.1:5512345678_5512345678-';
    expect(scan(hashed)).toBe(hashed);
  });

  test('keeps an ordinary text as it was, to the character', () => {
    for (const text of ['Reservación añadida', 'naïve ½ №5', '100 %', 'ﬁn\u200bal', '٣ citas']) expect(scan(text)).toBe(text);
  });

  test('holds no half of a surrogate pair', () => {
    expect(scan('a\ud800b')).toBe('a\ufffdb');
  });
});

test('the prefilter spares event types, paths and ids the search', () => {
  for (const text of ['SLOTS_SEARCHED', 'reservation/42', 'REMINDER_SENT by the front desk', 'Reservación añadida', '200'])
    expect(needOf(text)).toBe(PLAIN);
});

describe('network addresses', () => {
  test.each([
    ['203.0.113.77', '203.0.113.0/24', '203.0.113.77', 'ipv4'],
    ['::ffff:203.0.113.77', '203.0.113.0/24', '203.0.113.77', 'ipv4'],
    ['2001:DB8:1:2::3', '2001:db8:1::/48', '2001:db8:1:2:0:0:0:3', 'ipv6'],
    ['2001:0db8:0001:0000:0000:0000:0000:0003', '2001:db8:1::/48', '2001:db8:1:0:0:0:0:3', 'ipv6'],
    ['::1', '0:0:0::/48', '0:0:0:0:0:0:0:1', 'loopback'],
    ['127.0.0.1', '127.0.0.0/24', '127.0.0.1', 'loopback'],
    ['10.1.2.3', '10.1.2.0/24', '10.1.2.3', 'private'],
    ['fe80::1%eth0', 'fe80:0:0::/48', 'fe80:0:0:0:0:0:0:1', 'private'],
  ])('%s is cut to %s', (address, prefix, canonical, source) => {
    expect(networkPrefix(address)).toBe(prefix);
    expect(canonicalAddress(address)).toBe(canonical);
    expect(addressClass(address)).toBe(source);
  });

  test.each(['', 'localhost', '203.0.113', '203.0.113.0/24', 'ana@example.com'])(
    '"%s" is no address and is not written',
    (text) => {
      expect(networkPrefix(text)).toBeUndefined();
      expect(addressClass(text)).toBe('unknown');
    },
  );
});
