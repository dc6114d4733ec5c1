/**
 * The keyed hash that stands for a person, an address or a network address:
 *
 *     key   = HKDF-SHA-256(master secret, salt = the tenant's salt, info = "vigia/pii/v1", 32 bytes)
 *     value = "hmac:" + master id + ":" + the first 22 characters of base64url(HMAC-SHA-256(key, normalised value))
 *
 * 22 characters are 132 bits. Without the salt nobody recomputes it: to destroy a tenant's salt is to erase.
 */
import { createHmac, createSecretKey, hkdfSync } from 'node:crypto';
import type { KeyRing, MasterKey } from '../keys.ts';
import { normaliseIdentity } from './normalise.ts';

const INFO = 'vigia/pii/v1';
const CHARACTERS = 22;
const KEY_BYTES = 32;

/** What a hash looks like in text: masking leaves it as it is. */
export const HASH_PATTERN = `hmac:[\\w.-]{1,32}:[\\w-]{${CHARACTERS}}`;

/** Hashes normalised values under the key of one tenant. */
export type KeyedHash = (value: string) => string;

export function keyedHash(master: MasterKey, salt: Uint8Array): KeyedHash {
  // A KeyObject: given the bytes, each HMAC would prepare the key anew, at several times the cost.
  const key = createSecretKey(new Uint8Array(hkdfSync('sha256', master.secret, salt, INFO, KEY_BYTES)));
  const prefix = `hmac:${master.id}:`;
  return (value) => prefix + createHmac('sha256', key).update(value).digest('base64url').slice(0, CHARACTERS);
}

/**
 * The hashes under which a person appears in the records of one tenant, newest key first: what an auditor searches for.
 * @param identity an e-mail address, a phone number or a name, as written anywhere
 */
export function pseudonymsOf(identity: string, keys: KeyRing, salt: Uint8Array): string[] {
  const value = normaliseIdentity(identity);
  return [keys.current, ...keys.previous].map((master) => keyedHash(master, salt)(value));
}
