/** The archive of audit records: locked, and kept for as long as the law asks. */
import type * as aws from '@pulumi/aws';
import { list } from '../known.ts';
import { kind, stackPolicy } from '../policy.ts';
import { type Bucket, buckets, isAuditArchive, settingsOf } from './buckets.ts';
import { LIFECYCLE } from './kinds.ts';

const LOCK = kind<aws.s3.BucketObjectLockConfigurationArgs>('aws:s3/bucketObjectLockConfiguration:BucketObjectLockConfiguration');

/** Days for which an audit record is kept in prod, at the least. */
const LEAST_DAYS = 365;

export const auditArchiveLocked = stackPolicy(
  {
    name: 'audit-archive-locked',
    description: `The audit archive has Object Lock by default; in prod in compliance mode, for ${LEAST_DAYS} days at the least.`,
    remediation: `Create the bucket with objectLockEnabled, and give it one BucketObjectLockConfiguration (in prod COMPLIANCE, from ${LEAST_DAYS} days).`,
    severity: 'critical',
    serves: ['HIPAA 164.312(b)', 'HIPAA 164.312(c)(1)', 'HIPAA 164.316(b)(2)(i)', 'GDPR 5(2)', 'LFPDPPP 18', 'Reglamento 63'],
  },
  function* (stack) {
    const all = buckets(stack);
    const archives = all.filter(isAuditArchive);
    if (all.length > 0 && archives.length === 0) yield { found: 'No bucket is the audit archive.' };
    for (const archive of archives) {
      if (archive.props.objectLockEnabled !== true) yield { found: 'The audit archive was not made for Object Lock.', at: archive };
      const retention = settingsOf(stack, archive, LOCK)[0]?.props.rule?.defaultRetention;
      if (!retention) {
        yield { found: 'The audit archive locks nothing by default.', at: archive };
        continue;
      }
      if (!stack.prod) continue;
      if (retention.mode !== 'COMPLIANCE')
        yield { found: `The audit archive is locked in mode ${retention.mode}, which can be lifted.`, at: archive };
      const days = (retention.days ?? 0) + (retention.years ?? 0) * 365;
      if (days < LEAST_DAYS) yield { found: `The audit archive is locked for ${days} days.`, at: archive };
    }
  },
);

export const auditArchiveKept = stackPolicy(
  {
    name: 'audit-archive-kept',
    description: `In prod nothing in the audit archive expires before ${LEAST_DAYS} days, and the bucket is not emptied with the stack.`,
    remediation: `Let its lifecycle rules expire current versions after ${LEAST_DAYS} days or never, and leave forceDestroy off.`,
    severity: 'critical',
    serves: ['HIPAA 164.312(b)', 'HIPAA 164.316(b)(2)(i)', 'GDPR 5(2)', 'GDPR 30', 'LFPDPPP 18'],
  },
  function* (stack) {
    for (const archive of stack.prod ? buckets(stack).filter(isAuditArchive) : []) {
      if (archive.props.forceDestroy === true)
        yield { found: 'The audit archive is emptied when the stack is destroyed.', at: archive };
      for (const { id, expiration } of rules(stack, archive)) {
        const { days, date } = expiration ?? {};
        if (date !== undefined) yield { found: `Rule ${id} expires audit records on a date.`, at: archive };
        if (days !== undefined && days < LEAST_DAYS)
          yield { found: `Rule ${id} expires audit records after ${days} days.`, at: archive };
      }
    }
  },
);

function rules(stack: Parameters<typeof buckets>[0], archive: Bucket) {
  const enabled = settingsOf(stack, archive, LIFECYCLE).flatMap(({ props }) => list(props.rules));
  return enabled.filter(({ status }) => status !== 'Disabled');
}
