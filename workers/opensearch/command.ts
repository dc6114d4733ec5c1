/** The command `opensearch-apply`: brings OpenSearch to what the contract asks for, or says how far it is from it. */
import { setTimeout as sleep } from 'node:timers/promises';
import { type Client, errors } from '@opensearch-project/opensearch';
import { z } from 'zod';
import { type Environment, readSettings, type Setting } from '../settings.ts';
import { connect, connectionSettings, requiredByAuth } from './connection.ts';
import { describe } from './errors.ts';
import { environmentSetting } from './indices.ts';
import { type Change, makeChange, planChanges } from './plan.ts';
import { type IndexTemplate, indexTemplates } from './templates.ts';

const count = (least: number, byDefault: number) =>
  z.string().regex(/^\d+$/).transform(Number).pipe(z.number().min(least).max(100)).default(byDefault);

export const applySettings = {
  VIGIA_ENV: environmentSetting,
  OPENSEARCH_SHARDS: {
    schema: count(1, 1),
    description: 'Primary shards of each index.',
    allowed: 'a whole number from 1 to 100',
    example: '1',
  } satisfies Setting<number>,
  OPENSEARCH_REPLICAS: {
    schema: count(0, 1),
    description: 'Copies of each shard besides the primary one.',
    allowed: 'a whole number from 0 to 100',
    example: '1',
  } satisfies Setting<number>,
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
  const settings = readSettings(applySettings, env, requiredByAuth(env));
  const templates = indexTemplates({
    env: settings.VIGIA_ENV,
    shards: settings.OPENSEARCH_SHARDS,
    replicas: settings.OPENSEARCH_REPLICAS,
  });
  const client = connect(settings);
  try {
    const changes = await planWhenReachable(client, templates, deadline);
    const possible = changes.filter(({ change }) => change !== 'none-possible');
    if (!check) for (const change of possible) await makeChange(client, change, templates);
    if (json) print(JSON.stringify({ applied: !check, changes }));
    else for (const line of report(changes, check)) print(line);
    return check && possible.length > 0 ? 1 : 0;
  } catch (error) {
    // Here the reason may be told whole: no record was sent.
    const reason = error instanceof errors.ResponseError ? error.message : describe(error);
    throw new Error(`OpenSearch could not be set up: ${reason}.`);
  } finally {
    await client.close();
  }
}

/** A server that answers 401 or 403 will not change its mind; one that is starting will. */
async function planWhenReachable(
  client: Client,
  templates: Readonly<Record<string, IndexTemplate>>,
  deadline: number,
): Promise<Change[]> {
  const end = performance.now() + deadline * 1_000;
  for (;;) {
    try {
      return await planChanges(client, templates);
    } catch (error) {
      const final = error instanceof errors.ResponseError && error.statusCode < 500 && error.statusCode !== 429;
      if (final || performance.now() > end) throw error;
      await sleep(POLL_MS);
    }
  }
}

function report(changes: readonly Change[], check: boolean): string[] {
  if (changes.length === 0) return ['OpenSearch is as the contract asks.'];
  return changes.map(({ kind, name, change, paths }) => {
    const places = paths.length > 0 ? `: ${paths.join(', ')}` : '';
    if (change === 'none-possible') return `index ${name} keeps other types until it is deleted${places}`;
    const what = kind === 'template' ? `template ${name}` : `index ${name}`;
    const done = { create: 'created', update: 'updated', add: 'given new fields' }[change];
    return `${what} ${check ? 'would be ' : ''}${done}${places}`;
  });
}
