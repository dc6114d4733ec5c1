/** The gateway Collectors: they clean what the agents send, sample traces, and deliver to the stores. */
import * as kubernetes from '@pulumi/kubernetes';
import * as pulumi from '@pulumi/pulumi';
import { gatewayConfig } from '../../servers/collector/index.ts';
import type { DeployedEnvironment } from '../environment.ts';
import type { Cluster } from '../kubernetes/cluster.ts';
import {
  COLLECTOR_USER,
  CONFIG_VOLUME,
  collectorContainer,
  collectorFiles,
  collectorSettings,
  listen,
} from '../kubernetes/collector.ts';
import { metadata } from '../kubernetes/metadata.ts';
import { checksumOf } from '../kubernetes/parts.ts';
import { configVolume, podName, podTemplate, statefulSet } from '../kubernetes/pod.ts';
import { surroundings } from '../kubernetes/surroundings.ts';
import { address, podAddresses, portOf } from '../kubernetes/topology.ts';

export interface CollectorGatewayArgs {
  /** The cluster that it runs in. */
  readonly cluster: Cluster;
  /** Its size, what is marked with its name, and how many Prometheus replicas it writes to. */
  readonly environment: DeployedEnvironment;
  /** Datadog in the place of the stores in the cluster; without it logs go to the log writer, metrics to Prometheus, traces to Tempo. */
  readonly datadog?: {
    /** Datadog's site, such as `datadoghq.com`. */
    readonly site: string;
    /** API key; a secret. */
    readonly apiKey: pulumi.Input<string>;
  };
}

const QUEUE_DIRECTORY = '/var/lib/otelcol';
const API_KEY = 'DD_API_KEY';

/** The stores in the cluster, whose place Datadog takes. */
const STORES = ['log-writer', 'prometheus', 'tempo'] as const;

/**
 * A StatefulSet of fixed size: agents choose a gateway by the hash of a trace's id, so a changing number would part traces. Each has a
 * volume for its queues; a store that is away for hours loses nothing.
 */
export class CollectorGateway extends pulumi.ComponentResource {
  constructor(name: string, { cluster, environment, datadog }: CollectorGatewayArgs, opts: pulumi.ComponentResourceOptions) {
    super('vigia:kubernetes:CollectorGateway', name, {}, opts);
    const child = { parent: this };
    const size = environment.sizes.gateway;
    const files = collectorFiles(
      gatewayConfig({
        ...collectorSettings('gateway', size.memory, QUEUE_DIRECTORY),
        env: environment.name,
        otlp: { endpoint: listen(portOf('gateway', 'otlp')), grpcEndpoint: listen(portOf('gateway', 'otlp-grpc')) },
        logsEndpoint: listen(portOf('gateway', 'otlp-logs')),
        slowTrace: environment.slowTrace,
        ...(datadog
          ? { datadog: { site: datadog.site, apiKeyVariable: API_KEY, instanceVariable: podName.name } }
          : storesInCluster(environment)),
      }),
    );
    const config = new kubernetes.core.v1.ConfigMap(
      `${name}-config`,
      { metadata: metadata(cluster, 'gateway'), data: files },
      child,
    );
    const unused = datadog ? STORES : (['internet'] as const);
    surroundings(name, { workload: 'gateway', cluster, replicas: size.replicas, unused }, child);
    const template = podTemplate({
      workload: 'gateway',
      cluster,
      priority: 'critical',
      user: COLLECTOR_USER,
      containers: [
        collectorContainer({
          workload: 'gateway',
          size,
          env: datadog ? [podName, this.#apiKey(name, datadog.apiKey, cluster)] : [],
          mounts: [{ name: 'queue', mountPath: QUEUE_DIRECTORY }],
        }),
      ],
      volumes: [configVolume(CONFIG_VOLUME, config)],
      graceSeconds: 60,
      annotations: checksumOf(files),
    });
    statefulSet(name, { workload: 'gateway', cluster, environment, size, volume: 'queue', template }, child);
    this.registerOutputs({});
  }

  /** The Collector reads no secret from a file: the key is a variable. */
  #apiKey(name: string, apiKey: pulumi.Input<string>, cluster: Cluster): kubernetes.types.input.core.v1.EnvVar {
    const secret = new kubernetes.core.v1.Secret(
      `${name}-datadog`,
      { metadata: metadata(cluster, 'gateway', 'gateway-datadog'), stringData: { [API_KEY]: pulumi.secret(apiKey) } },
      { parent: this },
    );
    return { name: API_KEY, valueFrom: { secretKeyRef: { name: secret.metadata.name, key: API_KEY } } };
  }
}

function storesInCluster({ sizes }: DeployedEnvironment) {
  return {
    prometheus: podAddresses('prometheus', sizes.prometheus.replicas, 'http').map((pod) => ({ url: `http://${pod}/api/v1/otlp` })),
    logWriter: `http://${address('log-writer', 'http')}`,
    traces: { url: `http://${address('tempo', 'otlp')}` },
    countsEndpoint: listen(portOf('gateway', 'counts')),
  };
}
