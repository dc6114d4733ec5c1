/** What a workload has besides its pods: who it is, where it is reached, what may pass, and how many may leave at once. */
import * as kubernetes from '@pulumi/kubernetes';
import type { CustomResourceOptions } from '@pulumi/pulumi';
import type { Cluster } from './cluster.ts';
import { metadata, selector } from './metadata.ts';
import { networkPolicySpec } from './network-policy.ts';
import { servicePorts } from './parts.ts';
import { type External, podsService, type Workload } from './topology.ts';

type ServiceSpec = kubernetes.types.input.core.v1.ServiceSpec;

export interface SurroundingsArgs {
  readonly workload: Workload;
  readonly cluster: Cluster;
  /** How many pods there are. With two or more, a drained node waits until the one before is back. */
  readonly replicas: number;
  /** How its Service chooses among the pods; by default at random. */
  readonly balancing?: Pick<ServiceSpec, 'internalTrafficPolicy' | 'sessionAffinity'>;
  /** Peers that it has no use for as it is configured. */
  readonly unused?: readonly (External | Workload)[];
}

/**
 * Service account, two Services (one name for all pods, and one for each), network policy, and from two replicas on a disruption budget.
 * @param name prefix of the Pulumi names
 */
export function surroundings(
  name: string,
  { workload, cluster, replicas, balancing, unused }: SurroundingsArgs,
  opts: CustomResourceOptions,
): void {
  const ports = servicePorts(workload);
  // Credentials for AWS come from Pod Identity, which mounts a token of its own; nothing here calls the Kubernetes API. The agent,
  // which asks its kubelet, mounts a token itself.
  new kubernetes.core.v1.ServiceAccount(
    `${name}-account`,
    { metadata: metadata(cluster, workload), automountServiceAccountToken: false },
    opts,
  );
  new kubernetes.core.v1.Service(
    `${name}-service`,
    { metadata: metadata(cluster, workload), spec: { selector: selector(workload), ports, ...balancing } },
    opts,
  );
  new kubernetes.core.v1.Service(
    `${name}-pods`,
    {
      metadata: metadata(cluster, workload, podsService(workload)),
      // A pod that is not ready has a name too: its peers gossip with it while it starts, and a scrape shows that it is down.
      spec: { selector: selector(workload), ports, clusterIP: 'None', publishNotReadyAddresses: true },
    },
    opts,
  );
  new kubernetes.networking.v1.NetworkPolicy(
    `${name}-network`,
    { metadata: metadata(cluster, workload), spec: networkPolicySpec(workload, cluster.networks, unused) },
    opts,
  );
  if (replicas < 2) return;
  new kubernetes.policy.v1.PodDisruptionBudget(
    `${name}-disruption`,
    { metadata: metadata(cluster, workload), spec: { maxUnavailable: 1, selector: { matchLabels: selector(workload) } } },
    opts,
  );
}
