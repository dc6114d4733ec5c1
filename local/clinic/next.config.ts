import { join } from 'node:path';
import type { NextConfig } from 'next';

const config: NextConfig = {
  poweredByHeader: false,
  // The workspace's root holds node_modules and the lockfile; guessed, Next prints a warning.
  turbopack: { root: join(import.meta.dirname, '../..') },
  // Loaded by Node, not bundled: auto-instrumentation patches modules as they are required. A workspace package is bundled all
  // the same (vercel/next.js#43433), as `@vigia/telemetry` is here but not where it is installed from a registry.
  serverExternalPackages: [
    '@vigia/telemetry',
    '@opentelemetry/api',
    '@opentelemetry/sdk-node',
    '@opentelemetry/instrumentation-http',
    '@prisma/instrumentation',
    '@prisma/client',
    '@prisma/adapter-pg',
    'pg',
    'pino',
  ],
  // `npm run types` does it, with the repository's own TypeScript.
  typescript: { ignoreBuildErrors: true },
};

export default config;
