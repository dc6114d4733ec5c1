/** Cases of the policies about keys and what is encrypted with them. */
import * as aws from '@pulumi/aws';
import type { PolicyName } from '../../../../policies/catalogue.ts';
import type { Case } from './case.ts';
import { document, domain, KEY_ARN, key, neverDelete, ROOT } from './fixtures.ts';

export const encryptionCases = {
  'encrypted-with-our-key': {
    satisfied: {
      'a domain': () => domain(),
      'a log group': () => void new aws.cloudwatch.LogGroup('audit', { kmsKeyId: KEY_ARN }),
      'a topic': () => void new aws.sns.Topic('heartbeat', { kmsMasterKeyId: KEY_ARN }),
      'a workspace': () => void new aws.amp.Workspace('metrics', { kmsKeyArn: KEY_ARN }),
    },
    violated: {
      'a domain in clear': [() => domain({ encryptAtRest: { enabled: false } }), 'The domain does not encrypt its volumes.'],
      "a domain with AWS's key": [
        () => domain({ encryptAtRest: { enabled: true } }),
        'The domain is not encrypted with a key of ours.',
      ],
      'a log group without key': [
        () => void new aws.cloudwatch.LogGroup('audit'),
        'The log group is not encrypted with a key of ours.',
      ],
      "a topic with AWS's key": [
        () => void new aws.sns.Topic('heartbeat', { kmsMasterKeyId: 'alias/aws/sns' }),
        'The topic is not encrypted with a key of ours.',
      ],
      'a workspace without key': [
        () => void new aws.amp.Workspace('metrics'),
        'The workspace is not encrypted with a key of ours.',
      ],
    },
  },
  'key-rotation': {
    satisfied: {
      'a key with rotation': () => key(),
      'a key that is rotated each quarter': () => key({ rotationPeriodInDays: 90 }),
    },
    violated: {
      'rotation off': [() => key({ enableKeyRotation: false }), 'The key is never rotated.'],
      'rotation a day later than yearly': [() => key({ rotationPeriodInDays: 366 }), 'The key is rotated every 366 days.'],
      'no deletion window': [
        () => void new aws.kms.Key('keys-logs', { enableKeyRotation: true }),
        'The key does not say for how long its deletion can be taken back.',
      ],
    },
  },
  'archive-key-undeletable': {
    satisfied: {
      'a denial to everybody': () => key(),
      "another key's policy": () => key({ policy: document() }, 'keys-logs'),
    },
    violated: {
      'no denial': [
        () => key({ policy: document() }),
        "The policy of the archive's key does not deny kms:ScheduleKeyDeletion and kms:DisableKey.",
      ],
      'one of both denied': [
        () => key({ policy: document({ ...neverDelete, Action: 'kms:ScheduleKeyDeletion' }) }),
        "The policy of the archive's key does not deny kms:DisableKey.",
      ],
      'a denial under a condition': [
        () => key({ policy: document({ ...neverDelete, Condition: { Bool: { 'aws:MultiFactorAuthPresent': 'false' } } }) }),
        "The policy of the archive's key does not deny kms:ScheduleKeyDeletion and kms:DisableKey.",
      ],
      'a denial to some': [
        () => key({ policy: document({ ...neverDelete, Principal: ROOT }) }),
        "The policy of the archive's key does not deny kms:ScheduleKeyDeletion and kms:DisableKey.",
      ],
    },
  },
} as const satisfies Partial<Record<PolicyName, Case>>;
