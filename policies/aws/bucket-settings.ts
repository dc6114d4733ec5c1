/** What every bucket has: our key, no public access, TLS, versions, one set of lifecycle rules. */
import type * as aws from '@pulumi/aws';
import { list } from '../known.ts';
import { kind, type Props, stackPolicy } from '../policy.ts';
import { buckets, settingsOf } from './buckets.ts';
import { LIFECYCLE } from './kinds.ts';
import { many, type Statement, statements } from './statements.ts';

const ENCRYPTION = kind<aws.s3.BucketServerSideEncryptionConfigurationArgs>(
  'aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration',
);
const ACCESS_BLOCK = kind<aws.s3.BucketPublicAccessBlockArgs>('aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock');
const OWNERSHIP = kind<aws.s3.BucketOwnershipControlsArgs>('aws:s3/bucketOwnershipControls:BucketOwnershipControls');
const POLICY = kind<aws.s3.BucketPolicyArgs>('aws:s3/bucketPolicy:BucketPolicy');
const VERSIONING = kind<aws.s3.BucketVersioningArgs>('aws:s3/bucketVersioning:BucketVersioning');

export const bucketEncryptedWithOurKey = stackPolicy(
  {
    name: 'bucket-encrypted-with-our-key',
    description: 'Every bucket encrypts with a KMS key of ours by default.',
    remediation: 'Give it one BucketServerSideEncryptionConfiguration with aws:kms, the key and bucketKeyEnabled.',
    severity: 'high',
    serves: ['HIPAA 164.312(a)(2)(iv)', 'GDPR 32(1)(a)', 'LFPDPPP 18', 'Reglamento 60'],
  },
  function* (stack) {
    for (const bucket of buckets(stack)) {
      // S3 takes one rule.
      const [rule] = settingsOf(stack, bucket, ENCRYPTION).flatMap(({ props }) => list(props.rules));
      const { sseAlgorithm, kmsMasterKeyId } = rule?.applyServerSideEncryptionByDefault ?? {};
      if (!sseAlgorithm) yield { found: 'The bucket has no encryption of its own by default.', at: bucket };
      else if (!sseAlgorithm.startsWith('aws:kms') || !kmsMasterKeyId) {
        yield { found: 'The bucket is not encrypted with a key of ours.', at: bucket };
      } else if (!rule?.bucketKeyEnabled) yield { found: 'The bucket asks KMS for every object.', at: bucket };
    }
  },
);

const BLOCKS = ['blockPublicAcls', 'blockPublicPolicy', 'ignorePublicAcls', 'restrictPublicBuckets'] as const;

export const bucketNotPublic = stackPolicy(
  {
    name: 'bucket-not-public',
    description: 'Every bucket blocks public access in all four ways, and its objects belong to the account.',
    remediation: 'Give it a BucketPublicAccessBlock with all four true and BucketOwnershipControls with BucketOwnerEnforced.',
    severity: 'critical',
    serves: ['HIPAA 164.312(a)(1)', 'GDPR 25(2)', 'GDPR 5(1)(f)', 'LFPDPPP 18', 'LFPDPPP 20', 'Reglamento 63'],
  },
  function* (stack) {
    for (const bucket of buckets(stack)) {
      const [block] = settingsOf(stack, bucket, ACCESS_BLOCK);
      const open = BLOCKS.filter((one) => block?.props[one] !== true);
      if (open.length > 0) yield { found: `The bucket does not have ${open.join(', ')}.`, at: bucket };
      const [ownership] = settingsOf(stack, bucket, OWNERSHIP);
      if (ownership?.props.rule?.objectOwnership !== 'BucketOwnerEnforced') {
        yield { found: 'Objects in the bucket can belong to somebody else, and have access lists.', at: bucket };
      }
    }
  },
);

export const bucketTlsOnly = stackPolicy(
  {
    name: 'bucket-tls-only',
    description: 'Every bucket refuses requests without TLS.',
    remediation: 'Deny s3:* to everybody where aws:SecureTransport is false, for the bucket and its objects.',
    severity: 'high',
    serves: ['HIPAA 164.312(e)(1)', 'HIPAA 164.312(e)(2)(ii)', 'GDPR 32(1)(a)', 'LFPDPPP 18'],
  },
  function* (stack) {
    for (const bucket of buckets(stack)) {
      const policies = settingsOf(stack, bucket, POLICY).map(({ props }) => props);
      if (!policies.some(refusesPlainText)) yield { found: 'The bucket accepts requests without TLS.', at: bucket };
    }
  },
);

function refusesPlainText({ policy }: Props<aws.s3.BucketPolicyArgs>): boolean {
  // A document that is not known yet is looked at when it is.
  return statements(policy)?.some(isTlsDeny) ?? policy !== undefined;
}

function isTlsDeny({ Effect, Principal, Action, Resource, Condition }: Statement): boolean {
  const everybody = Principal === '*' || JSON.stringify(Principal) === '{"AWS":"*"}';
  const secure = Condition?.Bool as Record<string, unknown> | undefined;
  const resources = many(Resource);
  return (
    Effect === 'Deny' &&
    everybody &&
    many(Action).includes('s3:*') &&
    String(secure?.['aws:SecureTransport']) === 'false' &&
    Object.keys(Condition ?? {}).length === 1 &&
    Object.keys(secure ?? {}).length === 1 &&
    resources.some((resource) => resource.endsWith('/*')) &&
    resources.some((resource) => !resource.endsWith('/*'))
  );
}

export const bucketVersioned = stackPolicy(
  {
    name: 'bucket-versioned',
    description: 'Every bucket keeps versions, so that nothing is lost by being overwritten or deleted.',
    remediation: 'Give it a BucketVersioning with status Enabled, and a lifecycle rule for noncurrent versions.',
    severity: 'high',
    serves: ['HIPAA 164.308(a)(7)(ii)(A)', 'HIPAA 164.312(c)(1)', 'GDPR 32(1)(c)', 'LFPDPPP 18', 'Reglamento 63'],
  },
  function* (stack) {
    for (const bucket of buckets(stack)) {
      const [versioning] = settingsOf(stack, bucket, VERSIONING);
      if (versioning?.props.versioningConfiguration?.status !== 'Enabled')
        yield { found: 'The bucket keeps no versions.', at: bucket };
    }
  },
);

export const oneLifecyclePerBucket = stackPolicy(
  {
    name: 'one-lifecycle-per-bucket',
    description: 'Every bucket has exactly one lifecycle resource: of two, one silently loses its rules.',
    remediation: 'Put all its rules into one BucketLifecycleConfiguration.',
    severity: 'medium',
    serves: ['GDPR 5(1)(e)', 'HIPAA 164.316(b)(2)(i)', 'LFPDPPP 18'],
  },
  function* (stack) {
    for (const bucket of buckets(stack)) {
      const count = settingsOf(stack, bucket, LIFECYCLE).length + (list(bucket.props.lifecycleRules).length > 0 ? 1 : 0);
      if (count !== 1)
        yield { found: `The bucket has ${count === 0 ? 'no' : count} lifecycle resource${count > 1 ? 's' : ''}.`, at: bucket };
    }
  },
);
