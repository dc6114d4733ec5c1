/** What a workload has done since its start, as it tells at its metrics endpoint. */
import type { Unit } from '../../infra/sizing/measured.ts';
import { sumOf } from '../../test/support/cluster/observed/counters.ts';
import type { MeasuredContainer } from './pods.ts';

export type Work = { readonly [U in Unit]?: number };

/** Units that are a level, not a count. */
const LEVELS: readonly string[] = ['series'] satisfies Unit[];

/** @throws Error where it does not answer with 200 */
export async function workOf({ pod, counters }: MeasuredContainer): Promise<Work> {
  if (!counters) return {};
  const response = await fetch(counters.url, { signal: AbortSignal.timeout(5_000) });
  const text = await response.text();
  if (!response.ok) throw new Error(`${pod} answered ${response.status} at ${counters.url}: its work cannot be counted.`);
  return Object.fromEntries(Object.entries(counters.names).map(([unit, name]) => [unit, sumOf(text, name)]));
}

/** What was done between two readings; of a level, the later one. */
export function doneBetween(before: Work, after: Work): Work {
  const now = Object.entries(after);
  return Object.fromEntries(
    now.map(([unit, value]) => [unit, LEVELS.includes(unit) ? value : value - (Reflect.get(before, unit) ?? 0)]),
  );
}
