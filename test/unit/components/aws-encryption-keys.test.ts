import { describe, expect, it } from 'vitest';
import { keysOf, PROVIDER, plan, type Stack } from './aws-plan.ts';

const keys = (stack: Stack) => plan(stack, (opts) => void keysOf(stack, opts));
const statements = async (stack: Stack, purpose: string) => (await keys(stack)).statements(`keys-${purpose}`, 'policy');

describe('the encryption keys', () => {
  it('are four with an alias each, and nothing else', async () => {
    const found = await keys('prod');
    expect(found.below('keys')).toEqual([
      'Alias keys-alerts-alias',
      'Alias keys-archive-alias',
      'Alias keys-backups-alias',
      'Alias keys-logs-alias',
      'Key keys-alerts',
      'Key keys-archive',
      'Key keys-backups',
      'Key keys-logs',
    ]);
    expect(found.inputs('keys-logs-alias')).toEqual({ name: 'alias/vigia-prod-logs', targetKeyId: 'keys-logs' });
    expect(found.get('keys').outputs).toEqual({
      logs: 'arn:aws:kms:us-east-1:111122223333:key/keys-logs',
      archive: 'arn:aws:kms:us-east-1:111122223333:key/keys-archive',
      backups: 'arn:aws:kms:us-east-1:111122223333:key/keys-backups',
      alerts: 'arn:aws:kms:us-east-1:111122223333:key/keys-alerts',
    });
  });

  it.each([
    ['dev', 7, false],
    ['prod', 30, true],
  ] as const)('rotate in %s, can be had back for %i days, and are protected: %s', async (stack, window, protect) => {
    const found = await keys(stack);
    for (const purpose of ['logs', 'archive', 'backups', 'alerts']) {
      expect(found.get(`keys-${purpose}`)).toMatchObject({
        type: 'aws:kms/key:Key',
        protect,
        retainOnDelete: protect,
        provider: expect.stringContaining(PROVIDER),
        inputs: {
          enableKeyRotation: true,
          deletionWindowInDays: window,
          tags: {
            Project: 'vigia',
            Environment: stack,
            Owner: 'platform',
            ManagedBy: 'pulumi',
            Component: 'encryption-keys',
            Name: `vigia-${stack}-${purpose}`,
          },
        },
      });
    }
  });

  it('are administered by the account, which cannot use them by that', async () => {
    for (const purpose of ['logs', 'archive', 'backups', 'alerts']) {
      const { AdministerWithoutUse } = await statements('prod', purpose);
      expect(AdministerWithoutUse).toMatchObject({ Effect: 'Allow', Principal: { AWS: 'arn:aws:iam::111122223333:root' } });
      const actions = (AdministerWithoutUse as { Action: string[] }).Action;
      expect(actions).toContain('kms:PutKeyPolicy');
      expect(actions.filter((action) => /Encrypt|Decrypt|GenerateDataKey|CreateGrant|\*/.test(action))).toEqual([]);
    }
  });

  it.each([
    ['archive', ['s3.us-east-1.amazonaws.com']],
    ['backups', ['s3.us-east-1.amazonaws.com']],
    ['alerts', ['sns.us-east-1.amazonaws.com']],
    ['logs', ['es.us-east-1.amazonaws.com', 'aps.us-east-1.amazonaws.com', 's3.us-east-1.amazonaws.com']],
  ])('of %s are used by roles of the account, through %j alone', async (purpose, services) => {
    expect((await statements('prod', purpose)).UseThroughServices).toEqual({
      Effect: 'Allow',
      Principal: { AWS: 'arn:aws:iam::111122223333:root' },
      Action: [
        'kms:Decrypt',
        'kms:DescribeKey',
        'kms:Encrypt',
        'kms:GenerateDataKey',
        'kms:GenerateDataKeyWithoutPlaintext',
        'kms:ReEncryptFrom',
        'kms:ReEncryptTo',
      ],
      Resource: '*',
      Condition: { StringEquals: { 'kms:CallerAccount': '111122223333', 'kms:ViaService': services } },
    });
  });

  it('of the logs can be granted to the log store and to Prometheus, and to nothing else', async () => {
    expect((await statements('prod', 'logs')).GrantToServices).toMatchObject({
      Action: 'kms:CreateGrant',
      Condition: {
        StringEquals: {
          'kms:CallerAccount': '111122223333',
          'kms:ViaService': ['es.us-east-1.amazonaws.com', 'aps.us-east-1.amazonaws.com'],
        },
      },
    });
    for (const purpose of ['archive', 'backups', 'alerts']) {
      expect(JSON.stringify(await statements('prod', purpose))).not.toContain('kms:CreateGrant');
    }
  });

  it("of the logs encrypt this environment's log groups, not another's", async () => {
    expect((await statements('dev', 'logs')).EncryptLogGroups).toMatchObject({
      Effect: 'Allow',
      Principal: { Service: 'logs.us-east-1.amazonaws.com' },
      Condition: {
        ArnLike: { 'kms:EncryptionContext:aws:logs:arn': 'arn:aws:logs:us-east-1:111122223333:log-group:/vigia/dev/*' },
      },
    });
  });

  it("of the alerts can be used by CloudWatch, for this environment's alarms", async () => {
    expect((await statements('prod', 'alerts')).PublishAlarms).toEqual({
      Effect: 'Allow',
      Principal: { Service: 'cloudwatch.amazonaws.com' },
      Action: ['kms:Decrypt', 'kms:GenerateDataKey'],
      Resource: '*',
      Condition: {
        StringEquals: { 'aws:SourceAccount': '111122223333' },
        ArnLike: { 'aws:SourceArn': 'arn:aws:cloudwatch:us-east-1:111122223333:alarm:vigia-prod-*' },
      },
    });
  });

  it("in prod nobody ends the archive key's life", async () => {
    expect((await statements('prod', 'archive')).NeverDelete).toEqual({
      Effect: 'Deny',
      Principal: '*',
      Action: ['kms:DisableKey', 'kms:ScheduleKeyDeletion'],
      Resource: '*',
    });
  });

  it('in dev, and of anything but the archive, can be deleted', async () => {
    expect(Object.keys(await statements('dev', 'archive'))).toEqual(['AdministerWithoutUse', 'UseThroughServices']);
    expect(Object.keys(await statements('prod', 'backups'))).toEqual(['AdministerWithoutUse', 'UseThroughServices']);
  });
});
