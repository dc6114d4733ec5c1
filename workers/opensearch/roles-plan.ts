/** The roles that OpenSearch's security plugin has, and who has them, against what it should be. */
import type { Client } from '@opensearch-project/opensearch';
import type { Change, Planned } from './change.ts';
import { shortfalls } from './differences.ts';
import type { MappedRole } from './roles.ts';

/** Compares; changes nothing. Rejects as the client does. */
export async function planRoles(client: Client, roles: Readonly<Record<string, MappedRole>>): Promise<Planned[]> {
  const planned: Planned[] = [];
  for (const [name, { role, backendRoles }] of Object.entries(roles)) {
    // Whoever else would have the role, by another way, is a drift too.
    const mapping = { backend_roles: backendRoles, and_backend_roles: [], hosts: [], users: [] };
    planned.push(...(await planObject(client, 'role', name, 'roles', role)));
    planned.push(...(await planObject(client, 'role mapping', name, 'rolesmapping', mapping)));
  }
  return planned;
}

async function planObject(client: Client, kind: Change['kind'], name: string, api: string, wanted: object): Promise<Planned[]> {
  const path = `/_plugins/_security/api/${api}/${name}`;
  const { body, statusCode } = await client.transport.request({ method: 'GET', path }, { ignore: [404] });
  const exists = statusCode !== 404;
  const paths = exists ? shortfalls(wanted, body[name]) : [];
  if (exists && paths.length === 0) return [];
  return [
    {
      change: { kind, name, change: exists ? 'update' : 'create', paths },
      make: () => client.transport.request({ method: 'PUT', path, body: { ...wanted } }),
    },
  ];
}
