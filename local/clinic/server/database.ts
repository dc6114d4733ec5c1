/** The one way to PostgreSQL: a Prisma client behind the tenant guard. */
import { PrismaPg } from '@prisma/adapter-pg';
import { tenantGuard } from '@vigia/telemetry/prisma';
import { Pool } from 'pg';
import { PrismaClient } from '../generated/prisma/client.ts';
import { env } from './env.ts';
import { processWide } from './process-wide.ts';

/** Longer than Prisma's own two and five seconds: a busy machine should be slow rather than fail. */
const TRANSACTIONS = { maxWait: 10_000, timeout: 20_000 };

/** The pool under the client: its connections are what `db_client_connections` shows. */
export function pool(): Pool {
  return processWide('pool', () => {
    const made = new Pool({ connectionString: env().DATABASE_URL, max: env().DATABASE_POOL_SIZE, connectionTimeoutMillis: 10_000 });
    // A server that goes away breaks idle connections; unheard, that event would end the process. The pool makes new ones.
    made.on('error', () => undefined);
    return made;
  });
}

function connect() {
  const adapter = new PrismaPg(pool(), { onPoolError: () => undefined, onConnectionError: () => undefined });
  return new PrismaClient({ adapter, transactionOptions: TRANSACTIONS }).$extends(tenantGuard({ unscopedModels: ['Clinic'] }));
}

export type Database = ReturnType<typeof connect>;

/** The guarded client. */
export function database(): Database {
  return processWide('database', connect);
}
