/** The index templates, generated from the telemetry contract. Pure. */
import { type FieldType, type LogFieldDefinition, logFields, recordFields } from '@vigia/telemetry/contract';
import { INDEX_KINDS, type IndexKind, indexPattern, templateName } from './indices.ts';
import { appendOnlyPipelineName } from './pipelines.ts';

export interface IndexTemplateOptions {
  readonly env: string;
  /** Primary shards of each index. */
  readonly shards: number;
  /** Copies of each shard besides the primary one. */
  readonly replicas: number;
}

/** How OpenSearch indexes a field. */
export interface FieldMapping {
  readonly type: 'date' | 'keyword' | 'integer' | 'long' | 'float' | 'ip_range' | 'object';
  readonly format?: string;
  readonly ignore_above?: number;
  readonly enabled?: boolean;
  readonly index?: boolean;
  readonly doc_values?: boolean;
  readonly fields?: Readonly<Record<string, FieldMapping>>;
}

export type Mappings = Readonly<Record<string, FieldMapping>>;

/** The body of `PUT _index_template/<name>`. */
export interface IndexTemplate {
  readonly index_patterns: readonly string[];
  readonly priority: number;
  readonly template: {
    readonly settings: {
      readonly index: {
        readonly number_of_shards: number;
        readonly number_of_replicas: number;
        readonly codec: 'best_compression';
        readonly mapping: { readonly coerce: false };
        readonly search: { readonly slowlog: { readonly threshold: { readonly query: { readonly warn: string } } } };
        readonly indexing: {
          readonly slowlog: { readonly source: 'false'; readonly threshold: { readonly index: { readonly warn: string } } };
        };
        /** The pipeline that every write ends with, whatever its sender asks for. */
        readonly final_pipeline?: string;
      };
    };
    readonly mappings: { readonly dynamic: 'strict'; readonly properties: Mappings };
  };
  readonly _meta: { readonly managed_by: 'vigia'; readonly description: string };
}

/** Above what people give to templates of their own by hand. */
const PRIORITY = 200;

/** A search or a write of one shard that takes longer is in the slow log: people wait for the one, the Collector's queue for the other. */
const SLOW = '5s';

/** Lucene refuses a term of more than 32,766 bytes; a longer value is stored and not indexed, rather than refused. */
const LONGEST_KEYWORD = 8_191;

const keyword: FieldMapping = { type: 'keyword', ignore_above: LONGEST_KEYWORD };
const unindexed: FieldMapping = { type: 'keyword', index: false, doc_values: false };

const BY_TYPE: Readonly<Record<FieldType, FieldMapping>> = {
  date: { type: 'date', format: 'strict_date_optional_time' },
  keyword,
  'keyword[]': keyword,
  integer: { type: 'integer' },
  long: { type: 'long' },
  float: { type: 'float' },
  // A search for one address finds the networks that hold it; a whole address does not parse, so none can be stored.
  'ip-prefix': { type: 'ip_range', fields: { keyword } },
};

const DESCRIPTIONS: Readonly<Record<IndexKind, string>> = {
  logs: 'Log lines of the application: the fields of the telemetry contract and no others.',
  audit: 'Audit records: append-only, with the fields of their hash chain.',
  'dead-letters': 'Records that OpenSearch or the contract refused, as they came.',
};

const MAPPINGS: Readonly<Record<IndexKind, Mappings>> = {
  logs: mappingsOf(logFields),
  audit: mappingsOf(recordFields),
  'dead-letters': {
    time: BY_TYPE.date,
    reason: keyword,
    detail: unindexed,
    record: { type: 'object', enabled: false },
  },
};

/** Every index template of an environment: name -> body. Unknown fields are refused by each (`dynamic: strict`). */
export function indexTemplates({ env, shards, replicas }: IndexTemplateOptions): Record<string, IndexTemplate> {
  const template = (kind: IndexKind): IndexTemplate => ({
    index_patterns: [indexPattern(kind, env)],
    priority: PRIORITY,
    template: {
      settings: {
        index: {
          number_of_shards: shards,
          number_of_replicas: replicas,
          codec: 'best_compression',
          mapping: { coerce: false },
          search: { slowlog: { threshold: { query: { warn: SLOW } } } },
          // Without the record: the slow log goes to another store, with another retention.
          indexing: { slowlog: { source: 'false', threshold: { index: { warn: SLOW } } } },
          ...(kind === 'audit' && { final_pipeline: appendOnlyPipelineName(env) }),
        },
      },
      mappings: { dynamic: 'strict', properties: MAPPINGS[kind] },
    },
    _meta: { managed_by: 'vigia', description: DESCRIPTIONS[kind] },
  });
  return Object.fromEntries(INDEX_KINDS.map((kind) => [templateName(kind, env), template(kind)]));
}

function mappingsOf(fields: Readonly<Record<string, LogFieldDefinition>>): Mappings {
  return Object.fromEntries(Object.entries(fields).map(([name, { type }]) => [name, BY_TYPE[type]]));
}
