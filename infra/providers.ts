/** The providers, each made from the configuration: no resource gets a default one, which would read the deployer's environment. */
import * as aws from '@pulumi/aws';
import * as datadog from '@pulumi/datadog';
import * as kubernetes from '@pulumi/kubernetes';
import * as pagerduty from '@pulumi/pagerduty';
import * as pulumi from '@pulumi/pulumi';
import * as random from '@pulumi/random';
import * as grafana from '@pulumiverse/grafana';
import type { Config, GrafanaConfig } from './config.ts';

export interface Providers {
  readonly aws: aws.Provider;
  readonly kubernetes: kubernetes.Provider;
  readonly random: random.Provider;
  /** Where the environment pages. */
  readonly pagerduty?: pagerduty.Provider;
  /** With a user's token: PagerDuty's Slack connections take no other. */
  readonly slack?: pagerduty.Provider;
  /** Where Datadog is the back end. */
  readonly datadog?: datadog.Provider;
}

/** The providers that the configuration calls for. Grafana's needs a password that does not exist yet: `grafanaProvider` makes it. */
export function providersOf(config: Config): Providers {
  const { aws: account, cluster, pagerduty: paging, backend } = config;
  return {
    // Another account's credentials are refused before anything is created with them.
    aws: new aws.Provider('aws', { region: account.region, allowedAccountIds: [account.accountId] }),
    kubernetes: new kubernetes.Provider('kubernetes', {
      ...(cluster.context === undefined ? {} : { context: cluster.context }),
      ...(cluster.kubeconfig === undefined ? {} : { kubeconfig: cluster.kubeconfig }),
      // A new kubeconfig, or another name for the same context, is still the same cluster: nothing is replaced for it.
      clusterIdentifier: `${account.accountId}/${account.region}/${cluster.name}`,
      enableServerSideApply: true,
      // The reloaders pick a changed file up; a ConfigMap under a new name would restart what mounts it.
      enableConfigMapMutable: true,
      enableSecretMutable: true,
    }),
    random: new random.Provider('random'),
    ...(paging && { pagerduty: new pagerduty.Provider('pagerduty', { token: paging.token }) }),
    ...(paging?.slack && {
      slack: new pagerduty.Provider('pagerduty-slack', { token: paging.token, userToken: paging.slack.userToken }),
    }),
    ...(backend.kind === 'datadog' && {
      datadog: new datadog.Provider('datadog', {
        apiKey: backend.apiKey,
        appKey: backend.appKey,
        apiUrl: `https://api.${backend.site}/`,
      }),
    }),
  };
}

/** How long the first `up` waits for Grafana: the ingress, its certificate and its DNS name need minutes. */
const GRAFANA_WAIT = { retries: 60, retryWait: 10 } as const;

/**
 * The provider that speaks to the Grafana of this stack.
 * @param adminPassword of its user `admin`
 * @param dependsOn what must be there before it can answer
 */
export function grafanaProvider(
  { url }: Pick<GrafanaConfig, 'url'>,
  adminPassword: pulumi.Output<string>,
  dependsOn: pulumi.Input<pulumi.Resource>[],
): grafana.Provider {
  return new grafana.Provider(
    'grafana',
    {
      url,
      auth: pulumi.secret(pulumi.interpolate`admin:${adminPassword}`),
      ...GRAFANA_WAIT,
      // What a proxy says of a server that is not up yet, and a busy server. Neither 404, which reads of what somebody deleted get, nor
      // 500, which a refused rule gets: waiting ten minutes changes neither.
      retryStatusCodes: ['429', '502', '503', '504'],
    },
    { dependsOn },
  );
}
