/** What OpenSearch has against what it should have. */
import type { Client } from '@opensearch-project/opensearch';
import type { IndexTemplate, Mappings } from './templates.ts';

export type Change =
  /** A template is missing or differs; `paths` are the places. */
  | { readonly kind: 'template'; readonly name: string; readonly change: 'create' | 'update'; readonly paths: readonly string[] }
  /** An index that exists lacks fields: its next record with one would be refused. */
  | { readonly kind: 'fields'; readonly name: string; readonly change: 'add'; readonly paths: readonly string[] }
  /** An index that exists has fields of another type: that cannot be changed and stays until it is deleted. */
  | { readonly kind: 'fields'; readonly name: string; readonly change: 'none-possible'; readonly paths: readonly string[] };

/** Compares; changes nothing. Rejects as the client does. */
export async function planChanges(client: Client, templates: Readonly<Record<string, IndexTemplate>>): Promise<Change[]> {
  const changes: Change[] = [];
  for (const [name, template] of Object.entries(templates)) {
    const found = await findTemplate(client, name);
    const paths = found ? differences(template, found) : [];
    if (!found || paths.length > 0) changes.push({ kind: 'template', name, change: found ? 'update' : 'create', paths });
    changes.push(...(await indexChanges(client, template)));
  }
  return changes;
}

/** Makes one change. */
export async function makeChange(
  client: Client,
  change: Change,
  templates: Readonly<Record<string, IndexTemplate>>,
): Promise<void> {
  const { name, paths } = change;
  if (change.kind === 'template') {
    await client.transport.request({ method: 'PUT', path: `/_index_template/${name}`, body: { ...templates[name] } });
  }
  if (change.kind === 'fields' && change.change === 'add') {
    const mappings = Object.values(templates).find((template) => covers(template, name))?.template.mappings.properties ?? {};
    const properties = Object.fromEntries(paths.map((field) => [field, mappings[field]]));
    await client.transport.request({ method: 'PUT', path: `/${name}/_mapping`, body: { properties } });
  }
}

async function findTemplate(client: Client, name: string): Promise<unknown> {
  const { body } = await client.indices.getIndexTemplate({ name }, { ignore: [404] });
  return body.index_templates?.[0]?.index_template;
}

async function indexChanges(client: Client, template: IndexTemplate): Promise<Change[]> {
  const { body } = await client.indices.getMapping({ index: [...template.index_patterns] });
  return Object.entries(body)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([name, { mappings }]): Change[] => {
      const found: Readonly<Record<string, unknown>> = mappings.properties ?? {};
      const wanted: Mappings = template.template.mappings.properties;
      const missing = Object.keys(wanted).filter((field) => !(field in found));
      const other = Object.keys(wanted).filter((field) => field in found && differences(wanted[field], found[field]).length > 0);
      return [
        ...(missing.length > 0 ? [{ kind: 'fields', name, change: 'add', paths: missing } as const] : []),
        ...(other.length > 0 ? [{ kind: 'fields', name, change: 'none-possible', paths: other } as const] : []),
      ];
    });
}

function covers({ index_patterns }: IndexTemplate, index: string): boolean {
  return index_patterns.some((pattern) => index.startsWith(pattern.replace('*', '')));
}

/** The paths at which two bodies differ. OpenSearch gives numbers and booleans back as text, and empty lists of its own. */
function differences(wanted: unknown, found: unknown): string[] {
  const left = flat(wanted);
  const right = flat(found);
  return [...new Set([...left.keys(), ...right.keys()])].filter((path) => left.get(path) !== right.get(path)).sort();
}

function flat(value: unknown, path = '', into = new Map<string, string>()): Map<string, string> {
  if (typeof value === 'object' && value !== null) {
    for (const [key, inner] of Object.entries(value)) flat(inner, path ? `${path}.${key}` : key, into);
  } else {
    into.set(path, String(value));
  }
  return into;
}
