/** The stack's tags as Datadog writes them: a list of `key:value`, in lower case. */
import type { Tags } from '../tags.ts';

/**
 * `env`, `project`, `owner` and `managed_by`. Datadog changes capitals and what is no letter, digit or one of `_ - : . /` by itself,
 * and would then differ from the program at every preview: it is done here.
 */
export function datadogTags({ Environment, Project, Owner, ManagedBy }: Tags): string[] {
  const tags = { env: Environment, managed_by: ManagedBy, owner: Owner, project: Project };
  return Object.entries(tags).map(([key, value]) => `${key}:${value.toLowerCase().replaceAll(/[^\p{L}\p{N}_\-:./]+/gu, '_')}`);
}
