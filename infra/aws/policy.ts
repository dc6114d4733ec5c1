/** Policy documents as typed objects. */
import * as pulumi from '@pulumi/pulumi';

type OneOrMore<T> = T | readonly T[];

/** Operator -> condition key -> values: all operators and keys must hold, of several values one. */
export type Conditions = Readonly<Record<string, Readonly<Record<string, OneOrMore<pulumi.Input<string>>>>>>;

/** A statement of a role's policy: who it is about follows from where it stands. */
export interface PolicyStatement {
  /** What the statement is for, in letters and digits; unique in its document. */
  readonly Sid: string;
  readonly Effect: 'Allow' | 'Deny';
  /** Actions with their service's prefix, such as `s3:GetObject`. Never `*`. */
  readonly Action: OneOrMore<string>;
  readonly Resource: OneOrMore<pulumi.Input<string>>;
  readonly Condition?: Conditions;
}

/** A statement of a policy that stands on a resource, which therefore names its principals. */
export interface ResourcePolicyStatement extends PolicyStatement {
  /** `*` is everybody, and stands in denials only. */
  readonly Principal: '*' | { readonly AWS: OneOrMore<pulumi.Input<string>> } | { readonly Service: OneOrMore<string> };
}

/** The document of `statements`, as the JSON text that AWS takes. */
export function policyDocument(statements: readonly (PolicyStatement | ResourcePolicyStatement)[]): pulumi.Output<string> {
  return pulumi.jsonStringify({ Version: '2012-10-17', Statement: [...statements] });
}

/**
 * Refuses what does not come over TLS.
 * @param actions what is refused: the service's actions on `resources`
 */
export function denyWithoutTls(actions: OneOrMore<string>, resources: OneOrMore<pulumi.Input<string>>): ResourcePolicyStatement {
  return {
    Sid: 'DenyWithoutTls',
    Effect: 'Deny',
    Principal: '*',
    Action: actions,
    Resource: resources,
    Condition: { Bool: { 'aws:SecureTransport': 'false' } },
  };
}
