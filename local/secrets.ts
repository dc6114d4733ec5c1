/**
 * The keys and passwords of one local platform: made at its first start, kept in its data folder, readable by its
 * owner alone. In the cloud these come from a secrets manager.
 */
import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

const routingKey = z.string().length(32);
const secrets = z.object({
  databasePassword: z.string(),
  sessionSecret: z.string(),
  stripeWebhookSecret: z.string(),
  chaosToken: z.string(),
  /** 32 bytes in base64: the master of all PII hashes. */
  hmacMaster: z.string(),
  /** PagerDuty integration keys by channel. */
  routingKeys: z.object({
    'pagerduty-platform': routingKey,
    'pagerduty-billing': routingKey,
    'pagerduty-security': routingKey,
  }),
  /** Paths of the Slack webhooks by channel, under the stand-in's address. */
  webhooks: z.object({ 'slack-ops': z.string(), 'slack-security': z.string() }),
});

export type Secrets = z.infer<typeof secrets>;

export function secretsOf(dataDir: string): Secrets {
  const path = join(dataDir, 'secrets.json');
  const kept = read(path);
  const complete = secrets.safeParse(kept);
  if (complete.success) return complete.data;
  // A folder of an earlier version keeps what it has: its data is bound to it. Only what is new since is made.
  const all = secrets.parse({ ...makeSecrets(), ...kept });
  mkdirSync(dataDir, { recursive: true });
  writeFileSync(path, `${JSON.stringify(all, null, 2)}\n`, { mode: 0o600 });
  return all;
}

function read(path: string): object {
  try {
    return z.looseObject({}).parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch (error) {
    if (isMissing(error)) return {};
    throw error;
  }
}

function makeSecrets(): Secrets {
  const hex = (bytes: number) => randomBytes(bytes).toString('hex');
  return {
    databasePassword: hex(16),
    sessionSecret: hex(32),
    stripeWebhookSecret: `whsec_${hex(16)}`,
    chaosToken: hex(16),
    hmacMaster: randomBytes(32).toString('base64'),
    routingKeys: { 'pagerduty-platform': hex(16), 'pagerduty-billing': hex(16), 'pagerduty-security': hex(16) },
    webhooks: {
      'slack-ops': `/services/T00000000/B00000000/${hex(12)}`,
      'slack-security': `/services/T00000000/B00000001/${hex(12)}`,
    },
  };
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}
