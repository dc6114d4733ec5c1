import { describe, expect, it } from 'vitest';
import { ArchiveBuckets } from '../../../infra/components/archive-buckets.ts';
import { environments } from '../../../infra/environment.ts';
import { ACCOUNT, keysOf, PROVIDER, plan, type Stack, tags } from './aws-plan.ts';

const buckets = (stack: Stack, retentionDays: number = environments[stack].archiveLock.days) =>
  plan(stack, (opts) => {
    const keys = keysOf(stack, opts);
    const environment = environments[stack];
    new ArchiveBuckets('buckets', { environment, ...ACCOUNT, keys, retentionDays, tags: tags(stack) }, opts);
  });

const DATA = ['audit', 'backups', 'traces'];
const ALL = [...DATA, 'access-logs'];

describe('the archive buckets', () => {
  it('are four, each with its settings as one resource of a kind; only the audit archive is locked, only access logs have no log', async () => {
    const settings = ['encryption', 'lifecycle', 'ownership', 'policy', 'public-access', 'versioning'];
    const found = await buckets('prod');
    const names = found.below('buckets').map((line) => line.split(' ')[1]);
    expect(names.sort()).toEqual(
      [
        ...ALL.flatMap((purpose) => [`buckets-${purpose}`, ...settings.map((setting) => `buckets-${purpose}-${setting}`)]),
        ...DATA.map((purpose) => `buckets-${purpose}-logging`),
        'buckets-audit-lock',
      ].sort(),
    );
    expect(names).toHaveLength(32);
    expect(found.get('buckets').outputs).toEqual({
      audit: 'vigia-prod-audit-111122223333',
      backups: 'vigia-prod-backups-111122223333',
      traces: 'vigia-prod-traces-111122223333',
      accessLogs: 'vigia-prod-access-logs-111122223333',
    });
  });

  it('are protected and kept in prod, and emptied with dev', async () => {
    for (const [stack, protect] of [
      ['dev', false],
      ['prod', true],
    ] as const) {
      const found = await buckets(stack);
      for (const purpose of ALL) {
        expect(found.get(`buckets-${purpose}`)).toMatchObject({
          type: 'aws:s3/bucket:Bucket',
          protect,
          retainOnDelete: protect,
          provider: expect.stringContaining(PROVIDER),
          inputs: {
            bucket: `vigia-${stack}-${purpose}-111122223333`,
            forceDestroy: !protect,
            tags: { Environment: stack, Component: 'archive-buckets', Name: `vigia-${stack}-${purpose}-111122223333` },
          },
        });
        // What guards a kept bucket is kept with it.
        expect(found.get(`buckets-${purpose}-policy`).retainOnDelete).toBe(protect);
      }
    }
  });

  it("are closed to the public, and the account's own", async () => {
    const found = await buckets('dev');
    for (const purpose of ALL) {
      const bucket = `vigia-dev-${purpose}-111122223333`;
      expect(found.inputs(`buckets-${purpose}-public-access`)).toEqual({
        bucket,
        blockPublicAcls: true,
        blockPublicPolicy: true,
        ignorePublicAcls: true,
        restrictPublicBuckets: true,
      });
      expect(found.inputs(`buckets-${purpose}-ownership`)).toEqual({ bucket, rule: { objectOwnership: 'BucketOwnerEnforced' } });
      expect(found.inputs(`buckets-${purpose}-versioning`)).toEqual({ bucket, versioningConfiguration: { status: 'Enabled' } });
    }
  });

  it.each([
    ['audit', 'archive'],
    ['backups', 'backups'],
    ['traces', 'logs'],
  ])('encrypt %s with the key of %s, once for many objects', async (purpose, key) => {
    const [rule] = (await buckets('prod')).inputs(`buckets-${purpose}-encryption`).rules as [unknown];
    expect(rule).toEqual({
      applyServerSideEncryptionByDefault: {
        sseAlgorithm: 'aws:kms',
        kmsMasterKeyId: `arn:aws:kms:us-east-1:111122223333:key/keys-${key}`,
      },
      bucketKeyEnabled: true,
    });
  });

  it("encrypt access logs with S3's own key and lock nothing there, as the log delivery needs", async () => {
    const found = await buckets('prod');
    expect(found.inputs('buckets-access-logs-encryption').rules).toEqual([
      { applyServerSideEncryptionByDefault: { sseAlgorithm: 'AES256' } },
    ]);
    expect(found.inputs('buckets-access-logs').objectLockEnabled).toBeUndefined();
    expect(found.has('buckets-access-logs-lock')).toBe(false);
    expect(Object.keys(found.statements('buckets-access-logs-policy', 'policy'))).toEqual([
      'DenyWithoutTls',
      'DenyOldTls',
      'AllowAccessLogs',
    ]);
  });

  it.each([
    ['prod', 2192, 'COMPLIANCE'],
    ['prod', 3650, 'COMPLIANCE'],
    ['dev', 1, 'GOVERNANCE'],
  ] as const)('lock the audit archive in %s for %i days in mode %s', async (stack, days, mode) => {
    const found = await buckets(stack, days);
    expect(found.inputs('buckets-audit').objectLockEnabled).toBe(true);
    expect(found.inputs('buckets-audit-lock')).toEqual({
      bucket: `vigia-${stack}-audit-111122223333`,
      rule: { defaultRetention: { mode, days } },
    });
    // A lock needs versions.
    expect(found.get('buckets-audit-lock').dependencies).toContain(found.get('buckets-audit-versioning').urn);
    expect(found.inputs('buckets-backups').objectLockEnabled).toBeUndefined();
  });

  it('refuse what comes without TLS, or over one before 1.2', async () => {
    const found = await buckets('prod');
    for (const purpose of ALL) {
      const denied = {
        Effect: 'Deny',
        Principal: '*',
        Action: 's3:*',
        Resource: [`arn:aws:s3:::vigia-prod-${purpose}-111122223333`, `arn:aws:s3:::vigia-prod-${purpose}-111122223333/*`],
      };
      expect(found.statements(`buckets-${purpose}-policy`, 'policy')).toMatchObject({
        DenyWithoutTls: { ...denied, Condition: { Bool: { 'aws:SecureTransport': 'false' } } },
        DenyOldTls: { ...denied, Condition: { NumericLessThan: { 's3:TlsVersion': '1.2' } } },
      });
    }
  });

  it('refuse a wrong encryption header, a wrong key and a missing key, but not a missing header', async () => {
    const found = await buckets('prod');
    const sse = 's3:x-amz-server-side-encryption';
    const key = `${sse}-aws-kms-key-id`;
    const { DenyOtherEncryption, DenyOtherKey, DenyEncryptionWithoutKey } = found.statements('buckets-audit-policy', 'policy');
    const denied = {
      Effect: 'Deny',
      Principal: '*',
      Action: 's3:PutObject',
      Resource: 'arn:aws:s3:::vigia-prod-audit-111122223333/*',
    };
    // Each is about a header that is there: `Null` says so.
    expect(DenyOtherEncryption).toEqual({
      ...denied,
      Condition: { StringNotEquals: { [sse]: 'aws:kms' }, Null: { [sse]: 'false' } },
    });
    expect(DenyOtherKey).toEqual({
      ...denied,
      Condition: {
        StringNotEquals: { [key]: 'arn:aws:kms:us-east-1:111122223333:key/keys-archive' },
        Null: { [key]: 'false' },
      },
    });
    expect(DenyEncryptionWithoutKey).toEqual({ ...denied, Condition: { Null: { [sse]: 'false', [key]: 'true' } } });
  });

  it('log requests to the three others into the fourth, which takes them from those three only', async () => {
    const found = await buckets('prod');
    for (const purpose of DATA) {
      expect(found.inputs(`buckets-${purpose}-logging`)).toEqual({
        bucket: `vigia-prod-${purpose}-111122223333`,
        targetBucket: 'vigia-prod-access-logs-111122223333',
        targetPrefix: `${purpose}/`,
      });
      expect(found.get(`buckets-${purpose}-logging`).dependencies).toContain(found.get('buckets-access-logs-policy').urn);
    }
    expect(found.statements('buckets-access-logs-policy', 'policy').AllowAccessLogs).toEqual({
      Effect: 'Allow',
      Principal: { Service: 'logging.s3.amazonaws.com' },
      Action: 's3:PutObject',
      Resource: 'arn:aws:s3:::vigia-prod-access-logs-111122223333/*',
      Condition: {
        StringEquals: { 'aws:SourceAccount': '111122223333' },
        ArnLike: {
          'aws:SourceArn': [
            'arn:aws:s3:::vigia-prod-audit-111122223333',
            'arn:aws:s3:::vigia-prod-backups-111122223333',
            'arn:aws:s3:::vigia-prod-traces-111122223333',
          ],
        },
      },
    });
  });
});
