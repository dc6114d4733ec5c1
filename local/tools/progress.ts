/** Lines a person can follow a build by. */

const TICK_MS = 10_000;

/** Says that `work` starts, every ten seconds that it still runs, and answers its result with the seconds it took. */
export async function timed<T>(
  what: string,
  report: (line: string) => void,
  work: () => Promise<T>,
): Promise<{ result: T; seconds: number }> {
  const start = performance.now();
  const elapsed = () => Math.round((performance.now() - start) / 1000);
  report(`[tools] ${what}`);
  const tick = setInterval(() => report(`[tools] ${what} … ${elapsed()} s elapsed`), TICK_MS);
  try {
    const result = await work();
    return { result, seconds: elapsed() };
  } finally {
    clearInterval(tick);
  }
}
