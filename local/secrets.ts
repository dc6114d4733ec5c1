/**
 * The keys and passwords of one local platform: made at its first start, kept in its data folder, readable by its
 * owner alone. In the cloud these come from a secrets manager.
 */
import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

const secrets = z.object({
  databasePassword: z.string(),
  sessionSecret: z.string(),
  stripeWebhookSecret: z.string(),
  chaosToken: z.string(),
  /** 32 bytes in base64: the master of all PII hashes. */
  hmacMaster: z.string(),
  pagerdutyRoutingKey: z.string().length(32),
  /** Path of the Slack webhook, under the stand-in's address. */
  slackWebhook: z.string(),
});

export type Secrets = z.infer<typeof secrets>;

export function secretsOf(dataDir: string): Secrets {
  const path = join(dataDir, 'secrets.json');
  try {
    return secrets.parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch (error) {
    if (!isMissing(error)) throw error;
  }
  const made = makeSecrets();
  mkdirSync(dataDir, { recursive: true });
  writeFileSync(path, `${JSON.stringify(made, null, 2)}\n`, { mode: 0o600 });
  return made;
}

function makeSecrets(): Secrets {
  const hex = (bytes: number) => randomBytes(bytes).toString('hex');
  return {
    databasePassword: hex(16),
    sessionSecret: hex(32),
    stripeWebhookSecret: `whsec_${hex(16)}`,
    chaosToken: hex(16),
    hmacMaster: randomBytes(32).toString('base64'),
    pagerdutyRoutingKey: hex(16),
    slackWebhook: `/services/T00000000/B00000000/${hex(12)}`,
  };
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}
