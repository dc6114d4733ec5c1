/** The customer-managed KMS keys: one for each kind of data, so that each can be given and taken away alone. */
import * as aws from '@pulumi/aws';
import * as pulumi from '@pulumi/pulumi';
import * as policy from '../aws/key-policy.ts';
import { type AwsAccount, physicalName } from '../aws/names.ts';
import { policyDocument, type ResourcePolicyStatement } from '../aws/policy.ts';
import type { DeployedEnvironment } from '../environment.ts';
import { type Tags, withTags } from '../tags.ts';

export interface EncryptionKeysArgs extends AwsAccount {
  /** Sets the deletion window, and whether the keys are protected and the archive's can never be deleted. */
  readonly environment: DeployedEnvironment;
  /** Tags of the stack. */
  readonly tags: Tags;
}

/** What there is a key for. */
export type KeyPurpose = 'logs' | 'archive' | 'backups' | 'alerts';

/**
 * Four keys, each rotated every year by AWS, with the alias `alias/vigia-<environment>-<purpose>`. Administrators of the account look after
 * them and cannot use them; roles use them through the service whose data they encrypt. In prod the archive's cannot be disabled or deleted
 * by anybody: Object Lock keeps its objects for years, and they are worth nothing without it.
 * About 1 USD a month each, and again for each of its first two rotations.
 */
export class EncryptionKeys extends pulumi.ComponentResource {
  /** The log store, its log groups, traces, and metrics in Amazon Managed Service for Prometheus. */
  readonly logs: aws.kms.Key;
  /** The audit archive. */
  readonly archive: aws.kms.Key;
  /** Tenant backups. */
  readonly backups: aws.kms.Key;
  /** Topics of the dead-man's switch and of CloudWatch's alarms. */
  readonly alerts: aws.kms.Key;

  constructor(name: string, args: EncryptionKeysArgs, opts: pulumi.ComponentResourceOptions) {
    super('vigia:aws:EncryptionKeys', name, {}, opts);
    const { environment } = args;
    const key = (purpose: KeyPurpose, description: string, statements: readonly ResourcePolicyStatement[]) =>
      this.#key(name, args, purpose, description, [policy.administration(args), ...statements]);

    this.logs = key('logs', 'Logs, traces and metrics at rest', [
      policy.useThrough(['es', 'aps', 's3'], args),
      policy.grantTo(['es', 'aps'], args),
      policy.logGroups(environment, args),
    ]);
    this.archive = key('archive', 'The audit archive', [
      policy.useThrough(['s3'], args),
      ...(environment.protect ? [policy.neverDeleted()] : []),
    ]);
    this.backups = key('backups', 'Tenant backups', [policy.useThrough(['s3'], args)]);
    this.alerts = key('alerts', "The dead-man's switch and CloudWatch's alarms", [
      policy.useThrough(['sns'], args),
      policy.alarms(environment, args),
    ]);
    this.registerOutputs({
      logs: this.logs.arn,
      archive: this.archive.arn,
      backups: this.backups.arn,
      alerts: this.alerts.arn,
    });
  }

  #key(
    name: string,
    { environment, tags }: EncryptionKeysArgs,
    purpose: KeyPurpose,
    description: string,
    statements: readonly ResourcePolicyStatement[],
  ): aws.kms.Key {
    const physical = physicalName(environment, purpose);
    const key = new aws.kms.Key(
      `${name}-${purpose}`,
      {
        description: `${description} (Vigía, ${environment.name})`,
        enableKeyRotation: true,
        deletionWindowInDays: environment.keyDeletionWindowDays,
        policy: policyDocument(statements),
        tags: withTags(tags, { Component: 'encryption-keys', Name: physical }),
      },
      { parent: this, protect: environment.protect, retainOnDelete: environment.protect },
    );
    new aws.kms.Alias(`${name}-${purpose}-alias`, { name: `alias/${physical}`, targetKeyId: key.keyId }, { parent: this });
    return key;
  }
}
