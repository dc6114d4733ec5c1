/** From the application's logger through the real Collectors and the real log writer: nothing personal reaches OpenSearch in clear. */
import { chmodSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pino } from 'pino';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Platform, startPlatform } from '../../../local/platform.ts';
import { clinicLog } from '../../../local/services/clinic.ts';
import { http } from '../../../local/site.ts';
import { poll } from '../../../local/supervisor/poll.ts';
import { createLogger, withTenantContext } from '../../../telemetry/runtime/index.ts';
import { storedCount, storedRecords, writtenRecords } from '../../support/local/log-store.ts';
import { piiSamples, shown } from '../../support/pii-samples.ts';

const MINUTE = 60_000;
const SAMPLES = 1_000;
const dataDir = mkdtempSync(join(tmpdir(), 'vigia-masking-'));
let platform: Platform;

beforeAll(async () => {
  chmodSync(dataDir, 0o755);
  platform = await startPlatform({ speed: 30, dataDir, ports: 'free', services: ['agent'], onLine: () => {} });
}, 10 * MINUTE);

afterAll(async () => {
  await platform?.stop();
  rmSync(dataDir, { recursive: true, force: true });
}, MINUTE);

test('of 1,000 random payloads no e-mail address and no phone number is in clear at OpenSearch', {
  timeout: 3 * MINUTE,
}, async () => {
  const file = clinicLog(platform.site);
  mkdirSync(dirname(file), { recursive: true });
  const destination = pino.destination({ dest: file, sync: true });
  const logger = createLogger({
    destination,
    keys: { current: { id: 'k1', secret: Buffer.alloc(32, 7) }, previous: [] },
    saltOf: (tenant) => Buffer.from(tenant.padEnd(16)),
  });
  const samples = piiSamples(SAMPLES);
  for (const [i, { fields, event }] of samples.entries()) {
    withTenantContext({ tenantId: `clinic-${i % 12}` }, () => logger.info(fields as Record<never, never>, event));
  }
  destination.end();

  const openSearch = http(platform.site.ports.opensearch);
  await poll(async () => (await storedCount(openSearch)) >= SAMPLES || undefined, { within: 2 * MINUTE, every: 500 });
  const stored = await storedRecords(openSearch);
  expect(stored).toHaveLength(SAMPLES);
  const text = stored.map((record) => Object.values(record).join('\u0000')).join('\n');
  expect(
    shown(
      text,
      samples.flatMap(({ secrets }) => secrets),
    ),
  ).toEqual([]);
  // Masked where it was written: the Collector's net, the second one, found nothing left to do.
  expect(text).not.toContain('[redacted]');
  const written = await writtenRecords(file);
  expect(
    shown(
      written.map((record) => Object.values(record).join('\u0000')).join('\n'),
      samples.flatMap(({ secrets }) => secrets),
    ),
  ).toEqual([]);
  expect(text.match(/hmac:k1:[\w-]{22}/g)?.length).toBeGreaterThan(SAMPLES);
});
