/** Prometheus: every replica gets all metrics, records the tenants' series, and evaluates alerts where it is the evaluator. */
import * as kubernetes from '@pulumi/kubernetes';
import * as pulumi from '@pulumi/pulumi';
import { stringify } from 'yaml';
import type { MaintenanceWindow } from '../../alerts/maintenance.ts';
import { prometheusRules } from '../../alerts/render/prometheus.ts';
import type { Links } from '../../alerts/render/text.ts';
import { prometheusConfig, prometheusFlags, type ScrapeTargets } from '../../servers/prometheus.ts';
import type { DeployedEnvironment, Storage } from '../environment.ts';
import type { Cluster } from '../kubernetes/cluster.ts';
import { metadata } from '../kubernetes/metadata.ts';
import { containerPorts, httpProbe, resources } from '../kubernetes/parts.ts';
import { configVolume, podName, podTemplate, statefulSet } from '../kubernetes/pod.ts';
import { containerSecurity } from '../kubernetes/security.ts';
import { surroundings } from '../kubernetes/surroundings.ts';
import { address, podAddresses, podsHost, portOf, type Workload } from '../kubernetes/topology.ts';
import { images } from '../versions.ts';

type Container = kubernetes.types.input.core.v1.Container;

export interface PrometheusArgs {
  /** The cluster that it runs in. */
  readonly cluster: Cluster;
  /** Size, retention, and whether it evaluates alerts. */
  readonly environment: DeployedEnvironment;
  /** Where alerts link to. */
  readonly links: Links;
  /** When what a tenant's users feel counts for no error budget and raises no alert. Default never. */
  readonly maintenance?: readonly MaintenanceWindow[];
  /** Amazon Managed Prometheus, to which every replica also writes; without it none. */
  readonly remoteWrite?: {
    /** The workspace's remote-write URL. */
    readonly url: pulumi.Input<string>;
    /** AWS region of the workspace. */
    readonly region: string;
    /** Name of the Kubernetes cluster: with the replica's name, what the workspace drops duplicates by. */
    readonly clusterName: string;
    /** The role of service account `prometheus` (a WorkloadIdentity): a pod that starts before it gets no credentials. */
    readonly identity: pulumi.Resource;
  };
}

const CONFIG = { directory: '/etc/prometheus/config', file: 'prometheus.yml' } as const;
const RULES = { directory: '/etc/prometheus/rules', file: 'rules.yml' } as const;
const DATA_DIRECTORY = '/prometheus';

/** Watches two folders of small files. */
const RELOADER_SIZE = { cpu: '10m', memory: '64Mi' } as const;

/**
 * A StatefulSet whose replicas know nothing of each other: every gateway writes everything to each. Changed rules and scrape targets are
 * read again without a restart. It needs no access to the Kubernetes API: what it scrapes has names.
 */
export class Prometheus extends pulumi.ComponentResource {
  /** Base URL of its query API inside the cluster. */
  readonly url: pulumi.Output<string>;

  constructor(
    name: string,
    { cluster, environment, links, maintenance = [], remoteWrite }: PrometheusArgs,
    opts: pulumi.ComponentResourceOptions,
  ) {
    super('vigia:kubernetes:Prometheus', name, {}, opts);
    const child = { parent: this };
    const size = environment.sizes.prometheus;
    const config = new kubernetes.core.v1.ConfigMap(
      `${name}-config`,
      { metadata: metadata(cluster, 'prometheus'), data: { [CONFIG.file]: configuration(environment, remoteWrite) } },
      child,
    );
    const rules = new kubernetes.core.v1.ConfigMap(
      `${name}-rules`,
      {
        metadata: metadata(cluster, 'prometheus', 'prometheus-rules'),
        data: {
          [RULES.file]: stringify(prometheusRules({ speed: 1, ...links, evaluator: environment.evaluator, maintenance }), {
            lineWidth: 0,
          }),
        },
      },
      child,
    );
    surroundings(
      name,
      {
        workload: 'prometheus',
        cluster,
        replicas: size.replicas,
        // A reader stays with one replica: two that took turns would make a graph's edge flicker.
        balancing: { sessionAffinity: 'ClientIP' },
        unused: remoteWrite ? [] : ['pod-identity', 'aws'],
      },
      child,
    );
    const template = podTemplate({
      workload: 'prometheus',
      cluster,
      priority: 'critical',
      containers: [server(environment), reloader],
      volumes: [configVolume('config', config), configVolume('rules', rules)],
      graceSeconds: 120,
      // Pod Identity gives credentials to a pod that starts: one that is to write for the first time has to.
      ...(remoteWrite && { annotations: pulumi.output({ 'vigia.dev/remote-write': remoteWrite.url }) }),
    });
    statefulSet(
      name,
      { workload: 'prometheus', cluster, environment, size, volume: 'data', template },
      { ...child, dependsOn: remoteWrite ? [remoteWrite.identity] : [] },
    );
    this.url = pulumi.output(`http://${address('prometheus', 'http')}`);
    this.registerOutputs({ url: this.url });
  }
}

function configuration(environment: DeployedEnvironment, remoteWrite: PrometheusArgs['remoteWrite']): pulumi.Output<string> {
  const { sizes, evaluator } = environment;
  return pulumi.output(remoteWrite?.url).apply((url) =>
    stringify(
      prometheusConfig({
        speed: 1,
        env: environment.name,
        scrape: scrapeTargets(environment),
        ruleFiles: [`${RULES.directory}/${RULES.file}`],
        alertmanagers: evaluator === 'prometheus' ? podAddresses('alertmanager', sizes.alertmanager.replicas, 'http') : [],
        ...(remoteWrite && {
          remoteWrite: {
            url: url ?? '',
            region: remoteWrite.region,
            cluster: remoteWrite.clusterName,
            replicaVariable: podName.name,
          },
        }),
      }),
      { lineWidth: 0 },
    ),
  );
}

/** Each replica of a StatefulSet has a name of its own; the pods of the others are the addresses of one name. */
function scrapeTargets({ sizes, evaluator }: DeployedEnvironment): Readonly<Record<string, ScrapeTargets>> {
  const everyPod = (workload: Workload, port: number): ScrapeTargets => ({ dns: podsHost(workload), port });
  return {
    prometheus: podAddresses('prometheus', sizes.prometheus.replicas, 'http'),
    'prometheus-reloader': podAddresses('prometheus', sizes.prometheus.replicas, 'reloader'),
    ...(evaluator === 'prometheus' && { alertmanager: podAddresses('alertmanager', sizes.alertmanager.replicas, 'http') }),
    agent: everyPod('agent', portOf('agent', 'metrics')),
    gateway: podAddresses('gateway', sizes.gateway.replicas, 'metrics'),
    'gateway-counts': podAddresses('gateway', sizes.gateway.replicas, 'counts'),
    'log-writer': everyPod('log-writer', portOf('log-writer', 'http')),
    tempo: podAddresses('tempo', sizes.tempo.replicas, 'http'),
    grafana: everyPod('grafana', portOf('grafana', 'http')),
  };
}

/** Blocks may take this much of a volume; the rest is for the write-ahead log, the head, and a compaction under way. */
const SHARE_FOR_BLOCKS = 0.8;

function server({ sizes, metricRetention }: DeployedEnvironment): Container {
  const size = sizes.prometheus;
  return {
    name: 'prometheus',
    image: images.prometheus,
    args: prometheusFlags({
      speed: 1,
      configFile: `${CONFIG.directory}/${CONFIG.file}`,
      dataDirectory: DATA_DIRECTORY,
      listen: `0.0.0.0:${portOf('prometheus', 'http')}`,
      retention: metricRetention,
      retentionGiB: gibibytes(size.storage, SHARE_FOR_BLOCKS),
    }),
    env: [podName],
    ports: containerPorts('prometheus').filter(({ name }) => name === 'http'),
    resources: resources(size),
    securityContext: containerSecurity(),
    // After a crash the write-ahead log of hours is read again: up to a quarter of an hour.
    startupProbe: httpProbe('/-/ready', 'http', 90),
    readinessProbe: httpProbe('/-/ready', 'http'),
    livenessProbe: httpProbe('/-/healthy', 'http', 6),
    volumeMounts: [...FILES, { name: 'data', mountPath: DATA_DIRECTORY }],
  };
}

const FILES = [
  { name: 'config', mountPath: CONFIG.directory, readOnly: true },
  { name: 'rules', mountPath: RULES.directory, readOnly: true },
];

const reloader: Container = {
  name: 'reloader',
  image: images.reloader,
  args: [
    `--listen-address=0.0.0.0:${portOf('prometheus', 'reloader')}`,
    `--reload-url=http://127.0.0.1:${portOf('prometheus', 'http')}/-/reload`,
    `--watched-dir=${CONFIG.directory}`,
    `--watched-dir=${RULES.directory}`,
  ],
  ports: containerPorts('prometheus').filter(({ name }) => name === 'reloader'),
  resources: resources(RELOADER_SIZE),
  securityContext: containerSecurity(),
  readinessProbe: httpProbe('/healthz', 'reloader'),
  livenessProbe: httpProbe('/healthz', 'reloader', 6),
  volumeMounts: FILES,
};

function gibibytes(storage: Storage, share: number): number {
  return Math.floor(Number.parseInt(storage, 10) * share);
}
