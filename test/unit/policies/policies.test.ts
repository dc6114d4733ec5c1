/** Each policy is content with what is right, and finds each way of getting it wrong. */
import { describe, expect, it } from 'vitest';
import { type PolicyName, policies } from '../../../policies/catalogue.ts';
import { checkPlan } from '../../../policies/run.ts';
import { record } from '../../../preview/record.ts';
import { alertingCases } from './cases/alerting.ts';
import { bucketCases } from './cases/buckets.ts';
import type { Case, Program } from './cases/case.ts';
import { encryptionCases } from './cases/encryption.ts';
import { iamCases } from './cases/iam.ts';
import { kubernetesCases } from './cases/kubernetes.ts';
import { networkCases } from './cases/network.ts';
import { opensearchCases } from './cases/opensearch.ts';
import { ownershipCases } from './cases/ownership.ts';
import { secretCases } from './cases/secrets.ts';

/** A policy without a case does not compile; the one about moves needs what is deployed, and has a test of its own. */
const cases: Readonly<Record<Exclude<PolicyName, 'opensearch-domain-stays'>, Case>> = {
  ...bucketCases,
  ...encryptionCases,
  ...iamCases,
  ...opensearchCases,
  ...networkCases,
  ...ownershipCases,
  ...kubernetesCases,
  ...alertingCases,
  ...secretCases,
};

/** What one policy finds in a program, without what to do about it, which is checked to be there. */
async function found(policy: string, program: Program, stack: string): Promise<readonly string[]> {
  const remediation = policies.find(({ name }) => name === policy)?.remediationSteps ?? '';
  const violations = await checkPlan(await record(program, { stack }));
  return violations
    .filter((violation) => violation.policy === policy)
    .map(({ level, message }) => {
      expect(level).toBe('mandatory');
      expect(message.endsWith(` ${remediation}`)).toBe(true);
      return message.slice(0, -remediation.length - 1);
    });
}

describe.each(Object.entries(cases))('the policy %s', (name, { stack = 'prod', satisfied, violated }) => {
  it.each(Object.entries(satisfied))('is content with %s', async (_, program) => {
    expect(await found(name, program, stack)).toEqual([]);
  });

  it.each(Object.entries(violated))('finds %s', async (_, [program, ...messages]) => {
    expect(await found(name, program, stack)).toEqual(messages);
  });
});

describe('outside prod', () => {
  const ALLOWED = {
    'stateful-protected': ownershipCases['stateful-protected'].violated['a key'],
    'opensearch-redundant': opensearchCases['opensearch-redundant'].violated['one zone, no masters'],
    'archive-key-undeletable': encryptionCases['archive-key-undeletable'].violated['no denial'],
    'audit-archive-locked': bucketCases['audit-archive-locked'].violated['governance mode'],
    'audit-archive-kept': bucketCases['audit-archive-kept'].violated.forceDestroy,
    'pagerduty-escalation': alertingCases['pagerduty-escalation'].violated['a team without a service'],
  };

  it.each(Object.entries(ALLOWED))('%s lets a stack be small and be destroyed', async (name, [program]) => {
    expect(await found(name, program, 'dev')).toEqual([]);
  });
});
