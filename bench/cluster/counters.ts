/** What a workload has done since its start, as it tells at its metrics endpoint. */
import type { Unit } from '../../infra/sizing/measured.ts';
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

/** The sum of all series of a name in the text form of Prometheus's metrics: 0 where there is none yet, as before the first record. */
export function sumOf(text: string, name: string): number {
  return text
    .split('\n')
    .filter((line) => line.startsWith(name) && (line[name.length] === '{' || line[name.length] === ' '))
    .reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(' ') + 1)), 0);
}
