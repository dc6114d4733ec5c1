import { describe, expect, it } from 'vitest';
import { callOpenSearch, keepObjects, publish, remoteWrite, sendEmail } from '../../../infra/aws/permissions.ts';
import type { PolicyStatement } from '../../../infra/aws/policy.ts';
import { WorkloadIdentity } from '../../../infra/components/workload-identity.ts';
import { environments } from '../../../infra/environment.ts';
import { ACCOUNT, PROVIDER, plan, tags } from './aws-plan.ts';

const DOMAIN = 'arn:aws:es:us-east-1:111122223333:domain/vigia-prod';
const KEY = { arn: 'arn:aws:kms:us-east-1:111122223333:key/one' };

const identity = (statements: readonly PolicyStatement[]) =>
  plan('prod', (opts) => {
    new WorkloadIdentity(
      'log-writer-identity',
      {
        environment: environments.prod,
        ...ACCOUNT,
        clusterName: 'clinics',
        namespace: 'vigia',
        serviceAccount: 'log-writer',
        statements,
        tags: tags('prod'),
      },
      opts,
    );
  });

/** What a role with these statements may do. */
const allowed = async (statements: readonly PolicyStatement[]) =>
  (await identity(statements)).statements('log-writer-identity-policy', 'policy');

describe('the identity of a workload', () => {
  it('is a role, its policy, and its association with one service account', async () => {
    const found = await identity(callOpenSearch(DOMAIN, ['es:ESHttpPost']));
    expect(found.below('log-writer-identity')).toEqual([
      'PodIdentityAssociation log-writer-identity-association',
      'Role log-writer-identity-role',
      'RolePolicy log-writer-identity-policy',
    ]);
    expect(found.get('log-writer-identity-role')).toMatchObject({
      provider: expect.stringContaining(PROVIDER),
      inputs: {
        name: 'vigia-prod-log-writer',
        tags: { Component: 'workload-identity', Name: 'vigia-prod-log-writer', Owner: 'platform' },
      },
    });
    expect(found.inputs('log-writer-identity-policy')).toMatchObject({ name: 'workload', role: 'vigia-prod-log-writer' });
    expect(found.inputs('log-writer-identity-association')).toMatchObject({
      clusterName: 'clinics',
      namespace: 'vigia',
      serviceAccount: 'log-writer',
      roleArn: 'arn:aws:iam::111122223333:role/vigia-prod-log-writer',
    });
    expect(found.get('log-writer-identity').outputs).toEqual({
      roleArn: 'arn:aws:iam::111122223333:role/vigia-prod-log-writer',
      roleName: 'vigia-prod-log-writer',
    });
  });

  it('is taken only by pods of that service account, namespace, cluster and account', async () => {
    expect((await identity([])).statements('log-writer-identity-role', 'assumeRolePolicy')).toEqual({
      PodsOfThisServiceAccount: {
        Effect: 'Allow',
        Principal: { Service: 'pods.eks.amazonaws.com' },
        Action: ['sts:AssumeRole', 'sts:TagSession'],
        Condition: {
          StringEquals: {
            'aws:SourceAccount': '111122223333',
            'aws:RequestTag/eks-cluster-arn': 'arn:aws:eks:us-east-1:111122223333:cluster/clinics',
            'aws:RequestTag/kubernetes-namespace': 'vigia',
            'aws:RequestTag/kubernetes-service-account': 'log-writer',
          },
        },
      },
    });
  });

  it('has no policy where it may do nothing', async () => {
    expect((await identity([])).has('log-writer-identity-policy')).toBe(false);
  });
});

describe('what a workload may do', () => {
  it('calls the log store by the methods that it uses', async () => {
    expect(await allowed(callOpenSearch(DOMAIN, ['es:ESHttpGet', 'es:ESHttpPost']))).toEqual({
      CallOpenSearch: {
        Effect: 'Allow',
        Action: ['es:ESHttpGet', 'es:ESHttpPost'],
        Resource: 'arn:aws:es:us-east-1:111122223333:domain/vigia-prod/*',
      },
    });
  });

  it('keeps objects in one bucket under its key, through S3', async () => {
    expect(await allowed(keepObjects({ bucket: { arn: 'arn:aws:s3:::traces' }, key: KEY }, ACCOUNT))).toEqual({
      ListObjects: { Effect: 'Allow', Action: 's3:ListBucket', Resource: 'arn:aws:s3:::traces' },
      KeepObjects: {
        Effect: 'Allow',
        Action: ['s3:AbortMultipartUpload', 's3:DeleteObject', 's3:GetObject', 's3:PutObject'],
        Resource: 'arn:aws:s3:::traces/*',
      },
      UseKey: {
        Effect: 'Allow',
        Action: ['kms:Decrypt', 'kms:GenerateDataKey'],
        Resource: KEY.arn,
        Condition: { StringEquals: { 'kms:ViaService': 's3.us-east-1.amazonaws.com' } },
      },
    });
  });

  it('writes samples to one workspace', async () => {
    expect(await allowed(remoteWrite('arn:aws:aps:us-east-1:111122223333:workspace/ws-1'))).toEqual({
      RemoteWrite: {
        Effect: 'Allow',
        Action: 'aps:RemoteWrite',
        Resource: 'arn:aws:aps:us-east-1:111122223333:workspace/ws-1',
      },
    });
  });

  it('publishes to one topic under its key, through SNS', async () => {
    expect(await allowed(publish('arn:aws:sns:us-east-1:111122223333:heartbeat', KEY, ACCOUNT))).toEqual({
      Publish: { Effect: 'Allow', Action: 'sns:Publish', Resource: 'arn:aws:sns:us-east-1:111122223333:heartbeat' },
      UseKey: {
        Effect: 'Allow',
        Action: ['kms:Decrypt', 'kms:GenerateDataKey'],
        Resource: KEY.arn,
        Condition: { StringEquals: { 'kms:ViaService': 'sns.us-east-1.amazonaws.com' } },
      },
    });
  });

  it('sends mail from one address, which Amazon SES knows by itself or by its domain', async () => {
    expect(await allowed(sendEmail('vigia@clinic.org', ACCOUNT))).toEqual({
      SendEmail: {
        Effect: 'Allow',
        Action: ['ses:SendEmail', 'ses:SendRawEmail'],
        Resource: [
          'arn:aws:ses:us-east-1:111122223333:identity/vigia@clinic.org',
          'arn:aws:ses:us-east-1:111122223333:identity/clinic.org',
        ],
        Condition: { StringEquals: { 'ses:FromAddress': 'vigia@clinic.org' } },
      },
    });
  });
});
