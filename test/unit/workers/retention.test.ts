import { Client } from '@opensearch-project/opensearch';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { sentenceOf } from '../../../workers/opensearch/change.ts';
import { type RetentionOptions, retentionPolicies } from '../../../workers/opensearch/retention.ts';
import { planRetention } from '../../../workers/opensearch/retention-plan.ts';
import { type StandInIsm, startStandInIsm } from './stand-in-ism.ts';

const A_YEAR: RetentionOptions = { env: 'prod', retentionDays: 365 };

describe('the retention policies', () => {
  test('delete logs and dead letters after a year, and audit records never', () => {
    const policies = retentionPolicies(A_YEAR);
    expect(policies['vigia-logs-prod']).toEqual({
      description: 'Deletes after 365 days.',
      default_state: 'hot',
      states: [
        { name: 'hot', actions: [], transitions: [{ state_name: 'delete', conditions: { min_index_age: '365d' } }] },
        { name: 'delete', actions: [{ delete: {} }], transitions: [] },
      ],
      ism_template: [{ index_patterns: ['logs-prod-*'], priority: 200 }],
    });
    expect(policies['vigia-dead-letters-prod']?.states).toEqual(policies['vigia-logs-prod']?.states);
    expect(policies['vigia-audit-prod']).toEqual({
      description: 'Never deletes.',
      default_state: 'hot',
      states: [{ name: 'hot', actions: [], transitions: [] }],
      ism_template: [{ index_patterns: ['audit-prod-*'], priority: 200 }],
    });
  });

  test('move indices to warm nodes in between where there are some, audit records too', () => {
    const policies = retentionPolicies({ ...A_YEAR, warmAfterDays: 30 });
    expect(policies['vigia-logs-prod']?.states).toEqual([
      { name: 'hot', actions: [], transitions: [{ state_name: 'warm', conditions: { min_index_age: '30d' } }] },
      {
        name: 'warm',
        actions: [{ warm_migration: {} }],
        transitions: [{ state_name: 'delete', conditions: { min_index_age: '365d' } }],
      },
      { name: 'delete', actions: [{ delete: {} }], transitions: [] },
    ]);
    expect(policies['vigia-audit-prod']?.states).toEqual([
      { name: 'hot', actions: [], transitions: [{ state_name: 'warm', conditions: { min_index_age: '30d' } }] },
      { name: 'warm', actions: [{ warm_migration: {} }], transitions: [] },
    ]);
  });

  test('name no warm node where there is none: a domain without refuses the action', () => {
    expect(JSON.stringify(retentionPolicies(A_YEAR))).not.toContain('warm');
  });
});

describe('applying them', () => {
  let ism: StandInIsm;
  let client: Client;

  beforeEach(async () => {
    ism = await startStandInIsm();
    client = new Client({ node: ism.url, maxRetries: 0 });
  });

  afterEach(async () => {
    await client.close();
    await ism.close();
  });

  const plan = (options = A_YEAR) => planRetention(client, retentionPolicies(options));
  const check = async (options = A_YEAR) => (await plan(options)).map(({ change }) => sentenceOf(change, true));
  const apply = async (options = A_YEAR) => {
    for (const { make } of await plan(options)) await make?.();
  };

  test('creates what is missing, and finds nothing to do the second time, whatever the server has added', async () => {
    expect(await check()).toEqual([
      'retention policy vigia-logs-prod would be created',
      'retention policy vigia-audit-prod would be created',
      'retention policy vigia-dead-letters-prod would be created',
    ]);
    expect(ism.changes).toEqual([]);
    await apply();
    expect(await check()).toEqual([]);
    expect(ism.policies.get('vigia-logs-prod')?.policy).toMatchObject({ policy_id: 'vigia-logs-prod', schema_version: 13 });
  });

  test('puts indices that are older than the policy under it, and no others', async () => {
    ism.indices.set('logs-prod-2026.01.01', undefined);
    ism.indices.set('logs-dev-2026.01.01', undefined);
    await apply();
    expect(ism.indices.get('logs-prod-2026.01.01')?.id).toBe('vigia-logs-prod');
    expect(ism.indices.get('logs-dev-2026.01.01')).toBeUndefined();
    expect(await check()).toEqual([]);
  });

  test('updates a policy that somebody has changed, under the version that it has seen, with the indices that are under it', async () => {
    await apply();
    ism.indices.set('logs-prod-2026.01.01', undefined);
    await apply();
    ism.changes.length = 0;
    const warm = { ...A_YEAR, warmAfterDays: 30 };
    expect(await check(warm)).toEqual([
      'retention policy vigia-logs-prod would be updated: states',
      'index logs-prod-2026.01.01 would be put under its retention policy: states',
      'retention policy vigia-audit-prod would be updated: states',
      'retention policy vigia-dead-letters-prod would be updated: states',
    ]);
    await apply(warm);
    expect(ism.changes).toEqual([
      'PUT /_plugins/_ism/policies/vigia-logs-prod?if_seq_no=7&if_primary_term=1',
      'POST /_plugins/_ism/change_policy/logs-prod-2026.01.01',
      'PUT /_plugins/_ism/policies/vigia-audit-prod?if_seq_no=8&if_primary_term=1',
      'PUT /_plugins/_ism/policies/vigia-dead-letters-prod?if_seq_no=9&if_primary_term=1',
    ]);
    expect(await check(warm)).toEqual([]);
  });

  test('names the place of a drift', async () => {
    await apply();
    const stored = ism.policies.get('vigia-logs-prod');
    if (stored) stored.policy = JSON.parse(JSON.stringify(stored.policy).replace('365d', '30d'));
    expect(await check()).toEqual([
      'retention policy vigia-logs-prod would be updated: states.0.transitions.0.conditions.min_index_age',
    ]);
  });

  test('takes an audit index back from a policy that would delete it', async () => {
    await apply();
    ism.indices.set('audit-prod-2026.01', { id: 'delete-everything', policy: {} });
    expect(await check()).toEqual(['index audit-prod-2026.01 would be put under its retention policy: policy_id']);
    await apply();
    expect(ism.indices.get('audit-prod-2026.01')?.id).toBe('vigia-audit-prod');
  });

  test('leaves an index alone that has come under its policy and not read it yet', async () => {
    await apply();
    ism.indices.set('logs-prod-2026.01.01', { id: 'vigia-logs-prod', policy: undefined });
    expect(await check()).toEqual([]);
  });

  test('does not overwrite what somebody has changed since it looked', async () => {
    await apply();
    ism.meanwhile = () => {
      const stored = ism.policies.get('vigia-logs-prod');
      if (stored) stored.seqNo += 100;
    };
    await expect(apply({ ...A_YEAR, retentionDays: 400 })).rejects.toThrow('version_conflict_engine_exception');
  });

  test('fails where the server answers 200 to a failure', async () => {
    ism.indices.set('logs-prod-2026.01.01', undefined);
    ism.failure = 'This index is closed';
    await expect(apply()).rejects.toThrow(
      'the retention policy vigia-logs-prod could not be put on logs-prod-2026.01.01 (This index is closed)',
    );
  });
});
