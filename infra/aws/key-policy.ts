/** Who may do what with an encryption key. */
import { type AwsAccount, accountPrincipal, arnOf, logGroupPrefix } from './names.ts';
import type { ResourcePolicyStatement } from './policy.ts';

/** In a key's own policy `*` is that key: AWS knows no other way to name it. */
const THIS_KEY = '*';

/** Everything an administrator does to a key, and nothing that reads or writes with it. */
const ADMINISTRATION = [
  'kms:CancelKeyDeletion',
  'kms:CreateAlias',
  'kms:DeleteAlias',
  'kms:DescribeKey',
  'kms:DisableKey',
  'kms:DisableKeyRotation',
  'kms:EnableKey',
  'kms:EnableKeyRotation',
  'kms:GetKeyPolicy',
  'kms:GetKeyRotationStatus',
  'kms:ListGrants',
  'kms:ListKeyPolicies',
  'kms:ListKeyRotations',
  'kms:ListResourceTags',
  'kms:PutKeyPolicy',
  'kms:RevokeGrant',
  'kms:RotateKeyOnDemand',
  'kms:ScheduleKeyDeletion',
  'kms:TagResource',
  'kms:UntagResource',
  'kms:UpdateAlias',
  'kms:UpdateKeyDescription',
];

const USE = [
  'kms:Decrypt',
  'kms:DescribeKey',
  'kms:Encrypt',
  'kms:GenerateDataKey',
  'kms:GenerateDataKeyWithoutPlaintext',
  'kms:ReEncryptFrom',
  'kms:ReEncryptTo',
];

/** Services that a role may reach a key through. The first ones act for the caller at each request; OpenSearch and Prometheus ask once for a grant. */
export type KeyService = 's3' | 'sns' | GrantingService;
type GrantingService = 'es' | 'aps';

/** The account's administrators look after the key. Using it is not among what they may do. */
export function administration(account: AwsAccount): ResourcePolicyStatement {
  return {
    Sid: 'AdministerWithoutUse',
    Effect: 'Allow',
    Principal: accountPrincipal(account),
    Action: ADMINISTRATION,
    Resource: THIS_KEY,
  };
}

/** Roles of the account use the key, where their own policy allows it too, and only through `services`: never directly. */
export function useThrough(services: readonly KeyService[], account: AwsAccount): ResourcePolicyStatement {
  return {
    Sid: 'UseThroughServices',
    Effect: 'Allow',
    Principal: accountPrincipal(account),
    Action: USE,
    Resource: THIS_KEY,
    Condition: through(services, account),
  };
}

/** Lets whoever creates a domain or a workspace hand the key to that service for as long as the resource lives. */
export function grantTo(services: readonly GrantingService[], account: AwsAccount): ResourcePolicyStatement {
  return {
    Sid: 'GrantToServices',
    Effect: 'Allow',
    Principal: accountPrincipal(account),
    Action: 'kms:CreateGrant',
    Resource: THIS_KEY,
    Condition: through(services, account),
  };
}

function through(services: readonly KeyService[], account: AwsAccount) {
  return {
    StringEquals: {
      'kms:CallerAccount': account.accountId,
      'kms:ViaService': services.map((service) => `${service}.${account.region}.amazonaws.com`),
    },
  };
}

/** CloudWatch Logs encrypts the environment's log groups, and none else: the encryption context has the group's ARN, account and region included. */
export function logGroups(environment: { readonly name: string }, account: AwsAccount): ResourcePolicyStatement {
  return {
    Sid: 'EncryptLogGroups',
    Effect: 'Allow',
    Principal: { Service: `logs.${account.region}.amazonaws.com` },
    Action: USE,
    Resource: THIS_KEY,
    Condition: {
      ArnLike: {
        'kms:EncryptionContext:aws:logs:arn': arnOf('logs', account, `log-group:${logGroupPrefix(environment)}*`),
      },
    },
  };
}

/** CloudWatch's alarms publish to encrypted topics. With Amazon's own key for SNS they could not, and would stay silent. */
export function alarms(environment: { readonly name: string }, account: AwsAccount): ResourcePolicyStatement {
  return {
    Sid: 'PublishAlarms',
    Effect: 'Allow',
    Principal: { Service: 'cloudwatch.amazonaws.com' },
    Action: ['kms:Decrypt', 'kms:GenerateDataKey'],
    Resource: THIS_KEY,
    Condition: {
      StringEquals: { 'aws:SourceAccount': account.accountId },
      ArnLike: { 'aws:SourceArn': arnOf('cloudwatch', account, `alarm:vigia-${environment.name}-*`) },
    },
  };
}

/** Nobody ends the key's life: without it, what Object Lock keeps could not be read again. */
export function neverDeleted(): ResourcePolicyStatement {
  return {
    Sid: 'NeverDelete',
    Effect: 'Deny',
    Principal: '*',
    Action: ['kms:DisableKey', 'kms:ScheduleKeyDeletion'],
    Resource: THIS_KEY,
  };
}
