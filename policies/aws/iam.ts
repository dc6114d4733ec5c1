/** Roles may do what they do, and nobody unnamed may do anything. */
import type * as aws from '@pulumi/aws';
import { isObject, type Plain } from '../known.ts';
import { kind, on, onEvery, resourcePolicy } from '../policy.ts';
import { allowed, many, nameOf, narrowing, type Statement } from './statements.ts';

const ATTACHMENT = kind<aws.iam.RolePolicyAttachmentArgs>('aws:iam/rolePolicyAttachment:RolePolicyAttachment');

/** Actions for which AWS knows no resource: there `*` is the only one. */
const WITHOUT_RESOURCE: ReadonlySet<string> = new Set(['cloudwatch:PutMetricData']);

export const iamNoWildcards = resourcePolicy(
  {
    name: 'iam-no-wildcards',
    description: 'A policy allows named actions on named resources.',
    remediation: 'Name each action and each resource that the workload uses.',
    severity: 'high',
    serves: ['HIPAA 164.308(a)(4)(ii)(B)', 'HIPAA 164.312(a)(1)', 'GDPR 25(2)', 'GDPR 32(1)(b)', 'LFPDPPP 18', 'Reglamento 57'],
  },
  onEvery(function* (subject) {
    for (const { use, statement } of allowed(subject)) {
      const name = nameOf(statement);
      const actions = many(statement.Action);
      for (const action of actions) if (action.includes('*')) yield `The action ${action} is a wildcard.`;
      if (statement.NotAction) yield `${capital(name)} allows all actions but some.`;
      if (statement.NotResource) yield `${capital(name)} allows all resources but some.`;
      if (
        use === 'identity' &&
        many(statement.Resource).some(isAnything) &&
        !actions.every((action) => WITHOUT_RESOURCE.has(action))
      ) {
        yield `${capital(name)} allows any resource.`;
      }
    }
  }),
  on(ATTACHMENT, function* ({ props: { policyArn } }) {
    if (/:aws:policy\/.*(AdministratorAccess|PowerUserAccess|FullAccess)/.test(String(policyArn))) {
      yield `The managed policy ${policyArn} is full of wildcards.`;
    }
  }),
);

/** `*`, and an ARN that names a service but no resource of it. */
function isAnything(resource: string): boolean {
  return resource === '*' || resource.split(':').slice(5).join(':').startsWith('*');
}

/** Conditions under which "anybody" is somebody: each names an account, an organization or a resource. */
const SOMEBODY: ReadonlySet<string> = new Set(['aws:SourceAccount', 'aws:SourceArn', 'aws:PrincipalAccount', 'aws:PrincipalOrgID']);

export const noPublicPrincipal = resourcePolicy(
  {
    name: 'no-public-principal',
    description: 'No policy of a resource or role lets in somebody who is not named.',
    remediation: 'Name the principals, or the account, in a condition of equality.',
    severity: 'critical',
    serves: ['HIPAA 164.312(a)(1)', 'HIPAA 164.312(d)', 'GDPR 25(2)', 'LFPDPPP 18', 'LFPDPPP 20'],
  },
  onEvery(function* (subject) {
    for (const { statement } of allowed(subject)) {
      if (statement.NotPrincipal) yield `${capital(nameOf(statement))} lets in everybody but some.`;
      if (isAnybody(statement.Principal) && !isNarrowed(statement)) yield `${capital(nameOf(statement))} lets in anybody.`;
    }
  }),
);

function isAnybody(principal: Plain | undefined): boolean {
  if (principal === '*') return true;
  return isObject(principal) && many(principal.AWS as string | readonly string[] | undefined).includes('*');
}

function isNarrowed(statement: Statement): boolean {
  return [...narrowing(statement)].some(({ key, values }) => SOMEBODY.has(key) && !values.includes('*'));
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
