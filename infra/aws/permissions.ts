/** What each workload may do, on what exists: exactly the actions that it uses. */
import type { Input } from '@pulumi/pulumi';
import * as pulumi from '@pulumi/pulumi';
import { type AwsAccount, arnOf } from './names.ts';
import type { PolicyStatement } from './policy.ts';

/** Methods of OpenSearch's API that anything here uses. Which indices they reach is up to fine-grained access control. */
export const OPENSEARCH_METHODS = ['es:ESHttpGet', 'es:ESHttpHead', 'es:ESHttpPost', 'es:ESHttpPut'] as const;

/**
 * Calls the domain's API.
 * @param methods which of its methods; a reader needs GET and POST, since a search is a POST
 */
export function callOpenSearch(
  domainArn: Input<string>,
  methods: readonly (typeof OPENSEARCH_METHODS)[number][],
): readonly PolicyStatement[] {
  return [{ Sid: 'CallOpenSearch', Effect: 'Allow', Action: methods, Resource: pulumi.interpolate`${domainArn}/*` }];
}

/** Keeps objects in a bucket of its own: lists, reads, writes and deletes them, under the bucket's key. */
export function keepObjects(
  { bucket, key }: { readonly bucket: { readonly arn: Input<string> }; readonly key: { readonly arn: Input<string> } },
  account: AwsAccount,
): readonly PolicyStatement[] {
  return [
    { Sid: 'ListObjects', Effect: 'Allow', Action: 's3:ListBucket', Resource: bucket.arn },
    {
      Sid: 'KeepObjects',
      Effect: 'Allow',
      Action: ['s3:AbortMultipartUpload', 's3:DeleteObject', 's3:GetObject', 's3:PutObject'],
      Resource: pulumi.interpolate`${bucket.arn}/*`,
    },
    useKey('s3', key.arn, account),
  ];
}

/** Writes samples to a workspace of Amazon Managed Service for Prometheus. */
export function remoteWrite(workspaceArn: Input<string>): readonly PolicyStatement[] {
  return [{ Sid: 'RemoteWrite', Effect: 'Allow', Action: 'aps:RemoteWrite', Resource: workspaceArn }];
}

/** Publishes to an encrypted topic. */
export function publish(
  topicArn: Input<string>,
  key: { readonly arn: Input<string> },
  account: AwsAccount,
): readonly PolicyStatement[] {
  return [{ Sid: 'Publish', Effect: 'Allow', Action: 'sns:Publish', Resource: topicArn }, useKey('sns', key.arn, account)];
}

/**
 * Sends mail from one address. Amazon SES asks for the second action too, since the message comes ready-made; and it knows the sender by
 * its address or by its domain, whichever of them the account has verified.
 */
export function sendEmail(from: string, account: AwsAccount): readonly PolicyStatement[] {
  const domain = from.slice(from.indexOf('@') + 1);
  return [
    {
      Sid: 'SendEmail',
      Effect: 'Allow',
      Action: ['ses:SendEmail', 'ses:SendRawEmail'],
      Resource: [arnOf('ses', account, `identity/${from}`), arnOf('ses', account, `identity/${domain}`)],
      Condition: { StringEquals: { 'ses:FromAddress': from } },
    },
  ];
}

/** Encrypting and decrypting, through that service alone. */
function useKey(service: 's3' | 'sns', keyArn: Input<string>, { region }: AwsAccount): PolicyStatement {
  return {
    Sid: 'UseKey',
    Effect: 'Allow',
    Action: ['kms:Decrypt', 'kms:GenerateDataKey'],
    Resource: keyArn,
    Condition: { StringEquals: { 'kms:ViaService': `${service}.${region}.amazonaws.com` } },
  };
}
