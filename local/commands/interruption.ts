/** The end of a command that somebody asked for. */

/** Somebody asked this process to end. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted';
}

/** One Ctrl-C arrives twice, from the terminal and from npm. */
const SAME_MS = 1_000;

/** Comes with Ctrl-C, SIGTERM, or the closing of the terminal. A second Ctrl-C does not wait for anything. */
export function interruption(): AbortController {
  const controller = new AbortController();
  let first: number | undefined;
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(name, () => {
      if (first !== undefined && Date.now() - first > SAME_MS) process.exit(130);
      first ??= Date.now();
      controller.abort(new Interrupted(`Interrupted by ${name}.`));
    });
  }
  return controller;
}

/** Settles when the signal comes. */
export function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
