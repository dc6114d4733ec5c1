/** One command of the workers' image in the cluster: run once to its end, or by a schedule. */
import { createHash } from 'node:crypto';
import * as kubernetes from '@pulumi/kubernetes';
import * as pulumi from '@pulumi/pulumi';
import type { Size } from '../environment.ts';
import type { Cluster } from '../kubernetes/cluster.ts';
import { metadata } from '../kubernetes/metadata.ts';
import { networkPolicySpec } from '../kubernetes/network-policy.ts';
import { resources } from '../kubernetes/parts.ts';
import { podTemplate } from '../kubernetes/pod.ts';
import { containerSecurity } from '../kubernetes/security.ts';
import type { External, Workload } from '../kubernetes/topology.ts';

type EnvVar = kubernetes.types.input.core.v1.EnvVar;

/** The user of the workers' image (workers/Dockerfile). */
export const WORKER_USER = 1000;

export interface Schedule {
  /** When, in cron's five fields, such as `0 3 * * *`. */
  readonly cron: string;
  /** Time zone of `cron`, by its IANA name, such as `America/Mexico_City`. */
  readonly timeZone: string;
  /** Seconds that a run may start late; one that would be later is left out. At least 10: the scheduler looks that often. */
  readonly startWithin: number;
}

export interface WorkerArgs {
  /** The cluster that it runs in. */
  readonly cluster: Cluster;
  /** Which workload of the topology it is: that names it and gives it its flows. */
  readonly workload: Workload;
  /** The workers' image, by an exact tag or digest. */
  readonly image: string;
  /** Command and options, such as `['opensearch-apply', '--deadline', '300']`. */
  readonly command: readonly string[];
  /** Environment variables: the command's settings. None of them secret: it would stand in the plan. */
  readonly env: Readonly<Record<string, pulumi.Input<string>>>;
  /** Environment variables that are secret: they come from a Secret of its own. */
  readonly secrets?: Readonly<Record<string, pulumi.Input<string>>>;
  /** Peers of the topology that it has no use for as it is configured. */
  readonly unused?: readonly (External | Workload)[];
  /** ARN of its IAM role (`WorkloadIdentity.roleArn`). The pods wait for it. Left out: it has none. */
  readonly roleArn?: pulumi.Input<string>;
  /** What each run gets. */
  readonly size: Omit<Size, 'replicas'>;
  /** Seconds after which a run is ended, with all its attempts. */
  readonly timeLimit: number;
  /** When it runs. Left out: once, and again whenever its image, command or settings change. */
  readonly schedule?: Schedule;
}

/** How often a failed run is tried again, waiting 10 s, 20 s and so on. */
const RETRIES = 3;

/**
 * A worker as a Job, or as a CronJob where it has a schedule, with a service account and a network policy of its own. `opts.dependsOn`
 * holds for its pods.
 *
 * Pulumi waits until the Job has succeeded: what depends on the component comes after its work. A finished Job stays, as the record that
 * it ran; its successor has another name and takes its place.
 */
export class Worker extends pulumi.ComponentResource {
  /** Name of the Job or CronJob. */
  readonly jobName: pulumi.Output<string>;

  constructor(name: string, args: WorkerArgs, opts: pulumi.ComponentResourceOptions) {
    super('vigia:kubernetes:Worker', name, {}, opts);
    const { cluster, workload } = args;
    const child = { parent: this };
    const account = new kubernetes.core.v1.ServiceAccount(
      `${name}-account`,
      { metadata: metadata(cluster, workload), automountServiceAccountToken: false },
      child,
    );
    const network = new kubernetes.networking.v1.NetworkPolicy(
      `${name}-network`,
      { metadata: metadata(cluster, workload), spec: networkPolicySpec(workload, cluster.networks, args.unused) },
      child,
    );
    const afterAll = { ...child, dependsOn: pulumi.all([opts.dependsOn ?? [], account, network]).apply((before) => before.flat()) };
    const spec = jobSpec(args, this.#secrets(name, args));
    const job = args.schedule
      ? new kubernetes.batch.v1.CronJob(
          `${name}-cron-job`,
          { metadata: metadata(cluster, workload), spec: { ...cronSpec(args.schedule), jobTemplate: { spec } } },
          afterAll,
        )
      : new kubernetes.batch.v1.Job(
          `${name}-job`,
          {
            metadata: {
              ...metadata(cluster, workload),
              name: onceName(args),
              // One that failed is not waited for again, but replaced.
              annotations: { 'pulumi.com/replaceUnready': 'true' },
            },
            spec,
          },
          { ...afterAll, customTimeouts: { create: `${args.timeLimit + 60}s` } },
        );
    this.jobName = job.metadata.name;
    this.registerOutputs({ jobName: this.jobName });
  }

  /** The secret variables, by reference. */
  #secrets(name: string, { cluster, workload, secrets = {} }: WorkerArgs): EnvVar[] {
    const variables = Object.keys(secrets);
    if (variables.length === 0) return [];
    const secret = new kubernetes.core.v1.Secret(
      `${name}-secrets`,
      {
        metadata: metadata(cluster, workload),
        stringData: { ...secrets },
      },
      { parent: this },
    );
    return variables.map((key) => ({ name: key, valueFrom: { secretKeyRef: { name: secret.metadata.name, key } } }));
  }
}

/** The name of a run-once Job tells what it does, since the pods of a Job can never change. */
function onceName({ workload, image, command, env, secrets = {}, size }: WorkerArgs): pulumi.Output<string> {
  return pulumi.output(env).apply((settings) => {
    const does = JSON.stringify([image, command, Object.entries(settings).sort(), Object.keys(secrets).sort(), size]);
    return `${workload}-${createHash('sha256').update(does).digest('hex').slice(0, 10)}`;
  });
}

function cronSpec({ cron, timeZone, startWithin }: Schedule) {
  return {
    schedule: cron,
    timeZone,
    startingDeadlineSeconds: startWithin,
    // A run that is still busy is never joined by the next.
    concurrencyPolicy: 'Forbid',
    successfulJobsHistoryLimit: 3,
    failedJobsHistoryLimit: 3,
  };
}

function jobSpec(args: WorkerArgs, secrets: EnvVar[]): kubernetes.types.input.batch.v1.JobSpec {
  const { cluster, workload, image, command, env, roleArn, size, timeLimit } = args;
  return {
    backoffLimit: RETRIES,
    activeDeadlineSeconds: timeLimit,
    template: podTemplate({
      workload,
      cluster,
      priority: 'standard',
      user: WORKER_USER,
      containers: [
        {
          name: workload,
          image,
          args: [...command],
          env: [...Object.entries(env).map(([variable, value]) => ({ name: variable, value })), ...secrets],
          resources: resources(size),
          securityContext: containerSecurity(),
        },
      ],
      volumes: [],
      graceSeconds: 30,
      // A new pod for each attempt, so that the logs of a failed one stay; it has no others to be apart from.
      except: { restartPolicy: 'Never', topologySpreadConstraints: [] },
      ...(roleArn !== undefined && { annotations: pulumi.output({ 'vigia.dev/role': roleArn }) }),
    }),
  };
}
