/** Lines in at the agent, records out at the log writer. */
import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ReceivedLog } from './log-writer.ts';
import type { CollectorPlatform } from './platform.ts';
import { eventually } from './process.ts';

/** Appends lines to a service's log file. */
export function write({ logs }: CollectorPlatform, service: string, ...lines: readonly (string | object)[]): void {
  const text = lines.map((line) => `${typeof line === 'string' ? line : JSON.stringify(line)}\n`).join('');
  appendFileSync(join(logs, `${service}.log`), text);
}

/** What came of a service so far. */
export function receivedFrom({ logWriter }: CollectorPlatform, service: string): ReceivedLog[] {
  return logWriter.received.filter(({ resource }) => resource['service.name'] === service);
}

/** The service's records, once there are so many. */
export async function arrived(platform: CollectorPlatform, service: string, count: number): Promise<ReceivedLog[]> {
  await eventually(() => receivedFrom(platform, service).length >= count, `${count} records of ${service}`);
  return receivedFrom(platform, service);
}
