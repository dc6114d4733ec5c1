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
import { storedCount, storedRecords } from '../../support/local/log-store.ts';
import { piiSamples, readableIn } from '../../support/pii-samples.ts';

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
  for (const [i, { fields, event, userId }] of samples.entries()) {
    withTenantContext({ tenantId: `clinic-${i % 12}`, userId, requestId: `sample-${i}` }, () =>
      logger.info(fields as Record<never, never>, event),
    );
  }
  destination.end();

  const openSearch = http(platform.site.ports.opensearch);
  await poll(async () => (await storedCount(openSearch)) >= SAMPLES || undefined, { within: 2 * MINUTE, every: 500 });
  const stored = await storedRecords(openSearch);
  expect(stored).toHaveLength(SAMPLES);
  const byId = new Map(stored.map((record) => [record.requestId, record]));
  const readable = samples.flatMap((sample, i) => readableIn(textOf(byId.get(`sample-${i}`)), sample));
  expect(readable).toEqual([]);
  // Masked where it was written: the Collector's net, the second one, found nothing left to do.
  const all = stored.map(textOf).join('\n');
  expect(all).not.toContain('[redacted]');
  expect(all.match(/hmac:k1:[\w-]{22}/g)?.length).toBeGreaterThan(SAMPLES);
  // And the check can fail: it reads the samples themselves.
  expect(samples.filter((sample) => readableIn(textOf(sample.fields), sample).length > 0)).toHaveLength(SAMPLES);
});

function textOf(record: object | undefined): string {
  if (record === undefined) throw new Error('A record is missing.');
  return JSON.stringify(record);
}
