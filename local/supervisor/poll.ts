/** Waiting for something that is only known by asking: again and again until it is so, or until a deadline. */
import { setTimeout as delay } from 'node:timers/promises';

export interface PollOptions {
  /** Milliseconds after which to give up. */
  readonly within: number;
  /** Milliseconds between two questions. Default 100. */
  readonly every?: number;
  readonly signal?: AbortSignal;
}

/** The first answer that is not `undefined`; `undefined` where the deadline or the signal came first. */
export async function poll<T>(
  ask: () => Promise<T | undefined>,
  { within, every = 100, signal }: PollOptions,
): Promise<T | undefined> {
  const deadline = Date.now() + within;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined || signal?.aborted || Date.now() + every > deadline) return answer;
    await delay(every, undefined, signal ? { signal } : {}).catch(() => undefined);
  }
}
