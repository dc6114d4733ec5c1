/** Who talks to whom in the cluster is declared: nothing else passes. */
import type * as kubernetes from '@pulumi/kubernetes';
import { list, UNKNOWN } from '../known.ts';
import { kind, type Props, stackPolicy } from '../policy.ts';
import { workloads } from './workloads.ts';

type NetworkPolicyArgs = kubernetes.networking.v1.NetworkPolicyArgs;
const NETWORK_POLICY = kind<NetworkPolicyArgs>('kubernetes:networking.k8s.io/v1:NetworkPolicy');

export const workloadNetworkPolicy = stackPolicy(
  {
    name: 'workload-network-policy',
    description: 'Every workload has a NetworkPolicy of its own, for both directions, in a namespace that denies everything else.',
    remediation: 'Give it networkPolicySpec() of its flows in infra/kubernetes/topology.ts; ClusterBase makes the denial.',
    severity: 'high',
    serves: ['HIPAA 164.312(a)(1)', 'HIPAA 164.312(e)(1)', 'GDPR 25(2)', 'GDPR 32(1)(b)', 'LFPDPPP 18', 'Reglamento 57'],
  },
  function* (stack) {
    const policies = stack.of(NETWORK_POLICY).map(({ props }) => props);
    for (const workload of workloads(stack)) {
      const here = policies.filter(({ metadata }) => sameNamespace(metadata?.namespace, namespaceOf(workload.props)));
      if (!here.some(deniesAll)) yield { found: 'The namespace of the workload does not deny by default.', at: workload };
      if (!here.some((policy) => selects(policy, workload.pods.labels)))
        yield { found: 'No NetworkPolicy for both directions selects the pods.', at: workload };
    }
  },
);

function namespaceOf(props: object): string | undefined {
  return (props as Props<{ metadata: kubernetes.types.input.meta.v1.ObjectMeta }>).metadata?.namespace;
}

/** Until namespaces are known any may be the same: the deployment looks again. */
function sameNamespace(one: string | undefined, other: string | undefined): boolean {
  return one === UNKNOWN || other === UNKNOWN || one === other;
}

function bothDirections({ spec }: Props<NetworkPolicyArgs>): boolean {
  return ['Ingress', 'Egress'].every((direction) => list(spec?.policyTypes).includes(direction));
}

function deniesAll(policy: Props<NetworkPolicyArgs>): boolean {
  const { podSelector, ingress, egress } = policy.spec ?? {};
  const everyPod = Object.keys(podSelector?.matchLabels ?? {}).length === 0 && list(podSelector?.matchExpressions).length === 0;
  return bothDirections(policy) && everyPod && list(ingress).length === 0 && list(egress).length === 0;
}

function selects(policy: Props<NetworkPolicyArgs>, labels: Readonly<Record<string, string | undefined>>): boolean {
  const wanted = Object.entries(policy.spec?.podSelector?.matchLabels ?? {});
  return bothDirections(policy) && wanted.length > 0 && wanted.every(([key, value]) => labels[key] === value);
}
