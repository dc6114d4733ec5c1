/** Every AWS resource says whose it is. */
import { isObject } from '../known.ts';
import { onEvery, resourcePolicy } from '../policy.ts';

const REQUIRED = ['Project', 'Environment', 'Owner', 'ManagedBy', 'Component', 'Name'] as const;

/** Types that AWS, or its provider, has no tags for: settings of another resource, and edges between two. A test compares with the SDK. */
export const UNTAGGABLE: ReadonlySet<string> = new Set([
  'aws:cloudwatch/logResourcePolicy:LogResourcePolicy',
  'aws:iam/rolePolicy:RolePolicy',
  'aws:iam/rolePolicyAttachment:RolePolicyAttachment',
  'aws:kms/alias:Alias',
  'aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration',
  'aws:s3/bucketLogging:BucketLogging',
  'aws:s3/bucketObjectLockConfiguration:BucketObjectLockConfiguration',
  'aws:s3/bucketOwnershipControls:BucketOwnershipControls',
  'aws:s3/bucketPolicy:BucketPolicy',
  'aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock',
  'aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration',
  'aws:s3/bucketVersioning:BucketVersioning',
  'aws:sns/topicPolicy:TopicPolicy',
  'aws:sns/topicSubscription:TopicSubscription',
]);

export const awsTags = resourcePolicy(
  {
    name: 'aws-tags',
    description: `Every AWS resource has the tags ${REQUIRED.join(', ')}.`,
    remediation: 'Pass it withTags(tags, { Component, Name }).',
    severity: 'medium',
    serves: ['GDPR 5(2)', 'GDPR 30', 'LFPDPPP 18', 'Reglamento 61'],
  },
  onEvery(function* ({ type, props: { tags } }) {
    if (!type.startsWith('aws:') || UNTAGGABLE.has(type)) return;
    const missing = REQUIRED.filter((tag) => !(isObject(tags) && tags[tag]));
    if (missing.length > 0) yield `The resource does not have ${missing.join(', ')} among its tags.`;
  }),
);
