/**
 * The keyed hash that stands for a person, an address or a network address:
 *
 *     key   = HKDF-SHA-256(master secret, salt = the tenant's salt, info = "vigia/pii/v1", 32 bytes)
 *     value = "hmac:" + master id + ":" + the first 22 characters of base64url(HMAC-SHA-256(key, normalised value))
 *
 * 22 characters are 132 bits. Without the salt nobody recomputes it: to destroy a tenant's salt is to erase.
 */
import { hash, hkdfSync } from 'node:crypto';
import type { KeyRing, MasterKey } from '../keys.ts';
import { normaliseIdentity } from './normalise.ts';

const INFO = 'vigia/pii/v1';
const CHARACTERS = 22;
/** SHA-256's block, and its digest. */
const BLOCK = 64;
const DIGEST = 32;
/** Room for any e-mail address, and in UTF-8 for most names. */
const USUAL_BYTES = 1_024;
/** UTF-8 of one UTF-16 code unit. */
const MAX_BYTES_PER_UNIT = 3;

/** What a hash looks like in text: masking leaves it as it is. */
export const HASH_PATTERN = `hmac:[\\w.-]{1,32}:[\\w-]{${CHARACTERS}}`;

/** Hashes normalised values under the key of one tenant. */
export type KeyedHash = (value: string) => string;

export function keyedHash(master: MasterKey, salt: Uint8Array): KeyedHash {
  const hmac = hmacSha256(new Uint8Array(hkdfSync('sha256', master.secret, salt, INFO, DIGEST)));
  const prefix = `hmac:${master.id}:`;
  return (value) => prefix + hmac(value).slice(0, CHARACTERS);
}

/**
 * The hashes under which a person appears in the records of one tenant, newest key first: what an auditor searches for.
 * @param identity an e-mail address, a phone number or a name, as written anywhere
 */
export function pseudonymsOf(identity: string, keys: KeyRing, salt: Uint8Array): string[] {
  const value = normaliseIdentity(identity);
  return [keys.current, ...keys.previous].map((master) => keyedHash(master, salt)(value));
}

/**
 * HMAC-SHA-256 in base64url, by its definition (RFC 2104) over node's one-shot hash. `createHmac` makes a native object for each
 * value, at twice the time (four times, counting its collection); the key's two blocks are prepared once instead.
 */
function hmacSha256(key: Uint8Array): (value: string) => string {
  const inner = padded(key, 0x36, BLOCK + USUAL_BYTES);
  const outer = padded(key, 0x5c, BLOCK + DIGEST);
  return (value) => {
    const fits = value.length * MAX_BYTES_PER_UNIT <= USUAL_BYTES;
    const message = fits ? inner : Buffer.concat([inner.subarray(0, BLOCK), Buffer.allocUnsafe(Buffer.byteLength(value))]);
    const length = message.write(value, BLOCK);
    outer.write(hash('sha256', message.subarray(0, BLOCK + length), 'binary'), BLOCK, 'latin1');
    return hash('sha256', outer, 'base64url');
  };
}

function padded(key: Uint8Array, pad: number, length: number): Buffer {
  const block = Buffer.alloc(length, pad);
  for (const [i, byte] of key.entries()) block[i] = byte ^ pad;
  return block;
}
