/** What the cluster must have before anything runs in it: namespaces that refuse by default, limits, and priorities. */
import * as kubernetes from '@pulumi/kubernetes';
import * as pulumi from '@pulumi/pulumi';
import type { DeployedEnvironment } from '../environment.ts';
import { agentAdmissionBinding, agentAdmissionPolicy } from '../kubernetes/agent-admission.ts';
import type { Cluster, Networks } from '../kubernetes/cluster.ts';
import { labels } from '../kubernetes/metadata.ts';
import { NAMESPACES, type NamespaceKey } from '../kubernetes/topology.ts';

/**
 * The version whose rules Pod Security applies. Pinned, so that an upgrade of the cluster refuses no pod that ran before it; raise it
 * on purpose. A cluster that is older applies its own newest rules.
 */
const POD_SECURITY_VERSION = 'v1.34';

export interface ClusterBaseArgs {
  /** Sizes the platform's quota, and decides whether its namespace is protected. */
  readonly environment: Pick<DeployedEnvironment, 'protect' | 'sizes'>;
  /** Networks around the platform; handed on to every workload's network policy. */
  readonly networks: Networks;
  /** StorageClass of every volume, such as `gp3`; handed on. It must exist. */
  readonly storageClass: string;
}

/**
 * The platform's two namespaces, each denying every flow but DNS, the platform's quota, and two priority classes.
 *
 * A namespace resolves once its default denial is in place: no pod ever runs without.
 */
export class ClusterBase extends pulumi.ComponentResource implements Cluster {
  /** Name of each namespace. */
  readonly namespaces: Readonly<Record<NamespaceKey, pulumi.Output<string>>>;
  /** Name of each priority class. */
  readonly priorityClasses: Readonly<Record<'critical' | 'standard', pulumi.Output<string>>>;
  readonly networks: Networks;
  readonly storageClass: string;

  constructor(name: string, { environment, networks, storageClass }: ClusterBaseArgs, opts: pulumi.ComponentResourceOptions) {
    super('vigia:kubernetes:ClusterBase', name, {}, opts);
    const child = { parent: this };

    const namespace = (key: NamespaceKey, extra: Record<string, string>, annotations: Record<string, string>, protect: boolean) =>
      new kubernetes.core.v1.Namespace(
        `${name}-${key}`,
        { metadata: { name: NAMESPACES[key], labels: { ...labels(NAMESPACES[key]), ...extra }, annotations } },
        { ...child, protect, retainOnDelete: protect },
      );
    // With the namespace its volumes would go.
    const platform = namespace('platform', podSecurityLabels('restricted', 'restricted'), {}, environment.protect);
    const agent = namespace('agent', podSecurityLabels('privileged', 'restricted'), AGENT_EXEMPTION, false);

    const closed = (key: NamespaceKey, { metadata }: kubernetes.core.v1.Namespace, quota: Record<string, string>) => {
      const inNamespace = (object: string) => ({
        name: object,
        namespace: metadata.name,
        labels: labels(object),
      });
      const denial = new kubernetes.networking.v1.NetworkPolicy(
        `${name}-${key}-deny`,
        { metadata: inNamespace('default-deny'), spec: { podSelector: {}, policyTypes: ['Ingress', 'Egress'] } },
        child,
      );
      new kubernetes.networking.v1.NetworkPolicy(`${name}-${key}-dns`, { metadata: inNamespace('allow-dns'), spec: dns }, child);
      new kubernetes.core.v1.ResourceQuota(
        `${name}-${key}-quota`,
        { metadata: inNamespace('quota'), spec: { hard: { ...NOT_EXPOSED, ...quota } } },
        child,
      );
      return pulumi.all([metadata.name, denial.metadata.name]).apply(([resolved]) => resolved);
    };
    const { cpu, memory } = environment.sizes.quota;
    this.namespaces = {
      platform: closed('platform', platform, { 'requests.cpu': cpu, 'requests.memory': memory, 'limits.memory': memory }),
      // None on what the agents request: they are as many as the cluster has nodes, and a new node must not go unread.
      agent: closed('agent', agent, { persistentvolumeclaims: '0' }),
    };

    const admission = new kubernetes.admissionregistration.v1.ValidatingAdmissionPolicy(
      `${name}-agent-admission`,
      agentAdmissionPolicy(),
      child,
    );
    new kubernetes.admissionregistration.v1.ValidatingAdmissionPolicyBinding(
      `${name}-agent-admission-binding`,
      agentAdmissionBinding(admission.metadata.name),
      child,
    );

    const priorityClass = (key: 'critical' | 'standard', args: Omit<kubernetes.scheduling.v1.PriorityClassArgs, 'metadata'>) =>
      new kubernetes.scheduling.v1.PriorityClass(
        `${name}-${key}`,
        { metadata: { name: `vigia-${key}`, labels: labels(`vigia-${key}`) }, ...args },
        child,
      ).metadata.name;
    this.priorityClasses = {
      // It may push others off a full node: an agent belongs to its node and can go nowhere else.
      critical: priorityClass('critical', {
        value: 100_000,
        preemptionPolicy: 'PreemptLowerPriority',
        description: 'What carries or keeps telemetry: evicted, it loses some.',
      }),
      standard: priorityClass('standard', {
        value: 1_000,
        preemptionPolicy: 'Never',
        description: 'What only shows telemetry or works on it: it waits for room.',
      }),
    };
    this.networks = networks;
    this.storageClass = storageClass;
    this.registerOutputs({ namespaces: this.namespaces, priorityClasses: this.priorityClasses });
  }
}

/** Nothing is reached from outside but by way of the ingress. */
const NOT_EXPOSED = { 'services.loadbalancers': '0', 'services.nodeports': '0' };

const AGENT_EXEMPTION = {
  'vigia.dev/pod-security-exemption':
    'The agent reads the log files of its node, which are root-owned and reached by hostPath. The admission policy vigia-agent allows that and nothing more.',
};

/** What is audited leaves a trace in the API server's audit log: so does every use of the exemption. */
function podSecurityLabels(enforced: 'restricted' | 'privileged', audited: 'restricted'): Record<string, string> {
  const modes = { enforce: enforced, warn: enforced, audit: audited };
  return Object.fromEntries(
    Object.entries(modes).flatMap(([mode, level]) => [
      [`pod-security.kubernetes.io/${mode}`, level],
      [`pod-security.kubernetes.io/${mode}-version`, POD_SECURITY_VERSION],
    ]),
  );
}

/** The cluster's own name servers, by the label that every distribution gives them. */
const dns = {
  podSelector: {},
  policyTypes: ['Egress'],
  egress: [
    {
      to: [
        {
          namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'kube-system' } },
          podSelector: { matchLabels: { 'k8s-app': 'kube-dns' } },
        },
      ],
      ports: [
        { protocol: 'UDP', port: 53 },
        { protocol: 'TCP', port: 53 },
      ],
    },
  ],
} satisfies kubernetes.types.input.networking.v1.NetworkPolicySpec;
