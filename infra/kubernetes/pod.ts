/** The pods of a workload, and the volumes that they keep. */
import * as kubernetes from '@pulumi/kubernetes';
import type * as pulumi from '@pulumi/pulumi';
import type { DeployedEnvironment, Memory, SizeWithVolume, Storage } from '../environment.ts';
import type { Cluster } from './cluster.ts';
import { labels, metadata, selector } from './metadata.ts';
import { spread } from './parts.ts';
import { podSecurity } from './security.ts';
import { podsService, type Workload } from './topology.ts';

type PodSpec = kubernetes.types.input.core.v1.PodSpec;
type PodTemplate = kubernetes.types.input.core.v1.PodTemplateSpec;
type Claim = kubernetes.types.input.core.v1.PersistentVolumeClaim;
type EnvVar = kubernetes.types.input.core.v1.EnvVar;
type Volume = kubernetes.types.input.core.v1.Volume;

export interface PodArgs {
  readonly workload: Workload;
  readonly cluster: Cluster;
  /** `critical` is what loses data, or wakes nobody, while it is evicted. */
  readonly priority: keyof Cluster['priorityClasses'];
  /** Number of the image's user. Default 65534, nobody. */
  readonly user?: number;
  readonly containers: PodSpec['containers'];
  readonly volumes: Volume[];
  /** Seconds from the request to end until the kill. */
  readonly graceSeconds: number;
  /** Where the pod differs from all others. */
  readonly except?: Pick<PodSpec, 'securityContext' | 'tolerations' | 'topologySpreadConstraints' | 'restartPolicy'>;
  /** Annotations of the pod: one that changes replaces it. */
  readonly annotations?: pulumi.Input<Readonly<Record<string, string>>>;
}

/** A pod that calls no Kubernetes API and gets no token for it by itself, and no variables about its neighbours, which servers would take for settings. */
export function podTemplate(args: PodArgs): PodTemplate {
  const { workload, cluster, priority, user, containers, volumes, graceSeconds, annotations, except } = args;
  return {
    metadata: { labels: labels(workload), ...(annotations && { annotations }) },
    spec: {
      serviceAccountName: workload,
      automountServiceAccountToken: false,
      enableServiceLinks: false,
      securityContext: podSecurity(user),
      priorityClassName: cluster.priorityClasses[priority],
      terminationGracePeriodSeconds: graceSeconds,
      topologySpreadConstraints: spread(workload),
      containers,
      volumes,
      ...except,
    },
  };
}

export interface StatefulSetArgs {
  readonly workload: Workload;
  readonly cluster: Cluster;
  readonly environment: Pick<DeployedEnvironment, 'protect'>;
  readonly size: SizeWithVolume;
  /** Name of the volume that each replica keeps, as its containers mount it. */
  readonly volume: string;
  readonly template: PodTemplate;
}

/**
 * A StatefulSet with a volume for each replica. Volumes outlive it where the environment protects data. Kubernetes changes neither
 * their size nor their class: a new one is a new StatefulSet.
 */
export function statefulSet(
  name: string,
  args: StatefulSetArgs,
  opts: pulumi.CustomResourceOptions,
): kubernetes.apps.v1.StatefulSet {
  const { workload, cluster, environment, size, volume, template } = args;
  return new kubernetes.apps.v1.StatefulSet(
    name,
    {
      metadata: metadata(cluster, workload),
      spec: {
        replicas: size.replicas,
        serviceName: podsService(workload),
        selector: { matchLabels: selector(workload) },
        // No replica waits for another: each has its own data.
        podManagementPolicy: 'Parallel',
        updateStrategy: { type: 'RollingUpdate' },
        persistentVolumeClaimRetentionPolicy: { whenDeleted: environment.protect ? 'Retain' : 'Delete', whenScaled: 'Retain' },
        template,
        volumeClaimTemplates: [claim(volume, workload, size.storage, cluster)],
      },
    },
    { ...opts, protect: environment.protect, retainOnDelete: environment.protect },
  );
}

function claim(name: string, workload: Workload, storage: Storage, { storageClass }: Cluster): Claim {
  return {
    metadata: { name, labels: labels(workload) },
    spec: { accessModes: ['ReadWriteOnce'], storageClassName: storageClass, resources: { requests: { storage } } },
  };
}

/** What the pod knows of itself only when it runs. */
export const podName = { name: 'POD_NAME', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } } satisfies EnvVar;
export const nodeName = { name: 'NODE_NAME', valueFrom: { fieldRef: { fieldPath: 'spec.nodeName' } } } satisfies EnvVar;
export const nodeAddress = { name: 'NODE_IP', valueFrom: { fieldRef: { fieldPath: 'status.hostIP' } } } satisfies EnvVar;
export const podAddress = { name: 'POD_IP', valueFrom: { fieldRef: { fieldPath: 'status.podIP' } } } satisfies EnvVar;

/** From here on the Go runtime collects harder, before the pod's limit ends it. For servers that do not find the limit themselves. */
export function goMemoryLimit(memory: Memory) {
  return { name: 'GOMEMLIMIT', value: `${partOf(memory, 0.8)}MiB` } satisfies EnvVar;
}

/** A part of the pod's memory, in whole MiB. */
export function partOf(memory: Memory, share: number): number {
  return Math.floor(Number.parseInt(memory, 10) * share);
}

/** A volume of the ConfigMap's files. */
export function configVolume(name: string, { metadata: { name: configMap } }: kubernetes.core.v1.ConfigMap): Volume {
  return { name, configMap: { name: configMap } };
}

/** A volume of the Secret's files, which the pod's user alone reads. */
export function secretVolume(name: string, { metadata: { name: secretName } }: kubernetes.core.v1.Secret): Volume {
  return { name, secret: { secretName, defaultMode: 0o440 } };
}
