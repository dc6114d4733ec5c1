/** The agent Collector: one pod on each machine, which reads the log files of its pods, takes their OTLP, and asks the kubelet about them. */
import * as kubernetes from '@pulumi/kubernetes';
import * as pulumi from '@pulumi/pulumi';
import { AGENT_FLAGS, agentConfig } from '../../servers/collector/index.ts';
import type { DeployedEnvironment } from '../environment.ts';
import { AGENT_HOST_PATHS } from '../kubernetes/agent-admission.ts';
import type { Cluster } from '../kubernetes/cluster.ts';
import { CONFIG_VOLUME, collectorContainer, collectorFiles, collectorSettings, listen } from '../kubernetes/collector.ts';
import { allowKubelet, KUBELET_TOKEN, kubeletAccess, kubeletVariables } from '../kubernetes/kubelet.ts';
import { metadata, selector } from '../kubernetes/metadata.ts';
import { checksumOf } from '../kubernetes/parts.ts';
import { configVolume, podTemplate } from '../kubernetes/pod.ts';
import { surroundings } from '../kubernetes/surroundings.ts';
import { address, NAMESPACES, podAddresses, portOf } from '../kubernetes/topology.ts';

export interface CollectorAgentArgs {
  /** The cluster that it runs in. It reads the logs of the cluster's application namespaces, and of no others: not its own either. It measures the platform's too. */
  readonly cluster: Cluster;
  /** Its size, and how many gateways it spreads traces over. */
  readonly environment: Pick<DeployedEnvironment, 'sizes'>;
}

/**
 * A DaemonSet on every node that takes pods, tainted ones included, with a Service that leads each pod to the agent of its own node.
 * What it has read and not yet delivered waits on the node's disk.
 */
export class CollectorAgent extends pulumi.ComponentResource {
  /** Base URL for the applications' OTLP over HTTP; each pod reaches the agent of its own machine. */
  readonly otlpUrl: pulumi.Output<string>;

  constructor(name: string, { cluster, environment }: CollectorAgentArgs, opts: pulumi.ComponentResourceOptions) {
    super('vigia:kubernetes:CollectorAgent', name, {}, opts);
    const child = { parent: this };
    const size = environment.sizes.agent;
    const files = collectorFiles(
      agentConfig({
        ...collectorSettings('agent', size.memory, AGENT_HOST_PATHS.state),
        logs: { include: logsOf(cluster.networks.applicationNamespaces), format: 'container' },
        otlp: { endpoint: listen(portOf('agent', 'otlp')) },
        gateways: podAddresses('gateway', environment.sizes.gateway.replicas, 'otlp').map((pod) => `http://${pod}`),
        logGateway: `http://${address('gateway', 'otlp-logs')}`,
        kubelet: kubeletAccess([...Object.values(NAMESPACES), ...cluster.networks.applicationNamespaces]),
      }),
    );
    const config = new kubernetes.core.v1.ConfigMap(`${name}-config`, { metadata: metadata(cluster, 'agent'), data: files }, child);
    // A budget would count for nothing: draining a node leaves its DaemonSet's pods alone.
    surroundings(name, { workload: 'agent', cluster, replicas: 1, balancing: { internalTrafficPolicy: 'Local' } }, child);
    allowKubelet(name, cluster, child);
    const template = podTemplate({
      workload: 'agent',
      cluster,
      priority: 'critical',
      containers: [
        collectorContainer({
          workload: 'agent',
          size,
          flags: AGENT_FLAGS,
          env: kubeletVariables(),
          mounts: [
            { name: 'logs', mountPath: AGENT_HOST_PATHS.logs, readOnly: true },
            { name: 'state', mountPath: AGENT_HOST_PATHS.state },
            KUBELET_TOKEN.mount,
          ],
        }),
      ],
      volumes: [
        configVolume(CONFIG_VOLUME, config),
        { name: 'logs', hostPath: { path: AGENT_HOST_PATHS.logs, type: 'Directory' } },
        { name: 'state', hostPath: { path: AGENT_HOST_PATHS.state, type: 'DirectoryOrCreate' } },
        KUBELET_TOKEN.volume,
      ],
      graceSeconds: 60,
      annotations: checksumOf(files),
      except: ON_EVERY_NODE,
    });
    new kubernetes.apps.v1.DaemonSet(
      `${name}-daemons`,
      {
        metadata: metadata(cluster, 'agent'),
        spec: {
          selector: { matchLabels: selector('agent') },
          // The old pod ends before the new one starts: two could not share the queue.
          updateStrategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: '10%', maxSurge: 0 } },
          template,
        },
      },
      child,
    );
    this.otlpUrl = pulumi.output(`http://${address('agent', 'otlp')}`);
    this.registerOutputs({ otlpUrl: this.otlpUrl });
  }
}

/** Root, without any capability, owns the log files and the state folder: that is enough to read the ones and write the other. */
const ON_EVERY_NODE = {
  securityContext: { runAsUser: 0, runAsGroup: 0, seccompProfile: { type: 'RuntimeDefault' } },
  tolerations: [{ operator: 'Exists' }],
  topologySpreadConstraints: [],
};

/** The kubelet names a pod's folder NAMESPACE_POD_UID. No name of a namespace holds an underscore. */
function logsOf(namespaces: readonly string[]): string[] {
  return namespaces.map((namespace) => `${AGENT_HOST_PATHS.logs}/${namespace}_*/*/*.log`);
}
