import { expect, test } from 'vitest';
import { keyRingFromEnv } from '../../../telemetry/runtime/keys.ts';

const K1 = Buffer.alloc(32, 1).toString('base64');
const K2 = Buffer.alloc(32, 2).toString('base64');

test('the first key is current, the others are previous in their order', () => {
  const ring = keyRingFromEnv({ VIGIA_HMAC_KEYS: `k2:${K2},k1:${K1}` });
  expect(ring.current).toEqual({ id: 'k2', secret: new Uint8Array(32).fill(2) });
  expect(ring.previous).toEqual([{ id: 'k1', secret: new Uint8Array(32).fill(1) }]);
});

test('a missing variable is refused with how to make a key', () => {
  expect(() => keyRingFromEnv({})).toThrow(
    'VIGIA_HMAC_KEYS cannot be used: it is missing or empty. It must read "id:base64,id:base64", the current key first, each key 32 random bytes (openssl rand -base64 32).',
  );
});

test('all mistakes are reported together, and none shows a secret', () => {
  const short = Buffer.alloc(5, 9).toString('base64');
  const mistakes = `k1:${K1},${K2},k 3:${K2},k4:${short},k5:***,k1:${K2}`;
  let message = '';
  try {
    keyRingFromEnv({ VIGIA_HMAC_KEYS: mistakes });
  } catch (error) {
    message = String(error);
  }
  expect(message).toContain(
    'key 2 has no id: no ":" in it; key 3 has an id that is not 1 to 32 letters, digits, ".", "_" or "-"; ' +
      'key 4 has 5 bytes where 32 are needed; key 5 is not base64; key 6 repeats the id "k1".',
  );
  for (const secret of [K1, K2, short, '***']) expect(message).not.toContain(secret);
});
