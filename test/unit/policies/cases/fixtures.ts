/** Resources as they should be, for the policies that look at several of their sides. */
import * as aws from '@pulumi/aws';
import * as kubernetes from '@pulumi/kubernetes';

export const KEY_ARN = 'arn:aws:kms:us-east-1:111122223333:key/logs';

/** The account's principal. */
export const ROOT = { AWS: 'arn:aws:iam::111122223333:root' };

/** A policy document as JSON text. */
export const document = (...statements: readonly object[]) => JSON.stringify({ Version: '2012-10-17', Statement: statements });

/** What the archive's key denies to everybody. */
export const neverDelete = { Effect: 'Deny', Principal: '*', Action: ['kms:ScheduleKeyDeletion', 'kms:DisableKey'], Resource: '*' };

/** The archive's key unless it is called otherwise, and what is different. */
export const key = (change: aws.kms.KeyArgs = {}, name = 'keys-archive', opts = {}) =>
  void new aws.kms.Key(name, { enableKeyRotation: true, deletionWindowInDays: 30, policy: document(neverDelete), ...change }, opts);

/** The domain of prod, and what is different. */
export const domain = (change: aws.opensearch.DomainArgs = {}, opts = {}) =>
  void new aws.opensearch.Domain(
    'logs',
    {
      domainName: 'vigia-prod',
      engineVersion: 'OpenSearch_3.5',
      vpcOptions: { subnetIds: ['subnet-1', 'subnet-2', 'subnet-3'] },
      clusterConfig: {
        dedicatedMasterEnabled: true,
        dedicatedMasterCount: 3,
        zoneAwarenessEnabled: true,
        zoneAwarenessConfig: { availabilityZoneCount: 3 },
      },
      encryptAtRest: { enabled: true, kmsKeyId: KEY_ARN },
      nodeToNodeEncryption: { enabled: true },
      domainEndpointOptions: { enforceHttps: true, tlsSecurityPolicy: 'Policy-Min-TLS-1-2-PFS-2023-10' },
      advancedSecurityOptions: {
        enabled: true,
        internalUserDatabaseEnabled: false,
        masterUserOptions: { masterUserArn: 'arn:aws:iam::111122223333:role/vigia-prod-opensearch-apply' },
      },
      logPublishingOptions: [
        { logType: 'AUDIT_LOGS', cloudwatchLogGroupArn: 'arn:aws:logs:us-east-1:111122223333:log-group:audit' },
      ],
      ...change,
    },
    opts,
  );

/** A Service of Grafana. */
export const service = (spec: kubernetes.types.input.core.v1.ServiceSpec) =>
  void new kubernetes.core.v1.Service('grafana', { spec });
