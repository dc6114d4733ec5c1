/** The parts that workloads are built of. */
import { createHash } from 'node:crypto';
import type { types } from '@pulumi/kubernetes';
import type { Size } from '../environment.ts';
import { selector } from './metadata.ts';
import { type Workload, workloads } from './topology.ts';

type ContainerPort = types.input.core.v1.ContainerPort;
type ServicePort = types.input.core.v1.ServicePort;
type Probe = types.input.core.v1.Probe;
type ResourceRequirements = types.input.core.v1.ResourceRequirements;
type TopologySpreadConstraint = types.input.core.v1.TopologySpreadConstraint;

/** Memory as request and limit, CPU as a request: a limit would slow a busy pod on an idle machine. */
export function resources({ cpu, memory }: Pick<Size, 'cpu' | 'memory'>): ResourceRequirements {
  return { requests: { cpu, memory }, limits: { memory } };
}

/** The workload's ports as its container declares them. */
export function containerPorts(workload: Workload): ContainerPort[] {
  return Object.entries(workloads[workload].ports).map(([name, containerPort]) => ({ name, containerPort, protocol: 'TCP' }));
}

/** The workload's ports as its Service offers them. */
export function servicePorts(workload: Workload): ServicePort[] {
  return Object.entries(workloads[workload].ports).map(([name, port]) => ({ name, port, targetPort: name, protocol: 'TCP' }));
}

/** An HTTP probe on a named port. `failures` in a row, ten seconds apart, decide. */
export function httpProbe(path: string, port: string, failures = 3): Probe {
  return { httpGet: { path, port }, periodSeconds: 10, timeoutSeconds: 5, failureThreshold: failures };
}

/** Replicas go to different zones and machines where there are any. */
export function spread(workload: Workload): TopologySpreadConstraint[] {
  return ['topology.kubernetes.io/zone', 'kubernetes.io/hostname'].map((topologyKey) => ({
    maxSkew: 1,
    topologyKey,
    whenUnsatisfiable: 'ScheduleAnyway',
    labelSelector: { matchLabels: selector(workload) },
  }));
}

/** A pod annotation that changes with the files: for servers that read their configuration only when they start. */
export function checksumOf(files: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const hash = createHash('sha256');
  for (const [name, content] of Object.entries(files)) hash.update(`${name}\0${content}\0`);
  return { 'vigia.dev/configuration': hash.digest('hex') };
}
