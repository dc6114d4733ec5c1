/** IAM policy documents, wherever a resource has one. */
import { isObject, list, type Plain, type PlainObject, UNKNOWN } from '../known.ts';
import type { Subject } from '../policy.ts';

export interface Statement {
  readonly Sid?: string;
  readonly Effect?: string;
  readonly Principal?: Plain;
  readonly NotPrincipal?: Plain;
  readonly Action?: string | readonly string[];
  readonly NotAction?: string | readonly string[];
  readonly Resource?: string | readonly string[];
  readonly NotResource?: string | readonly string[];
  readonly Condition?: PlainObject;
}

/** `identity`: what a role may do. `trust`: who may take it. `resource`: who may use the resource that has it. */
export type DocumentUse = 'identity' | 'trust' | 'resource';

/** Where each type of resource keeps its documents; `key` is the policy of a KMS key, in which `*` means that key. */
const PLACES: Readonly<Record<string, readonly { readonly property: string; readonly use: DocumentUse }[]>> = {
  'aws:iam/role:Role': [
    { property: 'assumeRolePolicy', use: 'trust' },
    { property: 'inlinePolicies', use: 'identity' },
  ],
  'aws:iam/rolePolicy:RolePolicy': [{ property: 'policy', use: 'identity' }],
  'aws:iam/policy:Policy': [{ property: 'policy', use: 'identity' }],
  'aws:iam/userPolicy:UserPolicy': [{ property: 'policy', use: 'identity' }],
  'aws:iam/groupPolicy:GroupPolicy': [{ property: 'policy', use: 'identity' }],
  'aws:s3/bucketPolicy:BucketPolicy': [{ property: 'policy', use: 'resource' }],
  'aws:kms/key:Key': [{ property: 'policy', use: 'resource' }],
  'aws:kms/keyPolicy:KeyPolicy': [{ property: 'policy', use: 'resource' }],
  'aws:sns/topic:Topic': [{ property: 'policy', use: 'resource' }],
  'aws:sns/topicPolicy:TopicPolicy': [{ property: 'policy', use: 'resource' }],
  'aws:sqs/queue:Queue': [{ property: 'policy', use: 'resource' }],
  'aws:sqs/queuePolicy:QueuePolicy': [{ property: 'policy', use: 'resource' }],
  'aws:opensearch/domain:Domain': [{ property: 'accessPolicies', use: 'resource' }],
  'aws:opensearch/domainPolicy:DomainPolicy': [{ property: 'accessPolicies', use: 'resource' }],
  'aws:cloudwatch/logResourcePolicy:LogResourcePolicy': [{ property: 'policyDocument', use: 'resource' }],
};

/** Statements that allow something, of every document of the resource that is known. */
export function allowed({
  type,
  props,
}: Pick<Subject, 'type' | 'props'>): readonly { readonly use: DocumentUse; readonly statement: Statement }[] {
  return (PLACES[type] ?? []).flatMap(({ property, use }) => {
    const value = props[property];
    const documents = property === 'inlinePolicies' ? list(value as readonly PlainObject[]).map(({ policy }) => policy) : [value];
    return documents.flatMap((document) =>
      (statements(document) ?? []).filter(({ Effect }) => Effect === 'Allow').map((statement) => ({ use, statement })),
    );
  });
}

/** The statements of a document, given as JSON text or as an object; undefined where it is not known. */
export function statements(document: unknown): readonly Statement[] | undefined {
  const parsed = typeof document === 'string' && document !== UNKNOWN ? parse(document) : document;
  if (!isObject(parsed)) return undefined;
  return [parsed.Statement ?? []].flat() as readonly Statement[];
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // A masked document: the engine, which sees it in clear, checks it.
    return undefined;
  }
}

/** One or many, as a list. */
export function many(value: string | readonly string[] | undefined): readonly string[] {
  return value === undefined ? [] : typeof value === 'string' ? [value] : value;
}

/** How a statement is called in a message. */
export function nameOf(statement: Statement): string {
  return statement.Sid
    ? `statement ${statement.Sid}`
    : `the statement about ${many(statement.Action).join(', ') || 'everything else'}`;
}

/** Keys of the conditions that narrow: those under an operator that compares for equality or likeness, not for difference. */
export function* narrowing({ Condition }: Statement): Generator<{ readonly key: string; readonly values: readonly string[] }> {
  for (const [operator, comparisons] of Object.entries(Condition ?? {})) {
    // With IfExists a request that lacks the key passes: that narrows nothing.
    if (/Not|Null|IfExists$/.test(operator) || !isObject(comparisons)) continue;
    for (const [key, value] of Object.entries(comparisons)) yield { key, values: many(value as string | readonly string[]) };
  }
}
