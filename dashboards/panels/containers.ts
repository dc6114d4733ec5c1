/** What the platform and the applications use of the machines that they run on, as the kubelets say. */
import { catalogue } from '../../alerts/catalogue.ts';
import { gauge } from '../../telemetry/query/index.ts';
import { busiest, type TimeSeriesPanel } from '../panel.ts';
import type { Thresholds } from '../style.ts';

const WORKLOAD = '{{namespace}} {{container}}';

const workingSet = gauge('container_memory_working_set_bytes').acrossInstances();
const left = gauge('container_memory_available_bytes').acrossInstances();
const free = gauge('k8s_volume_available_bytes').acrossInstances();

/** A container that reaches its limit is ended at once: there is no more to see of it than that it came near. */
export const MEMORY_NEAR_LIMIT: Thresholds = {
  base: 'good',
  steps: [
    { from: 0.8, state: 'warning' },
    { from: 0.95, state: 'critical' },
  ],
};

export const containerCpu: TimeSeriesPanel = {
  kind: 'time-series',
  id: 'container-cpu',
  title: 'CPU by workload',
  description:
    'Cores that all containers of a name use in a namespace: the ten busiest. What it costs to watch, beside what is watched.',
  unit: 'cores',
  style: 'stacked',
  targets: [busiest(gauge('container_cpu_usage').acrossInstances().sumBy('env', 'namespace', 'container'), WORKLOAD)],
};

export const containerCpuRequest: TimeSeriesPanel = {
  kind: 'time-series',
  id: 'container-cpu-request',
  title: 'CPU as share of the request',
  description:
    'Of the busiest container of each name: the ten highest. Above 100 % it lives on what others leave, and slows down once its machine is full: raise the request.',
  unit: 'ratio',
  style: 'lines',
  thresholds: { base: 'good', steps: [{ from: 1, state: 'warning' }] },
  targets: [
    busiest(
      gauge('k8s_container_cpu_request_utilization_ratio').acrossInstances().maxBy('env', 'namespace', 'container'),
      WORKLOAD,
    ),
  ],
};

export const containerMemory: TimeSeriesPanel = {
  kind: 'time-series',
  id: 'container-memory',
  title: 'Memory as share of the limit',
  description:
    'Of the fullest container of each name: the ten highest. Files in the cache are not counted. At 100 % the container is ended: raise its limit before, or find what grows.',
  unit: 'ratio',
  style: 'lines',
  max: 1,
  thresholds: MEMORY_NEAR_LIMIT,
  targets: [busiest(workingSet.dividedBy(workingSet.plus(left)).maxBy('env', 'namespace', 'container'), WORKLOAD)],
};

export const volumes: TimeSeriesPanel = {
  kind: 'time-series',
  id: 'volumes',
  title: 'How full the volumes are',
  description:
    'The ten fullest. From the first line on it alerts where six hours lead to a full one within four days, from the second in any case: enlarge it.',
  unit: 'ratio',
  style: 'lines',
  max: 1,
  thresholds: {
    base: 'good',
    steps: [
      { from: catalogue.VolumeFullSoon.above, state: 'warning' },
      { from: catalogue.VolumeNearlyFull.above, state: 'critical' },
    ],
  },
  targets: [
    busiest(free.dividedBy(gauge('k8s_volume_capacity_bytes').acrossInstances()).subtractedFrom(1), '{{namespace}} {{volume}}'),
  ],
};
