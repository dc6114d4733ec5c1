import { createHash } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { gzipped, type Rig, rigFor } from './log-writer-rig.ts';
import { auditFieldsOf, exportRequest, logFieldsOf, logRecord } from './otlp-samples.ts';
import { type StandIn, startStandIn } from './stand-in-opensearch.ts';

let opensearch: StandIn;
let writer: Rig;

beforeEach(async () => {
  opensearch = await startStandIn();
  writer = rigFor(opensearch.url);
});

afterEach(async () => {
  vi.unstubAllEnvs();
  await opensearch.close();
});

const lines = (count: number) =>
  Array.from({ length: count }, (_, i) => logRecord(logFieldsOf({ requestId: `req-${i}` }), i * 100));
const written = (kind: 'log' | 'audit') => writer.metric(`log_records_written_total{kind="${kind}"}`);
const deadLetters = (reason: 'invalid' | 'rejected') => writer.metric(`log_dead_letters_total{reason="${reason}"}`);

describe('what is stored', () => {
  test('log lines and audit records, each in its index, acknowledged as OTLP asks', async () => {
    const answer = await writer.send(exportRequest([...lines(3), logRecord(auditFieldsOf(1), 900)]));
    expect({ status: answer.statusCode, body: answer.json() }).toEqual({ status: 200, body: { partialSuccess: {} } });
    expect([opensearch.all('logs').length, opensearch.all('audit').length]).toEqual([3, 1]);
    expect([await written('log'), await written('audit')]).toEqual([3, 1]);
  });

  test('compressed requests too', async () => {
    expect((await writer.send(...gzipped(exportRequest(lines(2))))).statusCode).toBe(200);
    expect(opensearch.all('logs')).toHaveLength(2);
  });

  test('records without a resource', async () => {
    const answer = await writer.send(JSON.stringify({ resourceLogs: [{ scopeLogs: [{ logRecords: lines(1) }] }] }));
    expect(answer.statusCode).toBe(200);
    expect(opensearch.all('logs')).toHaveLength(1);
  });

  test('a request without records', async () => {
    expect((await writer.send('{}')).statusCode).toBe(200);
    expect(opensearch.bulks).toEqual([]);
  });

  test('each record once, whether it comes five times at once or again later, and counted once', async () => {
    const body = exportRequest([...lines(20), logRecord(auditFieldsOf(1), 9_000)]);
    const statuses = await Promise.all(Array.from({ length: 5 }, async () => (await writer.send(body)).statusCode));
    statuses.push((await writer.send(body)).statusCode);
    expect(statuses).toEqual([200, 200, 200, 200, 200, 200]);
    expect([opensearch.all('logs').length, opensearch.all('audit').length, opensearch.all('dead-letters').length]).toEqual([
      20, 1, 0,
    ]);
    expect([await written('log'), await written('audit')]).toEqual([20, 1]);
  });

  test('a long request, in bulks that the smallest OpenSearch takes', async () => {
    const long = Array.from({ length: 14 }, (_, i) => logRecord(logFieldsOf({ action: 'a'.repeat(900_000) }), i));
    expect((await writer.send(exportRequest(long))).statusCode).toBe(200);
    expect(opensearch.all('logs')).toHaveLength(14);
    expect(opensearch.bulks.map(({ body }) => body.length < 5_242_880)).toEqual([true, true, true]);
  });
});

describe('what is set aside', () => {
  test('records that the contract refuses, while those beside them are stored', async () => {
    const wrong = logRecord(logFieldsOf({ phone: '+52 55 1234 5678' }), 700);
    const answer = await writer.send(exportRequest([...lines(2), wrong]));
    expect(answer.statusCode).toBe(200);
    expect(opensearch.all('logs')).toHaveLength(2);
    expect(opensearch.all('dead-letters')).toMatchObject([
      { reason: 'invalid', detail: 'phone: is no field of the contract', record: { logRecord: wrong } },
    ]);
    expect([await deadLetters('invalid'), await deadLetters('rejected')]).toEqual([1, 0]);
  });

  test('records that OpenSearch refuses for themselves', async () => {
    opensearch.refuse = (index, { requestId }) =>
      index.startsWith('logs-') && requestId === 'req-1'
        ? { status: 400, type: 'mapper_parsing_exception', reason: 'failed to parse field [ip]' }
        : undefined;
    expect((await writer.send(exportRequest(lines(3)))).statusCode).toBe(200);
    expect(opensearch.all('logs')).toHaveLength(2);
    expect(opensearch.all('dead-letters')).toMatchObject([
      { reason: 'rejected', detail: 'mapper_parsing_exception: failed to parse field [ip]' },
    ]);
    expect([await written('log'), await deadLetters('rejected')]).toEqual([2, 1]);
  });

  test('once, however often they come', async () => {
    const body = exportRequest([logRecord(logFieldsOf({ phone: 'x' }), 700)]);
    await writer.send(body);
    await writer.send(body);
    expect(opensearch.all('dead-letters')).toHaveLength(1);
    expect(await deadLetters('invalid')).toBe(1);
  });

  test('an audit record whose place another one has, since it is not the same', async () => {
    await writer.send(exportRequest([logRecord(auditFieldsOf(1), 0)]));
    const answer = await writer.send(exportRequest([logRecord(auditFieldsOf(1, { hash: 'f'.repeat(64) }), 0)]));
    expect(answer.statusCode).toBe(200);
    expect(opensearch.all('audit')).toEqual([auditFieldsOf(1)]);
    expect(opensearch.all('dead-letters')).toMatchObject([{ detail: 'another record has the place clinic-1-4711-0badcafe-1' }]);
  });

  test('but not a record that is the same in another order, as an ingest pipeline leaves it', async () => {
    await writer.send(exportRequest([logRecord(auditFieldsOf(1), 0)]));
    for (const byId of opensearch.documents.values()) {
      for (const [id, document] of byId) byId.set(id, Object.fromEntries(Object.entries(document).reverse()));
    }
    await writer.send(exportRequest([logRecord(auditFieldsOf(1), 0)]));
    expect(opensearch.all('dead-letters')).toEqual([]);
  });

  test('as text, where even the opaque object is refused', async () => {
    opensearch.refuse = (index, { record }) =>
      index.startsWith('dead-letters-') && typeof record === 'object'
        ? { status: 400, type: 'mapper_parsing_exception', reason: 'too deep' }
        : undefined;
    expect((await writer.send(exportRequest([logRecord(logFieldsOf({ phone: 'x' }), 0)]))).statusCode).toBe(200);
    expect(opensearch.all('dead-letters')).toMatchObject([{ record: expect.stringContaining('"phone"') }]);
    expect(await deadLetters('invalid')).toBe(1);
  });
});

describe('requests that cannot be read are refused for good, and kept', () => {
  test.each([
    ['no JSON', '{"resourceLogs": [', 'The body is no JSON.'],
    ['other JSON', '{"resourceLogs": {"a": 1}}', 'The body is no OTLP logs request in JSON: look at resourceLogs.'],
  ])('%s', async (_name, body, message) => {
    const answer = await writer.send(body);
    expect({ status: answer.statusCode, ...answer.json() }).toEqual({ status: 400, message });
    expect(opensearch.all('dead-letters')).toMatchObject([{ reason: 'invalid', detail: message, record: body }]);
    expect(await deadLetters('invalid')).toBe(1);
  });

  test('broken compression, as base64', async () => {
    const [body, headers] = gzipped(exportRequest(lines(1)));
    const half = body.subarray(0, body.length / 2);
    expect((await writer.send(half, headers)).statusCode).toBe(400);
    expect(opensearch.all('dead-letters')).toMatchObject([{ record: half.toString('base64') }]);
  });

  test('a body that is too long, as far as it was read and in parts, even when it was small on the way', async () => {
    const answer = await writer.send(...gzipped(' '.repeat(17 * 1024 * 1024)));
    expect(answer.statusCode).toBe(413);
    const kept = opensearch.all('dead-letters');
    expect(kept[0]?.detail).toBe('The body is longer than 16777216 bytes. Part 1 of 17.');
    expect(kept.reduce((length, { record }) => length + String(record).length, 0)).toBeGreaterThan(16_777_216);
  });

  test('one that fails unexpectedly, without a word of it in the log', async () => {
    const nested = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;
    const body = `{"resourceLogs":[{"scopeLogs":[{"logRecords":[${nested}]}]}]}`;
    const answer = await writer.send(body);
    expect({ status: answer.statusCode, ...answer.json() }).toEqual({
      status: 400,
      message: 'The request could not be handled: RangeError.',
    });
    expect(opensearch.all('dead-letters')).toMatchObject([{ record: body }]);
  });

  test('but not while they cannot be kept', async () => {
    opensearch.failWith = 503;
    expect((await writer.send('{')).statusCode).toBe(503);
    opensearch.failWith = undefined;
    expect((await writer.send('{')).statusCode).toBe(400);
  });

  test('Protobuf is answered with what to set instead', async () => {
    const answer = await writer.send(Buffer.from([10]), { 'content-type': 'application/x-protobuf' });
    expect(answer.statusCode).toBe(415);
    expect(answer.json().message).toBe(
      'The content type is application/x-protobuf; only application/json is read: set "encoding: json" on the Collector\'s otlp_http exporter.',
    );
  });

  test('compression other than gzip likewise', async () => {
    const answer = await writer.send(Buffer.from([10]), { 'content-encoding': 'zstd' });
    expect(answer.statusCode).toBe(415);
    expect(answer.json().message).toContain('set "compression: gzip"');
  });
});

describe('records wait in the Collector', () => {
  const expectToWait = async () => {
    const answer = await writer.send(exportRequest(lines(3)));
    expect({ status: answer.statusCode, retryAfter: answer.headers['retry-after'] }).toEqual({ status: 503, retryAfter: '1' });
  };

  test.each([429, 500, 503, 401, 413])('while OpenSearch answers %i', async (status) => {
    await writer.send(exportRequest(lines(1)));
    opensearch.failWith = status;
    await expectToWait();
    opensearch.failWith = undefined;
    expect((await writer.send(exportRequest(lines(3)))).statusCode).toBe(200);
    expect(opensearch.all('logs')).toHaveLength(3);
  });

  test('while OpenSearch cannot be reached', async () => {
    await opensearch.close();
    await expectToWait();
  });

  test.each([
    ['is busy', 429, 'rejected_execution_exception'],
    ['lost a shard', 503, 'unavailable_shards_exception'],
    ['is full', 400, 'validation_exception'],
    ['has the index closed', 400, 'index_closed_exception'],
    ['forbids writing', 403, 'cluster_block_exception'],
  ])('while OpenSearch %s for one of them, which is then stored and counted once', async (_name, status, type) => {
    opensearch.refuse = (_index, { requestId }) => (requestId === 'req-1' ? { status, type, reason: 'not now' } : undefined);
    await expectToWait();
    opensearch.refuse = () => undefined;
    expect((await writer.send(exportRequest(lines(3)))).statusCode).toBe(200);
    expect([opensearch.all('logs').length, opensearch.all('dead-letters').length, await written('log')]).toEqual([3, 0, 3]);
  });

  test('while an index template is missing', async () => {
    opensearch.templates = ['vigia-logs-test', 'vigia-dead-letters-test'];
    await expectToWait();
    expect(opensearch.bulks).toEqual([]);
    expect((await writer.app.inject('/readyz')).json().message).toBe(
      'OpenSearch lacks the index templates vigia-audit-test: run opensearch-apply',
    );
  });

  test('while dead letters cannot be kept', async () => {
    opensearch.refuse = (index) => (index.startsWith('dead-letters-') ? { status: 429, type: 'busy', reason: '' } : undefined);
    expect((await writer.send(exportRequest([logRecord(logFieldsOf({ phone: 'x' }), 0)]))).statusCode).toBe(503);
  });

  test('while as much is being written as memory allows, and no longer', async () => {
    const body = exportRequest(lines(300));
    writer = rigFor(opensearch.url, {}, body.length + 2 * 65_536);
    const hold = Promise.withResolvers<void>();
    opensearch.hold = hold.promise;
    const first = writer.send(body);
    await expect.poll(() => opensearch.bulks.length, { timeout: 4_000 }).toBe(1);
    expect((await writer.send(body)).statusCode).toBe(503);
    hold.resolve();
    expect((await first).statusCode).toBe(200);
    expect((await writer.send(body)).statusCode).toBe(200);
    expect(opensearch.all('logs')).toHaveLength(300);
  });
});

describe('operation', () => {
  test('the process is alive whatever OpenSearch does, and ready when records can be written', async () => {
    const statusOf = async (url: string) => (await writer.app.inject(url)).statusCode;
    expect([await statusOf('/healthz'), await statusOf('/readyz')]).toEqual([200, 200]);
    writer = rigFor('http://127.0.0.1:1');
    expect([await statusOf('/healthz'), await statusOf('/readyz')]).toEqual([200, 503]);
  });

  test('shutting down, it finishes what has begun and takes nothing new', async () => {
    const hold = Promise.withResolvers<void>();
    opensearch.hold = hold.promise;
    const begun = writer.send(exportRequest(lines(2)));
    await expect.poll(() => opensearch.bulks.length, { timeout: 4_000 }).toBe(1);
    writer.drain();
    const refused = await writer.send(exportRequest(lines(1)));
    expect({ status: refused.statusCode, retryAfter: refused.headers['retry-after'] }).toEqual({ status: 503, retryAfter: '1' });
    hold.resolve();
    expect((await begun).statusCode).toBe(200);
    expect(opensearch.all('logs')).toHaveLength(2);
  });

  test("its metrics are the contract's and start at 0", async () => {
    const { body } = await writer.app.inject('/metrics');
    expect(body.split('\n').filter((line) => line && !line.startsWith('#'))).toEqual([
      'log_records_written_total{kind="log"} 0',
      'log_records_written_total{kind="audit"} 0',
      'log_dead_letters_total{reason="rejected"} 0',
      'log_dead_letters_total{reason="invalid"} 0',
    ]);
  });

  test('it says once that records wait and once that they no longer do', async () => {
    opensearch.failWith = 503;
    for (let i = 0; i < 3; i += 1) await writer.send(exportRequest(lines(1)));
    opensearch.failWith = undefined;
    for (let i = 0; i < 3; i += 1) await writer.send(exportRequest(lines(1)));
    expect(writer.logged.map((line) => JSON.parse(line).msg)).toEqual([
      'Records have to wait in the Collector: OpenSearch answered 503 (unavailable).',
      'OpenSearch takes records again.',
    ]);
  });

  test('nothing of a record is in its own log or its answers, whatever goes wrong', async () => {
    const secret = 'ana.lopez@example.com';
    const answers: string[] = [];
    const send = async (body: string) => answers.push((await writer.send(body)).body);
    const body = exportRequest([logRecord(logFieldsOf({ action: secret }), 0), logRecord(logFieldsOf({ email: secret }), 1)]);
    opensearch.refuse = (_index, { action }) =>
      action ? { status: 400, type: 'mapper_parsing_exception', reason: `Preview of field's value: '${secret}'` } : undefined;
    await send(body);
    opensearch.refuse = () => ({ status: 429, type: 'busy', reason: secret });
    await send(body);
    await send(`{"resourceLogs": "${secret}"}`);
    opensearch.failWith = 400;
    await send(body);
    await opensearch.close();
    await send(body);
    expect(answers).toHaveLength(5);
    expect(writer.logged.length).toBeGreaterThan(0);
    expect([...answers, ...writer.logged].join('\n')).not.toContain('ana.lopez');
  });
});

describe('authentication', () => {
  test('SigV4 signs each request with the credentials of the environment', async () => {
    vi.stubEnv('AWS_ACCESS_KEY_ID', 'AKIDEXAMPLE');
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'not-a-real-key');
    writer = rigFor(opensearch.url, { OPENSEARCH_AUTH: 'sigv4', AWS_REGION: 'us-east-1' });
    expect((await writer.send(exportRequest(lines(1)))).statusCode).toBe(200);
    const [bulk] = opensearch.bulks;
    expect(bulk?.headers.authorization).toMatch(
      /^AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE\/\d{8}\/us-east-1\/es\/aws4_request, SignedHeaders=/,
    );
    expect(bulk?.headers['x-amz-content-sha256']).toBe(
      createHash('sha256')
        .update(bulk?.body ?? '')
        .digest('hex'),
    );
  });

  test('basic sends the user name and the password', async () => {
    writer = rigFor(opensearch.url, { OPENSEARCH_AUTH: 'basic', OPENSEARCH_USERNAME: 'writer', OPENSEARCH_PASSWORD: 'p:w' });
    await writer.send(exportRequest(lines(1)));
    expect(opensearch.bulks[0]?.headers.authorization).toBe(`Basic ${Buffer.from('writer:p:w').toString('base64')}`);
  });
});
