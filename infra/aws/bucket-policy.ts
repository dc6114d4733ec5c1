/** What every bucket refuses, whatever a role's own policy allows. */
import type { Input } from '@pulumi/pulumi';
import { type AwsAccount, bucketArn } from './names.ts';
import { denyWithoutTls, type ResourcePolicyStatement } from './policy.ts';

/** Everything that is done to a bucket's objects and read of the bucket: S3 has no shorter list, and a denial may be wide. */
const ALL_OF_S3 = 's3:*';

const SSE = 's3:x-amz-server-side-encryption';
const SSE_KEY = 's3:x-amz-server-side-encryption-aws-kms-key-id';

/** TLS only, and none before 1.2. */
export function denyWeakTransport(bucket: string): readonly ResourcePolicyStatement[] {
  const everything = [bucketArn(bucket), `${bucketArn(bucket)}/*`];
  return [
    denyWithoutTls(ALL_OF_S3, everything),
    {
      Sid: 'DenyOldTls',
      Effect: 'Deny',
      Principal: '*',
      Action: ALL_OF_S3,
      Resource: everything,
      Condition: { NumericLessThan: { 's3:TlsVersion': '1.2' } },
    },
  ];
}

/**
 * A client may leave encryption to the bucket's default, which is `keyArn`. If it says something, it must say just that:
 * an operator that negates is also true of a header that is missing, hence the `Null` beside each.
 */
export function denyOtherEncryption(bucket: string, keyArn: Input<string>): readonly ResourcePolicyStatement[] {
  const denied = { Effect: 'Deny', Principal: '*', Action: 's3:PutObject', Resource: `${bucketArn(bucket)}/*` } as const;
  return [
    {
      ...denied,
      Sid: 'DenyOtherEncryption',
      Condition: { StringNotEquals: { [SSE]: 'aws:kms' }, Null: { [SSE]: 'false' } },
    },
    {
      ...denied,
      Sid: 'DenyOtherKey',
      Condition: { StringNotEquals: { [SSE_KEY]: keyArn }, Null: { [SSE_KEY]: 'false' } },
    },
    {
      // `aws:kms` without a key is Amazon's own key for S3, not the bucket's.
      ...denied,
      Sid: 'DenyEncryptionWithoutKey',
      Condition: { Null: { [SSE]: 'false', [SSE_KEY]: 'true' } },
    },
  ];
}

/** S3 itself may write access logs of `sources` here. */
export function allowAccessLogs(bucket: string, sources: readonly string[], account: AwsAccount): ResourcePolicyStatement {
  return {
    Sid: 'AllowAccessLogs',
    Effect: 'Allow',
    Principal: { Service: 'logging.s3.amazonaws.com' },
    Action: 's3:PutObject',
    Resource: `${bucketArn(bucket)}/*`,
    Condition: {
      StringEquals: { 'aws:SourceAccount': account.accountId },
      ArnLike: { 'aws:SourceArn': sources.map(bucketArn) },
    },
  };
}
