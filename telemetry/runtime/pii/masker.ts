/** Masks values by their PII class, for one tenant at a time, remembering recent results. */
import { randomBytes } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import { NO_TENANT } from '../../contract/index.ts';
import type { KeyRing, MasterKey, SaltOf } from '../keys.ts';
import { type JsonText, jsonText, plainJsonText } from '../log/json.ts';
import { keyedHash } from './hash.ts';
import { canonicalAddress } from './network.ts';
import { normaliseIdentity } from './normalise.ts';
import { needOf, PLAIN, replacePersonal, SCANNING } from './scan.ts';

/** Past this a text is cut: OpenSearch refuses a keyword of more than 32,766 bytes, and the record with it. */
const MAX_TEXT = 2_048;
/** Longer texts hardly repeat: they are not worth their memory. */
const MAX_REMEMBERED_TEXT = 128;
/** How much is remembered: at the very worst some 70 MB, with 100 tenants of 50 people about 2. */
const MAX_TENANTS = 400;
const MAX_REMEMBERED = 512;

/** Masks for one tenant. */
export interface TenantMask {
  /** Id of the master key behind the hashes. */
  readonly keyId: string;
  /** Class `text`, and `pseudonymous`: the text with each e-mail address and phone number replaced by its hash. */
  text(value: string): string;
  /** The same, ready to be written into JSON. */
  json(value: string): JsonText;
  /** Class `direct`: the hash of the whole, even of what already looks like one, so that nobody can pass as somebody else. */
  direct(value: string): string;
  /** The hash of a whole network address; undefined for what is no address. */
  address(value: string): string | undefined;
}

export interface Masker {
  /** The mask of a tenant; `undefined` is work that belongs to none, whose salt is asked for as `__none__`. */
  of(tenantId: string | undefined): TenantMask;
}

interface Tenant {
  readonly salt: Uint8Array | undefined;
  readonly mask: TenantMask;
}

/**
 * @param saltOf asked each time, so that a destroyed salt erases at once: keep it a look-up in a Map. Where it gives none, or
 *   throws, the salt is a random one of this process: masked all the same, but nothing correlates across processes.
 */
export function createMasker(keys: KeyRing, saltOf: SaltOf): Masker {
  const tenants = new LRUCache<string, Tenant>({ max: MAX_TENANTS });
  return {
    of(tenantId = NO_TENANT) {
      const salt = saltOrNone(saltOf, tenantId);
      const known = tenants.get(tenantId);
      if (known && sameSalt(known.salt, salt)) return known.mask;
      const mask = tenantMask(keys.current, salt ?? randomBytes(32));
      tenants.set(tenantId, { salt, mask });
      return mask;
    },
  };
}

function tenantMask(master: MasterKey, salt: Uint8Array): TenantMask {
  const hash = keyedHash(master, salt);
  const texts = new LRUCache<string, JsonText>({ max: MAX_REMEMBERED });
  const text = (value: string) => {
    const short = cut(value);
    return needOf(short) === SCANNING ? replacePersonal(short, hash) : short;
  };
  return {
    keyId: master.id,
    text,
    json: (value) => {
      if (value.length > MAX_REMEMBERED_TEXT) return jsonText(text(value));
      const need = needOf(value);
      if (need !== SCANNING) return need === PLAIN ? plainJsonText(value) : jsonText(value);
      const known = texts.get(value);
      if (known !== undefined) return known;
      const masked = jsonText(replacePersonal(value, hash));
      texts.set(value, masked);
      return masked;
    },
    direct: (value) => hash(normaliseIdentity(value)),
    address: (value) => {
      const address = canonicalAddress(value);
      return address === undefined ? undefined : hash(address);
    },
  };
}

/** The beginning of a text, without a number that the cut may have halved: half of one would not be recognised. */
function cut(text: string): string {
  return text.length <= MAX_TEXT ? text : text.slice(0, MAX_TEXT).replace(/[\d\s().+-]+$/, '');
}

function saltOrNone(saltOf: SaltOf, tenantId: string): Uint8Array | undefined {
  try {
    return saltOf(tenantId);
  } catch {
    return undefined;
  }
}

function sameSalt(a: Uint8Array | undefined, b: Uint8Array | undefined): boolean {
  return a === b || (a !== undefined && b !== undefined && Buffer.compare(a, b) === 0);
}
