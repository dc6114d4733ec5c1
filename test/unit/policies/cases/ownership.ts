/** Cases of the policies about whose a resource is, and whether it outlives a mistake. */
import * as aws from '@pulumi/aws';
import * as kubernetes from '@pulumi/kubernetes';
import type { PolicyName } from '../../../../policies/catalogue.ts';
import type { Case } from './case.ts';
import { domain, key, service } from './fixtures.ts';

const TAGS = {
  Project: 'vigia',
  Environment: 'prod',
  Owner: 'platform',
  ManagedBy: 'pulumi',
  Component: 'log-store',
  Name: 'logs',
};

const statefulSet = (claims: boolean, opts = {}) =>
  void new kubernetes.apps.v1.StatefulSet(
    'prometheus',
    {
      spec: {
        selector: {},
        serviceName: 'prometheus',
        template: { spec: { containers: [] } },
        ...(claims && { volumeClaimTemplates: [{ metadata: { name: 'data' } }] }),
      },
    },
    opts,
  );

export const ownershipCases = {
  'aws-tags': {
    satisfied: {
      'all tags': () => key({ tags: TAGS }),
      'a setting, which has none': () => void new aws.kms.Alias('alias', { targetKeyId: 'logs' }),
      'what is not of AWS': () => service({}),
    },
    violated: {
      'no tags': [
        () => key(),
        'The resource does not have Project, Environment, Owner, ManagedBy, Component, Name among its tags.',
      ],
      'an empty tag': [() => key({ tags: { ...TAGS, Owner: '' } }), 'The resource does not have Owner among its tags.'],
      'a tag in other letters': [
        () =>
          key({
            tags: { Project: 'vigia', environment: 'prod', Owner: 'platform', ManagedBy: 'pulumi', Component: 'a', Name: 'b' },
          }),
        'The resource does not have Environment among its tags.',
      ],
    },
  },
  'stateful-protected': {
    satisfied: {
      'a protected key': () => key({}, 'keys-logs', { protect: true }),
      'protected volumes': () => statefulSet(true, { protect: true }),
      'a StatefulSet without volumes': () => statefulSet(false),
    },
    violated: {
      'a key': [() => key(), 'The resource holds data, and a destroy would delete it.'],
      'a domain': [() => domain(), 'The resource holds data, and a destroy would delete it.'],
      'a bucket': [() => void new aws.s3.Bucket('audit'), 'The resource holds data, and a destroy would delete it.'],
      'a workspace': [() => void new aws.amp.Workspace('metrics'), 'The resource holds data, and a destroy would delete it.'],
      volumes: [() => statefulSet(true), 'The resource holds data, and a destroy would delete it.'],
      'a claim': [
        () => void new kubernetes.core.v1.PersistentVolumeClaim('data'),
        'The resource holds data, and a destroy would delete it.',
      ],
    },
  },
} as const satisfies Partial<Record<PolicyName, Case>>;
