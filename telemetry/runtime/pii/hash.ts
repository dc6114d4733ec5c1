/**
 * The keyed hash that stands for a person, an address or a network address:
 *
 *     key   = HKDF-SHA-256(master secret, salt = the tenant's salt, info = "vigia/pii/v1", 32 bytes)
 *     value = "hmac:" + master id + ":" + the first 22 characters of base64url(HMAC-SHA-256(key, normalised value))
 *
 * 22 characters are 132 bits. Without the salt nobody recomputes it: to destroy a tenant's salt is to erase.
 */
import { createHmac, createSecretKey, hkdfSync, type KeyObject } from 'node:crypto';
import type { KeyRing, MasterKey } from '../keys.ts';
import { normaliseIdentity } from './normalise.ts';

const INFO = 'vigia/pii/v1';
const CHARACTERS = 22;

/** What a hash looks like in text: masking leaves it as it is. */
export const HASH_PATTERN = `hmac:[\\w.-]{1,32}:[\\w-]{${CHARACTERS}}`;

/** The key of one tenant under one master. A KeyObject: with a Buffer each HMAC would import it again, at eight times the cost. */
export function tenantKey(master: MasterKey, salt: Uint8Array): KeyObject {
  return createSecretKey(Buffer.from(hkdfSync('sha256', master.secret, salt, INFO, 32)));
}

/** @param value already normalised, see `normalise.ts` */
export function keyedHash(keyId: string, key: KeyObject, value: string): string {
  return `hmac:${keyId}:${createHmac('sha256', key).update(value).digest('base64url').slice(0, CHARACTERS)}`;
}

/**
 * The hashes under which a person appears in the records of one tenant, newest key first: what an auditor searches for.
 * @param identity an e-mail address, a phone number or a name, as written anywhere
 */
export function pseudonymsOf(identity: string, keys: KeyRing, salt: Uint8Array): string[] {
  const value = normaliseIdentity(identity);
  return [keys.current, ...keys.previous].map((master) => keyedHash(master.id, tenantKey(master, salt), value));
}
