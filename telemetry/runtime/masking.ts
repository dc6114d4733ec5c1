/** The masker of the process: what `instrument()` configures, and the logger, the audit trail and the spans use. */
import { randomBytes } from 'node:crypto';
import type { KeyRing, SaltOf } from './keys.ts';
import { createMasker, type Masker, type TenantMask } from './pii/masker.ts';
import { oncePerProcess } from './process-state.ts';

/** Before there are keys a line is masked too: under a key that lives and dies with the process. */
const UNCONFIGURED: KeyRing = { current: { id: 'none', secret: randomBytes(32) }, previous: [] };

const state = oncePerProcess<{ masker: Masker }>('masking', () => ({ masker: createMasker(UNCONFIGURED, () => undefined) }));

/** From now on hashes are made with these keys and salts. */
export function useKeys(keys: KeyRing, saltOf: SaltOf): void {
  state.masker = createMasker(keys, saltOf);
}

export function processMasker(): Masker {
  return state.masker;
}

/** The mask of a tenant, under the keys of the process. */
export function maskOf(tenantId: string | undefined): TenantMask {
  return state.masker.of(tenantId);
}
