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

/** Where the blocks that are hashed are put together. Hashing is synchronous: one place serves all keys. */
const inner = Buffer.alloc(BLOCK + USUAL_BYTES);
const outer = Buffer.alloc(BLOCK + DIGEST);
/** `inner` up to a message of each length, made when first needed: a view costs as much as a hash's binding. */
const views: Buffer[] = [];

/**
 * HMAC-SHA-256 in base64url, by its definition (RFC 2104) over node's one-shot hash. `createHmac` makes a native object for each
 * value, at twice the time (four times, counting its collection); the key's two blocks are prepared once instead.
 */
function hmacSha256(key: Uint8Array): (value: string) => string {
  const innerPad = padded(key, 0x36);
  const outerPad = padded(key, 0x5c);
  return (value) => {
    outer.set(outerPad);
    outer.write(hash('sha256', innerMessage(innerPad, value), 'binary'), BLOCK, 'latin1');
    return hash('sha256', outer, 'base64url');
  };
}

function innerMessage(pad: Uint8Array, value: string): Buffer {
  if (value.length * MAX_BYTES_PER_UNIT > USUAL_BYTES) return Buffer.concat([pad, Buffer.from(value)]);
  inner.set(pad);
  const length = inner.write(value, BLOCK);
  views[length] ??= inner.subarray(0, BLOCK + length);
  return views[length];
}

function padded(key: Uint8Array, pad: number): Uint8Array {
  return Uint8Array.from({ length: BLOCK }, (_, i) => (key[i] ?? 0) ^ pad);
}
