/** The command `opensearch-apply`: brings OpenSearch to what the contract asks for, or says how far it is from it. */
import { setTimeout as sleep } from 'node:timers/promises';
import { type Client, errors } from '@opensearch-project/opensearch';
import { z } from 'zod';
import { type Environment, readSettings, type Setting, type SettingValues } from '../settings.ts';
import { auditLog } from './audit-log.ts';
import { type Change, type Planned, sentenceOf } from './change.ts';
import { connect, connectionSettings, requiredByAuth } from './connection.ts';
import { describe } from './errors.ts';
import { environmentSetting } from './indices.ts';
import { ingestPipelines } from './pipelines.ts';
import { planChanges, type Wanted } from './plan.ts';
import { retentionPolicies } from './retention.ts';
import { rolesOf } from './roles.ts';
import { indexTemplates } from './templates.ts';

const whole = (least: number, most: number) => z.string().regex(/^\d+$/).transform(Number).pipe(z.number().min(least).max(most));

/** Names that OpenSearch's security plugin knows groups of users by: anything without a comma or a space. */
const backendRoles = z
  .string()
  .regex(/^[^\s,]+(,[^\s,]+)*$/)
  .transform((text) => text.split(','))
  .optional();

export const applySettings = {
  VIGIA_ENV: environmentSetting,
  OPENSEARCH_SHARDS: {
    schema: whole(1, 100).default(1),
    description: 'Primary shards of each index.',
    allowed: 'a whole number from 1 to 100',
    example: '1',
  } satisfies Setting<number>,
  OPENSEARCH_REPLICAS: {
    schema: whole(0, 100).default(1),
    description: 'Copies of each shard besides the primary one.',
    allowed: 'a whole number from 0 to 100',
    example: '1',
  } satisfies Setting<number>,
  OPENSEARCH_RETENTION_DAYS: {
    schema: whole(365, 36_500).optional(),
    description:
      'Days after which logs and dead letters are deleted. Leave it out where OpenSearch has no Index State Management: then nothing deletes them.',
    allowed: 'a whole number from 365',
    example: '365',
  } satisfies Setting<number | undefined>,
  OPENSEARCH_WARM_AFTER_DAYS: {
    schema: whole(1, 364).optional(),
    description:
      'Days after which an index moves to UltraWarm. Leave it out where the domain has no warm nodes. Needs OPENSEARCH_RETENTION_DAYS.',
    allowed: 'a whole number from 1 to 364',
    example: '30',
  } satisfies Setting<number | undefined>,
  OPENSEARCH_WRITER_ROLES: {
    schema: backendRoles,
    description: 'Backend roles of the log writer. Leave it out where OpenSearch has no security plugin.',
    allowed: 'names separated by commas, of Amazon OpenSearch Service ARNs of IAM roles',
    example: 'arn:aws:iam::111122223333:role/vigia-prod-log-writer',
  } satisfies Setting<string[] | undefined>,
  OPENSEARCH_READER_ROLES: {
    schema: backendRoles,
    description: 'Backend roles of those who search logs and audit records. Leave it out where OpenSearch has no security plugin.',
    allowed: 'names separated by commas, of Amazon OpenSearch Service ARNs of IAM roles',
    example: 'arn:aws:iam::111122223333:role/vigia-prod-grafana',
  } satisfies Setting<string[] | undefined>,
  ...connectionSettings,
};

export interface ApplyOptions {
  /** Change nothing. */
  readonly check: boolean;
  readonly json: boolean;
  /** Seconds to wait for OpenSearch. */
  readonly deadline: number;
  readonly print: (line: string) => void;
}

const POLL_MS = 500;

/**
 * @returns the exit code: 0, or 1 where `check` found something to change
 * @throws SettingsError, or an Error that says why OpenSearch could not be brought there
 */
export async function runApply(env: Environment, { check, json, deadline, print }: ApplyOptions): Promise<0 | 1> {
  const settings = readSettings(applySettings, env, [...requiredByAuth(env), ...requiredByWarm(env)]);
  const client = connect(settings);
  try {
    const planned = await planWhenReachable(client, wantedBy(settings), deadline);
    if (!check) for (const { make } of planned) await make?.();
    const changes = planned.map(({ change }) => change);
    if (json) print(JSON.stringify({ applied: !check, changes }));
    else for (const line of report(changes, check)) print(line);
    return check && planned.some(({ make }) => make) ? 1 : 0;
  } catch (error) {
    // Here the reason may be told whole: no record was sent.
    const reason = error instanceof errors.ResponseError ? error.message : describe(error);
    throw new Error(`OpenSearch could not be set up: ${reason}.`);
  } finally {
    await client.close();
  }
}

function requiredByWarm(env: Environment): (keyof typeof applySettings)[] {
  return env.OPENSEARCH_WARM_AFTER_DAYS ? ['OPENSEARCH_RETENTION_DAYS'] : [];
}

function wantedBy(settings: SettingValues<typeof applySettings>): Wanted {
  const env = settings.VIGIA_ENV;
  const { OPENSEARCH_RETENTION_DAYS: retentionDays, OPENSEARCH_WARM_AFTER_DAYS: warmAfterDays } = settings;
  const roles = rolesOf({
    env,
    writers: settings.OPENSEARCH_WRITER_ROLES ?? [],
    readers: settings.OPENSEARCH_READER_ROLES ?? [],
  });
  return {
    pipelines: ingestPipelines(env),
    templates: indexTemplates({ env, shards: settings.OPENSEARCH_SHARDS, replicas: settings.OPENSEARCH_REPLICAS }),
    policies: retentionDays === undefined ? {} : retentionPolicies({ env, retentionDays, warmAfterDays }),
    roles,
    // Whoever has roles has the security plugin.
    ...(Object.keys(roles).length > 0 && { auditLog }),
  };
}

/** A server that answers 401 or 403 will not change its mind; one that is starting will. */
async function planWhenReachable(client: Client, wanted: Wanted, deadline: number): Promise<Planned[]> {
  const end = performance.now() + deadline * 1_000;
  for (;;) {
    try {
      return await planChanges(client, wanted);
    } catch (error) {
      const final = error instanceof errors.ResponseError && error.statusCode < 500 && error.statusCode !== 429;
      if (final || performance.now() > end) throw error;
      await sleep(POLL_MS);
    }
  }
}

function report(changes: readonly Change[], check: boolean): string[] {
  if (changes.length === 0) return ['OpenSearch is as the contract asks.'];
  return changes.map((change) => sentenceOf(change, check));
}
