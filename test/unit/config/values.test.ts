import * as pulumi from '@pulumi/pulumi';
import { describe, expect, it } from 'vitest';
import { read, valid } from './valid.ts';

/** An output's value, and whether it is secret. */
const settled = async (output: pulumi.Output<string> | undefined) => ({
  value: await new Promise((resolve) => pulumi.output(output).apply(resolve)),
  secret: await pulumi.isSecret(pulumi.output(output)),
});

describe('the configuration', () => {
  it('of dev is its row of the table where the stack says nothing else', async () => {
    const config = await read('dev', valid.dev);
    expect(config).toMatchObject({
      environment: {
        name: 'dev',
        evaluator: 'grafana',
        metricRetention: { ms: 3_024_000_000 },
        archiveLock: { mode: 'GOVERNANCE', days: 1 },
      },
      owner: 'platform@clinic.org',
      runbookUrl: 'https://git.clinic.org/vigia/runbooks',
      maintenance: [],
      aws: { region: 'us-east-1', accountId: '222233334444' },
      network: { cidr: '10.20.0.0/16' },
      cluster: {
        name: 'clinic',
        context: 'arn:aws:eks:us-east-1:222233334444:cluster/clinic',
        kubeconfig: undefined,
        storageClass: 'gp3',
        applicationNamespaces: ['clinic'],
        ingressNamespace: 'ingress-nginx',
      },
      archive: { retentionDays: 1 },
      pagerduty: undefined,
      slack: { channels: { ops: '#ops', security: '#security' } },
      backend: {
        kind: 'open-source',
        logs: {
          vpcId: 'vpc-0a1b2c3d4e5f60718',
          subnetIds: ['subnet-0a1b2c3d4e5f60718'],
          warmNodes: 0,
          serviceLinkedRole: 'created',
        },
        metrics: { remoteWrite: false },
        workers: { image: 'registry.clinic.org/vigia-workers:0.1.0' },
        grafana: {
          ingress: { host: 'grafana.clinic.org', className: 'nginx', tlsSecretName: 'grafana-tls' },
          url: 'https://grafana.clinic.org',
          delivery: 'api',
          image: undefined,
          pluginUrl: 'https://artifacts.clinic.org/opensearch.zip',
          oidc: undefined,
          database: undefined,
        },
        digest: {
          to: ['platform@clinic.org'],
          from: 'vigia@clinic.org',
          hour: 7,
          timeZone: 'America/Mexico_City',
          smtp: undefined,
          grafanaToken: undefined,
        },
      },
    });
  });

  it('of prod sorts the subnets by zone, and has the database and who is paged', async () => {
    expect(await read('prod', valid.prod)).toMatchObject({
      environment: { name: 'prod', protect: true },
      archive: { retentionDays: 2192 },
      pagerduty: { users: ['PA1B2C3', 'PD4E5F6'], timeZone: 'America/Mexico_City', grouping: false, slack: undefined },
      backend: {
        logs: { subnetIds: ['subnet-0a1b2c3d4e5f60718', 'subnet-1a1b2c3d4e5f60718', 'subnet-2a1b2c3d4e5f60718'] },
        grafana: { database: { host: 'grafana.db.clinic.org', port: 5432, name: 'grafana', user: 'grafana' } },
      },
    });
  });

  it('overrides the table of environments', async () => {
    const { environment, archive } = await read('prod', {
      ...valid.prod,
      'vigia:evaluator': 'prometheus',
      'metrics:retention': '180d',
      'metrics:storage': '500Gi',
      'traces:retention': '2w',
      'archive:retentionDays': '3650',
    });
    expect(environment).toMatchObject({
      evaluator: 'prometheus',
      metricRetention: { ms: 15_552_000_000 },
      traceRetention: { ms: 1_209_600_000 },
      archiveLock: { mode: 'COMPLIANCE', days: 3650 },
      sizes: { prometheus: { replicas: 2, storage: '500Gi' } },
    });
    expect(archive.retentionDays).toBe(3650);
  });

  it.each([
    ['smtps://digest:pass%2Fword@mail.clinic.org', 465],
    ['smtps://digest:pass%2Fword@mail.clinic.org:2465', 2465],
    ['smtp://mail.clinic.org', 587],
  ])('knows the port of the mail server of %s', async (smtpUrl, port) => {
    const { backend } = await read('dev', { ...valid.dev, 'digest:smtpUrl': smtpUrl, 'digest:hour': '0' });
    expect(backend).toMatchObject({ digest: { hour: 0, smtp: { port } } });
  });

  it('reads maintenance windows, in whatever time zone they are written', async () => {
    const windows = '[{"tenant":"clinica-sur","from":"2026-12-24T02:00:00-06:00","to":"2026-12-24T09:30:00Z"}]';
    const { maintenance } = await read('dev', { ...valid.dev, 'vigia:maintenance': windows });
    expect(maintenance).toEqual([
      { tenant: 'clinica-sur', from: new Date('2026-12-24T08:00:00Z'), to: new Date('2026-12-24T09:30:00Z') },
    ]);
  });

  it('keeps every secret secret', async () => {
    const { backend, pagerduty, cluster, slack } = await read('prod', {
      ...valid.prod,
      'cluster:context': undefined,
      'cluster:kubeconfig': '{"apiVersion":"v1","kind":"Config"}',
      'grafana:oidc':
        '{"authUrl":"https://id.clinic.org/a","tokenUrl":"https://id.clinic.org/t","apiUrl":"https://id.clinic.org/u","clientId":"grafana"}',
      'grafana:oidcClientSecret': 'oidcsecret',
      'pagerduty:slack': '{"workspaceId":"T0A1B2C3D","channelId":"C0A1B2C3D"}',
      'pagerduty:userToken': 'usersecret',
      'grafana:delivery': 'files',
      'digest:smtpUrl': 'smtps://digest:smtpsecret@mail.clinic.org',
      'digest:grafanaToken': 'tokensecret',
    });
    if (backend.kind !== 'open-source') throw new Error('the wrong back end');
    const { grafana } = backend;
    expect(grafana.oidc?.scopes).toEqual(['openid', 'profile', 'email']);
    const secrets = [
      slack.webhooks.ops,
      slack.webhooks.security,
      grafana.database?.password,
      grafana.oidc?.clientSecret,
      pagerduty?.token,
      pagerduty?.slack?.userToken,
      cluster.kubeconfig,
      backend.digest.smtp?.url,
      backend.digest.grafanaToken,
    ];
    expect(await Promise.all(secrets.map(settled))).toEqual(
      [
        'https://hooks.slack.com/services/T1/B1/opssecret',
        'https://hooks.slack.com/services/T1/B2/securitysecret',
        'databasesecret',
        'oidcsecret',
        'pagerdutysecret',
        'usersecret',
        '{"apiVersion":"v1","kind":"Config"}',
        'smtps://digest:smtpsecret@mail.clinic.org',
        'tokensecret',
      ].map((value) => ({ value, secret: true })),
    );
  });

  it('needs nothing of the open-source stores where Datadog is the back end', async () => {
    const { backend } = await read('dev', {
      'vigia:backend': 'datadog',
      'vigia:owner': 'platform',
      'vigia:runbookUrl': 'https://git.clinic.org/vigia/runbooks',
      'aws:region': 'eu-west-1',
      'aws:accountId': '222233334444',
      'network:cidr': '10.20.0.0/16',
      'cluster:name': 'clinic',
      'cluster:context': 'clinic',
      'cluster:applicationNamespaces': '["clinic"]',
      'slack:opsWebhookUrl': 'https://hooks.slack.com/services/T1/B1/opssecret',
      'slack:securityWebhookUrl': 'https://hooks.slack.com/services/T1/B2/securitysecret',
      'datadog:apiKey': 'apisecret',
      'datadog:appKey': 'appsecret',
      'datadog:site': 'datadoghq.eu',
    });
    expect(backend).toMatchObject({ kind: 'datadog', site: 'datadoghq.eu' });
  });

  it('leaves keys of other namespaces alone', async () => {
    await expect(
      read('dev', { ...valid.dev, 'application:tenants': '["t-1"]', 'pulumi:disable-default-providers': '["*"]' }),
    ).resolves.toBeDefined();
  });
});
