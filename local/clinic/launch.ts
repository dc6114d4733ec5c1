/** How the built clinic is started: the command, and what its environment means. */
import { join } from 'node:path';

export interface ClinicSettings {
  readonly port: number;
  /** PostgreSQL, set up by `db/setup.ts`. */
  readonly databaseUrl: string;
  /** Signs sessions; at least 32 characters. */
  readonly sessionSecret: string;
  /** Signing secret of the Stripe webhook endpoint: `whsec_…`. */
  readonly stripeWebhookSecret: string;
  /** Key ring of `@vigia/telemetry`: `id:base64,…`, the first is current. */
  readonly hmacKeys: string;
  readonly env: 'local' | 'dev' | 'prod';
  /** Base address of an OTLP/HTTP receiver. */
  readonly otlpEndpoint: string;
  /** How often metrics are exported. */
  readonly metricIntervalMs: number;
  /** Opens POST /api/chaos; at least 16 characters. Left out: there is no such route. */
  readonly chaosToken?: string;
  /** How many proxies in front are ours. Traffic stands for one: it sends X-Forwarded-For. */
  readonly trustedProxies: number;
}

export interface Command {
  readonly file: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
}

/** The command that serves the clinic on 127.0.0.1. stdout is JSON lines only; SIGTERM ends it with code 143, after telemetry was sent. */
export function clinicCommand(settings: ClinicSettings): Command {
  const cwd = import.meta.dirname;
  return {
    file: process.execPath,
    args: [
      // Left to itself the heap grows past half a gigabyte before it is cleaned; this much is enough for 100 requests a second.
      '--max-old-space-size=256',
      '--import',
      './console-to-stderr.ts',
      join(cwd, '../../node_modules/next/dist/bin/next'),
      'start',
      '--hostname',
      '127.0.0.1',
      '--port',
      String(settings.port),
    ],
    cwd,
    env: {
      NODE_ENV: 'production',
      NEXT_TELEMETRY_DISABLED: '1',
      DATABASE_URL: settings.databaseUrl,
      SESSION_SECRET: settings.sessionSecret,
      STRIPE_WEBHOOK_SECRET: settings.stripeWebhookSecret,
      VIGIA_HMAC_KEYS: settings.hmacKeys,
      VIGIA_ENV: settings.env,
      OTEL_EXPORTER_OTLP_ENDPOINT: settings.otlpEndpoint,
      OTEL_METRIC_EXPORT_INTERVAL: String(settings.metricIntervalMs),
      TRUSTED_PROXIES: String(settings.trustedProxies),
      ...(settings.chaosToken && { CLINIC_CHAOS_TOKEN: settings.chaosToken }),
    },
  };
}
