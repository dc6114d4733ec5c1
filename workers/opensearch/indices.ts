/** Which index a record belongs to. Names follow from the record's own time, so that a repeated delivery meets the first. */
import { z } from 'zod';
import type { Setting } from '../settings.ts';

/** The kinds of index, each with its own template, mapping and, in production, role and retention. */
export const INDEX_KINDS = ['logs', 'audit', 'dead-letters'] as const;
export type IndexKind = (typeof INDEX_KINDS)[number];

/** No hyphen: `logs-prod-*` would match the indices of an environment `prod-eu` too. */
export const environmentSetting = {
  schema: z.string().regex(/^[a-z][a-z0-9]{0,31}$/),
  description: 'The environment whose records these are: part of every index name.',
  allowed: 'up to 32 lower-case letters and digits, a letter first',
  example: 'prod',
} satisfies Setting<string>;

/** The pattern of all indices of a kind. */
export function indexPattern(kind: IndexKind, env: string): string {
  return `${kind}-${env}-*`;
}

/** The name of a kind's index template. */
export function templateName(kind: IndexKind, env: string): string {
  return `vigia-${kind}-${env}`;
}

/** The index for a moment (UTC): one a day for logs, one a month for audit records and dead letters. */
export function indexName(kind: IndexKind, env: string, time: Date): string {
  const day = time.toISOString().slice(0, 10).replaceAll('-', '.');
  return `${kind}-${env}-${kind === 'logs' ? day : day.slice(0, 7)}`;
}
