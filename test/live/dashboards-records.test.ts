/** Panels of records, on a real OpenSearch with the index templates of the contract. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RecordsPanel } from '../../dashboards/panel.ts';
import type { Choice } from '../../pictures/query/choice.ts';
import { openSearchAt } from '../../pictures/query/opensearch.ts';
import { duration } from '../../telemetry/contract/index.ts';
import { runApply } from '../../workers/opensearch/command.ts';
import { type LiveOpenSearch, liveOpenSearch } from './log-writer-opensearch.ts';

const DAY = '2026-03-01';
const at = (time: string) => `${DAY}T${time}.000Z`;

const CHOICE: Choice = {
  env: 'test',
  tenants: 'all',
  interval: duration('15m'),
  from: Date.parse(at('10:00:00')),
  to: Date.parse(at('12:00:00')),
  speed: 1,
};

const ERRORS: RecordsPanel = {
  kind: 'records',
  id: 'errors',
  title: 'Errors',
  description: 'Errors.',
  source: 'logs',
  where: { level: ['error', 'fatal'] },
  columns: [
    { field: 'timestamp', title: 'When' },
    { field: 'event', title: 'What' },
  ],
};

const LINES = [
  { timestamp: at('10:30:00'), level: 'error', tenantId: 'a', event: 'first' },
  { timestamp: at('11:30:00'), level: 'fatal', tenantId: 'b.c', event: 'second', ip: '10.0.0.0/24' },
  { timestamp: at('11:00:00'), level: 'error', tenantId: 'bxc', event: 'third' },
  { timestamp: at('11:10:00'), level: 'info', tenantId: 'a', event: 'no error' },
  { timestamp: at('11:20:00'), level: 'error', event: 'of no clinic' },
  { timestamp: at('09:59:00'), level: 'error', tenantId: 'a', event: 'before' },
];

let opensearch: LiveOpenSearch;
beforeAll(async () => {
  opensearch = await liveOpenSearch();
  const env = { VIGIA_ENV: 'test', OPENSEARCH_URL: opensearch.url, OPENSEARCH_REPLICAS: '0' };
  expect(await runApply(env, { check: false, json: false, deadline: 30, print: () => {} })).toBe(0);
  const write = (index: string, documents: readonly object[]) =>
    opensearch.client.bulk({ refresh: true, body: documents.flatMap((document) => [{ create: { _index: index } }, document]) });
  const many = Array.from({ length: 101 }, (_, i) => ({
    timestamp: at('11:00:00'),
    level: 'error',
    tenantId: 'many',
    event: `${i}`,
  }));
  const { body } = await write(`logs-test-${DAY.replaceAll('-', '.')}`, [...LINES, ...many]);
  expect(body.errors).toBe(false);
  await write(`logs-other-${DAY.replaceAll('-', '.')}`, LINES);
});
afterAll(() => opensearch?.close());

const eventsOf = async (tenants: Choice['tenants'], panel: RecordsPanel = ERRORS) =>
  (await openSearchAt(opensearch.url).newest(panel, { ...CHOICE, tenants })).map(({ event }) => event);

describe('a panel of records', () => {
  it('has those of the chosen clinics, time and values, the newest first, and their columns alone', async () => {
    const found = await openSearchAt(opensearch.url).newest(ERRORS, { ...CHOICE, tenants: ['a', 'b.c'] });
    expect(found).toEqual([
      { timestamp: at('11:30:00'), event: 'second' },
      { timestamp: at('10:30:00'), event: 'first' },
    ]);
  });

  it('takes the name of a clinic for a name, not for a pattern', async () => {
    expect(await eventsOf(['b.c'])).toEqual(['second']);
    expect(await eventsOf(['.*'])).toEqual([]);
  });

  it('of all clinics has at most a hundred, of those that name a clinic', async () => {
    const events = await eventsOf('all');
    expect(events).toHaveLength(100);
    expect(events[0]).toBe('second');
    expect(events).not.toContain('of no clinic');
  });

  it('is empty where nothing was written yet', async () => {
    expect(await eventsOf('all', { ...ERRORS, source: 'audit', where: {} })).toEqual([]);
  });

  it('says what OpenSearch refuses', async () => {
    const broken: RecordsPanel = { ...ERRORS, where: { latencyMs: ['slow'] } };
    await expect(eventsOf('all', broken)).rejects.toThrow(/^OpenSearch refuses the search: .*slow/);
  });
});
