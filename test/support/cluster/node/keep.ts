/** Starting the keeper, and hearing from it. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { hear, type Message } from './messages.ts';
import type { Programs } from './tools.ts';

const KEEPER = join(import.meta.dirname, 'keeper.ts');
const RUNNING_WITHIN_MS = 180_000;
/** Characters of what the keeper said last, for the sentence about its death. */
const LAST_WORDS = 4_000;

export interface Kept {
  readonly dataFolder: string;
  /** A process whose namespaces are the node's. */
  readonly pid: number;
  /** Lets go of the node; settles when the keeper has removed all of it. */
  stop(): Promise<void>;
}

/**
 * Has a keeper start the node's servers, and settles when all of them run.
 * @throws Error with the reason where they do not, within three minutes; then nothing is left.
 */
export async function keepNode(
  programs: Programs,
  onProgress: (line: string) => void,
  signal: AbortSignal | undefined,
): Promise<Kept> {
  signal?.throwIfAborted();
  const plan = JSON.stringify({ programs, startedBy: process.pid });
  // A session of its own: Ctrl-C in the terminal of the tests is theirs to act on.
  const keeper = spawn(process.execPath, [KEEPER, plan], { detached: true, stdio: ['pipe', 'pipe', 'pipe'] });
  const words = lastWords(keeper.stderr);
  const exited = once(keeper, 'exit');
  const stop = async () => {
    keeper.stdin.destroy();
    const [code] = await exited;
    if (code !== 0) throw new Error(`Something of the node may be left; the next start removes it. ${words()}`.trim());
  };
  const { promise, resolve, reject } = Promise.withResolvers<Kept>();
  const onMessage = (message: Message) => {
    if (message.type === 'progress') onProgress(message.line);
    else if (message.type === 'running') resolve({ dataFolder: message.dataFolder, pid: message.pid, stop });
    else {
      // A node that ran is told of too: its tests fail by themselves, and this says why.
      onProgress(message.reason);
      reject(new Error(message.reason));
    }
  };
  hear(keeper.stdout, onMessage);
  keeper.once('error', reject);
  keeper.once('exit', () => reject(new Error(`The keeper of the node ended before the node ran. ${words()}`.trim())));
  const onAbort = () => reject(signal?.reason);
  signal?.addEventListener('abort', onAbort, { once: true });
  const late = setTimeout(() => reject(new Error('The node did not run within three minutes.')), RUNNING_WITHIN_MS);
  try {
    return await promise;
  } catch (error) {
    // The first fault is the one to be told.
    await stop().catch(() => undefined);
    throw error;
  } finally {
    clearTimeout(late);
    signal?.removeEventListener('abort', onAbort);
  }
}

function lastWords(stream: Readable): () => string {
  let text = '';
  stream.setEncoding('utf8').on('data', (chunk: string) => {
    text = (text + chunk).slice(-LAST_WORDS);
  });
  return () => text.trim();
}
