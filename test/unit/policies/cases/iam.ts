/** Cases of the policies about who may do what. */
import * as aws from '@pulumi/aws';
import type { PolicyName } from '../../../../policies/catalogue.ts';
import type { Case } from './case.ts';
import { document, key, ROOT } from './fixtures.ts';

const bucketPolicy = (statement: object) => void new aws.s3.BucketPolicy('policy', { bucket: 'a', policy: document(statement) });
const rolePolicy = (statement: object) => void new aws.iam.RolePolicy('policy', { role: 'tempo', policy: document(statement) });
const role = (trust: object, inline?: object) =>
  void new aws.iam.Role('role', {
    assumeRolePolicy: document(trust),
    ...(inline && { inlinePolicies: [{ name: 'own', policy: document(inline) }] }),
  });

const readTraces = {
  Sid: 'Read',
  Effect: 'Allow',
  Action: ['s3:GetObject'],
  Resource: 'arn:aws:s3:::vigia-prod-traces-111122223333/*',
};
const podIdentity = {
  Effect: 'Allow',
  Principal: { Service: 'pods.eks.amazonaws.com' },
  Action: ['sts:AssumeRole', 'sts:TagSession'],
};

/** Lets anybody read, under a condition. */
const open = (Condition: object) =>
  bucketPolicy({ Effect: 'Allow', Principal: '*', Action: 's3:GetObject', Resource: 'arn:aws:s3:::a/*', Condition });

export const iamCases = {
  'iam-no-wildcards': {
    satisfied: {
      'named actions on named objects': () => rolePolicy(readTraces),
      'an action for which AWS knows no resource': () =>
        rolePolicy({ Effect: 'Allow', Action: 'cloudwatch:PutMetricData', Resource: '*' }),
      "a key's policy, whose * is the key": () =>
        key({ policy: document({ Effect: 'Allow', Principal: ROOT, Action: 'kms:PutKeyPolicy', Resource: '*' }) }),
      'a denial of everything': () => bucketPolicy({ Effect: 'Deny', Principal: '*', Action: 's3:*', Resource: '*' }),
    },
    violated: {
      'every action': [() => rolePolicy({ ...readTraces, Action: '*' }), 'The action * is a wildcard.'],
      'every action of a service': [
        () => rolePolicy({ ...readTraces, Action: ['s3:GetObject', 's3:*'] }),
        'The action s3:* is a wildcard.',
      ],
      'every reading action': [() => rolePolicy({ ...readTraces, Action: 's3:Get*' }), 'The action s3:Get* is a wildcard.'],
      'all actions but one': [
        () => rolePolicy({ Sid: 'Most', Effect: 'Allow', NotAction: 'iam:*', Resource: readTraces.Resource }),
        'Statement Most allows all actions but some.',
      ],
      'any resource': [() => rolePolicy({ ...readTraces, Resource: '*' }), 'Statement Read allows any resource.'],
      'any resource for an action that has some, beside one that has none': [
        () => rolePolicy({ Sid: 'Both', Effect: 'Allow', Action: ['cloudwatch:PutMetricData', 's3:GetObject'], Resource: '*' }),
        'Statement Both allows any resource.',
      ],
      'any bucket': [() => rolePolicy({ ...readTraces, Resource: 'arn:aws:s3:::*' }), 'Statement Read allows any resource.'],
      'all resources but one': [
        () => rolePolicy({ Effect: 'Allow', Action: 's3:GetObject', NotResource: 'arn:aws:s3:::a/*' }),
        'The statement about s3:GetObject allows all resources but some.',
      ],
      'a wildcard in an inline policy': [
        () => role(podIdentity, { ...readTraces, Action: 's3:*' }),
        'The action s3:* is a wildcard.',
      ],
      'a wildcard in a policy of its own': [
        () => void new aws.iam.Policy('policy', { policy: document({ ...readTraces, Resource: '*' }) }),
        'Statement Read allows any resource.',
      ],
      'a wildcard in a key policy': [
        () => key({ policy: document({ Effect: 'Allow', Principal: ROOT, Action: 'kms:*', Resource: '*' }) }),
        'The action kms:* is a wildcard.',
      ],
      "AWS's policy for administrators": [
        () =>
          void new aws.iam.RolePolicyAttachment('admin', {
            role: 'tempo',
            policyArn: 'arn:aws:iam::aws:policy/AdministratorAccess',
          }),
        'The managed policy arn:aws:iam::aws:policy/AdministratorAccess is full of wildcards.',
      ],
    },
  },
  'no-public-principal': {
    satisfied: {
      'a named service': () => role(podIdentity),
      'a denial to everybody': () => bucketPolicy({ Effect: 'Deny', Principal: '*', Action: 's3:*', Resource: '*' }),
      'everybody of one account': () => open({ StringEquals: { 'aws:PrincipalAccount': '111122223333' } }),
      'everybody of one organization': () => open({ StringEquals: { 'aws:PrincipalOrgID': 'o-1' } }),
      'what acts for one account': () => open({ StringEquals: { 'aws:SourceAccount': '111122223333' } }),
      'what acts for one resource': () => open({ ArnLike: { 'aws:SourceArn': 'arn:aws:s3:::vigia-prod-traces-111122223333' } }),
    },
    violated: {
      anybody: [
        () => bucketPolicy({ Sid: 'Open', Effect: 'Allow', Principal: '*', Action: 's3:GetObject', Resource: 'arn:aws:s3:::a/*' }),
        'Statement Open lets in anybody.',
      ],
      'anybody as an AWS principal': [
        () => role({ Effect: 'Allow', Principal: { AWS: '*' }, Action: 'sts:AssumeRole' }),
        'The statement about sts:AssumeRole lets in anybody.',
      ],
      'everybody but one': [
        () => role({ Effect: 'Allow', NotPrincipal: ROOT, Action: 'sts:AssumeRole' }),
        'The statement about sts:AssumeRole lets in everybody but some.',
      ],
      'what acts for any resource': [
        () => open({ ArnLike: { 'aws:SourceArn': '*' } }),
        'The statement about s3:GetObject lets in anybody.',
      ],
      'a condition of difference': [
        () =>
          role({
            Effect: 'Allow',
            Principal: '*',
            Action: 'sts:AssumeRole',
            Condition: { StringNotEquals: { 'aws:SourceAccount': '111122223333' } },
          }),
        'The statement about sts:AssumeRole lets in anybody.',
      ],
      'a condition that a request can leave out': [
        () =>
          role({
            Effect: 'Allow',
            Principal: '*',
            Action: 'sts:AssumeRole',
            Condition: { StringEqualsIfExists: { 'aws:SourceAccount': '111122223333' } },
          }),
        'The statement about sts:AssumeRole lets in anybody.',
      ],
      'a condition that says nothing of who it is': [
        () =>
          role({
            Effect: 'Allow',
            Principal: '*',
            Action: 'sts:AssumeRole',
            Condition: { Bool: { 'aws:SecureTransport': 'true' } },
          }),
        'The statement about sts:AssumeRole lets in anybody.',
      ],
    },
  },
} as const satisfies Partial<Record<PolicyName, Case>>;
