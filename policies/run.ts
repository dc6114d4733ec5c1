/** Runs the pack over a recorded plan, without an engine: the same policies, the same messages. */
import type { PolicyResource, ResourceValidationArgs } from '@pulumi/policy';
import { policies } from './catalogue.ts';

/** As much of a recorded resource as policies look at. */
export interface Planned {
  readonly urn: string;
  readonly type: string;
  readonly name: string;
  /** URN of its parent. */
  readonly parent: string | undefined;
  /** False for a component. */
  readonly custom: boolean;
  /** Its inputs, secrets masked. */
  readonly inputs: Readonly<Record<string, unknown>>;
  /** URNs that it depends on. */
  readonly dependencies: readonly string[];
  readonly protect: boolean;
}

export interface Violation {
  /** Name of the policy. */
  readonly policy: string;
  /** `mandatory` stops a deployment, `advisory` warns. */
  readonly level: 'mandatory' | 'advisory';
  /** URN of the resource; absent where the stack as a whole lacks something. */
  readonly urn?: string;
  /** What was found and what to do, in sentences. */
  readonly message: string;
}

export interface CheckOptions {
  /** OpenSearch domains as they are deployed, by name: see `deployedDomains`. Without them nothing can be said about moves. */
  readonly deployed?: Readonly<Record<string, unknown>>;
}

/**
 * Checks a recorded plan against every policy of the pack.
 * @returns the violations in the order of the catalogue, then of the plan; none where all is well
 */
export async function checkPlan(resources: readonly Planned[], options: CheckOptions = {}): Promise<readonly Violation[]> {
  const all = policyResources(resources);
  const custom = all.filter((_, i) => resources[i]?.custom);
  const violations: Violation[] = [];
  for (const policy of policies) {
    const getConfig = <T extends object>() => ({ secretsAreMasked: true, deployed: options.deployed ?? {} }) as T;
    const report = (message: string, urn?: string) => {
      violations.push({
        policy: policy.name,
        level: policy.enforcementLevel === 'advisory' ? 'advisory' : 'mandatory',
        ...(urn && { urn }),
        message,
      });
    };
    if ('validateStack' in policy) {
      await policy.validateStack({ resources: all, getConfig, stackTags: NO_TAGS, notApplicable: never }, report);
      continue;
    }
    for (const resource of custom) {
      const args: ResourceValidationArgs = {
        ...resource,
        getConfig,
        stackTags: NO_TAGS,
        notApplicable: never,
        asType: () => undefined,
      };
      for (const validate of [policy.validateResource ?? []].flat())
        await validate(args, (message) => report(message, resource.urn));
    }
  }
  return violations;
}

const NO_TAGS: ReadonlyMap<string, string> = new Map();

const never = (): never => {
  throw new Error('A policy of this pack never declares itself not applicable: it just finds nothing.');
};

function policyResources(resources: readonly Planned[]): PolicyResource[] {
  const byUrn = new Map(resources.map((resource) => [resource.urn, policyResource(resource)]));
  return resources.flatMap(({ urn, parent, dependencies }) => {
    const resource = byUrn.get(urn);
    if (!resource) return [];
    const above = parent === undefined ? undefined : byUrn.get(parent);
    if (above) resource.parent = above;
    resource.dependencies = dependencies.flatMap((dependency) => byUrn.get(dependency) ?? []);
    return [resource];
  });
}

function policyResource({ urn, type, name, parent, inputs, protect }: Planned): PolicyResource {
  return {
    urn,
    type,
    name,
    props: inputs,
    opts: {
      protect,
      ignoreChanges: [],
      aliases: [],
      customTimeouts: { createSeconds: 0, updateSeconds: 0, deleteSeconds: 0 },
      additionalSecretOutputs: [],
      ...(parent !== undefined && { parent }),
    },
    dependencies: [],
    // The recording knows what a resource depends on, not by which property.
    propertyDependencies: {},
    isType: () => false,
    asType: () => undefined,
  };
}
