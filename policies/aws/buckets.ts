/** A bucket and its settings, which are resources of their own. */
import type * as aws from '@pulumi/aws';
import { type Kind, linked, type Member, type Props, type Stack } from '../policy.ts';
import { BUCKET } from './kinds.ts';

export type Bucket = Member<Props<aws.s3.BucketArgs>>;

export function buckets(stack: Stack): readonly Bucket[] {
  return stack.of(BUCKET);
}

/** The resources of a kind that set something of the bucket. */
export function settingsOf<Args>(stack: Stack, bucket: Bucket, kind: Kind<Args>): readonly Member<Props<Args>>[] {
  const all = buckets(stack);
  return stack.of(kind).filter((setting) => linked(setting, 'bucket', all, ({ props }) => props.bucket)?.urn === bucket.urn);
}

/** Whether it is the archive of audit records, by the purpose in its name: `vigia-<environment>-audit-<account>`. */
export function isAuditArchive({ props }: Bucket): boolean {
  return /-audit(-|$)/.test(props.bucket ?? '');
}
