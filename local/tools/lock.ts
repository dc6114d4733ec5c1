import { randomUUID } from 'node:crypto';
import { readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';

const BEAT_MS = 2_000;
const STALE_MS = 15_000;

export interface LockOptions {
  readonly signal: AbortSignal;
  /** Called once when another process holds the lock. */
  readonly onWait: () => void;
}

/**
 * Runs `work` while holding a lock file, waiting for whoever holds it.
 * The holder touches the file every two seconds, and one untouched for fifteen belongs to a process that was killed:
 * unlike a process id, that also holds between containers that share a cache. The lock only saves double work; that two
 * builds never mix is the cache's doing, so a laptop waking from sleep may at worst build twice.
 */
export async function withLock<T>(file: string, options: LockOptions, work: () => Promise<T>): Promise<T> {
  const token = randomUUID();
  let waited = false;
  while (!(await take(file, token))) {
    if (!waited) options.onWait();
    waited = true;
    await sleep(250, undefined, { signal: options.signal });
  }
  const beat = setInterval(() => void utimes(file, new Date(), new Date()).catch(() => undefined), BEAT_MS);
  const release = () => {
    clearInterval(beat);
    return readFile(file, 'utf8').then(
      (holder) => (holder === token ? rm(file, { force: true }) : undefined),
      () => undefined,
    );
  };
  try {
    return await work();
  } finally {
    await release();
  }
}

async function take(file: string, token: string): Promise<boolean> {
  try {
    await writeFile(file, token, { flag: 'wx' });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  const held = await stat(file).catch(() => undefined);
  if (held && Date.now() - held.mtimeMs > STALE_MS) await rm(file, { force: true });
  return false;
}
