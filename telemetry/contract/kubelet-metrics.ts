/** What the kubelet of each node knows of its containers and volumes. The agent asks it; `service` is `kubelet`, `instance` the node. */
import type { MetricDefinition } from './metric.ts';

/** Containers of the platform and of the applications that one environment is sized for, on all nodes together. */
const CONTAINERS = 300;

/** Volume claims, likewise. */
const VOLUMES = 24;

const OF_CONTAINER = {
  type: 'gauge',
  labels: ['namespace', 'pod', 'container'],
  series: CONTAINERS,
  // A container is on one node. Where a pod has moved under its name, the greater value is the one to look at.
  across: 'max',
  emitter: 'agent',
} as const;

const OF_VOLUME = {
  type: 'gauge',
  unit: 'By',
  labels: ['namespace', 'volume'],
  series: VOLUMES,
  across: 'max',
  emitter: 'agent',
} as const;

export const kubeletMetrics = {
  container_cpu_usage: {
    ...OF_CONTAINER,
    otel: 'container.cpu.usage',
    unit: '{cpu}',
    description: 'Cores that a container uses, on average over some seconds.',
  },
  k8s_container_cpu_request_utilization_ratio: {
    ...OF_CONTAINER,
    otel: 'k8s.container.cpu_request_utilization',
    unit: '1',
    description: 'What a container uses of the CPU that it requests: more than 1 where the node has some to spare.',
  },
  container_memory_working_set_bytes: {
    ...OF_CONTAINER,
    otel: 'container.memory.working_set',
    unit: 'By',
    description:
      'Memory that a container cannot give back: at its limit it is ended. Files that are cached and not in use are not counted.',
  },
  container_memory_available_bytes: {
    ...OF_CONTAINER,
    otel: 'container.memory.available',
    unit: 'By',
    description: "What is left of a container's memory limit: the limit without the working set. None where there is no limit.",
  },
  k8s_volume_available_bytes: { ...OF_VOLUME, otel: 'k8s.volume.available', description: 'What is free of a volume.' },
  k8s_volume_capacity_bytes: { ...OF_VOLUME, otel: 'k8s.volume.capacity', description: 'What a volume holds.' },
} as const satisfies Record<string, MetricDefinition>;
