/** What OpenSearch has against all that it should have. */
import type { Client } from '@opensearch-project/opensearch';
import { type AuditLog, planAuditLog } from './audit-log.ts';
import type { Planned } from './change.ts';
import { type IngestPipeline, planPipelines } from './pipelines.ts';
import type { RetentionPolicy } from './retention.ts';
import { planRetention } from './retention-plan.ts';
import type { MappedRole } from './roles.ts';
import { planRoles } from './roles-plan.ts';
import type { IndexTemplate } from './templates.ts';
import { planTemplates } from './templates-plan.ts';

export interface Wanted {
  readonly pipelines: Readonly<Record<string, IngestPipeline>>;
  readonly templates: Readonly<Record<string, IndexTemplate>>;
  /** None where OpenSearch has no Index State Management. */
  readonly policies: Readonly<Record<string, RetentionPolicy>>;
  /** None where OpenSearch has no security plugin. */
  readonly roles: Readonly<Record<string, MappedRole>>;
  /** Absent where OpenSearch has no security plugin. */
  readonly auditLog?: AuditLog;
}

/**
 * Compares; changes nothing. Rejects as the client does.
 * @returns the changes in the order in which they must be made: what templates name exists before them, and roles, without which
 * nobody can write, come last
 */
export async function planChanges(client: Client, { pipelines, templates, policies, roles, auditLog }: Wanted): Promise<Planned[]> {
  return [
    ...(await planPipelines(client, pipelines)),
    ...(await planTemplates(client, templates)),
    ...(await planRetention(client, policies)),
    ...(await planAuditLog(client, auditLog)),
    ...(await planRoles(client, roles)),
  ];
}
