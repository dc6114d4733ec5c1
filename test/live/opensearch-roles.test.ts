/** The roles of `opensearch-apply` on a real OpenSearch with its security plugin: what each may do, and above all what not. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runApply } from '../../workers/opensearch/command.ts';
import { type Rig, rigFor } from '../unit/workers/log-writer-rig.ts';
import { auditFieldsOf, exportRequest, logFieldsOf, logRecord } from '../unit/workers/otlp-samples.ts';
import { type LiveOpenSearch, liveOpenSearch } from './log-writer-opensearch.ts';

const PASSWORD = 'Only-on-this-machine-1';
const WRITER_ARN = 'arn:aws:iam::111122223333:role/vigia-test-log-writer';
const READER_ARN = 'arn:aws:iam::111122223333:role/vigia-test-grafana';

let opensearch: LiveOpenSearch;
let writer: Rig;
let index: string;

beforeAll(async () => {
  opensearch = await liveOpenSearch(PASSWORD);
  // Users that stand for IAM roles: the plugin sees of either the backend roles alone.
  for (const [name, backendRoles] of Object.entries({ writer: [WRITER_ARN], reader: [READER_ARN], stranger: [] })) {
    await asAdmin('PUT', `/_plugins/_security/api/internalusers/${name}`, { password: PASSWORD, backend_roles: backendRoles });
  }
  writer = rigFor(opensearch.url, { OPENSEARCH_AUTH: 'basic', OPENSEARCH_USERNAME: 'writer', OPENSEARCH_PASSWORD: PASSWORD });
});

afterAll(() => opensearch?.close());

async function apply(check = false) {
  const printed: string[] = [];
  const env = {
    VIGIA_ENV: 'test',
    OPENSEARCH_URL: opensearch.url,
    OPENSEARCH_REPLICAS: '0',
    OPENSEARCH_AUTH: 'basic',
    OPENSEARCH_USERNAME: 'admin',
    OPENSEARCH_PASSWORD: PASSWORD,
    OPENSEARCH_WRITER_ROLES: WRITER_ARN,
    OPENSEARCH_READER_ROLES: READER_ARN,
  };
  const exitCode = await runApply(env, { check, json: false, deadline: 30, print: (line) => printed.push(line) });
  return { exitCode, printed };
}

/** The status of a request, and of the one item of a bulk request. */
async function ask(user: string, method: string, path: string, body?: object | string): Promise<{ status: number; json: unknown }> {
  const response = await fetch(`${opensearch.url}${path}`, {
    method,
    headers: {
      authorization: `Basic ${Buffer.from(`${user}:${PASSWORD}`).toString('base64')}`,
      'content-type': 'application/json',
    },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const json = (await response.json()) as { items?: Record<string, { status: number }>[] };
  const [item] = json.items ?? [];
  return { status: item ? (Object.values(item)[0]?.status ?? 0) : response.status, json };
}

const asAdmin = async (method: string, path: string, body?: object) => {
  const { status, json } = await ask('admin', method, path, body);
  expect(status, JSON.stringify(json)).toBeLessThan(300);
  return json;
};

const bulk = (operation: object, source?: object) =>
  [operation, source].flatMap((line) => (line ? [`${JSON.stringify(line)}\n`] : [])).join('');

async function found(user: string, pattern: string): Promise<unknown> {
  await ask('admin', 'POST', `/${pattern}/_refresh`);
  const { status, json } = await ask(user, 'GET', `/${pattern}/_search`);
  if (status !== 200) return status;
  return (json as { hits: { hits: { _source: unknown }[] } }).hits.hits.map(({ _source }) => _source);
}

describe('opensearch-apply with roles', () => {
  test('before it has run, nobody but the administrator gets in', async () => {
    expect((await writer.app.inject('/readyz')).statusCode).toBe(503);
    for (const user of ['writer', 'reader', 'stranger']) {
      expect((await ask(user, 'PUT', '/audit-test-2031.01/_doc/1', auditFieldsOf(1))).status, user).toBe(403);
    }
  });

  test('it creates the roles and their mappings last, and finds nothing to do the second time', async () => {
    const { exitCode, printed } = await apply(true);
    expect(exitCode).toBe(1);
    expect(printed.slice(-5)).toEqual([
      expect.stringMatching(/^audit log config would be updated: enabled, /),
      'role vigia-log-writer-test would be created',
      'role mapping vigia-log-writer-test would be created',
      'role vigia-reader-test would be created',
      'role mapping vigia-reader-test would be created',
    ]);
    await apply();
    expect(await apply(true)).toEqual({ exitCode: 0, printed: ['OpenSearch is as the contract asks.'] });
  });

  test("it switches OpenSearch's own audit log on, with no request's body, and again where somebody switched it off", async () => {
    const read = async () => ((await asAdmin('GET', '/_plugins/_security/api/audit')) as { config: unknown }).config;
    const expected = {
      enabled: true,
      audit: { log_request_body: false, disabled_rest_categories: ['AUTHENTICATED', 'GRANTED_PRIVILEGES'] },
      compliance: { internal_config: true, write_metadata_only: true },
    };
    expect(await read()).toMatchObject(expected);
    await asAdmin('PATCH', '/_plugins/_security/api/audit', [{ op: 'replace', path: '/config/enabled', value: false }]);
    expect(await apply(true)).toEqual({ exitCode: 1, printed: ['audit log config would be updated: enabled'] });
    await apply();
    expect(await read()).toMatchObject(expected);
  });

  test('a permission or a user that was added by hand is a drift, and is taken back', async () => {
    const role = '/_plugins/_security/api/roles/vigia-reader-test';
    const { 'vigia-reader-test': asSet } = (await asAdmin('GET', role)) as Record<string, Record<string, unknown>>;
    await asAdmin('PATCH', role, [{ op: 'replace', path: '/cluster_permissions', value: ['cluster_all'] }]);
    await asAdmin('PATCH', '/_plugins/_security/api/rolesmapping/vigia-reader-test', [
      { op: 'add', path: '/users', value: ['stranger'] },
    ]);
    expect(await apply(true)).toEqual({
      exitCode: 1,
      printed: [
        'role vigia-reader-test would be updated: cluster_permissions',
        'role mapping vigia-reader-test would be updated: users',
      ],
    });
    await apply();
    expect(await asAdmin('GET', role)).toEqual({ 'vigia-reader-test': asSet });
  });
});

describe('the log writer in its role', () => {
  test('is ready, and stores logs, audit records and dead letters, each once', async () => {
    expect((await writer.app.inject('/readyz')).statusCode).toBe(200);
    const body = exportRequest([
      logRecord(logFieldsOf(), 0),
      logRecord(auditFieldsOf(1), 100),
      logRecord(logFieldsOf({ phone: 'no such field' }), 200),
    ]);
    expect((await writer.send(body)).statusCode).toBe(200);
    expect((await writer.send(body)).statusCode).toBe(200);
    expect(await found('admin', 'logs-test-*')).toEqual([logFieldsOf()]);
    expect(await found('admin', 'audit-test-*')).toEqual([auditFieldsOf(1)]);
    expect(await found('admin', 'dead-letters-test-*')).toHaveLength(1);
    index = Object.keys((await asAdmin('GET', '/audit-test-*/_mapping')) as object)[0] ?? '';
  });

  test('tells a forged record from a repeated one, and sets it aside', async () => {
    await writer.send(exportRequest([logRecord(auditFieldsOf(1, { outcome: 'failure' }), 100)]));
    expect(await found('admin', 'audit-test-*')).toEqual([auditFieldsOf(1)]);
    expect(await found('admin', 'dead-letters-test-*')).toContainEqual(
      expect.objectContaining({ detail: expect.stringContaining('another record has the place') }),
    );
  });

  test('with its credentials an audit record can be neither changed nor deleted, nor what protects it', async () => {
    const id = `${auditFieldsOf(1).stream}-1`;
    const forged = auditFieldsOf(1, { outcome: 'failure' });
    const attempts: readonly [number, string, string, (object | string)?][] = [
      [409, 'PUT', `/${index}/_doc/${id}`, forged],
      [409, 'PUT', `/${index}/_doc/${id}?pipeline=_none`, forged],
      [409, 'PUT', `/${index}/_doc/${id}?version=99&version_type=external`, forged],
      [409, 'POST', '/_bulk', bulk({ index: { _index: index, _id: id } }, forged)],
      [403, 'POST', '/_bulk', bulk({ update: { _index: index, _id: id } }, { doc: forged })],
      [403, 'POST', '/_bulk', bulk({ delete: { _index: index, _id: id } })],
      [403, 'POST', `/${index}/_update/${id}`, { doc: forged }],
      [403, 'DELETE', `/${index}/_doc/${id}`],
      [403, 'POST', `/${index}/_delete_by_query`, { query: { match_all: {} } }],
      [403, 'POST', `/${index}/_update_by_query`, {}],
      [403, 'DELETE', `/${index}`],
      [403, 'POST', `/${index}/_close`],
      [403, 'PUT', `/${index}/_settings`, { index: { final_pipeline: '_none' } }],
      [403, 'PUT', `/${index}/_mapping`, { properties: { more: { type: 'keyword' } } }],
      [403, 'PUT', '/_index_template/vigia-audit-test', { index_patterns: ['audit-test-*'] }],
      [403, 'DELETE', '/_ingest/pipeline/vigia-append-only-test'],
      [403, 'POST', '/_reindex', { source: { index }, dest: { index: 'audit-test-2031.01' } }],
      [403, 'POST', '/_aliases', { actions: [{ remove_index: { index } }] }],
      [403, 'GET', `/${index}/_search`],
      [403, 'GET', '/logs-test-*/_search'],
      [403, 'PUT', '/elsewhere/_doc/1', { a: 1 }],
      [403, 'PUT', '/_plugins/_security/api/roles/vigia-log-writer-test', { cluster_permissions: ['*'] }],
    ];
    for (const [status, method, path, body] of attempts) {
      expect((await ask('writer', method, path, body)).status, `${method} ${path} ${JSON.stringify(body)}`).toBe(status);
    }
    expect(await found('admin', 'audit-test-*')).toEqual([auditFieldsOf(1)]);
  });
});

describe('the reader in its role', () => {
  test('searches logs and audit records as Grafana does, and sees no dead letters', async () => {
    expect(await found('reader', 'logs-test-*')).toEqual([logFieldsOf()]);
    expect(await found('reader', 'audit-test-*')).toEqual([auditFieldsOf(1)]);
    expect(await found('reader', 'dead-letters-test-*')).toBe(403);
    const search = `${JSON.stringify({ index: 'logs-test-*' })}\n${JSON.stringify({ query: { match_all: {} } })}\n`;
    expect(await ask('reader', 'POST', '/_msearch', search)).toMatchObject({
      status: 200,
      json: { responses: [{ status: 200, hits: { total: { value: 1 } } }] },
    });
    for (const path of ['/', '/logs-test-*/_mapping', '/audit-test-*/_field_caps?fields=*']) {
      expect((await ask('reader', 'GET', path)).status, path).toBe(200);
    }
  });

  test('writes nothing', async () => {
    const attempts: readonly [string, string, (object | string)?][] = [
      ['PUT', `/${index}/_doc/1`, auditFieldsOf(2)],
      ['POST', '/_bulk', bulk({ create: { _index: index, _id: '1' } }, auditFieldsOf(2))],
      ['DELETE', `/${index}/_doc/${auditFieldsOf(1).stream}-1`],
      ['DELETE', `/${index}`],
      ['PUT', '/audit-test-2031.01'],
    ];
    for (const [method, path, body] of attempts) {
      expect((await ask('reader', method, path, body)).status, `${method} ${path}`).toBe(403);
    }
  });
});

test('who has no role sees and writes nothing', async () => {
  expect(await found('stranger', 'logs-test-*')).toBe(403);
  expect((await ask('stranger', 'PUT', '/logs-test-2031.01.01/_doc/1', logFieldsOf())).status).toBe(403);
});
