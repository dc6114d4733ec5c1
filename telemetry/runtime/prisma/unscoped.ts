/** Work that crosses tenants on purpose. */
import { AsyncLocalStorage } from 'node:async_hooks';
import { logger } from '../log/logger.ts';
import { oncePerProcess } from '../process-state.ts';

const storage = oncePerProcess('unscoped', () => new AsyncLocalStorage<string>());

/**
 * Runs `fn` without the tenant guard: for raw SQL, and for work over all tenants such as a nightly job.
 * @param reason why, for whoever reads the code or the log (level debug)
 */
export function allowUnscoped<T>(reason: string, fn: () => PromiseLike<T>): Promise<T> {
  logger.debug({ action: reason }, 'UNSCOPED_DATABASE_ACCESS');
  // Awaited inside: Prisma's promises only start when somebody waits for them.
  return storage.run(reason, async () => await fn());
}

/** Whether the code here runs inside `allowUnscoped`. */
export function isUnscoped(): boolean {
  return storage.getStore() !== undefined;
}
