/** The application's environment, checked as a whole: all mistakes are reported together. */
import { z } from 'zod';

const schema = z.object({
  DATABASE_URL: z.url({
    protocol: /^postgres(ql)?$/,
    error: 'give a PostgreSQL address, such as postgresql://clinic@localhost:5432/clinic',
  }),
  SESSION_SECRET: z.string({ error: 'is missing' }).min(32, 'give at least 32 characters: it signs the sessions'),
  STRIPE_WEBHOOK_SECRET: z
    .string({ error: 'is missing' })
    .startsWith('whsec_', 'give the signing secret of the webhook endpoint: whsec_…'),
  VIGIA_ENV: z.enum(['local', 'dev', 'prod']).default('local'),
  /** How many proxies in front of the application are ours. */
  TRUSTED_PROXIES: z.coerce.number().int().min(0).default(0),
  /** Connections to PostgreSQL. */
  DATABASE_POOL_SIZE: z.coerce.number().int().min(1).default(20),
  /** Unset: there is no chaos endpoint. */
  CLINIC_CHAOS_TOKEN: z.string().min(16, 'give at least 16 characters, or leave it out').optional(),
});

export type Env = z.infer<typeof schema>;

/**
 * Reads the environment.
 * @throws Error that lists every mistake.
 */
export function readEnv(variables: Readonly<Record<string, string | undefined>>): Env {
  const result = schema.safeParse(variables);
  if (result.success) return result.data;
  const lines = result.error.issues.map(({ path, message }) => `  ${path.join('.')}: ${message}`);
  throw new Error(`The clinic's environment has ${lines.length} mistake(s):\n${lines.join('\n')}`);
}

let read: Env | undefined;

/** The process's environment; read at the first request, not at build time. */
export function env(): Env {
  read ??= readEnv(process.env);
  return read;
}
