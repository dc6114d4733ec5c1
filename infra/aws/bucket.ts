/** A bucket and everything that makes it safe, each as the resource that AWS's provider has for it. */
import * as aws from '@pulumi/aws';
import type * as pulumi from '@pulumi/pulumi';
import type { Lifecycle } from './lifecycle.ts';
import { policyDocument, type ResourcePolicyStatement } from './policy.ts';

export interface SafeBucketArgs {
  /** The bucket's name. */
  readonly bucket: string;
  readonly tags: Record<string, string>;
  /** The key of the bucket's default encryption. Without one S3 encrypts with its own, which is all that its log delivery can write. */
  readonly key?: aws.kms.Key;
  /** Object Lock of every object, for this many days. It cannot be taken back. */
  readonly lock?: { readonly mode: 'COMPLIANCE' | 'GOVERNANCE'; readonly days: number };
  readonly lifecycle: Lifecycle;
  /** Statements of its policy. */
  readonly policy: readonly ResourcePolicyStatement[];
  /** Where its access logs go. */
  readonly accessLogs?: { readonly to: SafeBucket; readonly prefix: string };
  /** Whether it is protected from deletion, and kept when it leaves the program. Where it is not, it is emptied when it is destroyed. */
  readonly protect: boolean;
}

/** A bucket, and the policy that says who may write to it: what writes there waits for both. */
export interface SafeBucket {
  readonly bucket: aws.s3.Bucket;
  readonly policy: aws.s3.BucketPolicy;
}

/**
 * Makes the bucket `name`: private, owned by the account alone, encrypted, versioned, over TLS, with one lifecycle.
 * @param parent the component that it belongs to
 */
export function safeBucket(name: string, args: SafeBucketArgs, parent: pulumi.Resource): SafeBucket {
  const { protect } = args;
  const bucket = new aws.s3.Bucket(
    name,
    {
      bucket: args.bucket,
      // Can only be set when the bucket is created.
      ...(args.lock ? { objectLockEnabled: true } : {}),
      forceDestroy: !protect,
      tags: args.tags,
    },
    { parent, protect, retainOnDelete: protect },
  );
  // What guards a kept bucket is kept with it.
  const opts = { parent, retainOnDelete: protect };
  const of = { bucket: bucket.bucket };

  new aws.s3.BucketOwnershipControls(`${name}-ownership`, { ...of, rule: { objectOwnership: 'BucketOwnerEnforced' } }, opts);
  const access = new aws.s3.BucketPublicAccessBlock(
    `${name}-public-access`,
    { ...of, blockPublicAcls: true, blockPublicPolicy: true, ignorePublicAcls: true, restrictPublicBuckets: true },
    opts,
  );
  // S3 answers two changes to a bucket's access at once with a conflict.
  const policy = new aws.s3.BucketPolicy(
    `${name}-policy`,
    { ...of, policy: policyDocument(args.policy) },
    { ...opts, dependsOn: access },
  );
  encrypt(name, bucket, args.key, opts);
  const versioning = new aws.s3.BucketVersioning(
    `${name}-versioning`,
    { ...of, versioningConfiguration: { status: 'Enabled' } },
    opts,
  );
  if (args.lock) {
    new aws.s3.BucketObjectLockConfiguration(
      `${name}-lock`,
      { ...of, rule: { defaultRetention: { mode: args.lock.mode, days: args.lock.days } } },
      { ...opts, dependsOn: versioning },
    );
  }
  new aws.s3.BucketLifecycleConfiguration(
    `${name}-lifecycle`,
    { ...of, rules: [...args.lifecycle.rules], transitionDefaultMinimumObjectSize: args.lifecycle.smallObjects },
    { ...opts, dependsOn: versioning },
  );
  if (args.accessLogs) {
    const { to, prefix } = args.accessLogs;
    new aws.s3.BucketLogging(
      `${name}-logging`,
      { ...of, targetBucket: to.bucket.bucket, targetPrefix: prefix },
      { ...opts, dependsOn: to.policy },
    );
  }
  return { bucket, policy };
}

function encrypt(name: string, bucket: aws.s3.Bucket, key: aws.kms.Key | undefined, opts: pulumi.CustomResourceOptions): void {
  const rule: aws.types.input.s3.BucketServerSideEncryptionConfigurationRule = key
    ? {
        applyServerSideEncryptionByDefault: { sseAlgorithm: 'aws:kms', kmsMasterKeyId: key.arn },
        // One request to KMS for many objects, in the place of one for each.
        bucketKeyEnabled: true,
      }
    : { applyServerSideEncryptionByDefault: { sseAlgorithm: 'AES256' } };
  new aws.s3.BucketServerSideEncryptionConfiguration(`${name}-encryption`, { bucket: bucket.bucket, rules: [rule] }, opts);
}
