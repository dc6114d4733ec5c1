/** Work that an incident keeps up between its start and its stop. */

/** Does `step` again and again, `everyMs` apart, until it is stopped; a step that fails is followed by the next. */
export function repeatedly(everyMs: number, step: () => Promise<unknown>): () => Promise<void> {
  const underWay = new Set<Promise<void>>();
  const timer = setInterval(() => {
    const work = step().then(
      () => undefined,
      // An answer that did not come is counted where the request was made.
      () => undefined,
    );
    underWay.add(work);
    void work.finally(() => underWay.delete(work));
  }, everyMs);
  return async () => {
    clearInterval(timer);
    await Promise.all(underWay);
  };
}
