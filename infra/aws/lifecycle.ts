/** How long what is in a bucket stays, and where. One lifecycle resource holds all rules of a bucket: a second one would undo the first. */
import type * as aws from '@pulumi/aws';
import type { Unwrap } from '@pulumi/pulumi';

/** A rule as plain data: nothing in it waits for another resource. */
export type LifecycleRule = Unwrap<aws.types.input.s3.BucketLifecycleConfigurationRule>;

/** The rules of a bucket, and what becomes of objects under 128 KB, which S3 leaves where they are unless told otherwise. */
export interface Lifecycle {
  readonly rules: readonly LifecycleRule[];
  /** `all_storage_classes_128K`: small objects never move. `varies_by_storage_class`: they move to Glacier and Deep Archive as others do. */
  readonly smallObjects: 'all_storage_classes_128K' | 'varies_by_storage_class';
}

/** What is archived is under `records/`, and moves to cold storage. Manifests are read every day, to prove that it is there: they stay. */
export const ARCHIVE_PREFIXES = { records: 'records/', manifests: 'manifests/' } as const;

const GLACIER_AFTER = 30;
/** The log store holds a year itself; from then on the archive is read only when somebody asks for it. */
const DEEP_ARCHIVE_AFTER = 365;
/** What each class bills at least, in days. */
const GLACIER_MINIMUM = 90;
const DEEP_ARCHIVE_MINIMUM = 180;

/** Where the lock is a day long, what it locked is still of use for a month. */
const SHORTEST_ARCHIVE = 30;

/** Days in which what was deleted or overwritten can be taken back. Tempo compacts all day: each block is written several times. */
const NONCURRENT_DAYS = 30;
const NONCURRENT_TRACE_DAYS = 1;
const INCOMPLETE_UPLOAD_DAYS = 7;

/** Every object; the stored form of "no filter", so that no difference shows. */
const ALL = { prefix: '' };

/**
 * The audit archive's: Glacier after a month, Deep Archive after a year, the end when the lock ends.
 * Every object goes, however small: an export is kept for years and hardly ever read.
 * @param retentionDays the length of the lock in days
 */
export function auditLifecycle(retentionDays: number): Lifecycle {
  const days = Math.max(retentionDays, SHORTEST_ARCHIVE);
  return {
    smallObjects: 'varies_by_storage_class',
    rules: [
      ...moveTo(
        'records-to-cold-storage',
        { prefix: ARCHIVE_PREFIXES.records },
        [
          [GLACIER_AFTER, GLACIER_MINIMUM, 'GLACIER'],
          [DEEP_ARCHIVE_AFTER, DEEP_ARCHIVE_MINIMUM, 'DEEP_ARCHIVE'],
        ],
        days,
      ),
      expireAfter(days),
      // What is locked stays: S3 skips it until its lock has ended.
      ...housekeeping(),
    ],
  };
}

/**
 * The backups': at once readable for their whole life, in Glacier Instant Retrieval after 30 days where they live long enough.
 * @param days how long a backup is kept
 */
export function backupLifecycle(days: number): Lifecycle {
  return {
    // Instant Retrieval bills 128 KB at least: a manifest is cheaper where it is.
    smallObjects: 'all_storage_classes_128K',
    rules: [
      ...moveTo('to-instant-retrieval', ALL, [[GLACIER_AFTER, GLACIER_MINIMUM, 'GLACIER_IR']], days),
      expireAfter(days),
      ...housekeeping(),
    ],
  };
}

/** The traces': Tempo deletes its blocks by its own retention. A second clock would take blocks that it still lists. */
export function traceLifecycle(): Lifecycle {
  return { smallObjects: 'all_storage_classes_128K', rules: housekeeping(NONCURRENT_TRACE_DAYS) };
}

/**
 * The access logs'.
 * @param days how long they are kept
 */
export function accessLogLifecycle(days: number): Lifecycle {
  return { smallObjects: 'all_storage_classes_128K', rules: [expireAfter(days), ...housekeeping()] };
}

type Move = readonly [afterDays: number, minimumDays: number, storageClass: string];

/** Moves what stays for as long as the class bills: moving the rest would cost more than it saves. */
function moveTo(id: string, filter: { readonly prefix: string }, moves: readonly Move[], days: number): readonly LifecycleRule[] {
  const transitions = moves
    .filter(([after, minimum]) => days >= after + minimum)
    .map(([after, , storageClass]) => ({ days: after, storageClass }));
  return transitions.length > 0 ? [{ id, status: 'Enabled', filter, transitions }] : [];
}

function expireAfter(days: number): LifecycleRule {
  return { id: 'expire', status: 'Enabled', filter: ALL, expiration: { days } };
}

/** What versions and broken uploads would leave behind for ever. */
function housekeeping(noncurrentDays = NONCURRENT_DAYS): readonly LifecycleRule[] {
  const rule = { status: 'Enabled', filter: ALL };
  return [
    { ...rule, id: 'forget-noncurrent', noncurrentVersionExpiration: { noncurrentDays } },
    // A rule of its own: together with `days` it would show a difference at every preview.
    { ...rule, id: 'remove-delete-markers', expiration: { expiredObjectDeleteMarker: true } },
    {
      ...rule,
      id: 'abort-incomplete-uploads',
      abortIncompleteMultipartUpload: { daysAfterInitiation: INCOMPLETE_UPLOAD_DAYS },
    },
  ];
}
