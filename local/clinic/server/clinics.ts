/** The clinics in memory: tier and salt are needed synchronously, at every log line. */
import { database } from './database.ts';
import { processWide } from './process-wide.ts';

export interface Clinic {
  readonly tier: 'standard' | 'enterprise';
  readonly salt: Uint8Array;
}

const REFRESH_MS = 30_000;

const directory = () => processWide('clinics', () => new Map<string, Clinic>());

/** A clinic by its id; undefined for an id that is none. */
export function clinicOf(id: string): Clinic | undefined {
  return directory().get(id);
}

/** Reads all clinics again: a new one is known, an erased one's salt is gone. */
export async function refreshClinics(): Promise<void> {
  const rows = await database().clinic.findMany();
  const known = directory();
  const ids = new Set(rows.map(({ id }) => id));
  for (const id of known.keys()) if (!ids.has(id)) known.delete(id);
  for (const { id, tier, piiSalt } of rows) {
    known.set(id, { tier: tier === 'enterprise' ? 'enterprise' : 'standard', salt: piiSalt });
  }
}

/** Keeps the directory fresh; a database that is away leaves the last one standing. */
export function keepClinicsFresh(): void {
  setInterval(() => void refreshClinics().catch(() => undefined), REFRESH_MS).unref();
}
