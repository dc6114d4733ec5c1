import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import type { Machine } from './types.ts';

export interface RunOptions {
  readonly env: Machine['env'];
  readonly cwd?: string;
  readonly signal?: AbortSignal;
  /** Append the output to this file instead of returning it. */
  readonly log?: string;
}

export interface Outcome {
  readonly code: number;
  readonly output: string;
}

const GRACE_MS = 3_000;
const running = new Set<ChildProcess>();
// Whatever ends this process ends its children: a compiler left behind would keep both cores busy for minutes.
process.on('exit', () => {
  for (const child of running) killGroup(child, 'SIGKILL');
});

/** Runs a command to its end. Rejects only when it cannot start or `signal` aborts, and then nothing of it is left running. */
export async function run(command: readonly [string, ...string[]], options: RunOptions): Promise<Outcome> {
  options.signal?.throwIfAborted();
  const [file, ...args] = command;
  const log = options.log === undefined ? undefined : openSync(options.log, 'a');
  try {
    // A group of its own, so that a stop reaches the compilers that `go build` starts too.
    const child = spawn(file, args, {
      cwd: options.cwd,
      env: options.env as NodeJS.ProcessEnv,
      detached: true,
      stdio: ['ignore', log ?? 'pipe', log ?? 'pipe'],
    });
    return await settle(child, options.signal);
  } finally {
    if (log !== undefined) closeSync(log);
  }
}

function settle(child: ChildProcess, signal: AbortSignal | undefined): Promise<Outcome> {
  const { promise, resolve, reject } = Promise.withResolvers<Outcome>();
  const output: Buffer[] = [];
  let deadline: NodeJS.Timeout | undefined;
  const stop = () => {
    killGroup(child, 'SIGINT');
    deadline = setTimeout(() => killGroup(child, 'SIGKILL'), GRACE_MS);
  };
  running.add(child);
  child.stdout?.on('data', (chunk: Buffer) => output.push(chunk));
  child.stderr?.on('data', (chunk: Buffer) => output.push(chunk));
  signal?.addEventListener('abort', stop, { once: true });
  const end = (finish: () => void) => {
    clearTimeout(deadline);
    signal?.removeEventListener('abort', stop);
    if (signal?.aborted) killGroup(child, 'SIGKILL');
    running.delete(child);
    finish();
  };
  child.once('error', (error) => end(() => reject(error)));
  child.once('close', (code) =>
    end(() => (signal?.aborted ? reject(signal.reason) : resolve({ code: code ?? 1, output: Buffer.concat(output).toString() }))),
  );
  return promise;
}

function killGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, signal);
  } catch {
    // Already gone.
  }
}
