/** The master keys behind every hash of personal data. One is current; the others only recognise what they hashed before. */

export interface MasterKey {
  /** Written into every hash that the key makes: letters, digits, `.`, `_` and `-`. */
  readonly id: string;
  /** 32 random bytes. */
  readonly secret: Uint8Array;
}

export interface KeyRing {
  /** Makes the hashes. */
  readonly current: MasterKey;
  /** Retired keys, newest first: a person's older records are found with them (`pseudonymsOf`). */
  readonly previous: readonly MasterKey[];
}

/** Asked for a tenant's salt, 16 random bytes or more. Undefined: the tenant is unknown, or its salt was destroyed. */
export type SaltOf = (tenantId: string) => Uint8Array | undefined;

const VARIABLE = 'VIGIA_HMAC_KEYS';
const SECRET_BYTES = 32;
const KEY_ID = /^[\w.-]{1,32}$/;
const BASE64 = /^[A-Za-z0-9+/]*={0,2}$/;

/**
 * Reads the key ring from `VIGIA_HMAC_KEYS`: `id:base64,id:base64`, the current key first.
 * @throws Error that names every mistake at once, and never a secret.
 */
export function keyRingFromEnv(env: Readonly<Record<string, string | undefined>> = process.env): KeyRing {
  const text = env[VARIABLE]?.trim() ?? '';
  const entries = text === '' ? [] : text.split(',').map(parseEntry);
  const ids = entries.map(({ key }) => key.id);
  const faults = [
    ...(entries.length === 0 ? ['it is missing or empty'] : []),
    ...entries.flatMap(({ faults }, i) => faults.map((fault) => `key ${i + 1} ${fault}`)),
    ...ids.flatMap((id, i) => (id !== '' && ids.indexOf(id) < i ? [`key ${i + 1} repeats the id "${id}"`] : [])),
  ];
  const [current, ...previous] = entries.map(({ key }) => key);
  if (faults.length === 0 && current) return { current, previous };
  throw new Error(
    `${VARIABLE} cannot be used: ${faults.join('; ')}. ` +
      `It must read "id:base64,id:base64", the current key first, each key ${SECRET_BYTES} random bytes (openssl rand -base64 ${SECRET_BYTES}).`,
  );
}

function parseEntry(entry: string): { key: MasterKey; faults: string[] } {
  const [, id = '', encoded] = /^([^:]*):(.*)$/s.exec(entry.trim()) ?? [];
  if (encoded === undefined) return { key: { id: '', secret: new Uint8Array() }, faults: ['has no id: no ":" in it'] };
  const secret = new Uint8Array(Buffer.from(encoded, 'base64'));
  const faults = [
    ...(KEY_ID.test(id) ? [] : ['has an id that is not 1 to 32 letters, digits, ".", "_" or "-"']),
    ...(BASE64.test(encoded)
      ? secret.length === SECRET_BYTES
        ? []
        : [`has ${secret.length} bytes where ${SECRET_BYTES} are needed`]
      : ['is not base64']),
  ];
  return { key: { id, secret }, faults };
}
