/** What the pack says of itself. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { WATCHDOG as ALWAYS_FIRES, watchdog } from '../../../alerts/watchdog.ts';
import { WATCHDOG } from '../../../policies/alerting/rules.ts';
import { UNTAGGABLE } from '../../../policies/aws/tags.ts';
import { policies } from '../../../policies/catalogue.ts';
import { type Clause, clauses } from '../../../policies/clauses.ts';
import { exemptions } from '../../../policies/exemptions.ts';

describe('the catalogue', () => {
  it('has 35 policies, each under a name of its own', () => {
    expect(new Set(policies.map(({ name }) => name)).size).toBe(35);
  });

  it('stops a deployment for everything but a move of the OpenSearch domain', () => {
    const warnings = policies.filter(({ enforcementLevel }) => enforcementLevel !== 'mandatory');
    expect(warnings.map(({ name, enforcementLevel }) => [name, enforcementLevel])).toEqual([
      ['opensearch-domain-stays', 'advisory'],
    ]);
  });

  it.each(policies.map((policy) => [policy.name, policy] as const))(
    '%s says what must be true and what to do, each as a sentence',
    (_, policy) => {
      expect(policy.description).toMatch(/^[A-Z].*\.$/);
      expect(policy.remediationSteps).toMatch(/^[A-Z].*\.$/);
    },
  );

  it.each(policies.map((policy) => [policy.name, policy.serves] as const))(
    '%s serves a clause of GDPR and one of LFPDPPP',
    (_, serves) => {
      const laws = serves.map((clause) => clause.split(' ')[0]);
      expect(laws).toEqual(expect.arrayContaining(['GDPR', 'LFPDPPP']));
    },
  );

  it('names no clause that no policy serves', () => {
    const served = new Set<Clause>(policies.flatMap(({ serves }) => [...serves]));
    expect(Object.keys(clauses).filter((clause) => !served.has(clause as Clause))).toEqual([]);
  });
});

describe('an exemption', () => {
  it.each(exemptions.map((exemption) => [`${exemption.policy} of ${exemption.resource}`, exemption] as const))(
    'from %s names a policy, a resource and a reason',
    (_, exemption) => {
      expect(policies.map(({ name }) => name)).toContain(exemption.policy);
      expect(exemption.resource).toMatch(/^\w+:[\w./-]+:\w+::[\w-]+$/);
      expect(exemption.reason).toMatch(/^[A-Z].*\.$/);
    },
  );
});

it('knows the alert that always fires', () => {
  expect(WATCHDOG).toEqual({ name: ALWAYS_FIRES, severity: watchdog.severity });
});

describe('a type without tags', () => {
  it.each([...UNTAGGABLE])('%s has none in the SDK', (token) => {
    const [, module = '', type = ''] = token.split(':');
    const source = readFileSync(new URL(`../../../node_modules/@pulumi/aws/${module}.d.ts`, import.meta.url), 'utf8');
    const args = source.slice(source.indexOf(`interface ${type}Args`));
    expect(args).toContain(`interface ${type}Args {`);
    expect(args).not.toMatch(/^ {4}tags\?:/m);
  });
});
