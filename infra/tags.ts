/** The tags of every AWS resource: whose it is, what it is for, and who made it. */
import type { DeployedEnvironment } from './environment.ts';

export type Tags = Readonly<Record<'Project' | 'Environment' | 'Owner' | 'ManagedBy', string>>;

/** What every resource of a stack has. A policy refuses one without. */
export function tagsOf(environment: Pick<DeployedEnvironment, 'name'>, owner: string): Tags {
  return { Project: 'vigia', Environment: environment.name, Owner: owner, ManagedBy: 'pulumi' };
}

/** The stack's tags and those that tell a resource from others. */
export function withTags(tags: Tags, own: { readonly Component: string; readonly Name: string }): Record<string, string> {
  return { ...tags, ...own };
}
