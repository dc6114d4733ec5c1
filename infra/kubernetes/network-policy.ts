/** A workload's network policy, from the flows of the topology. */
import type { types } from '@pulumi/kubernetes';
import type { Networks } from './cluster.ts';
import { type Caller, type External, type Flow, flows, NAMESPACES, type Workload, workloads } from './topology.ts';

type Spec = types.input.networking.v1.NetworkPolicySpec;
type Peer = types.input.networking.v1.NetworkPolicyPeer;
type Port = types.input.networking.v1.NetworkPolicyPort;

/** The label that Kubernetes itself puts on every namespace. */
const NAMESPACE_NAME = 'kubernetes.io/metadata.name';

/**
 * What may reach the workload and what it may reach: nothing else passes, since the namespace denies by default.
 * @param unused peers of the topology that the workload has no use for as it is configured
 */
export function networkPolicySpec(workload: Workload, networks: Networks, unused: readonly (External | Workload)[] = []): Spec {
  return {
    podSelector: { matchLabels: { 'app.kubernetes.io/name': workload } },
    policyTypes: ['Ingress', 'Egress'],
    ingress: flows.flatMap((flow) =>
      'port' in flow && flow.to === workload ? [{ from: callers(flow.from, networks), ports: ports(flow) }] : [],
    ),
    egress: flows.flatMap((flow) => {
      if (flow.from !== workload || unused.includes(flow.to)) return [];
      if ('port' in flow) return [{ to: [pods(flow.to)], ports: ports(flow) }];
      const { cidrs, port, except } = networks.externals[flow.to];
      // A rule without peers would allow all of them.
      if (cidrs.length === 0) return [];
      return [{ to: cidrs.map((cidr) => ({ ipBlock: { cidr, ...(except && { except: [...except] }) } })), ports: [tcp(port)] }];
    }),
  };
}

function callers(from: Workload | Caller, { applicationNamespaces, ingressNamespace }: Networks): Peer[] {
  if (from === 'applications') return applicationNamespaces.map(namespace);
  return [from === 'ingress' ? namespace(ingressNamespace) : pods(from)];
}

function namespace(name: string): Peer {
  return { namespaceSelector: { matchLabels: { [NAMESPACE_NAME]: name } } };
}

function pods(workload: Workload): Peer {
  return {
    ...namespace(NAMESPACES[workloads[workload].namespace]),
    podSelector: { matchLabels: { 'app.kubernetes.io/name': workload } },
  };
}

/** Memberlist gossips over both protocols. */
function ports({ to, port }: Extract<Flow, { readonly port: string }>): Port[] {
  const numbers: Readonly<Record<string, number>> = workloads[to].ports;
  const number = numbers[port] ?? 0;
  return port === 'gossip' ? [tcp(number), { protocol: 'UDP', port: number }] : [tcp(number)];
}

function tcp(port: number): Port {
  return { protocol: 'TCP', port };
}
