import { describe, expect, test } from 'vitest';
import { runApply } from '../../../workers/opensearch/command.ts';

const base = { VIGIA_ENV: 'prod', OPENSEARCH_URL: 'http://127.0.0.1:1' };
const run = (env: Record<string, string>) =>
  runApply({ ...base, ...env }, { check: true, json: false, deadline: 0, print: () => undefined });

describe('the settings of opensearch-apply', () => {
  test.each([
    [{ OPENSEARCH_RETENTION_DAYS: '364' }, 'OPENSEARCH_RETENTION_DAYS: found "364"; needs a whole number from 365, such as 365'],
    [{ OPENSEARCH_WARM_AFTER_DAYS: '30' }, 'OPENSEARCH_RETENTION_DAYS: found nothing; needs a whole number from 365, such as 365'],
    [
      { OPENSEARCH_RETENTION_DAYS: '400', OPENSEARCH_WARM_AFTER_DAYS: '365' },
      'OPENSEARCH_WARM_AFTER_DAYS: found "365"; needs a whole number from 1 to 364, such as 30',
    ],
    [
      { OPENSEARCH_WRITER_ROLES: 'one, two' },
      'OPENSEARCH_WRITER_ROLES: found "one, two"; needs names separated by commas, of Amazon OpenSearch Service ARNs of IAM roles',
    ],
  ])('%j is a mistake that is named', async (env, sentence) => {
    await expect(run(env)).rejects.toThrow(sentence);
  });
});
