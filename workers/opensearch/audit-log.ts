/** OpenSearch's own audit log: who signed in where and who was refused, and every change of the security settings themselves. */
import type { Client } from '@opensearch-project/opensearch';
import type { Planned } from './change.ts';
import { shortfalls } from './differences.ts';

/** The body of `PUT _plugins/_security/api/audit/config`. */
export interface AuditLog {
  readonly enabled: boolean;
  readonly audit: Readonly<Record<string, boolean | readonly string[]>>;
  readonly compliance: Readonly<Record<string, boolean | readonly string[] | Readonly<Record<string, never>>>>;
}

/** What happens with every request: the log writer's alone would be millions of lines a day that say that all is well. */
const ROUTINE = ['AUTHENTICATED', 'GRANTED_PRIVILEGES'];

export const auditLog: AuditLog = {
  enabled: true,
  audit: {
    enable_rest: true,
    enable_transport: true,
    disabled_rest_categories: ROUTINE,
    disabled_transport_categories: ROUTINE,
    // A body is a record, or a search for a person.
    log_request_body: false,
    resolve_indices: true,
    resolve_bulk_requests: false,
    exclude_sensitive_headers: true,
    ignore_users: [],
    ignore_requests: [],
  },
  compliance: {
    enabled: true,
    internal_config: true,
    external_config: false,
    read_metadata_only: true,
    read_watched_fields: {},
    read_ignore_users: [],
    write_metadata_only: true,
    write_log_diffs: false,
    write_watched_indices: [],
    write_ignore_users: [],
  },
};

/** Compares; changes nothing. Rejects as the client does. */
export async function planAuditLog(client: Client, wanted: AuditLog | undefined): Promise<Planned[]> {
  if (!wanted) return [];
  const path = '/_plugins/_security/api/audit';
  const { body } = await client.transport.request({ method: 'GET', path });
  const paths = shortfalls(wanted, body.config);
  if (paths.length === 0) return [];
  return [
    {
      change: { kind: 'audit log', name: 'config', change: 'update', paths },
      make: () => client.transport.request({ method: 'PUT', path: `${path}/config`, body: { ...wanted } }),
    },
  ];
}
