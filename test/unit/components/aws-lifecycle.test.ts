import { describe, expect, it } from 'vitest';
import {
  accessLogLifecycle,
  auditLifecycle,
  backupLifecycle,
  type Lifecycle,
  traceLifecycle,
} from '../../../infra/aws/lifecycle.ts';
import { ArchiveBuckets } from '../../../infra/components/archive-buckets.ts';
import { environments } from '../../../infra/environment.ts';
import { ACCOUNT, keysOf, plan, type Stack, tags } from './aws-plan.ts';

const EVERYTHING = { prefix: '' };
const HOUSEKEEPING = (days: number) => [
  { id: 'forget-noncurrent', status: 'Enabled', filter: EVERYTHING, noncurrentVersionExpiration: { noncurrentDays: days } },
  { id: 'remove-delete-markers', status: 'Enabled', filter: EVERYTHING, expiration: { expiredObjectDeleteMarker: true } },
  {
    id: 'abort-incomplete-uploads',
    status: 'Enabled',
    filter: EVERYTHING,
    abortIncompleteMultipartUpload: { daysAfterInitiation: 7 },
  },
];
const expiry = (days: number) => ({ id: 'expire', status: 'Enabled', filter: EVERYTHING, expiration: { days } });
const classes = ({ rules }: Lifecycle) => rules.flatMap(({ transitions }) => transitions ?? []);

describe('the lifecycle', () => {
  it('of the audit archive goes to Glacier after a month, to Deep Archive after a year, and ends with the lock', () => {
    expect(auditLifecycle(2192).rules).toEqual([
      {
        id: 'records-to-cold-storage',
        status: 'Enabled',
        // Manifests, which are read every day, are beside the records and stay.
        filter: { prefix: 'records/' },
        transitions: [
          { days: 30, storageClass: 'GLACIER' },
          { days: 365, storageClass: 'DEEP_ARCHIVE' },
        ],
      },
      expiry(2192),
      ...HOUSEKEEPING(30),
    ]);
  });

  it('moves nothing that leaves before its class has been paid for', () => {
    expect(classes(auditLifecycle(545))).toHaveLength(2);
    expect(classes(auditLifecycle(544))).toEqual([{ days: 30, storageClass: 'GLACIER' }]);
    expect(classes(auditLifecycle(120))).toEqual([{ days: 30, storageClass: 'GLACIER' }]);
    expect(classes(auditLifecycle(119))).toEqual([]);
  });

  it('of an archive locked for a day keeps it for a month', () => {
    expect(auditLifecycle(1).rules).toEqual([expiry(30), ...HOUSEKEEPING(30)]);
  });

  it('of backups goes to Glacier Instant Retrieval after 30 days and ends after 120, past a quarterly restore test', () => {
    expect(backupLifecycle(120).rules).toEqual([
      {
        id: 'to-instant-retrieval',
        status: 'Enabled',
        filter: EVERYTHING,
        transitions: [{ days: 30, storageClass: 'GLACIER_IR' }],
      },
      expiry(120),
      ...HOUSEKEEPING(30),
    ]);
    expect(backupLifecycle(14).rules).toEqual([expiry(14), ...HOUSEKEEPING(30)]);
  });

  it('of traces expires none: Tempo does', () => {
    expect(traceLifecycle().rules).toEqual(HOUSEKEEPING(1));
  });

  it('moves small objects of the audit archive as others, and leaves them elsewhere', () => {
    expect(auditLifecycle(2192).smallObjects).toBe('varies_by_storage_class');
    expect(backupLifecycle(120).smallObjects).toBe('all_storage_classes_128K');
    expect(traceLifecycle().smallObjects).toBe('all_storage_classes_128K');
    expect(accessLogLifecycle(365).smallObjects).toBe('all_storage_classes_128K');
  });

  it('never has days and expired delete markers in one rule', () => {
    for (const { rules } of [auditLifecycle(2192), backupLifecycle(120), traceLifecycle(), accessLogLifecycle(365)]) {
      for (const { expiration } of rules) expect(Object.keys(expiration ?? { days: 0 })).toHaveLength(1);
    }
  });

  it.each([
    ['dev', { audit: 30, backups: 14, 'access-logs': 30 }],
    ['prod', { audit: 2192, backups: 120, 'access-logs': 365 }],
  ] as const)('is one resource of each bucket in %s, and says when objects expire', async (stack: Stack, expected) => {
    const environment = environments[stack];
    const found = await plan(stack, (opts) => {
      const keys = keysOf(stack, opts);
      const retentionDays = environment.archiveLock.days;
      new ArchiveBuckets('buckets', { environment, ...ACCOUNT, keys, retentionDays, tags: tags(stack) }, opts);
    });
    const lifecycles = found.resources.filter(({ type }) => type.endsWith(':BucketLifecycleConfiguration'));
    expect(lifecycles.map(({ name }) => name).sort()).toEqual([
      'buckets-access-logs-lifecycle',
      'buckets-audit-lifecycle',
      'buckets-backups-lifecycle',
      'buckets-traces-lifecycle',
    ]);
    for (const [purpose, days] of Object.entries(expected)) {
      expect(found.inputs(`buckets-${purpose}-lifecycle`).rules).toContainEqual(expiry(days));
    }
    expect(found.inputs('buckets-audit-lifecycle').transitionDefaultMinimumObjectSize).toBe('varies_by_storage_class');
  });
});
