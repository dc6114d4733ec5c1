/** The sample clinic as a user's Deployment, with the secrets of this run. */
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import type { Manifest } from './kustomization.ts';

/** What whoever makes traffic has to know. */
export interface ClinicSecrets {
  readonly stripeWebhookSecret: string;
  readonly chaosToken: string;
}

export interface Clinic {
  readonly manifests: readonly Manifest[];
  readonly secrets: ClinicSecrets;
}

const FILE = join(import.meta.dirname, 'clinic.yaml');

/** @param database address of its PostgreSQL, with user name and password */
export function clinicOf(database: string): Clinic {
  const secrets = { stripeWebhookSecret: `whsec_${hex(16)}`, chaosToken: hex(16) };
  const secret = {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name: 'clinic', namespace: 'clinic' },
    stringData: {
      DATABASE_URL: database,
      SESSION_SECRET: hex(32),
      STRIPE_WEBHOOK_SECRET: secrets.stripeWebhookSecret,
      VIGIA_HMAC_KEYS: `k1:${randomBytes(32).toString('base64')}`,
      CLINIC_CHAOS_TOKEN: secrets.chaosToken,
    },
  };
  const [namespace, ...others] = parseAllDocuments(readFileSync(FILE, 'utf8')).map((document) => document.toJS() as Manifest);
  return { manifests: [...(namespace ? [namespace] : []), secret, ...others], secrets };
}

const hex = (bytes: number) => randomBytes(bytes).toString('hex');
