import { describe, expect, test } from 'vitest';
import { rolesOf } from '../../../workers/opensearch/roles.ts';

const WRITER = 'arn:aws:iam::111122223333:role/vigia-prod-log-writer';
const READER = 'arn:aws:iam::111122223333:role/vigia-prod-grafana';
const roles = rolesOf({ env: 'prod', writers: [WRITER], readers: [READER] });

const actions = (name: string) =>
  (roles[name]?.role.index_permissions ?? []).flatMap(({ index_patterns, allowed_actions }) =>
    index_patterns.map((pattern) => [pattern, ...allowed_actions]),
  );

describe('the roles', () => {
  test('are one who writes and one who reads, each of one backend role', () => {
    expect(Object.entries(roles).map(([name, { backendRoles }]) => [name, backendRoles])).toEqual([
      ['vigia-log-writer-prod', [WRITER]],
      ['vigia-reader-prod', [READER]],
    ]);
  });

  test('let the writer create, and read nothing but audit records by their id', () => {
    const create = ['indices:admin/create', 'indices:data/write/bulk*', 'indices:data/write/index'];
    expect(actions('vigia-log-writer-prod')).toEqual([
      ['logs-prod-*', ...create],
      ['audit-prod-*', ...create],
      ['dead-letters-prod-*', ...create],
      ['audit-prod-*', 'indices:data/read/mget*', 'indices:data/read/get'],
    ]);
  });

  test('let nobody read dead letters, delete, update, or do everything', () => {
    expect(actions('vigia-reader-prod').map(([pattern]) => pattern)).toEqual(['logs-prod-*', 'audit-prod-*']);
    expect(JSON.stringify(roles)).not.toMatch(/delete|update|"\*"|:\*"|indices_all|crud|write"/);
  });

  test('are none where there is no backend role: OpenSearch has no security plugin then', () => {
    expect(rolesOf({ env: 'prod', writers: [], readers: [] })).toEqual({});
  });
});
