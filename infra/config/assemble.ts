/** Makes the configuration of values that are all right. */
import * as pulumi from '@pulumi/pulumi';
import type { DeployedEnvironment } from '../environment.ts';
import type { Situation } from './key.ts';
import type { KeyName, ValueOf, Values } from './keys.ts';
import type { Config, DatadogConfig, DigestConfig, GrafanaConfig, OpenSourceBackend, PagerDutyConfig } from './types.ts';

/** Gives the value of a key that is required here, which `readValues` has made sure of. */
type Required = <K extends KeyName>(key: K) => ValueOf<K>;

export function assemble(situation: Situation, values: Values): Config {
  const value: Required = (key) => {
    const found = values[key];
    if (found === undefined) throw new TypeError(`${key} is used where infra/config/keys does not require it.`);
    return found as ValueOf<typeof key>;
  };
  const environment = environmentOf(situation.environment, values);
  return {
    environment,
    owner: value('vigia:owner'),
    runbookUrl: value('vigia:runbookUrl'),
    maintenance: values['vigia:maintenance'] ?? [],
    aws: { region: value('aws:region'), accountId: value('aws:accountId') },
    network: { cidr: value('network:cidr') },
    cluster: {
      name: value('cluster:name'),
      context: values['cluster:context'],
      kubeconfig: values['cluster:kubeconfig'] === undefined ? undefined : pulumi.secret(values['cluster:kubeconfig']),
      storageClass: values['cluster:storageClass'] ?? 'gp3',
      applicationNamespaces: value('cluster:applicationNamespaces'),
      ingressNamespace: values['cluster:ingressNamespace'] ?? 'ingress-nginx',
    },
    archive: { retentionDays: environment.archiveLock.days },
    pagerduty: environment.pages ? pagerdutyOf(value, values) : undefined,
    slack: {
      channels: { ops: values['slack:opsChannel'] ?? '#ops', security: values['slack:securityChannel'] ?? '#security' },
      webhooks: {
        ops: pulumi.secret(value('slack:opsWebhookUrl')),
        security: pulumi.secret(value('slack:securityWebhookUrl')),
      },
    },
    backend: situation.backend === 'datadog' ? datadogOf(value, values) : openSourceOf(value, values),
  };
}

/** The environment's row with what the stack says otherwise. */
function environmentOf(row: DeployedEnvironment, values: Values): DeployedEnvironment {
  const { prometheus } = row.sizes;
  return {
    ...row,
    evaluator: values['vigia:evaluator'] ?? row.evaluator,
    metricRetention: values['metrics:retention'] ?? row.metricRetention,
    traceRetention: values['traces:retention'] ?? row.traceRetention,
    archiveLock: { ...row.archiveLock, days: values['archive:retentionDays'] ?? row.archiveLock.days },
    sizes: { ...row.sizes, prometheus: { ...prometheus, storage: values['metrics:storage'] ?? prometheus.storage } },
  };
}

function openSourceOf(value: Required, values: Values): OpenSourceBackend {
  const subnets = Object.entries(value('network:subnets')).sort(([a], [b]) => (a < b ? -1 : 1));
  return {
    kind: 'open-source',
    logs: {
      vpcId: value('network:vpcId'),
      subnetIds: subnets.map(([, id]) => id),
      warmNodes: values['logs:warmNodes'] ?? 0,
      serviceLinkedRole: values['logs:serviceLinkedRole'] ?? 'created',
    },
    metrics: { remoteWrite: values['metrics:remoteWrite'] ?? false },
    workers: { image: value('workers:image') },
    grafana: grafanaOf(value, values),
    digest: digestOf(value, values),
  };
}

function digestOf(value: Required, values: Values): DigestConfig {
  const { 'digest:smtpUrl': smtpUrl, 'digest:grafanaToken': grafanaToken } = values;
  return {
    to: value('digest:to'),
    from: value('digest:from'),
    hour: values['digest:hour'] ?? 7,
    timeZone: values['digest:timeZone'] ?? 'America/Mexico_City',
    smtp: smtpUrl === undefined ? undefined : { url: pulumi.secret(smtpUrl), port: smtpPort(smtpUrl) },
    grafanaToken: grafanaToken === undefined ? undefined : pulumi.secret(grafanaToken),
  };
}

/** Of the whole address this alone is no secret: a network policy names it. */
function smtpPort(smtpUrl: string): number {
  const { protocol, port } = new URL(smtpUrl);
  return Number(port) || (protocol === 'smtps:' ? 465 : 587);
}

function grafanaOf(value: Required, values: Values): GrafanaConfig {
  const host = value('grafana:host');
  const { 'grafana:oidc': oidc, 'grafana:database': database } = values;
  return {
    ingress: {
      host,
      className: values['grafana:ingressClass'] ?? 'nginx',
      tlsSecretName: values['grafana:tlsSecretName'] ?? 'grafana-tls',
    },
    url: values['grafana:url'] ?? `https://${host}`,
    delivery: values['grafana:delivery'] ?? 'api',
    image: values['grafana:image'],
    pluginUrl: values['grafana:pluginUrl'],
    oidc: oidc && {
      ...oidc,
      roleAttributePath: oidc.roleAttributePath,
      clientSecret: pulumi.secret(value('grafana:oidcClientSecret')),
    },
    database: database && { ...database, password: pulumi.secret(value('grafana:databasePassword')) },
  };
}

function pagerdutyOf(value: Required, values: Values): PagerDutyConfig {
  const { 'pagerduty:slack': slack } = values;
  return {
    token: pulumi.secret(value('pagerduty:token')),
    users: value('pagerduty:users'),
    timeZone: values['pagerduty:timeZone'] ?? 'America/Mexico_City',
    grouping: values['pagerduty:grouping'] ?? false,
    slack: slack && { ...slack, userToken: pulumi.secret(value('pagerduty:userToken')) },
  };
}

function datadogOf(value: Required, values: Values): DatadogConfig {
  return {
    kind: 'datadog',
    apiKey: pulumi.secret(value('datadog:apiKey')),
    appKey: pulumi.secret(value('datadog:appKey')),
    site: values['datadog:site'] ?? 'datadoghq.com',
  };
}
