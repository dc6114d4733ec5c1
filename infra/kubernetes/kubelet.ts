/** How the agent asks the kubelet of its node: where that is, who the agent is, and what it may. */
import * as kubernetes from '@pulumi/kubernetes';
import type { CustomResourceOptions } from '@pulumi/pulumi';
import type { AgentArgs } from '../../servers/collector/index.ts';
import type { Cluster } from './cluster.ts';
import { labels } from './metadata.ts';
import { KUBELET_PORT } from './networks.ts';
import { nodeAddress, nodeName } from './pod.ts';
import { workloads } from './topology.ts';

type EnvVar = kubernetes.types.input.core.v1.EnvVar;
type Volume = kubernetes.types.input.core.v1.Volume;
type VolumeMount = kubernetes.types.input.core.v1.VolumeMount;

/** Where a token is looked for by whoever speaks for a service account: the Collector knows no other place. */
const DIRECTORY = '/var/run/secrets/kubernetes.io/serviceaccount';
const CA_FILE = 'ca.crt';
const URL_VARIABLE = 'KUBELET_URL';
const VOLUME = 'token';

/** Names of the ClusterRole and its binding, which are the cluster's and so carry the platform's name. */
const ROLE = 'vigia-agent';

/**
 * A token of the agent's service account for an hour, which the kubelet of its node renews, and the authority that signed the kubelets'
 * certificates: what Kubernetes would mount by itself, without the rest.
 */
export const KUBELET_TOKEN = {
  volume: {
    name: VOLUME,
    projected: {
      // Root alone reads it.
      defaultMode: 0o400,
      sources: [
        { serviceAccountToken: { path: 'token', expirationSeconds: 3_600 } },
        { configMap: { name: 'kube-root-ca.crt', items: [{ key: CA_FILE, path: CA_FILE }] } },
      ],
    },
  } satisfies Volume,
  mount: { name: VOLUME, mountPath: DIRECTORY, readOnly: true } satisfies VolumeMount,
} as const;

/** The kubelet, for the agent's configuration. */
export function kubeletAccess(namespaces: readonly string[]): NonNullable<AgentArgs['kubelet']> {
  return { urlVariable: URL_VARIABLE, nodeVariable: nodeName.name, caFile: `${DIRECTORY}/${CA_FILE}`, namespaces };
}

/** What the configuration names: a pod learns its node's name and address only where it runs. */
export function kubeletVariables(): EnvVar[] {
  return [nodeName, nodeAddress, { name: URL_VARIABLE, value: `https://$(${nodeAddress.name}):${KUBELET_PORT}` }];
}

/**
 * The agent may read the kubelets' figures and the list of their pods. Not `nodes/proxy`, which would let it run commands in every
 * container; the two finer ones need Kubernetes 1.33.
 */
export function allowKubelet(name: string, cluster: Cluster, opts: CustomResourceOptions): void {
  const role = new kubernetes.rbac.v1.ClusterRole(
    `${name}-kubelet`,
    {
      metadata: { name: ROLE, labels: labels(ROLE) },
      rules: [{ apiGroups: [''], resources: ['nodes/stats', 'nodes/pods'], verbs: ['get'] }],
    },
    opts,
  );
  const account = { kind: 'ServiceAccount', name: 'agent', namespace: cluster.namespaces[workloads.agent.namespace] } as const;
  new kubernetes.rbac.v1.ClusterRoleBinding(
    `${name}-kubelet-binding`,
    {
      metadata: { name: ROLE, labels: labels(ROLE) },
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: role.metadata.name },
      subjects: [account],
    },
    opts,
  );
}
