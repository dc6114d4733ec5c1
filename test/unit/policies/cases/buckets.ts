/** Cases of the policies about buckets. */
import * as aws from '@pulumi/aws';
import type { PolicyName } from '../../../../policies/catalogue.ts';
import type { Case } from './case.ts';

const KEY_ARN = 'arn:aws:kms:us-east-1:111122223333:key/archive';
const NAME = 'vigia-prod-audit-111122223333';

type Encryption = aws.s3.BucketServerSideEncryptionConfigurationArgs['rules'];
type Rule = aws.types.input.s3.BucketLifecycleConfigurationRule;

interface Changes {
  readonly bucket?: aws.s3.BucketArgs;
  readonly encryption?: Encryption | 'none';
  readonly access?: Partial<aws.s3.BucketPublicAccessBlockArgs>;
  readonly ownership?: string;
  readonly policy?: object | readonly object[] | 'none';
  readonly versioning?: string;
  readonly lock?: aws.types.input.s3.BucketObjectLockConfigurationRule | 'none';
  readonly lifecycles?: readonly (readonly Rule[])[];
}

const denyPlainText = {
  Sid: 'DenyInsecureTransport',
  Effect: 'Deny',
  Principal: '*',
  Action: 's3:*',
  Resource: [`arn:aws:s3:::${NAME}`, `arn:aws:s3:::${NAME}/*`],
  Condition: { Bool: { 'aws:SecureTransport': 'false' } },
};

/** The audit archive as it should be, and what is different. */
function archive({ bucket, encryption, access, ownership, policy, versioning, lock, lifecycles }: Changes = {}): void {
  const made = new aws.s3.Bucket('archive-audit', { bucket: NAME, objectLockEnabled: true, ...bucket });
  const of = { bucket: made.bucket };
  if (encryption !== 'none') {
    new aws.s3.BucketServerSideEncryptionConfiguration('encryption', {
      ...of,
      rules: encryption ?? [
        { applyServerSideEncryptionByDefault: { sseAlgorithm: 'aws:kms', kmsMasterKeyId: KEY_ARN }, bucketKeyEnabled: true },
      ],
    });
  }
  const blocked = { blockPublicAcls: true, blockPublicPolicy: true, ignorePublicAcls: true, restrictPublicBuckets: true };
  new aws.s3.BucketPublicAccessBlock('access', { ...of, ...blocked, ...access });
  new aws.s3.BucketOwnershipControls('ownership', { ...of, rule: { objectOwnership: ownership ?? 'BucketOwnerEnforced' } });
  if (policy !== 'none') {
    new aws.s3.BucketPolicy('policy', {
      ...of,
      policy: JSON.stringify({ Version: '2012-10-17', Statement: policy ?? denyPlainText }),
    });
  }
  new aws.s3.BucketVersioning('versioning', { ...of, versioningConfiguration: { status: versioning ?? 'Enabled' } });
  if (lock !== 'none') {
    // By its id, as people write it too: the policies find the bucket all the same.
    const rule = lock ?? { defaultRetention: { mode: 'COMPLIANCE', days: 2192 } };
    new aws.s3.BucketObjectLockConfiguration('lock', { bucket: made.id, rule });
  }
  for (const [i, rules] of (lifecycles ?? [[EXPIRE_LATE]]).entries()) {
    new aws.s3.BucketLifecycleConfiguration(`lifecycle-${i}`, { ...of, rules: [...rules] });
  }
}

const EXPIRE_LATE: Rule = { id: 'expire', status: 'Enabled', filter: { prefix: '' }, expiration: { days: 2192 } };

const kms = (change: object): Encryption => [
  { applyServerSideEncryptionByDefault: { sseAlgorithm: 'aws:kms', kmsMasterKeyId: KEY_ARN }, bucketKeyEnabled: true, ...change },
];

const asItShouldBe = { 'the audit archive as it should be': () => archive() };

export const bucketCases = {
  'bucket-encrypted-with-our-key': {
    satisfied: asItShouldBe,
    violated: {
      'no configuration': [() => archive({ encryption: 'none' }), 'The bucket has no encryption of its own by default.'],
      "S3's key": [
        () => archive({ encryption: kms({ applyServerSideEncryptionByDefault: { sseAlgorithm: 'AES256' } }) }),
        'The bucket is not encrypted with a key of ours.',
      ],
      "AWS's key in KMS": [
        () => archive({ encryption: kms({ applyServerSideEncryptionByDefault: { sseAlgorithm: 'aws:kms' } }) }),
        'The bucket is not encrypted with a key of ours.',
      ],
      'no bucket key': [() => archive({ encryption: kms({ bucketKeyEnabled: false }) }), 'The bucket asks KMS for every object.'],
      'a second bucket without encryption': [
        () => {
          archive();
          new aws.s3.Bucket('other', { bucket: 'vigia-prod-other-111122223333' });
        },
        'The bucket has no encryption of its own by default.',
      ],
    },
  },
  'bucket-not-public': {
    satisfied: asItShouldBe,
    violated: {
      'one of the four ways open': [
        () => archive({ access: { blockPublicPolicy: false } }),
        'The bucket does not have blockPublicPolicy.',
      ],
      'two of the four ways open': [
        () => archive({ access: { blockPublicAcls: false, restrictPublicBuckets: false } }),
        'The bucket does not have blockPublicAcls, restrictPublicBuckets.',
      ],
      'access lists in use': [
        () => archive({ ownership: 'BucketOwnerPreferred' }),
        'Objects in the bucket can belong to somebody else, and have access lists.',
      ],
      'a bare bucket': [
        () => void new aws.s3.Bucket('bare'),
        'The bucket does not have blockPublicAcls, blockPublicPolicy, ignorePublicAcls, restrictPublicBuckets.',
        'Objects in the bucket can belong to somebody else, and have access lists.',
      ],
    },
  },
  'bucket-tls-only': {
    satisfied: {
      ...asItShouldBe,
      'a denial among others': () => archive({ policy: [{ ...denyPlainText, Action: 's3:PutObject' }, denyPlainText] }),
    },
    violated: {
      'no policy': [() => archive({ policy: 'none' }), 'The bucket accepts requests without TLS.'],
      'an allowance in its place': [
        () => archive({ policy: { ...denyPlainText, Effect: 'Allow' } }),
        'The bucket accepts requests without TLS.',
      ],
      'reads alone denied': [
        () => archive({ policy: { ...denyPlainText, Action: 's3:GetObject' } }),
        'The bucket accepts requests without TLS.',
      ],
      'the objects forgotten': [
        () => archive({ policy: { ...denyPlainText, Resource: `arn:aws:s3:::${NAME}` } }),
        'The bucket accepts requests without TLS.',
      ],
      'the bucket forgotten': [
        () => archive({ policy: { ...denyPlainText, Resource: `arn:aws:s3:::${NAME}/*` } }),
        'The bucket accepts requests without TLS.',
      ],
      'one account denied': [
        () => archive({ policy: { ...denyPlainText, Principal: { AWS: 'arn:aws:iam::111122223333:root' } } }),
        'The bucket accepts requests without TLS.',
      ],
      'TLS denied': [
        () => archive({ policy: { ...denyPlainText, Condition: { Bool: { 'aws:SecureTransport': 'true' } } } }),
        'The bucket accepts requests without TLS.',
      ],
      'a second condition that lets most through': [
        () =>
          archive({
            policy: {
              ...denyPlainText,
              Condition: { Bool: { 'aws:SecureTransport': 'false' }, IpAddress: { 'aws:SourceIp': '192.0.2.1/32' } },
            },
          }),
        'The bucket accepts requests without TLS.',
      ],
    },
  },
  'bucket-versioned': {
    satisfied: asItShouldBe,
    violated: {
      'versioning suspended': [() => archive({ versioning: 'Suspended' }), 'The bucket keeps no versions.'],
      'a bare bucket': [() => void new aws.s3.Bucket('bare'), 'The bucket keeps no versions.'],
    },
  },
  'one-lifecycle-per-bucket': {
    satisfied: asItShouldBe,
    violated: {
      'no rules': [() => archive({ lifecycles: [] }), 'The bucket has no lifecycle resource.'],
      'two resources': [() => archive({ lifecycles: [[EXPIRE_LATE], [EXPIRE_LATE]] }), 'The bucket has 2 lifecycle resources.'],
      'rules in the bucket as well': [
        () => archive({ bucket: { lifecycleRules: [{ enabled: true, expiration: { days: 400 } }] } }),
        'The bucket has 2 lifecycle resources.',
      ],
    },
  },
  'audit-archive-locked': {
    satisfied: {
      ...asItShouldBe,
      'a lock of just a year': () => archive({ lock: { defaultRetention: { mode: 'COMPLIANCE', days: 365 } } }),
      'a lock in years': () => archive({ lock: { defaultRetention: { mode: 'COMPLIANCE', years: 1 } } }),
      'no bucket at all': () => {},
    },
    violated: {
      'no audit archive among the buckets': [() => void new aws.s3.Bucket('traces'), 'No bucket is the audit archive.'],
      'a bucket made without Object Lock': [
        () => archive({ bucket: { objectLockEnabled: false } }),
        'The audit archive was not made for Object Lock.',
      ],
      'no retention by default': [() => archive({ lock: 'none' }), 'The audit archive locks nothing by default.'],
      'governance mode': [
        () => archive({ lock: { defaultRetention: { mode: 'GOVERNANCE', days: 2192 } } }),
        'The audit archive is locked in mode GOVERNANCE, which can be lifted.',
      ],
      'a day less than a year': [
        () => archive({ lock: { defaultRetention: { mode: 'COMPLIANCE', days: 364 } } }),
        'The audit archive is locked for 364 days.',
      ],
    },
  },
  'audit-archive-kept': {
    satisfied: {
      ...asItShouldBe,
      'an expiry of old versions, which the lock holds': () =>
        archive({ lifecycles: [[{ id: 'old', status: 'Enabled', noncurrentVersionExpiration: { noncurrentDays: 30 } }]] }),
      'an expiry after just a year': () => archive({ lifecycles: [[{ ...EXPIRE_LATE, expiration: { days: 365 } }]] }),
      'a rule that is off': () => archive({ lifecycles: [[{ ...EXPIRE_LATE, status: 'Disabled', expiration: { days: 1 } }]] }),
    },
    violated: {
      'an expiry a day before a year': [
        () => archive({ lifecycles: [[{ ...EXPIRE_LATE, expiration: { days: 364 } }]] }),
        'Rule expire expires audit records after 364 days.',
      ],
      'an expiry on a date': [
        () => archive({ lifecycles: [[{ ...EXPIRE_LATE, expiration: { date: '2030-01-01T00:00:00Z' } }]] }),
        'Rule expire expires audit records on a date.',
      ],
      forceDestroy: [
        () => archive({ bucket: { forceDestroy: true } }),
        'The audit archive is emptied when the stack is destroyed.',
      ],
    },
  },
} as const satisfies Partial<Record<PolicyName, Case>>;
