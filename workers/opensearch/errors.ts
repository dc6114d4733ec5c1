/** What went wrong with OpenSearch, in words that hold nothing of what was sent to it. */
import { errors } from '@opensearch-project/opensearch';

/** OpenSearch does not take the records now, through no fault of theirs: come back later. */
export class UnavailableError extends Error {
  override readonly name = 'UnavailableError';
}

/**
 * The cause of a failed request as a clause. A response's reason is left out: it quotes values of the records.
 */
export function describe(error: unknown): string {
  if (error instanceof errors.ResponseError) return `OpenSearch answered ${error.statusCode}${typeOf(error)}`;
  if (error instanceof errors.TimeoutError) return 'OpenSearch did not answer in time';
  if (error instanceof errors.ConnectionError) return `OpenSearch cannot be reached: ${error.message}`;
  return error instanceof Error ? `${error.name}: ${error.message}` : 'an unknown error';
}

function typeOf(error: errors.ResponseError): string {
  const type: unknown = error.body?.error?.type;
  return typeof type === 'string' ? ` (${type})` : '';
}
