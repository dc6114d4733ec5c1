/** The index templates that OpenSearch has, and the indices made from them, against what they should be. */
import type { Client } from '@opensearch-project/opensearch';
import type { Planned } from './change.ts';
import { differences } from './differences.ts';
import type { IndexTemplate, Mappings } from './templates.ts';

/** Compares; changes nothing. Rejects as the client does. */
export async function planTemplates(client: Client, templates: Readonly<Record<string, IndexTemplate>>): Promise<Planned[]> {
  const planned: Planned[] = [];
  for (const [name, template] of Object.entries(templates)) {
    planned.push(
      ...(await planTemplate(client, name, template)),
      ...(await planFields(client, template)),
      ...(await planPipeline(client, template)),
    );
  }
  return planned;
}

async function planTemplate(client: Client, name: string, template: IndexTemplate): Promise<Planned[]> {
  const { body } = await client.indices.getIndexTemplate({ name }, { ignore: [404] });
  const found: unknown = body.index_templates?.[0]?.index_template;
  const paths = found ? differences(template, found) : [];
  if (found && paths.length === 0) return [];
  return [
    {
      change: { kind: 'template', name, change: found ? 'update' : 'create', paths },
      make: () => client.transport.request({ method: 'PUT', path: `/_index_template/${name}`, body: { ...template } }),
    },
  ];
}

/** An index keeps the mapping that it was made with: its next record with a newer field would be refused. */
async function planFields(client: Client, { index_patterns, template }: IndexTemplate): Promise<Planned[]> {
  const { body } = await client.indices.getMapping({ index: [...index_patterns] });
  return sorted(body).flatMap(([name, { mappings }]): Planned[] => {
    const found: Readonly<Record<string, unknown>> = mappings.properties ?? {};
    const wanted: Mappings = template.mappings.properties;
    const missing = Object.keys(wanted).filter((field) => !(field in found));
    const other = Object.keys(wanted).filter((field) => field in found && differences(wanted[field], found[field]).length > 0);
    const properties = Object.fromEntries(missing.map((field) => [field, wanted[field]]));
    const add: Planned = {
      change: { kind: 'fields', name, change: 'add', paths: missing },
      make: () => client.transport.request({ method: 'PUT', path: `/${name}/_mapping`, body: { properties } }),
    };
    const keep: Planned = { change: { kind: 'fields', name, change: 'none-possible', paths: other } };
    return [...(missing.length > 0 ? [add] : []), ...(other.length > 0 ? [keep] : [])];
  });
}

/** Nor does an index take on a pipeline by itself, and one that was made with another one is no longer append-only. */
async function planPipeline(client: Client, { index_patterns, template }: IndexTemplate): Promise<Planned[]> {
  const { final_pipeline: wanted } = template.settings.index;
  if (wanted === undefined) return [];
  const { body } = await client.indices.getSettings({ index: [...index_patterns] });
  return sorted(body).flatMap(([name, { settings }]): Planned[] => {
    if (settings?.index?.final_pipeline === wanted) return [];
    return [
      {
        change: { kind: 'settings', name, change: 'update', paths: ['index.final_pipeline'] },
        make: () =>
          client.transport.request({ method: 'PUT', path: `/${name}/_settings`, body: { index: { final_pipeline: wanted } } }),
      },
    ];
  });
}

function sorted<T>(byIndex: Readonly<Record<string, T>>): [string, T][] {
  return Object.entries(byIndex).sort(([a], [b]) => (a < b ? -1 : 1));
}
