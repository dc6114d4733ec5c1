/** Nothing is written before the index templates are there: an index made without its own would map whatever comes. */
import type { Client } from '@opensearch-project/opensearch';
import { describe, UnavailableError } from '../opensearch/errors.ts';
import { INDEX_KINDS, templateName } from '../opensearch/indices.ts';

/** How long a look at the templates is good for. */
const FRESH_MS = 5_000;

export interface TemplatesGate {
  /** @throws UnavailableError while OpenSearch cannot be reached or a template is missing */
  pass(): Promise<void>;
}

export function createTemplatesGate(client: Client, env: string): TemplatesGate {
  let seen = Number.NEGATIVE_INFINITY;
  return {
    async pass() {
      if (performance.now() - seen < FRESH_MS) return;
      const missing = await missingTemplates(client, env);
      if (missing.length > 0) {
        throw new UnavailableError(`OpenSearch lacks the index templates ${missing.join(', ')}: run opensearch-apply`);
      }
      seen = performance.now();
    },
  };
}

async function missingTemplates(client: Client, env: string): Promise<string[]> {
  try {
    const { body } = await client.indices.getIndexTemplate({ name: `vigia-*-${env}` });
    const found = new Set(body.index_templates.map(({ name }) => name));
    return INDEX_KINDS.map((kind) => templateName(kind, env)).filter((name) => !found.has(name));
  } catch (error) {
    throw new UnavailableError(describe(error));
  }
}
