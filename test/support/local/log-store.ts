/** What the log store holds, and what the application's log file says, in a form that can be compared. */
import { createReadStream, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { Client } from '@opensearch-project/opensearch';

export type LogRecord = Readonly<Record<string, unknown>>;

/** Every record of every log and audit index, read page by page. */
export async function storedRecords(openSearchUrl: string): Promise<LogRecord[]> {
  const client = new Client({ node: openSearchUrl });
  const records: LogRecord[] = [];
  const index = ['logs-*', 'audit-*'];
  try {
    await client.indices.refresh({ index });
    for await (const page of client.helpers.scrollSearch({ index, body: { size: 5_000, query: { match_all: {} } } })) {
      for (const hit of page.body.hits.hits) records.push(hit._source as LogRecord);
    }
    return records;
  } finally {
    await client.close();
  }
}

/** How many log and audit records the store has now. */
export async function storedCount(openSearchUrl: string): Promise<number> {
  const response = await fetch(`${openSearchUrl}/logs-*,audit-*/_refresh`, { method: 'POST' });
  await response.body?.cancel();
  const answer: unknown = await (await fetch(`${openSearchUrl}/logs-*,audit-*/_count`)).json();
  return Number((answer as { count?: number }).count);
}

/** The JSON lines of a log file and of those that it was rotated into. Other lines were never records. */
export async function writtenRecords(logFile: string): Promise<LogRecord[]> {
  const folder = dirname(logFile);
  const records: LogRecord[] = [];
  for (const file of readdirSync(folder).filter((name) => name.endsWith('.log'))) {
    for await (const line of createInterface({ input: createReadStream(join(folder, file)) })) {
      if (line.startsWith('{')) records.push(JSON.parse(line) as LogRecord);
    }
  }
  return records;
}

/** Equal texts for equal records, whatever the order of their fields. */
export function canonical(record: LogRecord): string {
  return JSON.stringify(Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** How often each text occurs in `left` but not in `right`: what is left over on one side. */
export function surplus(left: readonly string[], right: readonly string[]): string[] {
  const counts = new Map<string, number>();
  for (const text of right) counts.set(text, (counts.get(text) ?? 0) + 1);
  return left.filter((text) => {
    const count = counts.get(text) ?? 0;
    counts.set(text, count - 1);
    return count <= 0;
  });
}
