/** Ending what outlives a process that was killed, such as a container. Where it cannot be ended, or there is none, that is no error. */
import { execFile, spawn } from 'node:child_process';
import type { Service } from './service.ts';

const PATIENCE_MS = 10_000;

/** Settles when the command has ended. */
export function clear({ clears }: Service): Promise<void> {
  if (!clears) return Promise.resolve();
  const [command, ...args] = clears;
  return new Promise((resolve) => {
    execFile(command, args, { timeout: PATIENCE_MS, killSignal: 'SIGKILL' }, () => resolve());
  });
}

/** For a process that is about to end: the command goes on without it. */
export function clearWithoutWaiting({ clears }: Service): void {
  if (!clears) return;
  const [command, ...args] = clears;
  const child = spawn(command, args, { detached: true, stdio: 'ignore' });
  child.once('error', () => undefined);
  child.unref();
}
