/**
 * One node at a time on a machine, since its addresses are fixed. The lock is a socket without a file: the kernel takes it back
 * from whoever dies.
 */
import { once } from 'node:events';
import { connect, createServer, type Server } from 'node:net';
import { text } from 'node:stream/consumers';
import { z } from 'zod';
import { poll } from '../../../../local/supervisor/poll.ts';

const LOCK = '\0vigia-cluster-node';
const ENDS_WITHIN_MS = 60_000;

const holder = z.object({ pid: z.number(), startedBy: z.number(), since: z.string(), dataFolder: z.string(), ending: z.boolean() });
export type Holder = z.infer<typeof holder>;

export interface Lock {
  release(): void;
}

/**
 * Takes the lock, after waiting for a holder that is ending already.
 * @param describe what to tell others while it is held
 * @throws Error that names who holds it, and what to do.
 */
export async function takeLock(describe: () => Holder, signal: AbortSignal, name = LOCK): Promise<Lock> {
  let other: Holder | undefined;
  const attempt = async () => {
    const server = await listen(describe, name);
    if (server) return server;
    other = await ask(name);
    return other?.ending === false ? other : undefined;
  };
  const result = await poll(attempt, { within: ENDS_WITHIN_MS, signal });
  if (result && 'close' in result) return { release: () => void result.close() };
  signal.throwIfAborted();
  throw new Error(
    other ? heldBy(other) : 'Another node holds the lock and does not say who it is. Wait a minute, then start again.',
  );
}

function heldBy({ pid, startedBy, since, dataFolder }: Holder): string {
  return (
    `A node runs on this machine already: process ${pid}, started by process ${startedBy} at ${since}, on ${dataFolder}. ` +
    `There can be one at a time. Wait until its tests have ended, or stop them (kill ${startedBy}).`
  );
}

async function listen(describe: () => Holder, name: string): Promise<Server | undefined> {
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.end(JSON.stringify(describe()));
  });
  try {
    server.listen(name);
    await once(server, 'listening');
    return server;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EADDRINUSE') return undefined;
    throw error;
  }
}

async function ask(name: string): Promise<Holder | undefined> {
  try {
    return holder.safeParse(JSON.parse(await text(connect(name)))).data;
  } catch {
    return undefined;
  }
}
