/** Which incidents wait for each other. */
import type { Incident } from '../traffic/incidents.ts';

/** Those that are quick one after the other, in their order, and beside them each slow one by itself. */
export function lanesOf<I extends Pick<Incident, 'slow'>>(incidents: readonly I[]): readonly (readonly I[])[] {
  const quick = incidents.filter(({ slow }) => !slow);
  return [quick, ...incidents.filter(({ slow }) => slow).map((incident) => [incident])];
}

/**
 * Works through the lanes at the same time. Where work fails, `ending` is aborted, and it waits until all the others have ended.
 * @throws the first failure.
 */
export async function together<T>(
  lanes: readonly (readonly T[])[],
  work: (item: T) => Promise<void>,
  ending: AbortController,
): Promise<void> {
  let failure: unknown;
  const run = async (lane: readonly T[]) => {
    try {
      for (const item of lane) {
        if (ending.signal.aborted) return;
        await work(item);
      }
    } catch (error) {
      failure ??= error;
      ending.abort(error);
    }
  };
  await Promise.all(lanes.map(run));
  if (failure !== undefined) throw failure;
}
