/** Ends the process only after the last spans and metrics have been sent, or a deadline has passed. */
const SIGNALS = ['SIGTERM', 'SIGINT'] as const;
type Signal = (typeof SIGNALS)[number];

/** Resolves when `work` has, or after that many milliseconds; never rejects. */
export function withinDeadline(work: () => Promise<unknown>, deadlineMs: number): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, deadlineMs);
    const done = () => {
      clearTimeout(timer);
      resolve();
    };
    // A function of its own, so that what throws before its first await ends here too.
    (async () => work())().then(done, done);
  });
}

/**
 * Flushes on SIGTERM and SIGINT. Where the application handles the signal itself, as Next.js does (it closes the server, lets
 * open requests end, then calls `process.exit`), that exit is held back until `flush` is done, so that those last requests
 * are flushed too. Where nobody else does, the process ends by that signal after the flush, as it would have without us.
 * @param flush must end by itself within a deadline
 */
export function flushOnSignal(flush: () => Promise<void>): void {
  const handle = (signal: Signal) => {
    if (process.listenerCount(signal) > 1) holdExit(flush);
    else void flush().then(() => endBy(signal, handle));
  };
  for (const signal of SIGNALS) process.on(signal, handle);
}

function endBy(signal: Signal, handler: (signal: Signal) => void): void {
  process.removeListener(signal, handler);
  process.kill(process.pid, signal);
}

let held = false;

function holdExit(flush: () => Promise<void>): void {
  if (held) return;
  held = true;
  const exit = process.exit.bind(process);
  // `process.exit` never returns to its caller; here it returns once, to a caller that has nothing left to do.
  process.exit = ((code?: number) => {
    if (code !== undefined) process.exitCode = code;
    void flush().then(() => exit());
  }) as typeof process.exit;
  process.once('beforeExit', () => void flush());
}
