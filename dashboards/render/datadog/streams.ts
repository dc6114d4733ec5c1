/** Panels of records and of alerts as Datadog's own lists. */
import type { AlertsPanel, RecordField, RecordsPanel } from '../../panel.ts';
import { ENV, TENANT } from '../../variables.ts';
import type { Definition } from './definition.ts';

/** Audit records are those of a hash chain. */
const CHAIN: RecordField = 'stream';
const SOURCES = { logs: `-@${CHAIN}:*`, audit: `@${CHAIN}:*` } as const satisfies Record<RecordsPanel['source'], string>;

/** Under which name Datadog's pipeline puts a field: our own for all but these. */
const FIELDS: { readonly [F in RecordField]?: string } = {
  timestamp: 'timestamp',
  level: 'status_line',
  event: 'content',
  tenantId: 'tenant',
  traceId: 'trace_id',
};

/** Datadog's severities: it takes a fatal line for an emergency. */
const SEVERITIES: Readonly<Record<string, string>> = { fatal: 'emergency', trace: 'debug' };

export function records({ title, description, source, where = {}, columns }: RecordsPanel): Definition {
  const picked = Object.entries(where).map(([field, values]) => anyOf(field, values.map(String)));
  return {
    type: 'list_stream',
    title,
    description,
    requests: [
      {
        response_format: 'event_list',
        query: {
          data_source: 'logs_stream',
          query_string: [`$${ENV}`, `$${TENANT}`, SOURCES[source], ...picked].join(' '),
          indexes: [],
          sort: { column: 'timestamp', order: 'desc' },
        },
        columns: columns.map(({ field }) => ({ field: FIELDS[field] ?? `@${field}`, width: 'auto' })),
      },
    ],
  };
}

function anyOf(field: string, values: readonly string[]): string {
  const name = field === 'level' ? 'status' : field === 'tenantId' ? 'tenant' : `@${field}`;
  const said = field === 'level' ? [...new Set(values.map((value) => SEVERITIES[value] ?? value))] : values;
  return said.length === 1 ? `${name}:${said[0]}` : `${name}:(${said.join(' OR ')})`;
}

/** The monitors of the environment: of each clinic by itself, or those that are of none. */
export function alerts({ title, description, of }: AlertsPanel, monitorTags: readonly string[]): Definition {
  const tagged = `tag:(${monitorTags.map((tag) => `"${tag}"`).join(' AND ')})`;
  return {
    type: 'manage_status',
    title,
    description,
    query: of === 'tenants' ? `${tagged} group:$${TENANT}` : `${tagged} -group:"${TENANT}:*"`,
    summary_type: of === 'tenants' ? 'groups' : 'monitors',
    display_format: 'countsAndList',
    color_preference: 'text',
    hide_zero_counts: true,
    show_last_triggered: true,
    show_priority: true,
    sort: 'status,asc',
  };
}
