import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { withLock } from './lock.ts';
import { type RunOptions, run } from './run.ts';
import type { Job } from './types.ts';

/**
 * Runs apt-get and answers its exit code. The package lists may be absent or old: they are refreshed only when the command alone
 * does not work. One at a time on this machine, because apt-get gives up where another one holds its lists.
 */
export async function apt(args: readonly string[], job: Omit<Job, 'out' | 'scratch'>, cwd?: string): Promise<number> {
  const { machine, signal, log } = job;
  const options: RunOptions = {
    env: { ...machine.env, DEBIAN_FRONTEND: 'noninteractive' },
    signal,
    log,
    ...(cwd !== undefined && { cwd }),
  };
  const aptGet = async (...command: readonly string[]) => (await run(['apt-get', ...command], options)).code;
  await mkdir(machine.cacheRoot, { recursive: true });
  return withLock(join(machine.cacheRoot, 'apt.lock'), { signal, onWait: () => undefined }, async () => {
    const code = await aptGet(...args);
    if (code === 0) return 0;
    await aptGet('update');
    return aptGet(...args);
  });
}
