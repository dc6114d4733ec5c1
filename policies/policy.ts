/** Builds CrossGuard policies from a rule in words and checks over plain data. */
import type {
  PolicyResource,
  ResourceValidationPolicy,
  Severity,
  StackValidationArgs,
  StackValidationPolicy,
} from '@pulumi/policy';
import type { Unwrap } from '@pulumi/pulumi';
import type { Clause } from './clauses.ts';
import { isExempt } from './exemptions.ts';
import { known, type PlainObject, UNKNOWN } from './known.ts';

/** What a policy says of itself. */
export interface Rule<Name extends string = string> {
  /** Unique in the pack, in kebab case. */
  readonly name: Name;
  /** What must be true, in one sentence. */
  readonly description: string;
  /** What to do about a violation, in one sentence. */
  readonly remediation: string;
  readonly severity: Severity;
  /** The clauses that it serves. */
  readonly serves: readonly Clause[];
  /** Warns only; every other policy stops the deployment. */
  readonly advisory?: true;
  /** What the policy reads from the pack's configuration. */
  readonly configSchema?: NonNullable<ResourceValidationPolicy['configSchema']>;
}

type Own<Name extends string> = { readonly name: Name; readonly remediationSteps: string; readonly serves: readonly Clause[] };
export type NamedResourcePolicy<Name extends string = string> = ResourceValidationPolicy & Own<Name>;
export type NamedStackPolicy<Name extends string = string> = StackValidationPolicy & Own<Name>;

/** A type of resource, and the arguments that its class takes. */
export interface Kind<Args> {
  readonly token: string;
  /** Never there: it carries the type. */
  readonly args?: Args;
}

/** Names a kind by its type token, such as `aws:kms/key:Key`. */
export function kind<Args>(token: string): Kind<Args> {
  return { token };
}

type DeepPartial<T> = T extends readonly (infer Item)[]
  ? readonly DeepPartial<Item>[]
  : T extends object
    ? { readonly [K in keyof T]?: DeepPartial<T[K]> }
    : T;
/** Arguments as plain data, of which anything may be missing. */
export type Props<Args> = DeepPartial<Unwrap<Args>>;

/** One resource, as the checks see it. */
export interface Subject<P = PlainObject> {
  readonly type: string;
  readonly name: string;
  readonly urn: string;
  /** Whether it belongs to the stack `prod`. */
  readonly prod: boolean;
  readonly protect: boolean;
  readonly props: P;
  /** The policy's configuration. */
  readonly config: PlainObject;
}

/** One resource among all of its stack. */
export interface Member<P = PlainObject> extends Subject<P> {
  /** URNs that the property is made of; of the whole resource where nobody told by property. */
  references(property: string): readonly string[];
}

/** Sentences that say what was found. */
export type Findings = Iterable<string>;
export interface Check {
  readonly token: string | undefined;
  run(subject: Subject): Findings;
}

/** A check of one kind of resource. */
export function on<Args>({ token }: Kind<Args>, run: (subject: Subject<Props<Args>>) => Findings): Check {
  return { token, run: (subject) => run({ ...subject, props: subject.props as Props<Args> }) };
}

/** A check of every resource. */
export function onEvery(run: (subject: Subject) => Findings): Check {
  return { token: undefined, run };
}

/** A policy that looks at one resource at a time. */
export function resourcePolicy<const Name extends string>(
  rule: Rule<Name>,
  ...checks: readonly Check[]
): NamedResourcePolicy<Name> {
  return {
    ...described(rule),
    validateResource: (args, report) => {
      const applicable = checks.filter(({ token }) => token === undefined || token === args.type);
      if (applicable.length === 0 || isExempt(rule.name, args)) return;
      const config = known(args.getConfig());
      const subject = { ...basics(args), props: known(args.props), config };
      for (const finding of applicable.flatMap((check) => [...check.run(subject)])) report(sentence(rule, finding));
    },
  };
}

/** All resources of a stack. */
export interface Stack {
  readonly prod: boolean;
  readonly members: readonly Member[];
  of<Args>(kind: Kind<Args>): readonly Member<Props<Args>>[];
}

/** What was found, and at which resource; at the stack itself where something is missing altogether. */
export type StackFindings = Iterable<{ readonly found: string; readonly at?: Subject<unknown> }>;

/** A policy that needs to see resources together. */
export function stackPolicy<const Name extends string>(
  rule: Rule<Name>,
  run: (stack: Stack) => StackFindings,
): NamedStackPolicy<Name> {
  return {
    ...described(rule),
    validateStack: (args, report) => {
      for (const { found, at } of run(stackOf(args))) {
        if (!at || !isExempt(rule.name, at)) report(sentence(rule, found), at?.urn);
      }
    },
  };
}

function described<Name extends string>({ remediation, advisory, ...rule }: Rule<Name>) {
  return { ...rule, remediationSteps: remediation, enforcementLevel: advisory ? 'advisory' : 'mandatory' } as const;
}

function sentence(rule: Rule, found: string): string {
  return `${found} ${rule.remediation}`;
}

function stackOf({ resources, getConfig }: StackValidationArgs): Stack {
  const config = known(getConfig());
  const members = resources.map((resource) => ({
    ...basics(resource),
    props: known(resource.props),
    config,
    references: (property: string) => (resource.propertyDependencies[property] ?? resource.dependencies).map(({ urn }) => urn),
  }));
  return {
    prod: members.some(({ prod }) => prod),
    members,
    of: <Args>({ token }: Kind<Args>) =>
      members.filter(({ type }) => type === token).map((member) => ({ ...member, props: member.props as Props<Args> })),
  };
}

function basics({ type, name, urn, opts }: Pick<PolicyResource, 'type' | 'name' | 'urn' | 'opts'>) {
  return { type, name, urn, prod: urn.startsWith('urn:pulumi:prod::'), protect: opts.protect };
}

/** The resource that `property` names: by the name that both have, or because it is made of that resource. */
export function linked<M extends Subject<unknown>>(
  from: Member<unknown>,
  property: string,
  candidates: readonly M[],
  nameOf: (candidate: M) => unknown,
): M | undefined {
  const value = (from.props as PlainObject)[property];
  const named = typeof value === 'string' && value !== UNKNOWN ? candidates.filter((candidate) => nameOf(candidate) === value) : [];
  const urns = from.references(property);
  const found = named.length > 0 ? named : candidates.filter(({ urn }) => urns.includes(urn));
  return found.length === 1 ? found[0] : undefined;
}
