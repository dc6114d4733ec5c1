/** What the agent's and the gateway's pods have in common. */
import type { types } from '@pulumi/kubernetes';
import { type CollectorConfig, renderCollector } from '../../servers/collector/index.ts';
import type { Memory, Size } from '../environment.ts';
import { images } from '../versions.ts';
import { containerPorts, httpProbe, resources } from './parts.ts';
import { goMemoryLimit, partOf } from './pod.ts';
import { containerSecurity } from './security.ts';
import { portOf } from './topology.ts';

type Container = types.input.core.v1.Container;
type VolumeMount = types.input.core.v1.VolumeMount;
type EnvVar = types.input.core.v1.EnvVar;

const CONFIG_DIRECTORY = '/etc/otelcol';
const CONFIG_FILE = 'config.yaml';

/** Name of the pod's volume that holds the configuration. */
export const CONFIG_VOLUME = 'config';

/** Number of the image's user. */
export const COLLECTOR_USER = 10_001;

/** Settings that follow from the pod: it listens on every address of its own, and limits its memory before the kernel does. */
export function collectorSettings(workload: 'agent' | 'gateway', memory: Memory, storageDirectory: string) {
  return {
    speed: 1,
    storageDirectory,
    healthEndpoint: listen(portOf(workload, 'health')),
    metricsEndpoint: { host: '0.0.0.0', port: portOf(workload, 'metrics') },
    memoryLimitMiB: partOf(memory, 0.75),
  };
}

/** `host:port` on every address of the pod. */
export function listen(port: number): string {
  return `0.0.0.0:${port}`;
}

/** The configuration as the ConfigMap's files. */
export function collectorFiles(config: CollectorConfig): Readonly<Record<string, string>> {
  return { [CONFIG_FILE]: renderCollector(config) };
}

export interface CollectorContainerArgs {
  readonly workload: 'agent' | 'gateway';
  readonly size: Pick<Size, 'cpu' | 'memory'>;
  /** Flags besides `--config`. */
  readonly flags?: readonly string[];
  readonly env?: readonly EnvVar[];
  readonly mounts: readonly VolumeMount[];
}

export function collectorContainer({ workload, size, flags = [], env = [], mounts }: CollectorContainerArgs): Container {
  const probe = httpProbe('/', 'health');
  return {
    name: workload,
    image: images.collector,
    args: [`--config=${CONFIG_DIRECTORY}/${CONFIG_FILE}`, ...flags],
    // Past the limiter's mark.
    env: [goMemoryLimit(size.memory), ...env],
    ports: containerPorts(workload),
    resources: resources(size),
    securityContext: containerSecurity(),
    // A large queue is read before it answers: two minutes.
    startupProbe: { ...probe, failureThreshold: 12 },
    readinessProbe: probe,
    livenessProbe: { ...probe, failureThreshold: 6 },
    volumeMounts: [{ name: CONFIG_VOLUME, mountPath: CONFIG_DIRECTORY, readOnly: true }, ...mounts],
  };
}
