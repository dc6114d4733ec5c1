/** A process with all that it starts: each leads a group of its own, so that one signal reaches every descendant. */
import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { PlatformError } from './errors.ts';
import { poll } from './poll.ts';
import type { Service } from './service.ts';

/** How a process ended: one of the two is set. */
export interface Exit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

export interface ProcessGroup {
  readonly pid: number;
  /** Settles when the leader has ended. */
  readonly exited: Promise<Exit>;
  /** Sends a signal to every member; one that has ended does not mind. */
  signal(name: NodeJS.Signals): void;
  /** Asks, waits, and after the deadline forces; settles when no member is left. */
  stop(signal: NodeJS.Signals, graceMs: number): Promise<Exit>;
}

/** @throws PlatformError where the program cannot be run. */
export async function launch({ name, argv, env, cwd, user, log, errorLog }: Service): Promise<ProcessGroup> {
  const [command, ...args] = argv;
  const out = openSync(log, 'a');
  const err = errorLog === undefined ? out : openSync(errorLog, 'a');
  try {
    const child = spawn(command, args, {
      detached: true,
      stdio: ['ignore', out, err],
      env: { ...process.env, ...env },
      ...(cwd === undefined ? {} : { cwd }),
      ...user,
    });
    return groupOf(await spawned(child), child);
  } catch (error) {
    throw new PlatformError(`${name} cannot be run: ${error instanceof Error ? error.message : error} (${command}).`);
  } finally {
    closeSync(out);
    if (err !== out) closeSync(err);
  }
}

function spawned(child: ChildProcess): Promise<number> {
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('spawn', () => (child.pid === undefined ? reject(new Error('it has no process id')) : resolve(child.pid)));
  });
}

function groupOf(pid: number, child: ChildProcess): ProcessGroup {
  const exited = new Promise<Exit>((resolve) => child.once('exit', (code, signal) => resolve({ code, signal })));
  return {
    pid,
    exited,
    signal: (name) => signalGroup(pid, name),
    async stop(signal, graceMs) {
      await endGroup(pid, signal, graceMs);
      return exited;
    },
  };
}

/** Whether the group had a member to receive the signal; 0 sends nothing and only asks. */
export function signalGroup(leader: number, signal: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(-leader, signal);
  } catch {
    return false;
  }
}

/** Ends every member of a group: a signal, time to obey it, then SIGKILL. */
export async function endGroup(leader: number, signal: NodeJS.Signals, graceMs: number): Promise<void> {
  const gone = async () => (signalGroup(leader, 0) ? undefined : true);
  signalGroup(leader, signal);
  if (await poll(gone, { within: graceMs, every: 20 })) return;
  signalGroup(leader, 'SIGKILL');
  await poll(gone, { within: 5_000, every: 20 });
}
