/** Keys, and what is encrypted with them. */
import { UNKNOWN } from '../known.ts';
import { on, resourcePolicy } from '../policy.ts';
import { DOMAIN, KEY, LOG_GROUP, TOPIC, WORKSPACE } from './kinds.ts';
import { many, statements } from './statements.ts';

export const encryptedWithOurKey = resourcePolicy(
  {
    name: 'encrypted-with-our-key',
    description: 'Domains, log groups, topics and workspaces are encrypted with a KMS key of ours.',
    remediation: "Give it the ARN of a key of EncryptionKeys: an AWS managed key's policy is not ours to restrict.",
    severity: 'high',
    serves: ['HIPAA 164.312(a)(2)(iv)', 'GDPR 32(1)(a)', 'LFPDPPP 18', 'Reglamento 60'],
  },
  on(DOMAIN, function* ({ props: { encryptAtRest } }) {
    if (encryptAtRest?.enabled !== true) yield 'The domain does not encrypt its volumes.';
    else yield* ours('The domain', encryptAtRest.kmsKeyId);
  }),
  on(LOG_GROUP, ({ props }) => ours('The log group', props.kmsKeyId)),
  on(TOPIC, ({ props }) => ours('The topic', props.kmsMasterKeyId)),
  on(WORKSPACE, ({ props }) => ours('The workspace', props.kmsKeyArn)),
);

function* ours(what: string, key: string | undefined) {
  if (!key || key.includes('alias/aws/')) yield `${what} is not encrypted with a key of ours.`;
}

export const keyRotation = resourcePolicy(
  {
    name: 'key-rotation',
    description: 'Every key is rotated each year or more often, and its deletion can be taken back for a week at the least.',
    remediation: 'Set enableKeyRotation to true, rotationPeriodInDays to 365 or less, and deletionWindowInDays to 7 or more.',
    severity: 'high',
    serves: ['HIPAA 164.312(a)(2)(iv)', 'GDPR 32(1)(a)', 'GDPR 32(1)(d)', 'LFPDPPP 18'],
  },
  on(KEY, function* ({ props: { enableKeyRotation, rotationPeriodInDays = 365, deletionWindowInDays } }) {
    if (enableKeyRotation !== true) yield 'The key is never rotated.';
    if (rotationPeriodInDays > 365) yield `The key is rotated every ${rotationPeriodInDays} days.`;
    if (deletionWindowInDays === undefined) yield 'The key does not say for how long its deletion can be taken back.';
  }),
);

/** Actions that end a key's use for good: without the key, what Object Lock keeps cannot be read. */
const ENDINGS = ['kms:ScheduleKeyDeletion', 'kms:DisableKey'] as const;

export const archiveKeyUndeletable = resourcePolicy(
  {
    name: 'archive-key-undeletable',
    description: "In prod nobody may delete or disable the archive's key: that would void Object Lock.",
    remediation: `Deny ${ENDINGS.join(' and ')} to everybody in the key's policy.`,
    severity: 'critical',
    serves: ['HIPAA 164.312(c)(1)', 'HIPAA 164.316(b)(2)(i)', 'GDPR 32(1)(c)', 'LFPDPPP 18', 'Reglamento 63'],
  },
  on(KEY, function* ({ name, prod, props: { policy } }) {
    if (!prod || !/(^|-)archive$/.test(name) || policy === UNKNOWN) return;
    const denied = (statements(policy) ?? [])
      .filter(({ Effect, Principal, Condition }) => Effect === 'Deny' && !Condition && JSON.stringify(Principal)?.includes('"*"'))
      .flatMap(({ Action }) => many(Action));
    const missing = ENDINGS.filter((action) => !denied.includes(action));
    if (missing.length > 0) yield `The policy of the archive's key does not deny ${missing.join(' and ')}.`;
  }),
);
