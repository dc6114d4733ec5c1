/**
 * The ingest pipeline that makes audit indices append-only. OpenSearch's permissions know no "create": whoever may create a document
 * may also overwrite it. With the version set from outside to 1, a second document under one id conflicts, whatever operation,
 * version or pipeline its sender asks for. Deleting and updating are permissions of their own, which the log writer does not have.
 */
import type { Client } from '@opensearch-project/opensearch';
import type { Planned } from './change.ts';
import { differences } from './differences.ts';

/** The body of `PUT _ingest/pipeline/<name>`. */
export interface IngestPipeline {
  readonly description: string;
  readonly processors: readonly { readonly set: { readonly field: string; readonly value: string | number } }[];
}

/** The name of the pipeline that an environment's audit indices end every write with. */
export function appendOnlyPipelineName(env: string): string {
  return `vigia-append-only-${env}`;
}

/** Every ingest pipeline of an environment: name -> body. */
export function ingestPipelines(env: string): Record<string, IngestPipeline> {
  return {
    [appendOnlyPipelineName(env)]: {
      description: 'A document is written once: a second one under its id conflicts.',
      processors: [{ set: { field: '_version', value: 1 } }, { set: { field: '_version_type', value: 'external' } }],
    },
  };
}

/** Compares; changes nothing. */
export async function planPipelines(client: Client, pipelines: Readonly<Record<string, IngestPipeline>>): Promise<Planned[]> {
  const planned: Planned[] = [];
  for (const [name, body] of Object.entries(pipelines)) {
    const path = `/_ingest/pipeline/${name}`;
    const found = (await client.transport.request({ method: 'GET', path }, { ignore: [404] })).body?.[name];
    const paths = found ? differences(body, found) : [];
    if (found && paths.length === 0) continue;
    planned.push({
      change: { kind: 'pipeline', name, change: found ? 'update' : 'create', paths },
      make: () => client.transport.request({ method: 'PUT', path, body: { ...body } }),
    });
  }
  return planned;
}
