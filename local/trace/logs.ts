/** The log lines and audit records of one request, from OpenSearch. */
import { Client, errors } from '@opensearch-project/opensearch';
import { ENVIRONMENT } from '../site.ts';

export type LogLine = Readonly<Record<string, unknown>>;

const MOST = 100;

/** In the order in which they were written; none where there are none yet. */
export async function logLinesOf(requestId: string, openSearchUrl: string): Promise<readonly LogLine[]> {
  const client = new Client({ node: openSearchUrl, maxRetries: 0, requestTimeout: 5_000 });
  try {
    const { body } = await client.search({
      index: [`logs-${ENVIRONMENT.name}-*`, `audit-${ENVIRONMENT.name}-*`],
      body: { size: MOST, query: { term: { requestId: { value: requestId } } }, sort: [{ timestamp: { order: 'asc' } }] },
    });
    return body.hits.hits.map(({ _source }) => _source ?? {});
  } catch (error) {
    // A day's index that was made a moment ago cannot be searched yet.
    if (error instanceof errors.ResponseError && error.statusCode === 503) return [];
    throw error;
  } finally {
    await client.close();
  }
}
