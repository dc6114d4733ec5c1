/** What the policies say of a plan. */
import { checkPlan, type Violation } from '../policies/run.ts';
import type { Plan } from './plan.ts';

export interface Verdict {
  /** For people: a line for each violation. */
  readonly text: string;
  /** Whether nothing that would stop a deployment was found. */
  readonly passed: boolean;
}

export async function verdictOf({ resources }: Plan): Promise<Verdict> {
  const violations = await checkPlan(resources);
  const mandatory = violations.filter(({ level }) => level === 'mandatory').length;
  if (violations.length === 0) return { text: 'Policies: all kept.', passed: true };
  return {
    text: [`Policies: ${mandatory} violated, ${violations.length - mandatory} warnings.`, ...violations.map(line)].join('\n'),
    passed: mandatory === 0,
  };
}

function line({ policy, level, urn, message }: Violation): string {
  const subject = urn === undefined ? 'the stack' : urn.slice(urn.lastIndexOf('::') + 2);
  return `- ${level === 'mandatory' ? 'violation' : 'warning'} of ${policy} by ${subject}: ${message}`;
}
