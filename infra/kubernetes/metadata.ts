/** Names and labels of Kubernetes objects. Names are given, never made up: addresses follow from them. */
import type { Input } from '@pulumi/pulumi';
import type { Cluster } from './cluster.ts';
import { type Workload, workloads } from './topology.ts';

export type Labels = Readonly<Record<string, string>>;

/** What a workload's pods are selected by. It can never change: a selector is immutable. */
export function selector(workload: string): Labels {
  return { 'app.kubernetes.io/name': workload, 'app.kubernetes.io/part-of': 'vigia' };
}

export function labels(workload: string): Labels {
  return { ...selector(workload), 'app.kubernetes.io/managed-by': 'pulumi' };
}

export interface Metadata {
  readonly name: string;
  readonly namespace: Input<string>;
  readonly labels: Labels;
}

/** Metadata of one of a workload's objects. `name` is the workload's own unless it has several objects of a kind. */
export function metadata(cluster: Cluster, workload: Workload, name: string = workload): Metadata {
  return { name, namespace: cluster.namespaces[workloads[workload].namespace], labels: labels(workload) };
}
