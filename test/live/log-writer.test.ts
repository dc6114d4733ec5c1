import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { runApply } from '../../workers/opensearch/command.ts';
import { type Rig, rigFor } from '../unit/workers/log-writer-rig.ts';
import { auditFieldsOf, exportRequest, logFieldsOf, logRecord } from '../unit/workers/otlp-samples.ts';
import { type LiveOpenSearch, liveOpenSearch } from './log-writer-opensearch.ts';

let opensearch: LiveOpenSearch;
let writer: Rig;

beforeAll(async () => {
  opensearch = await liveOpenSearch();
  writer = rigFor(opensearch.url);
});

afterAll(() => opensearch?.close());

async function apply(options: { check?: boolean; replicas?: string } = {}) {
  const printed: string[] = [];
  const env = { VIGIA_ENV: 'test', OPENSEARCH_URL: opensearch.url, OPENSEARCH_REPLICAS: options.replicas ?? '0' };
  const output = { json: false, deadline: 30, print: (line: string) => printed.push(line) };
  const exitCode = await runApply(env, { check: options.check ?? false, ...output });
  return { exitCode, printed };
}

const AS_ASKED = { exitCode: 0, printed: ['OpenSearch is as the contract asks.'] };

async function documents(index: string): Promise<Record<string, unknown>[]> {
  await opensearch.client.indices.refresh({ index });
  const { body } = await opensearch.client.search({ index, size: 10_000 });
  return body.hits.hits.map(({ _source }) => ({ ..._source }));
}

async function emptyIndices(): Promise<void> {
  await opensearch.client.indices.delete({ index: ['logs-test-*', 'audit-test-*', 'dead-letters-test-*'] });
}

describe('opensearch-apply', () => {
  test('until it has run, records wait', async () => {
    expect((await writer.send(exportRequest([logRecord(logFieldsOf(), 0)]))).statusCode).toBe(503);
    expect((await writer.app.inject('/readyz')).statusCode).toBe(503);
  });

  test('it says what is missing, brings it, and finds nothing to do the second time', async () => {
    expect(await apply({ check: true })).toEqual({
      exitCode: 1,
      printed: [
        'pipeline vigia-append-only-test would be created',
        'template vigia-logs-test would be created',
        'template vigia-audit-test would be created',
        'template vigia-dead-letters-test would be created',
      ],
    });
    expect((await apply()).exitCode).toBe(0);
    expect(await apply()).toEqual(AS_ASKED);
    expect(await apply({ check: true })).toEqual(AS_ASKED);
    expect((await writer.app.inject('/readyz')).statusCode).toBe(200);
  });

  test('it names the place of a drift, and mends it', async () => {
    const drift = 'template vigia-audit-test would be updated: template.settings.index.number_of_replicas';
    expect(await apply({ check: true, replicas: '1' })).toMatchObject({ exitCode: 1, printed: expect.arrayContaining([drift]) });
    await apply({ replicas: '1' });
    expect((await apply({ check: true })).exitCode).toBe(1);
    await apply();
    expect(await apply({ check: true })).toEqual(AS_ASKED);
  });

  test('an index that is older than a field is given it; one with another type of it is only reported', async () => {
    const { client } = opensearch;
    await client.indices.deleteIndexTemplate({ name: 'vigia-logs-test' });
    const older = {
      dynamic: 'strict',
      properties: { timestamp: { type: 'date' }, tenantId: { type: 'keyword', ignore_above: 8191 } },
    } as const;
    await client.indices.create({ index: 'logs-test-2026.01.01', body: { mappings: older } });
    const { exitCode, printed } = await apply();
    expect(exitCode).toBe(0);
    expect(printed).toEqual([
      'template vigia-logs-test created',
      expect.stringMatching(/^index logs-test-2026\.01\.01 given new fields: .*latencyMs, ip, requestId/),
      'index logs-test-2026.01.01 keeps other types until it is deleted: timestamp',
    ]);
    const { body } = await client.indices.getMapping({ index: 'logs-test-2026.01.01' });
    expect(body['logs-test-2026.01.01']?.mappings.properties).toHaveProperty('latencyMs', { type: 'float' });
    await client.indices.delete({ index: 'logs-test-2026.01.01' });
    expect(await apply()).toEqual(AS_ASKED);
  });
});

describe('the log writer on a real OpenSearch', () => {
  afterEach(emptyIndices);

  test('an audit record cannot be written over, whatever the operation, version or pipeline that is asked for', async () => {
    await writer.send(exportRequest([logRecord(auditFieldsOf(1), 0)]));
    const { client } = opensearch;
    const [index = ''] = Object.keys((await client.indices.getMapping({ index: 'audit-test-*' })).body);
    const path = `/${index}/_doc/${auditFieldsOf(1).stream}-1`;
    const attempts = [{}, { version: 99, version_type: 'external' }, { if_seq_no: 0, if_primary_term: 1 }, { pipeline: '_none' }];
    for (const querystring of attempts) {
      const body = { ...auditFieldsOf(1, { outcome: 'failure' }) };
      const { statusCode } = await client.transport.request({ method: 'PUT', path, querystring, body }, { ignore: [409] });
      expect(statusCode, JSON.stringify(querystring)).toBe(409);
    }
    expect(await documents('audit-test-*')).toEqual([auditFieldsOf(1)]);
  });

  test('an audit index that was made without its pipeline is found and given it', async () => {
    const settings = { index: { final_pipeline: '_none' } };
    await opensearch.client.indices.create({ index: 'audit-test-2031.01', body: { settings } });
    const line = 'index audit-test-2031.01 would be updated: index.final_pipeline';
    expect(await apply({ check: true })).toEqual({ exitCode: 1, printed: [line] });
    await apply();
    expect(await apply({ check: true })).toEqual(AS_ASKED);
  });

  test('good records are stored and searchable by network, bad ones beside them are set aside with the reason', async () => {
    const good = [logRecord(logFieldsOf(), 0), logRecord(auditFieldsOf(1), 100)];
    const unknownField = logRecord(logFieldsOf({ phone: '+52 55 1234 5678' }), 200);
    const tooLargeForItsType = logRecord(logFieldsOf({ latencyMs: 1.5e300 }), 300);
    const noSuchDay = logRecord(logFieldsOf({ timestamp: `${new Date().getUTCFullYear()}-02-30T12:00:00.000Z` }), 400);
    const answer = await writer.send(exportRequest([good[0] ?? {}, unknownField, tooLargeForItsType, noSuchDay, good[1] ?? {}]));
    expect(answer.statusCode).toBe(200);

    expect(await documents('logs-test-*')).toEqual([logFieldsOf()]);
    expect(await documents('audit-test-*')).toEqual([auditFieldsOf(1)]);
    const letters = await documents('dead-letters-test-*');
    expect(new Set(letters.map(({ reason, detail }) => `${reason} ${String(detail).split(' in document')[0]}`))).toEqual(
      new Set([
        'invalid phone: is no field of the contract',
        'rejected mapper_parsing_exception: failed to parse field [latencyMs] of type [float]',
        'rejected mapper_parsing_exception: failed to parse field [timestamp] of type [date]',
      ]),
    );
    expect(letters.map(({ record }) => record)).toContainEqual(expect.objectContaining({ logRecord: unknownField }));

    const { body } = await opensearch.client.search({
      index: 'logs-test-*',
      body: { query: { term: { ip: { value: '203.0.113.77' } } } },
    });
    expect(body.hits.hits).toHaveLength(1);
  });

  test('a record nested too deep for OpenSearch is kept as text', async () => {
    const depth = 400;
    const nested = `${'{"arrayValue":{"values":['.repeat(depth)}${']}}'.repeat(depth)}`;
    const body = `{"resourceLogs":[{"scopeLogs":[{"logRecords":[{"attributes":[{"key":"action","value":${nested}}]}]}]}]}`;
    expect((await writer.send(body)).statusCode).toBe(200);
    const letters = await documents('dead-letters-test-*');
    expect(letters).toMatchObject([{ detail: 'action: cannot be read', record: expect.stringContaining(nested) }]);
  });

  test('five deliveries at once of every batch, and OpenSearch killed among them: nothing lost, nothing doubled', async () => {
    const batches = Array.from({ length: 40 }, (_, batch) => {
      const logs = Array.from({ length: 45 }, (_, i) =>
        logRecord(logFieldsOf({ requestId: `req-${batch}-${i}` }), (batch * 45 + i) * 300),
      );
      const audits = Array.from({ length: 5 }, (_, i) => logRecord(auditFieldsOf(batch * 5 + i + 1), i));
      return exportRequest([...logs, ...audits]);
    });
    let acknowledged = 0;
    let waited = 0;
    // As the Collector: the same batch again and again until it is taken.
    const deliver = async (body: string): Promise<void> => {
      for (;;) {
        const { statusCode } = await writer.send(body);
        if (statusCode === 200) break;
        expect(statusCode).toBe(503);
        waited += 1;
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
      acknowledged += 1;
    };
    const lane = async (): Promise<void> => {
      for (const body of batches) await deliver(body);
    };
    const lanes = Promise.all([lane(), lane(), lane(), lane(), lane()]);
    await expect.poll(() => acknowledged, { timeout: 60_000, interval: 5 }).toBeGreaterThan(20);
    await opensearch.kill();
    expect(acknowledged).toBeLessThan(200);
    await expect.poll(() => waited, { timeout: 10_000 }).toBeGreaterThan(0);
    await opensearch.start();
    await lanes;
    expect(acknowledged).toBe(200);

    const logs = await documents('logs-test-*');
    const audits = await documents('audit-test-*');
    expect([logs.length, new Set(logs.map(({ requestId }) => requestId)).size]).toEqual([1_800, 1_800]);
    expect(audits.map(({ seq }) => Number(seq)).sort((a, b) => a - b)).toEqual(Array.from({ length: 200 }, (_, i) => i + 1));
    expect((await opensearch.client.indices.exists({ index: 'dead-letters-test-*', allow_no_indices: false })).body).toBe(false);
  }, 300_000);
});
