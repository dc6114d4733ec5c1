/** Real servers as child processes that a test can start, kill and start again. */
import { type ChildProcess, spawn } from 'node:child_process';
import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';

export interface ServerSpec {
  readonly command: readonly string[];
  readonly logFile: string;
  /** Answers 200 once the server is ready. */
  readonly readyUrl: string;
  /** Environment variables besides those of the tests. */
  readonly env?: Readonly<Record<string, string>>;
}

export interface Server {
  start(): Promise<void>;
  /** Ends it and waits until it is gone. */
  stop(signal: 'SIGKILL' | 'SIGTERM'): Promise<void>;
}

export function server({ command: [program = '', ...args], logFile, readyUrl, env }: ServerSpec): Server {
  let child: ChildProcess | undefined;
  return {
    async start() {
      const started = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, ...env } });
      child = started;
      for (const stream of [started.stdout, started.stderr]) stream?.on('data', (chunk: Buffer) => appendFileSync(logFile, chunk));
      await eventually(async () => {
        if (started.exitCode !== null) throw new Error(`${program} ended with ${started.exitCode}:\n${tailOf(logFile)}`);
        return (await statusOf(readyUrl)) === 200;
      }, `${program} answers at ${readyUrl}`);
    },
    async stop(signal) {
      const running = child;
      if (!running || running.exitCode !== null || running.signalCode !== null) return;
      const gone = new Promise((resolve) => running.once('exit', resolve));
      running.kill(signal);
      await gone;
    },
  };
}

function tailOf(file: string): string {
  return existsSync(file) ? readFileSync(file, 'utf8').slice(-2_000) : '';
}

async function statusOf(url: string): Promise<number> {
  try {
    return (await fetch(url)).status;
  } catch {
    return 0;
  }
}

/** Polls until the condition holds. @throws Error after the deadline, with what was waited for. */
export async function eventually(condition: () => boolean | Promise<boolean>, what: string, deadlineMs = 30_000): Promise<void> {
  const end = Date.now() + deadlineMs;
  while (!(await condition())) {
    if (Date.now() > end) throw new Error(`Not within ${deadlineMs} ms: ${what}`);
    await wait(50);
  }
}

/** A port that nothing listens on. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => (typeof address === 'object' && address ? resolve(address.port) : reject(new Error('no port'))));
    });
  });
}
