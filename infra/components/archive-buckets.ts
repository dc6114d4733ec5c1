/** The buckets: what must outlive the servers. */
import type * as aws from '@pulumi/aws';
import * as pulumi from '@pulumi/pulumi';
import { type SafeBucket, type SafeBucketArgs, safeBucket } from '../aws/bucket.ts';
import { allowAccessLogs, denyOtherEncryption, denyWeakTransport } from '../aws/bucket-policy.ts';
import { accessLogLifecycle, auditLifecycle, backupLifecycle, traceLifecycle } from '../aws/lifecycle.ts';
import { type AwsAccount, bucketName } from '../aws/names.ts';
import type { DeployedEnvironment } from '../environment.ts';
import { type Tags, withTags } from '../tags.ts';
import type { EncryptionKeys } from './encryption-keys.ts';

export interface ArchiveBucketsArgs extends AwsAccount {
  /** Sets the lock's mode, how long what is not locked stays, and whether the buckets are protected. */
  readonly environment: DeployedEnvironment;
  /** The keys; traces are encrypted with the logs'. */
  readonly keys: Pick<EncryptionKeys, 'logs' | 'archive' | 'backups'>;
  /** Days for which an object of the audit archive cannot be changed or deleted: the environment's `archiveLock.days` unless configured. */
  readonly retentionDays: number;
  /** Tags of the stack. */
  readonly tags: Tags;
}

/** The buckets that hold data; the one of access logs holds what was done to them. */
const DATA = ['audit', 'backups', 'traces'] as const;
const ACCESS_LOGS = 'access-logs';

/**
 * How long a backup is kept, in days. In prod for 30 and the 90 that Glacier Instant Retrieval bills at least: enough for the quarterly
 * restore test, and no longer, since it holds what a tenant may have asked to erase.
 */
const BACKUP_DAYS = { dev: 14, prod: 120 } as const;

/** How long the log of who read or wrote an object is kept, in days: a year, as all logs; in dev a month. */
const ACCESS_LOG_DAYS = { dev: 30, prod: 365 } as const;

/**
 * Four private buckets named `vigia-<environment>-<purpose>-<account>`. Three hold data, encrypted by default with our keys, and refuse any
 * other encryption that a request asks for. Their access logs go to the fourth, which S3's own key encrypts and no lock holds, as S3's log
 * delivery needs. Storage costs what is in them: a GB-month is about 0.023 USD at first, 0.0036 in Glacier, 0.001 in Deep Archive.
 */
export class ArchiveBuckets extends pulumi.ComponentResource {
  /** Exported audit records, under Object Lock. */
  readonly audit: aws.s3.Bucket;
  /** Logical backups, one archive for each tenant and night. */
  readonly backups: aws.s3.Bucket;
  /** Tempo's blocks. */
  readonly traces: aws.s3.Bucket;
  /** S3's own log of requests to the other three. */
  readonly accessLogs: aws.s3.Bucket;

  constructor(name: string, args: ArchiveBucketsArgs, opts: pulumi.ComponentResourceOptions) {
    super('vigia:aws:ArchiveBuckets', name, {}, opts);
    const { environment, keys, retentionDays } = args;

    const accessLogs = this.#accessLogs(name, args);
    const data = (purpose: (typeof DATA)[number], key: aws.kms.Key, own: Pick<SafeBucketArgs, 'lock' | 'lifecycle'>) =>
      this.#data(name, args, accessLogs, purpose, key, own);

    this.accessLogs = accessLogs.bucket;
    this.audit = data('audit', keys.archive, {
      lock: { mode: environment.archiveLock.mode, days: retentionDays },
      lifecycle: auditLifecycle(retentionDays),
    });
    this.backups = data('backups', keys.backups, {
      lifecycle: backupLifecycle(BACKUP_DAYS[environment.name]),
    });
    this.traces = data('traces', keys.logs, { lifecycle: traceLifecycle() });
    this.registerOutputs({
      audit: this.audit.bucket,
      backups: this.backups.bucket,
      traces: this.traces.bucket,
      accessLogs: this.accessLogs.bucket,
    });
  }

  #data(
    name: string,
    args: ArchiveBucketsArgs,
    accessLogs: SafeBucket,
    purpose: (typeof DATA)[number],
    key: aws.kms.Key,
    own: Pick<SafeBucketArgs, 'lock' | 'lifecycle'>,
  ): aws.s3.Bucket {
    const bucket = bucketName(args.environment, purpose, args);
    return safeBucket(
      `${name}-${purpose}`,
      {
        ...own,
        bucket,
        key,
        policy: [...denyWeakTransport(bucket), ...denyOtherEncryption(bucket, key.arn)],
        accessLogs: { to: accessLogs, prefix: `${purpose}/` },
        protect: args.environment.protect,
        tags: withTags(args.tags, { Component: 'archive-buckets', Name: bucket }),
      },
      this,
    ).bucket;
  }

  #accessLogs(name: string, args: ArchiveBucketsArgs): SafeBucket {
    const { environment } = args;
    const bucket = bucketName(environment, ACCESS_LOGS, args);
    const sources = DATA.map((purpose) => bucketName(environment, purpose, args));
    return safeBucket(
      `${name}-${ACCESS_LOGS}`,
      {
        bucket,
        lifecycle: accessLogLifecycle(ACCESS_LOG_DAYS[environment.name]),
        policy: [...denyWeakTransport(bucket), allowAccessLogs(bucket, sources, args)],
        protect: environment.protect,
        tags: withTags(args.tags, { Component: 'archive-buckets', Name: bucket }),
      },
      this,
    );
  }
}
