/** Starts what serves all requests: telemetry first, so that it sees everything after it. */
import { instrument, keyRingFromEnv } from '@vigia/telemetry';
import packageJson from '../package.json' with { type: 'json' };
import { clinicOf, keepClinicsFresh, refreshClinics } from './clinics.ts';
import { env } from './env.ts';
import { registerGauges } from './gauges.ts';
import { startQueue } from './queue.ts';

/** @throws Error that lists every mistake of the environment. */
export async function start(): Promise<void> {
  const { VIGIA_ENV, TRUSTED_PROXIES } = env();
  instrument({
    service: 'clinic',
    env: VIGIA_ENV,
    version: packageJson.version,
    keys: keyRingFromEnv(),
    saltOf: (tenantId) => clinicOf(tenantId)?.salt,
    trustedProxies: TRUSTED_PROXIES,
  });
  await refreshClinics();
  keepClinicsFresh();
  registerGauges();
  startQueue();
}
