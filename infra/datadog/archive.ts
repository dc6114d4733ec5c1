/** Datadog's way into the audit archive: a role of ours that only its account with our external id may take on. */
import * as aws from '@pulumi/aws';
import * as datadog from '@pulumi/datadog';
import * as pulumi from '@pulumi/pulumi';
import { type AwsAccount, physicalName } from '../aws/names.ts';
import { policyDocument } from '../aws/policy.ts';
import type { DeployedEnvironment } from '../environment.ts';
import { type Tags, withTags } from '../tags.ts';
import { auditRecordsOf } from './logs.ts';
import { DATADOG_AWS_ACCOUNTS, type DatadogSite } from './site.ts';
import { datadogTags } from './tags.ts';

export interface ArchiveArgs extends AwsAccount {
  readonly environment: Pick<DeployedEnvironment, 'name'>;
  /** Datadog's site: its AWS account is the one that is let in. */
  readonly site: DatadogSite;
  /** Name of the bucket that takes the audit records, and the ARN of the key that it encrypts with. */
  readonly archive: { readonly bucket: pulumi.Input<string>; readonly keyArn: pulumi.Input<string> };
  readonly tags: Tags;
}

/** Where in the bucket Datadog writes; it sees nothing else there. */
const ARCHIVE_PATH = 'datadog/audit';

/**
 * Archives audit records, and only those: under Object Lock nobody could erase a log line when a person asks for it. Datadog writes a
 * file again where an upload timed out, which a locked bucket takes as a new version.
 */
export function auditArchive(name: string, args: ArchiveArgs, parent: pulumi.Resource): datadog.LogsArchive {
  const externalId = new datadog.aws.IntegrationExternalId(`${name}-external-id`, {}, { parent }).id;
  const { role, policy } = datadogRole(name, args, externalId, parent);
  const account = integrationAccount(name, args, { externalId, roleName: role.name }, parent);
  return new datadog.LogsArchive(
    `${name}-archive`,
    {
      name: physicalName(args.environment, 'audit'),
      query: auditRecordsOf(args.environment),
      s3Archive: {
        bucket: args.archive.bucket,
        path: ARCHIVE_PATH,
        accountId: args.accountId,
        roleName: role.name,
        // No header: the bucket's default encrypts, with our key.
        encryptionType: 'NO_OVERRIDE',
      },
      includeTags: true,
    },
    { parent, dependsOn: [account, policy] },
  );
}

function datadogRole(name: string, args: ArchiveArgs, externalId: pulumi.Output<string>, parent: pulumi.Resource) {
  const physical = physicalName(args.environment, 'datadog');
  const role = new aws.iam.Role(
    `${name}-role`,
    {
      name: physical,
      description: `Datadog, which archives audit records (Vigía, ${args.environment.name})`,
      assumeRolePolicy: pulumi.jsonStringify({
        Version: '2012-10-17',
        Statement: [
          {
            Sid: 'DatadogWithOurExternalId',
            Effect: 'Allow',
            Principal: { AWS: `arn:aws:iam::${DATADOG_AWS_ACCOUNTS[args.site]}:root` },
            Action: 'sts:AssumeRole',
            Condition: { StringEquals: { 'sts:ExternalId': externalId } },
          },
        ],
      }),
      tags: withTags(args.tags, { Component: 'datadog', Name: physical }),
    },
    { parent },
  );
  const bucketArn = pulumi.interpolate`arn:aws:s3:::${args.archive.bucket}`;
  const policy = new aws.iam.RolePolicy(
    `${name}-policy`,
    {
      name: 'archive',
      role: role.name,
      policy: policyDocument([
        {
          Sid: 'WriteAndRehydrate',
          Effect: 'Allow',
          Action: ['s3:GetObject', 's3:PutObject'],
          Resource: pulumi.interpolate`${bucketArn}/${ARCHIVE_PATH}/*`,
        },
        { Sid: 'FindWhatToRehydrate', Effect: 'Allow', Action: 's3:ListBucket', Resource: bucketArn },
        {
          Sid: 'UseTheArchiveKey',
          Effect: 'Allow',
          Action: ['kms:Decrypt', 'kms:GenerateDataKey'],
          Resource: args.archive.keyArn,
          Condition: { StringEquals: { 'kms:ViaService': `s3.${args.region}.amazonaws.com` } },
        },
      ]),
    },
    { parent },
  );
  return { role, policy };
}

/** Makes the AWS account known to Datadog, which then knows the role. It collects nothing there: no metrics, resources, logs or traces. */
function integrationAccount(
  name: string,
  args: ArchiveArgs,
  awsAuthConfigRole: { readonly externalId: pulumi.Output<string>; readonly roleName: pulumi.Output<string> },
  parent: pulumi.Resource,
): datadog.aws.IntegrationAccount {
  return new datadog.aws.IntegrationAccount(
    `${name}-account`,
    {
      awsAccountId: args.accountId,
      awsPartition: 'aws',
      accountTags: datadogTags(args.tags),
      authConfig: { awsAuthConfigRole },
      awsRegions: { includeOnlies: [args.region] },
      logsConfig: { lambdaForwarder: { lambdas: [], sources: [] } },
      metricsConfig: { enabled: false, automuteEnabled: false, namespaceFilters: {} },
      resourcesConfig: { extendedCollection: false, cloudSecurityPostureManagementCollection: false },
      tracesConfig: { xrayServices: { includeOnlies: [] } },
    },
    { parent },
  );
}
