import * as pulumi from '@pulumi/pulumi';
import * as grafana from '@pulumiverse/grafana';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { catalogue } from '../../../alerts/catalogue.ts';
import { GrafanaContent } from '../../../infra/components/grafana-content.ts';
import { environments } from '../../../infra/environment.ts';
import { grafanaContent } from '../../../infra/grafana/content.ts';
import { grafanaFiles, secretVariables } from '../../../infra/grafana/files.ts';
import { type Recorded, record } from '../../../preview/record.ts';

const { dev, prod } = environments;
const TOPIC = 'arn:aws:sns:us-east-1:111122223333:vigia-prod-heartbeat';

const content = <T>(environment: typeof dev | typeof prod, evaluator: 'grafana' | 'prometheus', wrap: (text: string) => T) =>
  grafanaContent<T>({
    environment: { ...environment, evaluator },
    links: { runbooks: 'https://docs.example/runbooks', grafanaUrl: 'https://grafana.example' },
    addresses: {
      prometheus: wrap('http://prometheus.vigia.svc:9090'),
      tempo: wrap('http://tempo.vigia.svc:3200'),
      opensearch: wrap('https://vpc-vigia.us-east-1.es.amazonaws.com'),
    },
    region: 'us-east-1',
    heartbeatTopicArn: wrap(TOPIC),
    slackChannels: { ops: '#ops', security: '#security' },
  });

const SLACK = { 'slack-ops': 'https://hooks.example/ops', 'slack-security': 'https://hooks.example/security' };
const ALL = {
  ...SLACK,
  'pagerduty-platform': 'key-of-platform',
  'pagerduty-billing': 'key-of-billing',
  'pagerduty-security': 'key-of-security',
};

/** Under a provider of its own, with addresses that are only known at the deployment. */
function deployed(environment: typeof dev | typeof prod, evaluator: 'grafana' | 'prometheus', channelSecrets: object = ALL) {
  return record(
    () => {
      const provider = new grafana.Provider('grafana', { url: 'https://grafana.example.com', auth: 'admin:x' });
      const args = { content: content<pulumi.Input<string>>(environment, evaluator, pulumi.output), channelSecrets };
      new GrafanaContent('content', args, { providers: { grafana: provider } });
    },
    { stack: environment.name },
  );
}

const ofType = (resources: readonly Recorded[], type: string) => resources.filter((one) => one.type === `grafana:${type}`);
const byName = (resources: readonly Recorded[], name: string) => resources.find((one) => one.name === name);
const CONTENT = 'urn:pulumi:prod::vigia::pulumi:pulumi:Stack$vigia:grafana:GrafanaContent::content';

describe('the content of Grafana in prod, through its API', () => {
  it('is 23 resources under the component, each by its provider', async () => {
    const resources = await deployed(prod, 'grafana');
    const children = resources.filter(({ parent }) => parent === CONTENT);
    expect(children.map(({ type }) => type).sort()).toEqual([
      ...Array(6).fill('grafana:alerting/contactPoint:ContactPoint'),
      'grafana:alerting/messageTemplate:MessageTemplate',
      'grafana:alerting/muteTiming:MuteTiming',
      'grafana:alerting/notificationPolicy:NotificationPolicy',
      ...Array(3).fill('grafana:alerting/ruleGroup:RuleGroup'),
      ...Array(5).fill('grafana:oss/dashboard:Dashboard'),
      ...Array(4).fill('grafana:oss/dataSource:DataSource'),
      ...Array(2).fill('grafana:oss/folder:Folder'),
    ]);
    expect(new Set(children.map(({ provider }) => provider))).toEqual(
      new Set(['urn:pulumi:prod::vigia::pulumi:pulumi:Stack$pulumi:providers:grafana::grafana']),
    );
  });

  it('has the folders, and each dashboard in its folder, under the uid of its model', async () => {
    const resources = await deployed(prod, 'grafana');
    expect(ofType(resources, 'oss/folder:Folder').map(({ inputs }) => inputs)).toEqual([
      { uid: 'vigia', title: 'Vigía' },
      { uid: 'vigia-alerts', title: 'Vigía alerts' },
    ]);
    const dashboard = byName(resources, 'content-dashboard-vigia-operations');
    expect(dashboard?.inputs).toMatchObject({ folder: 'vigia', overwrite: true });
    expect(JSON.parse(String(dashboard?.inputs.configJson))).toMatchObject({ uid: 'vigia-operations', title: 'Operations' });
    expect(dashboard?.dependencies).toEqual([byName(resources, 'content-folder-vigia')?.urn]);
  });

  it('evaluates in the folder of alerts, after the data source is there', async () => {
    const resources = await deployed(prod, 'grafana');
    const group = byName(resources, 'content-rules-vigia-alerts-critical');
    expect(group?.inputs).toMatchObject({ name: 'vigia-alerts-critical', folderUid: 'vigia-alerts', intervalSeconds: 20 });
    expect(group?.dependencies).toContain(byName(resources, 'content-source-vigia-prometheus')?.urn);
    const rules = group?.inputs.rules as readonly { readonly datas: readonly { readonly model: string }[] }[] | undefined;
    const rule = rules?.[0];
    expect(rule).toMatchObject({
      uid: 'vigia-tenant-high-error-rate',
      name: 'TenantHighErrorRate',
      condition: 'C',
      for: '5m',
      noDataState: 'OK',
      execErrState: 'Error',
      missingSeriesEvalsToResolve: 1,
      labels: { severity: 'critical', team: 'platform', symptom: 'availability' },
    });
    expect(JSON.parse(rule?.datas[0]?.model ?? '')).toMatchObject({
      expr: '((tenant:error_rate:ratio_rate5m > 0.02) unless on (tenant) tenant:maintenance:active) unless on () fleet:maintenance:active',
      instant: true,
    });
  });

  it('pages by team, with keys that are secret', async () => {
    const point = byName(await deployed(prod, 'grafana'), 'content-contact-pagerduty-billing');
    const settings = {
      summary: '{{ template "vigia.title" . }}',
      severity: '{{ .CommonLabels.severity }}',
      class: '{{ or .CommonLabels.symptom .CommonLabels.alertname "several alerts" }}',
      group: '{{ .CommonLabels.env }}',
      component: '{{ .CommonLabels.team }}',
      source: 'vigia {{ .CommonLabels.env }}',
      client: 'Vigía',
      clientUrl: '{{ template "vigia.dashboard" . }}',
      details: {
        alerts: '{{ template "vigia.alerts" . }}',
        tenants: '{{ template "vigia.tenants" . }}',
        firing: '{{ template "vigia.firing" . }}',
        resolved: '{{ template "vigia.resolved" . }}',
      },
    };
    expect(point?.inputs).toEqual({ name: 'pagerduty-billing', pagerduties: [{ ...settings, integrationKey: '[secret]' }] });
    expect(point?.clear).toMatchObject({ pagerduties: [{ integrationKey: 'key-of-billing' }] });
  });

  it('writes to two Slack channels, by webhooks that are secret', async () => {
    const resources = await deployed(prod, 'grafana');
    const slack = ['slack-ops', 'slack-security'].map((name) => byName(resources, `content-contact-${name}`));
    expect(slack.map((point) => point?.inputs.slacks)).toMatchObject([
      [{ recipient: '#ops', url: '[secret]' }],
      [{ recipient: '#security', url: '[secret]' }],
    ]);
    expect(slack[1]?.clear).toMatchObject({ slacks: [{ url: 'https://hooks.example/security' }] });
  });

  it('publishes the Watchdog to its topic, signed by the role of the pod', async () => {
    expect(byName(await deployed(prod, 'grafana'), 'content-contact-heartbeat')?.inputs).toEqual({
      name: 'heartbeat',
      sns: [
        {
          topic: TOPIC,
          subject: '{{ .CommonLabels.alertname }}',
          disableResolveMessage: true,
          settings: {
            topic_arn: TOPIC,
            api_url: 'https://sns.us-east-1.amazonaws.com',
            message: '{{ template "vigia.title" . }}',
          },
        },
      ],
    });
  });

  it('routes by one policy, after everything that it names', async () => {
    const resources = await deployed(prod, 'grafana');
    const policy = byName(resources, 'content-policy');
    expect(policy?.inputs).toMatchObject({
      contactPoint: 'slack-ops',
      groupBies: ['env', 'team', 'severity', 'symptom'],
      groupWait: '30s',
      groupInterval: '5m',
      repeatInterval: '4h',
    });
    expect(policy?.inputs.policies).toContainEqual({
      contactPoint: 'heartbeat',
      matchers: [{ label: 'alertname', match: '=', value: 'Watchdog' }],
      groupBies: ['alertname'],
      groupWait: '15s',
      groupInterval: '1m',
      repeatInterval: '4m',
    });
    expect(policy?.inputs.policies).toContainEqual({
      contactPoint: 'pagerduty-security',
      matchers: [
        { label: 'severity', match: '=', value: 'critical' },
        { label: 'team', match: '=', value: 'security' },
      ],
    });
    expect(policy?.inputs.policies).toContainEqual({
      contactPoint: 'slack-ops',
      matchers: [{ label: 'severity', match: '=', value: 'info' }],
      muteTimings: ['always'],
    });
    const named = [
      ...ofType(resources, 'alerting/contactPoint:ContactPoint'),
      ...ofType(resources, 'alerting/muteTiming:MuteTiming'),
    ];
    expect(policy?.dependencies).toEqual(expect.arrayContaining(named.map(({ urn }) => urn)));
    expect(byName(resources, 'content-mute-always')?.inputs).toEqual({
      name: 'always',
      intervals: [{ times: [{ start: '00:00', end: '24:00' }] }],
    });
  });

  it('leads from a log line to its trace and its clinic, and from a span to its lines and to the metrics of its clinic', async () => {
    const resources = await deployed(prod, 'grafana');
    const json = (uid: string) => JSON.parse(String(byName(resources, `content-source-${uid}`)?.inputs.jsonDataEncoded));
    expect(json('vigia-logs')).toMatchObject({
      database: 'logs-prod-*',
      timeField: 'timestamp',
      sigV4Auth: true,
      sigV4Region: 'us-east-1',
      version: '3.5.0',
      dataLinks: [
        { field: 'traceId', datasourceUid: 'vigia-tempo', url: '$' + '{__value.raw}' },
        { field: 'tenantId', url: '/d/vigia-tenant-overview?var-env=prod&var-tenant=$' + '{__value.raw}' },
      ],
    });
    expect(json('vigia-audit')).toMatchObject({
      database: 'audit-prod-*',
      dataLinks: [{ datasourceUid: 'vigia-tempo' }, { field: 'tenantId' }],
    });
    expect(json('vigia-tempo').tracesToLogsV2).toMatchObject({
      datasourceUid: 'vigia-logs',
      customQuery: true,
      query: 'traceId:"$' + '{__trace.traceId}"',
    });
    expect(json('vigia-tempo').tracesToMetrics).toMatchObject({
      datasourceUid: 'vigia-prometheus',
      tags: [{ key: 'tenant.id', value: 'tenant' }],
      queries: [{ query: 'tenant:request_rate:rate5m{$__tags}' }, {}, {}],
    });
    expect(JSON.stringify(json('vigia-prometheus'))).not.toContain('exemplar');
  });

  it('is an error that names every channel without a secret', async () => {
    await expect(deployed(prod, 'grafana', { ...SLACK, 'pagerduty-billing': 'k' })).rejects.toThrow(
      'Alerts go to channels that have no secret: give channelSecrets one for pagerduty-platform (a PagerDuty integration key), pagerduty-security (a PagerDuty integration key).',
    );
  });
});

describe('in dev', () => {
  it('there are 20 resources, none of PagerDuty, and no key of it is needed', async () => {
    const resources = await deployed(dev, 'grafana', SLACK);
    expect(resources.filter(({ parent }) => parent?.endsWith('GrafanaContent::content'))).toHaveLength(20);
    // Rules may name PagerDuty, which they watch; nothing else does.
    const others = resources.filter(({ type }) => !type.endsWith(':RuleGroup'));
    expect(JSON.stringify(others.map(({ inputs }) => inputs))).not.toContain('pagerdut');
  });
});

describe('where Prometheus is the evaluator', () => {
  it('Grafana shows, and evaluates and sends nothing: no rule, no contact point, no policy', async () => {
    const resources = await deployed(prod, 'prometheus', {});
    expect(resources.filter(({ type }) => type.startsWith('grafana:alerting'))).toEqual([]);
    expect(ofType(resources, 'oss/folder:Folder').map(({ inputs }) => inputs.uid)).toEqual(['vigia']);
    expect(ofType(resources, 'oss/dashboard:Dashboard')).toHaveLength(5);
    expect(ofType(resources, 'oss/dataSource:DataSource')).toHaveLength(4);
  });
});

describe('the same content as provisioning files', () => {
  const files = grafanaFiles(content(prod, 'grafana', String));
  const read = (path: string) => parse(files[path] ?? '');

  it('is one file for each kind, and one for each dashboard', () => {
    expect(Object.keys(files)).toEqual([
      'datasources/vigia.yaml',
      'dashboards/vigia.yaml',
      'dashboards/vigia-tenant-overview.json',
      'dashboards/vigia-operations.json',
      'dashboards/vigia-security.json',
      'dashboards/vigia-slos.json',
      'dashboards/vigia-platform.json',
      'alerting/rules.yaml',
      'alerting/contact-points.yaml',
      'alerting/mute-timings.yaml',
      'alerting/templates.yaml',
      'alerting/policies.yaml',
    ]);
    for (const [path, text] of Object.entries(files)) if (path.endsWith('.yaml')) expect(parse(text).apiVersion).toBe(1);
  });

  it('holds what the API gets: rules, dashboards, data sources, policy', async () => {
    const resources = await deployed(prod, 'grafana');
    const input = (name: string) => byName(resources, name)?.inputs;
    expect(files['dashboards/vigia-security.json']).toBe(input('content-dashboard-vigia-security')?.configJson);
    const rules = read('alerting/rules.yaml').groups.flatMap((group: { rules: { uid: string; title: string }[] }) =>
      group.rules.map(({ uid, title }) => ({ uid, name: title })),
    );
    const live = ofType(resources, 'alerting/ruleGroup:RuleGroup').flatMap(({ inputs }) => inputs.rules as { uid: string }[]);
    const byUid = (a: { uid: string }, b: { uid: string }) => a.uid.localeCompare(b.uid);
    expect(live.toSorted(byUid)).toMatchObject(rules.toSorted(byUid));
    expect(rules).toHaveLength(Object.keys(catalogue).length + 1);
    const sources = read('datasources/vigia.yaml').datasources.map(({ uid, url }: { uid: string; url: string }) => [uid, url]);
    expect(sources).toEqual(
      ['vigia-prometheus', 'vigia-tempo', 'vigia-logs', 'vigia-audit'].map((uid) => [uid, input(`content-source-${uid}`)?.url]),
    );
    expect(read('alerting/templates.yaml').templates[0].template).toBe(input('content-templates')?.template);
    expect(read('alerting/policies.yaml').policies[0].routes.map(({ receiver }: { receiver: string }) => receiver)).toEqual(
      (input('content-policy')?.policies as readonly { contactPoint: string }[] | undefined)?.map(
        ({ contactPoint }) => contactPoint,
      ),
    );
  });

  it('names the environment variable of each secret, in the place of the secret', () => {
    const { contactPoints } = read('alerting/contact-points.yaml');
    expect(contactPoints[1]).toEqual({
      orgId: 1,
      name: 'pagerduty-billing',
      receivers: [
        {
          uid: 'vigia-pagerduty-billing',
          type: 'pagerduty',
          settings: {
            summary: '{{ template "vigia.title" . }}',
            severity: '{{ .CommonLabels.severity }}',
            class: '{{ or .CommonLabels.symptom .CommonLabels.alertname "several alerts" }}',
            group: '{{ .CommonLabels.env }}',
            component: '{{ .CommonLabels.team }}',
            source: 'vigia {{ .CommonLabels.env }}',
            client: 'Vigía',
            client_url: '{{ template "vigia.dashboard" . }}',
            details: {
              alerts: '{{ template "vigia.alerts" . }}',
              tenants: '{{ template "vigia.tenants" . }}',
              firing: '{{ template "vigia.firing" . }}',
              resolved: '{{ template "vigia.resolved" . }}',
            },
            integrationKey: '$' + '{VIGIA_PAGERDUTY_BILLING}',
          },
        },
      ],
    });
    expect(secretVariables(ALL)).toEqual({
      VIGIA_SLACK_OPS: 'https://hooks.example/ops',
      VIGIA_SLACK_SECURITY: 'https://hooks.example/security',
      VIGIA_PAGERDUTY_PLATFORM: 'key-of-platform',
      VIGIA_PAGERDUTY_BILLING: 'key-of-billing',
      VIGIA_PAGERDUTY_SECURITY: 'key-of-security',
    });
  });

  it('names no other variable: a dollar that Grafana should see is written twice', () => {
    // But in templates, which Grafana takes as they stand: there a dollar is one of the language's own variables.
    const yaml = Object.entries(files).filter(([path]) => path.endsWith('.yaml') && path !== 'alerting/templates.yaml');
    const variables = yaml.flatMap(([, text]) => text.replaceAll('$$', '').match(/\$\{?\w+/g) ?? []);
    expect(variables.sort()).toEqual([
      '$' + '{VIGIA_PAGERDUTY_BILLING',
      '$' + '{VIGIA_PAGERDUTY_PLATFORM',
      '$' + '{VIGIA_PAGERDUTY_SECURITY',
      '$' + '{VIGIA_SLACK_OPS',
      '$' + '{VIGIA_SLACK_SECURITY',
    ]);
    const [, tempo] = read('datasources/vigia.yaml').datasources;
    expect(tempo.jsonData.tracesToLogsV2.query).toBe('traceId:"$$' + '{__trace.traceId}"');
    expect(tempo.jsonData.tracesToMetrics.queries[0].query).toBe('tenant:request_rate:rate5m{$$__tags}');
  });

  it('puts dashboards and rules into the folders of the API', () => {
    expect(read('dashboards/vigia.yaml').providers).toMatchObject([
      { folder: 'Vigía', folderUid: 'vigia', allowUiUpdates: false, options: { path: '/etc/grafana/provisioning/dashboards' } },
    ]);
    expect(read('alerting/rules.yaml').groups).toMatchObject([
      { orgId: 1, name: 'vigia-alerts-critical', folder: 'Vigía alerts', interval: '20s' },
      { orgId: 1, name: 'vigia-alerts', folder: 'Vigía alerts', interval: '60s' },
      { orgId: 1, name: 'vigia-watchdog', folder: 'Vigía alerts', interval: '20s' },
    ]);
  });

  it('deletes the rules of an earlier evaluator, which Grafana would keep: nobody is paged twice', () => {
    const other = grafanaFiles(content(prod, 'prometheus', String));
    expect(Object.keys(other).filter((path) => path.startsWith('alerting/'))).toEqual(['alerting/rules.yaml']);
    const { groups, deleteRules } = parse(other['alerting/rules.yaml'] ?? '');
    expect(groups).toBeUndefined();
    expect(deleteRules).toHaveLength(Object.keys(catalogue).length + 1);
    expect(deleteRules[0]).toEqual({ orgId: 1, uid: 'vigia-tenant-high-error-rate' });
  });

  it('each fits into a ConfigMap, which holds less than a MiB', () => {
    for (const text of Object.values(files)) expect(Buffer.byteLength(text)).toBeLessThan(256 * 1024);
  });
});
