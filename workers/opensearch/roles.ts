/** Who may do what in OpenSearch, as roles of its security plugin (fine-grained access control). Pure. */
import { INDEX_KINDS, type IndexKind, indexPattern } from './indices.ts';

/** The body of `PUT _plugins/_security/api/roles/<name>`. */
export interface Role {
  readonly description: string;
  readonly cluster_permissions: readonly string[];
  readonly index_permissions: readonly {
    readonly index_patterns: readonly string[];
    readonly fls: readonly string[];
    readonly masked_fields: readonly string[];
    readonly allowed_actions: readonly string[];
  }[];
  readonly tenant_permissions: readonly never[];
}

/** A role and the backend roles that have it: of Amazon OpenSearch Service, ARNs of IAM roles. */
export interface MappedRole {
  readonly role: Role;
  readonly backendRoles: readonly string[];
}

export interface RoleOptions {
  readonly env: string;
  /** Backend roles of the log writer, and of those who read (Grafana). A role is set up where there is one that has it. */
  readonly writers: readonly string[];
  readonly readers: readonly string[];
}

/** Every role of an environment: name -> role and mapping. */
export function rolesOf({ env, writers, readers }: RoleOptions): Record<string, MappedRole> {
  const roles = {
    [`vigia-log-writer-${env}`]: { role: logWriter(env), backendRoles: writers },
    [`vigia-reader-${env}`]: { role: reader(env), backendRoles: readers },
  };
  return Object.fromEntries(Object.entries(roles).filter(([, { backendRoles }]) => backendRoles.length > 0));
}

/**
 * Creates documents and the indices that they need. May overwrite no audit record: their indices end every write with the append-only
 * pipeline. It reads audit records by id, to tell a repeated delivery from a forgery, and nothing else.
 */
function logWriter(env: string): Role {
  return {
    description: 'Stores logs, audit records and dead letters, each once.',
    cluster_permissions: ['indices:admin/index_template/get', 'indices:data/write/bulk', 'indices:data/read/mget'],
    index_permissions: [
      on(INDEX_KINDS, env, ['indices:admin/create', 'indices:data/write/bulk*', 'indices:data/write/index']),
      on(['audit'], env, ['indices:data/read/mget*', 'indices:data/read/get']),
    ],
    tenant_permissions: [],
  };
}

/** Not the dead letters: what was refused may hold anything, personal data in clear included. */
function reader(env: string): Role {
  return {
    description: 'Searches logs and audit records.',
    cluster_permissions: ['cluster:monitor/main', 'indices:data/read/msearch'],
    index_permissions: [
      on(['logs', 'audit'], env, [
        'indices:data/read/search*',
        'indices:data/read/field_caps*',
        'indices:admin/mappings/get',
        'indices:admin/mappings/fields/get*',
      ]),
    ],
    tenant_permissions: [],
  };
}

/** Lists that must stay empty are named: one that somebody fills by hand is a drift. */
function on(kinds: readonly IndexKind[], env: string, actions: readonly string[]): Role['index_permissions'][number] {
  return { index_patterns: kinds.map((kind) => indexPattern(kind, env)), fls: [], masked_fields: [], allowed_actions: actions };
}
