/** Tempo, monolithic: traces in S3. */
import * as kubernetes from '@pulumi/kubernetes';
import * as pulumi from '@pulumi/pulumi';
import { stringify } from 'yaml';
import { tempoConfig } from '../../servers/tempo.ts';
import type { DeployedEnvironment, Size } from '../environment.ts';
import type { Cluster } from '../kubernetes/cluster.ts';
import { metadata } from '../kubernetes/metadata.ts';
import { checksumOf, containerPorts, httpProbe, resources } from '../kubernetes/parts.ts';
import { configVolume, goMemoryLimit, podTemplate, statefulSet } from '../kubernetes/pod.ts';
import { containerSecurity } from '../kubernetes/security.ts';
import { surroundings } from '../kubernetes/surroundings.ts';
import { address, portOf } from '../kubernetes/topology.ts';
import { images } from '../versions.ts';

type Container = kubernetes.types.input.core.v1.Container;

export interface TempoArgs {
  /** The cluster that it runs in. */
  readonly cluster: Cluster;
  /** Size, and how long traces are kept. */
  readonly environment: DeployedEnvironment;
  /** Where blocks are kept. */
  readonly bucket: {
    readonly name: pulumi.Input<string>;
    /** AWS region of the bucket. */
    readonly region: string;
  };
  /** The role of service account `tempo` (a WorkloadIdentity), which may use the bucket. */
  readonly identity: pulumi.Resource;
}

const CONFIG = { directory: '/etc/tempo', file: 'tempo.yaml' } as const;
const DATA_DIRECTORY = '/var/tempo';

/** Tempo's own traffic between its parts, which are one process. */
const GRPC = { host: '127.0.0.1', port: 9095 } as const;

/** Number of the image's user. */
const TEMPO_USER = 10_001;

/**
 * A StatefulSet of one: the volume holds what is not in the bucket yet. It grows by its size; docs/tempo.md says what comes after that.
 */
export class Tempo extends pulumi.ComponentResource {
  /** Base URL of its query API inside the cluster. */
  readonly url: pulumi.Output<string>;

  /** @throws RangeError where the environment asks for more than one replica. */
  constructor(name: string, { cluster, environment, bucket, identity }: TempoArgs, opts: pulumi.ComponentResourceOptions) {
    super('vigia:kubernetes:Tempo', name, {}, opts);
    const child = { parent: this };
    const size = environment.sizes.tempo;
    if (size.replicas !== 1) {
      throw new RangeError(
        `${environment.name} asks for ${size.replicas} Tempo replicas: monolithic Tempo is 1. Give it more CPU and memory; docs/tempo.md says what comes after that.`,
      );
    }
    const files = pulumi.output(bucket.name).apply((bucketName) => ({
      [CONFIG.file]: stringify(
        tempoConfig({
          http: { host: '0.0.0.0', port: portOf('tempo', 'http') },
          grpc: GRPC,
          otlp: `0.0.0.0:${portOf('tempo', 'otlp')}`,
          dataDirectory: DATA_DIRECTORY,
          bucket: { name: bucketName, region: bucket.region },
          retention: environment.traceRetention,
        }),
      ),
    }));
    const config = new kubernetes.core.v1.ConfigMap(`${name}-config`, { metadata: metadata(cluster, 'tempo'), data: files }, child);
    surroundings(name, { workload: 'tempo', cluster, replicas: size.replicas }, child);
    const template = podTemplate({
      workload: 'tempo',
      cluster,
      priority: 'critical',
      user: TEMPO_USER,
      containers: [server(size)],
      volumes: [configVolume('config', config)],
      // What it holds in memory goes to the volume first.
      graceSeconds: 120,
      annotations: files.apply(checksumOf),
    });
    statefulSet(
      name,
      { workload: 'tempo', cluster, environment, size, volume: 'data', template },
      { ...child, dependsOn: [identity] },
    );
    this.url = pulumi.output(`http://${address('tempo', 'http')}`);
    this.registerOutputs({ url: this.url });
  }
}

function server(size: Size): Container {
  return {
    name: 'tempo',
    image: images.tempo,
    args: [`-config.file=${CONFIG.directory}/${CONFIG.file}`],
    env: [goMemoryLimit(size.memory)],
    ports: containerPorts('tempo'),
    resources: resources(size),
    securityContext: containerSecurity(),
    // The write-ahead log is read again before it answers: up to five minutes.
    startupProbe: httpProbe('/ready', 'http', 30),
    readinessProbe: httpProbe('/ready', 'http'),
    livenessProbe: httpProbe('/ready', 'http', 12),
    volumeMounts: [
      { name: 'config', mountPath: CONFIG.directory, readOnly: true },
      { name: 'data', mountPath: DATA_DIRECTORY },
    ],
  };
}
