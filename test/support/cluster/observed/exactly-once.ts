/** Whether every log line of the clinic is in the log store, once. */
import { poll } from '../../../../local/supervisor/poll.ts';
import { canonical, type LogRecord, storedRecords, surplus } from '../../local/log-store.ts';
import type { ContainerLogs } from './container-logs.ts';

export interface Comparison {
  readonly written: readonly LogRecord[];
  readonly stored: readonly LogRecord[];
  /** Written and not stored, as JSON. */
  readonly lost: readonly string[];
  /** Stored and not written, or stored more often than written. */
  readonly doubled: readonly string[];
}

/**
 * Compares lines with what is stored, until they are equal or the time is over.
 * @param since records before this moment are left out on both sides
 * @param within milliseconds
 */
export async function compareLogs(logs: ContainerLogs, openSearch: string, since: Date, within: number): Promise<Comparison> {
  const from = since.toISOString();
  const recent = (records: readonly LogRecord[]) => records.filter(({ timestamp }) => String(timestamp) >= from);
  const compare = async (): Promise<Comparison> => {
    const written = recent(logs.written());
    const stored = recent(await storedRecords(openSearch));
    const [left, right] = [written.map(canonical), stored.map(canonical)];
    return { written, stored, lost: surplus(left, right), doubled: surplus(right, left) };
  };
  const equal = async () => {
    // Counting what is stored takes less than reading it.
    if ((await countSince(openSearch, from)) < recent(logs.written()).length) return undefined;
    const comparison = await compare();
    return comparison.lost.length + comparison.doubled.length === 0 ? comparison : undefined;
  };
  return (await poll(equal, { within, every: 1_000 })) ?? compare();
}

async function countSince(openSearch: string, from: string): Promise<number> {
  const index = `${openSearch}/logs-*,audit-*`;
  await (await fetch(`${index}/_refresh`, { method: 'POST' })).body?.cancel();
  const response = await fetch(`${index}/_count`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query: { range: { timestamp: { gte: from } } } }),
  });
  return Number(((await response.json()) as { count?: number }).count);
}
