/** Sets OpenSearch up from inside its network, before anything writes: templates, retention, roles. */
import * as pulumi from '@pulumi/pulumi';
import type { DeployedEnvironment } from '../environment.ts';
import type { Cluster } from '../kubernetes/cluster.ts';
import { Worker } from './worker.ts';

export interface OpenSearchSetupArgs {
  /** The cluster that it runs in. */
  readonly cluster: Cluster;
  /** Names the indices; its log store decides on copies, its sizes on what the Job gets. */
  readonly environment: Pick<DeployedEnvironment, 'name' | 'logStore' | 'sizes'>;
  /** The workers' image, by an exact tag or digest. */
  readonly image: string;
  /** `https://…` of the domain. */
  readonly endpoint: pulumi.Input<string>;
  /** Region of the domain. */
  readonly region: string;
  /** ARN of the role that administers the domain. */
  readonly roleArn: pulumi.Input<string>;
  /** ARN of the log writer's role: the only one that may store records. */
  readonly writerRoleArn: pulumi.Input<string>;
  /** ARN of Grafana's role: searches logs and audit records. */
  readonly readerRoleArn: pulumi.Input<string>;
  /** Whether the domain has warm nodes: then indices move there after 30 days. */
  readonly warm: boolean;
}

/** The blueprint's year. Audit records stay longer: a worker deletes them once their export is proven. */
const RETENTION_DAYS = 365;

/** As long as somebody is likely to search at all. */
const WARM_AFTER_DAYS = 30;

/** A new domain takes a while to answer under its name; the Job itself allows as much and a little more. */
const DEADLINE_SECONDS = 600;

/**
 * `opensearch-apply` as a Job, which runs again whenever what it sets up changes. Whoever writes or reads depends on this component.
 */
export class OpenSearchSetup extends pulumi.ComponentResource {
  /** Name of the Job. */
  readonly jobName: pulumi.Output<string>;

  constructor(name: string, args: OpenSearchSetupArgs, opts: pulumi.ComponentResourceOptions) {
    super('vigia:kubernetes:OpenSearchSetup', name, {}, opts);
    const { cluster, environment, image, roleArn } = args;
    const worker = new Worker(
      `${name}-worker`,
      {
        cluster,
        workload: 'opensearch-apply',
        image,
        command: ['opensearch-apply', '--deadline', String(DEADLINE_SECONDS)],
        env: settings(args),
        roleArn,
        size: environment.sizes.worker,
        timeLimit: DEADLINE_SECONDS + 120,
      },
      { parent: this, ...(opts.dependsOn && { dependsOn: opts.dependsOn }) },
    );
    this.jobName = worker.jobName;
    this.registerOutputs({ jobName: this.jobName });
  }
}

function settings(args: OpenSearchSetupArgs): Record<string, pulumi.Input<string>> {
  const { environment, endpoint, region, writerRoleArn, readerRoleArn, warm } = args;
  return {
    VIGIA_ENV: environment.name,
    OPENSEARCH_URL: endpoint,
    OPENSEARCH_AUTH: 'sigv4',
    AWS_REGION: region,
    OPENSEARCH_REPLICAS: String(copies(environment.logStore)),
    OPENSEARCH_RETENTION_DAYS: String(RETENTION_DAYS),
    ...(warm && { OPENSEARCH_WARM_AFTER_DAYS: String(WARM_AFTER_DAYS) }),
    OPENSEARCH_WRITER_ROLES: writerRoleArn,
    OPENSEARCH_READER_ROLES: readerRoleArn,
  };
}

/** A copy in each further zone: three zones lose two and keep everything. One node has nowhere to put a copy. */
function copies({ zones, data }: DeployedEnvironment['logStore']): number {
  return Math.min(zones, data.count) - 1;
}
