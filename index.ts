/** The stack: what there is, and what each part is given. Read from top to bottom it is the architecture. */
import { arnOf, physicalName } from './infra/aws/names.ts';
import { callOpenSearch, keepObjects, OPENSEARCH_METHODS, publish, remoteWrite, sendEmail } from './infra/aws/permissions.ts';
import type { PolicyStatement } from './infra/aws/policy.ts';
import { channelSecretsOf } from './infra/channels.ts';
import { Alertmanager } from './infra/components/alertmanager.ts';
import { ArchiveBuckets } from './infra/components/archive-buckets.ts';
import { ClusterBase } from './infra/components/cluster-base.ts';
import { CollectorAgent } from './infra/components/collector-agent.ts';
import { CollectorGateway } from './infra/components/collector-gateway.ts';
import { DatadogBackend } from './infra/components/datadog-backend.ts';
import { DeadMansSwitch } from './infra/components/dead-mans-switch.ts';
import { Digest } from './infra/components/digest.ts';
import { EncryptionKeys } from './infra/components/encryption-keys.ts';
import { Grafana } from './infra/components/grafana.ts';
import { GrafanaContent } from './infra/components/grafana-content.ts';
import { GrafanaReader } from './infra/components/grafana-reader.ts';
import { LogStore } from './infra/components/log-store.ts';
import { LogWriter } from './infra/components/log-writer.ts';
import { ManagedPrometheus } from './infra/components/managed-prometheus.ts';
import { OnCall } from './infra/components/on-call.ts';
import { OpenSearchSetup } from './infra/components/opensearch-setup.ts';
import { Prometheus } from './infra/components/prometheus.ts';
import { Tempo } from './infra/components/tempo.ts';
import { WorkloadIdentity } from './infra/components/workload-identity.ts';
import { type Config, readConfig } from './infra/config.ts';
import { datadogContent } from './infra/datadog/content.ts';
import { grafanaContent } from './infra/grafana/content.ts';
import { secretVariables } from './infra/grafana/files.ts';
import { provisioningFiles } from './infra/kubernetes/grafana-files.ts';
import { networksOf } from './infra/kubernetes/networks.ts';
import { NAMESPACES, type Workload, workloads } from './infra/kubernetes/topology.ts';
import { grafanaProvider, providersOf } from './infra/providers.ts';
import { tagsOf } from './infra/tags.ts';

/** @returns the stack's outputs */
export default function platform(config: Config = readConfig()) {
  const { environment, backend, slack, maintenance } = config;
  const { region } = config.aws;
  const { slack: slackProvider, ...providers } = providersOf(config);
  const opts = { providers };
  const account = { ...config.aws, environment, tags: tagsOf(environment, config.owner) };

  // What keeps data, and who is called.
  const keys = new EncryptionKeys('keys', account, opts);
  const buckets = new ArchiveBuckets('buckets', { ...account, keys, retentionDays: config.archive.retentionDays }, opts);
  const paging = config.pagerduty;
  const incidents = slackProvider && paging?.slack && { ...paging.slack, provider: slackProvider };
  const onCall = paging && new OnCall('on-call', { environment, ...paging, slack: incidents }, opts);
  const channelSecrets = channelSecretsOf(slack.webhooks, onCall?.integrationKeys);

  // What the applications see: the agent of their machine, which passes everything on to the gateways.
  const cluster = new ClusterBase(
    'cluster',
    { environment, networks: networksOf(config), storageClass: config.cluster.storageClass },
    opts,
  );
  const inCluster = { cluster, environment };
  const agent = new CollectorAgent('agent', inCluster, opts);
  const outputs = { otlpEndpoint: agent.otlpUrl, auditArchive: buckets.audit.bucket, backups: buckets.backups.bucket };

  if (backend.kind === 'datadog') {
    new CollectorGateway('gateway', { ...inCluster, datadog: backend }, opts);
    const archive = { bucket: buckets.audit.bucket, keyArn: keys.archive.arn };
    const content = datadogContent({ environment, runbookUrl: config.runbookUrl });
    const args = { ...account, site: backend.site, archive, channelSecrets, content, maintenance };
    new DatadogBackend('datadog', args, opts);
    return outputs;
  }

  const identity = (workload: Workload, statements: readonly PolicyStatement[]) => {
    const namespace = NAMESPACES[workloads[workload].namespace];
    const args = { ...account, clusterName: config.cluster.name, namespace, serviceAccount: workload, statements };
    return new WorkloadIdentity(`${workload}-identity`, args, opts);
  };
  const paged = onCall && { pagerduty: { endpoint: onCall.cloudwatchEndpoint } };
  const heartbeat = new DeadMansSwitch('dead-mans-switch', { ...account, key: keys.alerts, ...paged }, opts);
  const beat = publish(heartbeat.topicArn, keys.alerts, account);
  const evaluates = environment.evaluator;

  // Logs. Nobody writes before the store has its templates, its retention and its roles.
  const domain = arnOf('es', account, `domain/${physicalName(environment)}`);
  const administrator = identity('opensearch-apply', callOpenSearch(domain, OPENSEARCH_METHODS));
  const writer = identity('log-writer', callOpenSearch(domain, ['es:ESHttpGet', 'es:ESHttpHead', 'es:ESHttpPost']));
  const search = callOpenSearch(domain, ['es:ESHttpGet', 'es:ESHttpPost']);
  const reader = identity('grafana', evaluates === 'grafana' ? [...search, ...beat] : search);
  const logStoreArgs = { ...backend.logs, clientCidr: config.network.cidr, masterRoleArn: administrator.roleArn, key: keys.logs };
  const logStore = new LogStore('log-store', { ...account, ...logStoreArgs, alarmTopicArn: heartbeat.alarmTopicArn }, opts);
  const client = { ...inCluster, region, image: backend.workers.image, endpoint: logStore.endpoint };
  const roles = { roleArn: administrator.roleArn, writerRoleArn: writer.roleArn, readerRoleArn: reader.roleArn };
  const setup = new OpenSearchSetup('opensearch-setup', { ...client, ...roles, warm: backend.logs.warmNodes > 0 }, opts);
  new LogWriter('log-writer', { ...client, roleArn: writer.roleArn }, { ...opts, dependsOn: [setup] });

  // Metrics, and traces.
  const amp = backend.metrics.remoteWrite
    ? new ManagedPrometheus('managed-prometheus', { ...account, key: keys.logs }, opts)
    : undefined;
  const remote = amp && {
    url: amp.remoteWriteUrl,
    region,
    clusterName: config.cluster.name,
    identity: identity('prometheus', remoteWrite(amp.workspaceArn)),
  };
  const grafanaUrl = `https://${backend.grafana.ingress.host}`;
  const links = { runbooks: config.runbookUrl, grafanaUrl };
  const prometheus = new Prometheus(
    'prometheus',
    { ...inCluster, links, maintenance, ...(remote && { remoteWrite: remote }) },
    opts,
  );
  const tracer = identity('tempo', keepObjects({ bucket: buckets.traces, key: keys.logs }, account));
  const tempo = new Tempo('tempo', { ...inCluster, bucket: { name: buckets.traces.bucket, region }, identity: tracer }, opts);
  new CollectorGateway('gateway', inCluster, opts);

  // Alerts, by Alertmanager or by Grafana: one of them; and what people look at.
  const topic = { topicArn: heartbeat.topicArn, region };
  if (evaluates === 'prometheus') {
    const notifier = identity('alertmanager', beat);
    const args = { ...inCluster, heartbeat: topic, channelSecrets, slackChannels: slack.channels, identity: notifier };
    new Alertmanager('alertmanager', args, opts);
  }
  const addresses = { prometheus: prometheus.url, tempo: tempo.url, opensearch: logStore.endpoint };
  const shown = { environment, links, addresses, region, heartbeatTopicArn: topic.topicArn, slackChannels: slack.channels };
  const byFiles = backend.grafana.delivery === 'files';
  const provisioning = byFiles && { provisioning: { files: provisioningFiles(shown), secrets: secretVariables(channelSecrets) } };
  const grafana = new Grafana('grafana', { ...inCluster, ...backend.grafana, identity: reader, ...provisioning }, opts);
  const toGrafana = { providers: byFiles ? {} : { grafana: grafanaProvider(backend.grafana, grafana.adminPassword, [grafana]) } };
  if (!byFiles) new GrafanaContent('grafana-content', { content: grafanaContent(shown), channelSecrets }, toGrafana);

  // What the day was, by mail: whoever evaluates the alerts is asked. Over its API Grafana gets a reader for that; else a person made one.
  const { digest } = backend;
  const asks = evaluates === 'grafana' && !byFiles;
  const grafanaToken = asks ? new GrafanaReader('digest-reader', { account: 'digest' }, toGrafana).token : digest.grafanaToken;
  const ses = digest.smtp ? undefined : { region, roleArn: identity('digest', sendEmail(digest.from, account)).roleArn };
  const sent = { digest, image: backend.workers.image, runbookUrl: config.runbookUrl, ses };
  new Digest('digest', { ...inCluster, ...sent, prometheusUrl: prometheus.url, grafanaToken }, opts);
  return { ...outputs, grafanaUrl, opensearchEndpoint: logStore.endpoint };
}
