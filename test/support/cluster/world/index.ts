/** The world outside the cluster: OpenSearch, the clinic's database, an AWS emulator, Slack's stand-in. Pods reach all of it at one address. */
import { spawn } from 'node:child_process';
import { lstatSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { takeOver } from '../../../../local/supervisor/run-file.ts';
import type { Holdings } from './aws.ts';

/** What the world's process is given. */
export interface WorldArgs {
  /** Of this machine, as pods reach it. */
  readonly hostAddress: string;
  /** Folder for everything that is written there. */
  readonly folder: string;
  readonly holdings: Holdings;
}

/** Where everything is: pods and tests reach it alike. JSON. */
export interface WorldAddresses {
  readonly opensearch: string;
  readonly aws: string;
  /** PostgreSQL with the clinic's schema and people, with user name and password. */
  readonly database: string;
  /** Webhooks by channel. */
  readonly slack: Readonly<Record<'slack-ops' | 'slack-security', string>>;
  /** What Slack's stand-in has received. */
  readonly slackReceived: string;
}

export interface World {
  readonly addresses: WorldAddresses;
  /** Settles when no process of it and no file is left. */
  stop(): Promise<void>;
}

export interface WorldOptions extends Omit<WorldArgs, 'folder'> {
  readonly onProgress?: (line: string) => void;
  readonly signal?: AbortSignal;
}

const FOLDER = 'vigia-world-';

/**
 * Starts everything in a process of its own, which ends when this one does, however that comes.
 * @throws Error with the last lines that it said where it does not start; nothing is left running then
 */
export async function startWorld({ onProgress = () => undefined, signal, ...args }: WorldOptions): Promise<World> {
  await sweep();
  const folder = mkdtempSync(join(tmpdir(), FOLDER));
  const child = spawn(process.execPath, [join(import.meta.dirname, 'main.ts'), JSON.stringify({ ...args, folder })], {
    stdio: ['pipe', 'pipe', 'pipe'],
    // Its own session: Ctrl-C is for whoever started it, who then ends it in order.
    detached: true,
  });
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  const stop = async () => {
    child.stdin.end();
    await ended;
  };
  const last: string[] = [];
  createInterface({ input: child.stderr }).on('line', (line) => {
    last.push(line);
    if (last.length > 20) last.shift();
    onProgress(`[world] ${line}`);
  });
  const answer = new Promise<string>((resolve) => createInterface({ input: child.stdout }).once('line', resolve));
  const abort = () => child.stdin.end();
  signal?.addEventListener('abort', abort, { once: true });
  const line = await Promise.race([answer, ended]);
  signal?.removeEventListener('abort', abort);
  if (line !== undefined && !signal?.aborted) return { addresses: JSON.parse(line) as WorldAddresses, stop };
  await stop();
  signal?.throwIfAborted();
  throw new Error(`What is outside the cluster did not start. It said:\n${last.join('\n')}`);
}

/** Ends and removes what an earlier world could not, because it was killed itself. */
async function sweep(): Promise<void> {
  for (const name of readdirSync(tmpdir()).filter((entry) => entry.startsWith(FOLDER))) {
    const folder = join(tmpdir(), name);
    if (lstatSync(folder).uid !== process.getuid?.()) continue;
    // It throws where the other is alive, and that is its own.
    const gone = await Promise.all([takeOver(folder), takeOver(join(folder, 'aws'))]).then(
      () => true,
      () => false,
    );
    if (gone) rmSync(folder, { recursive: true, force: true });
  }
}
