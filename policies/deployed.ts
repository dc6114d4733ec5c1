/**
 * Tells the pack what is deployed, so that it can warn of changes that move an OpenSearch domain:
 *   pulumi stack export | node policies/deployed.ts > deployed.json
 *   pulumi preview --policy-pack policies --policy-pack-config deployed.json
 * Exit code: 0 when written, 2 when what it was given is no exported stack.
 */
import { text } from 'node:stream/consumers';
import { DOMAIN } from './aws/kinds.ts';
import { opensearchDomainStays } from './aws/opensearch-moves.ts';
import { isObject } from './known.ts';

interface Deployed {
  readonly type: string;
  readonly inputs?: Readonly<Record<string, unknown>>;
}

/** The inputs of each OpenSearch domain, by its name. Takes an exported stack's resources, or a recorded plan's. */
export function deployedDomains(resources: readonly Deployed[]): Readonly<Record<string, unknown>> {
  const domains = resources.filter(({ type }) => type === DOMAIN.token);
  return Object.fromEntries(domains.map(({ inputs }) => [String(inputs?.domainName), inputs]));
}

/** The resources of `pulumi stack export`; a stack without any has none. */
function exported(json: string): readonly Deployed[] | undefined {
  try {
    const state: unknown = JSON.parse(json);
    const deployment = isObject(state) ? state.deployment : undefined;
    if (!isObject(deployment)) return undefined;
    return (deployment.resources ?? []) as unknown as readonly Deployed[];
  } catch {
    return undefined;
  }
}

if (import.meta.main) {
  const resources = exported(await text(process.stdin));
  if (resources) console.log(JSON.stringify({ [opensearchDomainStays.name]: { deployed: deployedDomains(resources) } }));
  else {
    console.error('Found no exported stack. Give it one: pulumi stack export | node policies/deployed.ts');
    process.exitCode = 2;
  }
}
