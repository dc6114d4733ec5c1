/** The daily digest: what happened in a day, by mail. */
import * as pulumi from '@pulumi/pulumi';
import type { DigestConfig } from '../config.ts';
import type { DeployedEnvironment } from '../environment.ts';
import type { Cluster } from '../kubernetes/cluster.ts';
import { address } from '../kubernetes/topology.ts';
import { Worker } from './worker.ts';

export interface DigestArgs {
  /** The cluster that it runs in. */
  readonly cluster: Cluster;
  /** Stands in the subject; its evaluator is asked which alerts fired. */
  readonly environment: Pick<DeployedEnvironment, 'name' | 'evaluator' | 'sizes'>;
  /** The workers' image, by an exact tag or digest. */
  readonly image: string;
  /** To whom, from whom, when, and by which mail server. */
  readonly digest: Omit<DigestConfig, 'grafanaToken'>;
  /** Address of the folder of runbooks, without a slash at its end. */
  readonly runbookUrl: string;
  /** Base URL of Prometheus. The first digest comes after it is there. */
  readonly prometheusUrl: pulumi.Input<string>;
  /** Token of a Grafana service account with the role Viewer, where Grafana is the evaluator; without it the digest knows of no alerts. */
  readonly grafanaToken: pulumi.Input<string> | undefined;
  /** Where there is no mail server: the role that sends through Amazon SES, and its region. */
  readonly ses: { readonly roleArn: pulumi.Input<string>; readonly region: string } | undefined;
}

/** Minutes after the hour: what the day's last moments wrote is there by then, and no clock is that wrong. */
const MINUTE = 5;

/** It tells of the day that ended at the hour, however late it runs: a cluster that was away in the morning sends it in the afternoon. */
const START_WITHIN_SECONDS = 12 * 3_600;

/** With all attempts. */
const TIME_LIMIT_SECONDS = 1_800;

/** A CronJob that runs `digest` five minutes after the hour. Costs nothing when it does not run. */
export class Digest extends pulumi.ComponentResource {
  /** Name of the CronJob. */
  readonly jobName: pulumi.Output<string>;

  constructor(name: string, args: DigestArgs, opts: pulumi.ComponentResourceOptions) {
    super('vigia:kubernetes:Digest', name, {}, opts);
    const { cluster, environment, image, digest, ses } = args;
    const worker = new Worker(
      `${name}-worker`,
      {
        cluster,
        workload: 'digest',
        image,
        command: ['digest'],
        env: settings(args),
        secrets: secrets(args),
        unused: [...(ses ? [] : (['aws', 'pod-identity'] as const)), ...(asksGrafana(args) ? [] : (['grafana'] as const))],
        ...(ses && { roleArn: ses.roleArn }),
        size: environment.sizes.worker,
        timeLimit: TIME_LIMIT_SECONDS,
        schedule: { cron: `${MINUTE} ${digest.hour} * * *`, timeZone: digest.timeZone, startWithin: START_WITHIN_SECONDS },
      },
      { parent: this },
    );
    this.jobName = worker.jobName;
    this.registerOutputs({ jobName: this.jobName });
  }
}

const asksGrafana = ({ environment }: DigestArgs) => environment.evaluator === 'grafana';

function settings(args: DigestArgs): Record<string, pulumi.Input<string>> {
  const { environment, digest, runbookUrl, prometheusUrl, ses } = args;
  return {
    VIGIA_ENV: environment.name,
    PROMETHEUS_URL: prometheusUrl,
    ...(asksGrafana(args) && { GRAFANA_URL: `http://${address('grafana', 'http')}` }),
    RUNBOOK_URL: runbookUrl,
    DIGEST_HOUR: String(digest.hour),
    DIGEST_TIME_ZONE: digest.timeZone,
    DIGEST_FROM: digest.from,
    DIGEST_TO: digest.to.join(','),
    ...(ses && { AWS_REGION: ses.region }),
  };
}

function secrets(args: DigestArgs): Record<string, pulumi.Input<string>> {
  const { digest, grafanaToken } = args;
  return {
    ...(digest.smtp && { DIGEST_SMTP_URL: digest.smtp.url }),
    ...(asksGrafana(args) && grafanaToken !== undefined && { GRAFANA_TOKEN: grafanaToken }),
  };
}
