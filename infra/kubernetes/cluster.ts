/** What every workload needs to know of the cluster that it runs in. */
import type { Input, Output } from '@pulumi/pulumi';
import type { External, NamespaceKey } from './topology.ts';

/** Networks that the platform reaches, and from which it is reached. */
export interface Networks {
  /** CIDR blocks of each external peer, and the port that it is reached on. `internet` is everything but private networks. */
  readonly externals: Readonly<
    Record<External, { readonly cidrs: readonly string[]; readonly port: number; readonly except?: readonly string[] }>
  >;
  /** Namespaces whose applications send telemetry. */
  readonly applicationNamespaces: readonly string[];
  /** Namespace of the ingress controller. */
  readonly ingressNamespace: string;
}

/** The handle that `ClusterBase` gives: namespaces resolve once they exist, so whoever uses one comes after it. */
export interface Cluster {
  readonly namespaces: Readonly<Record<NamespaceKey, Output<string>>>;
  readonly networks: Networks;
  /** StorageClass of every volume. */
  readonly storageClass: string;
  /** Priority classes: `critical` is what loses data when it is evicted. */
  readonly priorityClasses: Readonly<Record<'critical' | 'standard', Input<string>>>;
}
