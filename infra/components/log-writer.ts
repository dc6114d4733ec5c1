/** The log writer: takes logs from the gateways and stores each once in OpenSearch. */
import * as kubernetes from '@pulumi/kubernetes';
import * as pulumi from '@pulumi/pulumi';
import type { DeployedEnvironment } from '../environment.ts';
import type { Cluster } from '../kubernetes/cluster.ts';
import { metadata, selector } from '../kubernetes/metadata.ts';
import { containerPorts, httpProbe, resources } from '../kubernetes/parts.ts';
import { podTemplate } from '../kubernetes/pod.ts';
import { containerSecurity } from '../kubernetes/security.ts';
import { surroundings } from '../kubernetes/surroundings.ts';
import { address, portOf } from '../kubernetes/topology.ts';
import { WORKER_USER } from './worker.ts';

export interface LogWriterArgs {
  /** The cluster that it runs in. */
  readonly cluster: Cluster;
  /** Names the indices, and sizes it. */
  readonly environment: Pick<DeployedEnvironment, 'name' | 'sizes'>;
  /** The workers' image, by an exact tag or digest. */
  readonly image: string;
  /** `https://…` of the OpenSearch domain. */
  readonly endpoint: pulumi.Input<string>;
  /** Region of the domain. */
  readonly region: string;
  /** ARN of its IAM role (`WorkloadIdentity.roleArn`). The pods wait for it. */
  readonly roleArn: pulumi.Input<string>;
}

const WORKLOAD = 'log-writer';

/** Longer than the 25 s in which it finishes what has begun. */
const DRAIN_SECONDS = 30;

/**
 * The log writer as a Deployment behind a Service, with a disruption budget where there is more than one. `opts.dependsOn` holds for its
 * pods: give it the set-up of OpenSearch.
 */
export class LogWriter extends pulumi.ComponentResource {
  /** Base URL for logs over OTLP/HTTP. */
  readonly url: pulumi.Output<string>;

  constructor(name: string, args: LogWriterArgs, opts: pulumi.ComponentResourceOptions) {
    super('vigia:kubernetes:LogWriter', name, {}, opts);
    const { cluster, environment } = args;
    const child = { parent: this };
    const afterAll = { ...child, ...(opts.dependsOn && { dependsOn: opts.dependsOn }) };
    // Pulumi waits for a Service to have pods, but not for ever: it comes when they do.
    surroundings(name, { workload: WORKLOAD, cluster, replicas: environment.sizes.logWriter.replicas }, afterAll);
    const deployment = new kubernetes.apps.v1.Deployment(
      `${name}-deployment`,
      {
        metadata: metadata(cluster, WORKLOAD),
        spec: {
          replicas: environment.sizes.logWriter.replicas,
          selector: { matchLabels: selector(WORKLOAD) },
          // A new pod is ready before an old one goes: nothing has to wait in the Collector for a new version.
          strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } },
          template: pods(args),
        },
      },
      afterAll,
    );
    this.url = deployment.metadata.name.apply(() => `http://${address(WORKLOAD, 'http')}`);
    this.registerOutputs({ url: this.url });
  }
}

function pods(args: LogWriterArgs): kubernetes.types.input.core.v1.PodTemplateSpec {
  const { cluster, environment, image, roleArn } = args;
  return podTemplate({
    workload: WORKLOAD,
    cluster,
    priority: 'critical',
    user: WORKER_USER,
    containers: [
      {
        name: WORKLOAD,
        image,
        args: ['log-writer'],
        env: Object.entries(settings(args)).map(([variable, value]) => ({ name: variable, value })),
        ports: containerPorts(WORKLOAD),
        resources: resources(environment.sizes.logWriter),
        securityContext: containerSecurity(),
        // Ready is who reaches OpenSearch and finds its templates there; alive is who answers at all.
        readinessProbe: httpProbe('/readyz', 'http'),
        livenessProbe: httpProbe('/healthz', 'http', 6),
      },
    ],
    volumes: [],
    graceSeconds: DRAIN_SECONDS,
    annotations: pulumi.output({ 'vigia.dev/role': roleArn }),
  });
}

function settings({ environment, endpoint, region }: LogWriterArgs): Record<string, pulumi.Input<string>> {
  return {
    VIGIA_ENV: environment.name,
    PORT: String(portOf(WORKLOAD, 'http')),
    OPENSEARCH_URL: endpoint,
    OPENSEARCH_AUTH: 'sigv4',
    AWS_REGION: region,
  };
}
