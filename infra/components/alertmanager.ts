/** Alertmanager: routes what Prometheus fires. Only where Prometheus is the evaluator. */
import * as kubernetes from '@pulumi/kubernetes';
import * as pulumi from '@pulumi/pulumi';
import { stringify } from 'yaml';
import { alertmanagerConfig } from '../../alerts/render/alertmanager.ts';
import { secretChannelsOf } from '../../alerts/routing.ts';
import { type ChannelSecrets, requiredSecrets } from '../channels.ts';
import type { DeployedEnvironment } from '../environment.ts';
import type { Cluster } from '../kubernetes/cluster.ts';
import { metadata } from '../kubernetes/metadata.ts';
import { checksumOf, containerPorts, httpProbe, resources } from '../kubernetes/parts.ts';
import { configVolume, podAddress, podTemplate, secretVolume, statefulSet } from '../kubernetes/pod.ts';
import { containerSecurity } from '../kubernetes/security.ts';
import { surroundings } from '../kubernetes/surroundings.ts';
import { podAddresses, portOf } from '../kubernetes/topology.ts';
import { images } from '../versions.ts';

type Container = kubernetes.types.input.core.v1.Container;

export interface AlertmanagerArgs {
  /** The cluster that it runs in. */
  readonly cluster: Cluster;
  /** Size, and whether it pages. */
  readonly environment: DeployedEnvironment;
  /** The role of service account `alertmanager` (a WorkloadIdentity), which may publish the heartbeat. */
  readonly identity: pulumi.Resource;
  /** Topic of the dead-man's switch, to which the Watchdog goes. */
  readonly heartbeat: {
    readonly topicArn: pulumi.Input<string>;
    /** AWS region of the topic. */
    readonly region: string;
  };
  /** The secret of each channel that the environment reaches: a PagerDuty integration key, or a Slack webhook's URL. */
  readonly channelSecrets: ChannelSecrets;
  /** Slack channels by name, with `#`. */
  readonly slackChannels: { readonly ops: string; readonly security: string };
}

const CONFIG = { directory: '/etc/alertmanager/config', file: 'alertmanager.yml' } as const;
const SECRETS_DIRECTORY = '/etc/alertmanager/secrets';
const DATA_DIRECTORY = '/alertmanager';

/**
 * A StatefulSet whose replicas tell each other what they have sent: every Prometheus tells every replica, and each alert is sent once.
 * Secrets are files, which it reads at each notification: a rotated one needs no restart.
 */
export class Alertmanager extends pulumi.ComponentResource {
  /** @throws Error that names each channel that the environment reaches and that has no secret. */
  constructor(name: string, args: AlertmanagerArgs, opts: pulumi.ComponentResourceOptions) {
    super('vigia:kubernetes:Alertmanager', name, {}, opts);
    const { cluster, environment, identity } = args;
    const child = { parent: this };
    const size = environment.sizes.alertmanager;
    const files = pulumi.output(args.heartbeat.topicArn).apply((arn) => ({ [CONFIG.file]: configuration(args, arn) }));
    const config = new kubernetes.core.v1.ConfigMap(
      `${name}-config`,
      { metadata: metadata(cluster, 'alertmanager'), data: files },
      child,
    );
    // A file for each channel that the environment reaches, and for no other.
    const stringData = requiredSecrets(secretChannelsOf(environment), args.channelSecrets);
    const secret = new kubernetes.core.v1.Secret(
      `${name}-secrets`,
      { metadata: metadata(cluster, 'alertmanager'), stringData },
      child,
    );
    surroundings(name, { workload: 'alertmanager', cluster, replicas: size.replicas }, child);
    const template = podTemplate({
      workload: 'alertmanager',
      cluster,
      priority: 'critical',
      containers: [server(environment)],
      volumes: [configVolume('config', config), secretVolume('secrets', secret)],
      graceSeconds: 30,
      annotations: files.apply(checksumOf),
    });
    statefulSet(
      name,
      { workload: 'alertmanager', cluster, environment, size, volume: 'data', template },
      { ...child, dependsOn: [identity] },
    );
    this.registerOutputs({});
  }
}

function configuration({ environment, heartbeat, slackChannels }: AlertmanagerArgs, arn: string): string {
  const config = alertmanagerConfig({
    speed: 1,
    environment,
    secretFile: (channel) => `${SECRETS_DIRECTORY}/${channel}`,
    heartbeat: { arn, region: heartbeat.region },
    slackChannels,
  });
  return stringify(config, { lineWidth: 0, aliasDuplicateObjects: false });
}

function server({ sizes }: DeployedEnvironment): Container {
  const size = sizes.alertmanager;
  return {
    name: 'alertmanager',
    image: images.alertmanager,
    args: [
      `--config.file=${CONFIG.directory}/${CONFIG.file}`,
      `--storage.path=${DATA_DIRECTORY}`,
      `--web.listen-address=0.0.0.0:${portOf('alertmanager', 'http')}`,
      ...gossip(size.replicas),
    ],
    env: [podAddress],
    ports: containerPorts('alertmanager'),
    resources: resources(size),
    securityContext: containerSecurity(),
    readinessProbe: httpProbe('/-/ready', 'http'),
    livenessProbe: httpProbe('/-/healthy', 'http', 6),
    volumeMounts: [
      { name: 'config', mountPath: CONFIG.directory, readOnly: true },
      { name: 'secrets', mountPath: SECRETS_DIRECTORY, readOnly: true },
      { name: 'data', mountPath: DATA_DIRECTORY },
    ],
  };
}

/** Kubernetes puts the variable's value in. */
function gossip(replicas: number): string[] {
  if (replicas < 2) return ['--cluster.listen-address='];
  const port = portOf('alertmanager', 'gossip');
  return [
    `--cluster.listen-address=0.0.0.0:${port}`,
    `--cluster.advertise-address=$(${podAddress.name}):${port}`,
    ...podAddresses('alertmanager', replicas, 'gossip').map((peer) => `--cluster.peer=${peer}`),
  ];
}
