/** The containers whose cost is measured, and where each tells what it has done. */
import { portOf } from '../../infra/kubernetes/topology.ts';
import type { Unit } from '../../infra/sizing/measured.ts';
import { allPods, type Cluster } from '../../test/support/cluster/observed/pods.ts';
import { type Group, groupOf } from './usage.ts';

export interface MeasuredContainer {
  readonly workload: string;
  readonly pod: string;
  readonly group: Group;
  /** Where its counters are, and which of them count what; without it, only what it costs is known. */
  readonly counters?: { readonly url: string; readonly names: { readonly [U in Unit]?: string } };
}

const COLLECTOR = {
  lines: 'otelcol_receiver_accepted_log_records_total',
  spans: 'otelcol_receiver_accepted_spans_total',
  points: 'otelcol_receiver_accepted_metric_points_total',
} as const;

/** By container name. Grafana is left out: a stand-in runs in its place. */
const COUNTERS: Readonly<Record<string, { readonly port?: number; readonly names: { readonly [U in Unit]?: string } }>> = {
  agent: { port: portOf('agent', 'metrics'), names: COLLECTOR },
  gateway: { port: portOf('gateway', 'metrics'), names: COLLECTOR },
  'log-writer': { port: portOf('log-writer', 'http'), names: { lines: 'log_records_written_total' } },
  prometheus: {
    port: portOf('prometheus', 'http'),
    names: { samples: 'prometheus_tsdb_head_samples_appended_total', series: 'prometheus_tsdb_head_series' },
  },
  reloader: { names: {} },
  alertmanager: { port: portOf('alertmanager', 'http'), names: { notifications: 'alertmanager_notifications_total' } },
  tempo: { port: portOf('tempo', 'http'), names: { spans: 'tempo_distributor_spans_received_total' } },
  clinic: { names: {} },
};

/** Every container that runs of the platform's workloads and the clinic. */
export async function containersOf(cluster: Cluster): Promise<readonly MeasuredContainer[]> {
  return (await allPods(cluster)).flatMap(({ metadata, status }) =>
    status.containerStatuses.flatMap(({ name, containerID }): MeasuredContainer[] => {
      const kind = COUNTERS[name];
      const group = kind && groupOf(idOf(containerID));
      if (!kind || !group) return [];
      const url = `http://${status.podIP}:${kind.port}/metrics`;
      return [{ workload: name, pod: metadata.name, group, ...(kind.port && { counters: { url, names: kind.names } }) }];
    }),
  );
}

/** The group of the only container of a Job's pod; undefined where it does not run, or no more. */
export async function groupOfJob(cluster: Cluster, job: string): Promise<Group | undefined> {
  const pod = (await allPods(cluster)).find(({ metadata }) => metadata.name.startsWith(`${job}-`));
  const id = pod?.status.containerStatuses[0]?.containerID;
  return id === undefined ? undefined : groupOf(idOf(id));
}

/** Base URL of the agent's OTLP over HTTP. @throws Error where no agent runs */
export async function agentOtlp(cluster: Cluster): Promise<string> {
  const agent = (await allPods(cluster)).find(({ status }) => status.containerStatuses.some(({ name }) => name === 'agent'));
  if (!agent?.status.podIP) throw new Error('No agent runs in the cluster: there is nobody to send metrics to.');
  return `http://${agent.status.podIP}:${portOf('agent', 'otlp')}`;
}

/** As the runtime calls it: `containerd://ID`. */
function idOf(containerId: string): string {
  return containerId.slice(containerId.lastIndexOf('/') + 1);
}
