import * as pulumi from '@pulumi/pulumi';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { Prometheus } from '../../../infra/components/prometheus.ts';
import type { DeployedEnvironment } from '../../../infra/environment.ts';
import type { JsonObject } from '../../../preview/record.ts';
import { cluster, dev, Identity, type Plan, planOf, prod } from './servers-plan.ts';

const base = { cluster, links: { runbooks: 'https://docs.example/runbooks', grafanaUrl: 'https://grafana.example' } };
const prometheus = (environment: DeployedEnvironment) =>
  planOf((opts) => new Prometheus('prometheus', { ...base, environment }, opts));
const managed = (evaluator: 'grafana' | 'prometheus' = 'grafana') =>
  planOf((opts) => {
    const url = pulumi.output('https://aps-workspaces.us-east-1.amazonaws.com/workspaces/ws-1/api/v1/remote_write');
    const remoteWrite = { url, region: 'us-east-1', clusterName: 'clinics', identity: new Identity('prometheus-identity') };
    new Prometheus('prometheus', { ...base, environment: { ...prod, evaluator }, remoteWrite }, opts);
  });

interface PrometheusFile {
  readonly global: { readonly external_labels?: unknown };
  readonly alerting: unknown;
  readonly remote_write?: unknown;
  readonly rule_files: unknown;
  readonly scrape_configs: readonly { readonly job_name: string }[];
}
const configOf = (plan: Plan): PrometheusFile => parse(plan.file('prometheus', 'prometheus.yml'));
const rulesOf = (plan: Plan): { groups: { name: string }[] } => parse(plan.file('prometheus-rules', 'rules.yml'));
const flagsOf = (plan: Plan) => plan.pod('StatefulSet', 'prometheus').containers[0]?.args;

describe('Prometheus', () => {
  it('has in prod exactly these objects, no access to the Kubernetes API among them', async () => {
    const plan = await prometheus(prod);
    expect(plan.objects).toEqual([
      'ConfigMap prometheus',
      'ConfigMap prometheus-rules',
      'NetworkPolicy prometheus',
      'PodDisruptionBudget prometheus',
      'Service prometheus',
      'Service prometheus-pods',
      'ServiceAccount prometheus',
      'StatefulSet prometheus',
    ]);
    expect(plan.pod('StatefulSet', 'prometheus').automountServiceAccountToken).toBe(false);
  });

  it('has two protected replicas with a volume each in prod, one in dev that goes with the stack', async () => {
    const inProd = (await prometheus(prod)).find('StatefulSet', 'prometheus');
    expect(inProd).toMatchObject({ protect: true, retainOnDelete: true, inputs: { spec: { replicas: 2 } } });
    const inDev = (await prometheus(dev)).find('StatefulSet', 'prometheus');
    expect(inDev).toMatchObject({ protect: false, retainOnDelete: false, inputs: { spec: { replicas: 1 } } });
  });

  it('keeps samples for the environment’s time, and blocks within four fifths of the volume', async () => {
    expect(flagsOf(await prometheus(prod))).toEqual(
      expect.arrayContaining(['--storage.tsdb.retention.time=90d', '--storage.tsdb.retention.size=160GB']),
    );
    expect(flagsOf(await prometheus(dev))).toEqual(
      expect.arrayContaining(['--storage.tsdb.retention.time=35d', '--storage.tsdb.retention.size=16GB']),
    );
  });

  it('reads changed rules and settings again without a restart: nothing of the pod follows from them', async () => {
    const plan = await prometheus(prod);
    const reloader = plan.pod('StatefulSet', 'prometheus').containers.find(({ name }) => name === 'reloader');
    expect(reloader?.args).toEqual([
      '--listen-address=0.0.0.0:8080',
      '--reload-url=http://127.0.0.1:9090/-/reload',
      '--watched-dir=/etc/prometheus/config',
      '--watched-dir=/etc/prometheus/rules',
    ]);
    const other = await planOf(
      (opts) =>
        new Prometheus('prometheus', { ...base, environment: prod, links: { ...base.links, runbooks: 'https://other' } }, opts),
    );
    expect(other.file('prometheus-rules', 'rules.yml')).toContain('vigia-recording');
    expect(other.find('StatefulSet', 'prometheus').inputs).toEqual(plan.find('StatefulSet', 'prometheus').inputs);
  });

  it('leads a reader always to the same replica', async () => {
    expect((await prometheus(prod)).find('Service', 'prometheus').inputs.spec).toMatchObject({ sessionAffinity: 'ClientIP' });
  });

  it('scrapes the platform’s own servers by name', async () => {
    const { scrape_configs } = configOf(await prometheus(prod));
    expect(scrape_configs.map(({ job_name }) => job_name)).toEqual([
      'prometheus',
      'prometheus-reloader',
      'agent',
      'gateway',
      'gateway-counts',
      'log-writer',
      'tempo',
      'grafana',
    ]);
    expect(scrape_configs[4]).toEqual({
      job_name: 'gateway-counts',
      static_configs: [
        {
          targets: [
            'gateway-0.gateway-pods.vigia.svc:8889',
            'gateway-1.gateway-pods.vigia.svc:8889',
            'gateway-2.gateway-pods.vigia.svc:8889',
          ],
          labels: { env: 'prod' },
        },
      ],
    });
    expect(scrape_configs[2]).toEqual({
      job_name: 'agent',
      dns_sd_configs: [{ names: ['agent-pods.vigia-agent.svc'], type: 'A', port: 8888 }],
      relabel_configs: [{ target_label: 'env', replacement: 'prod' }],
    });
  });

  it('only records where Grafana evaluates the alerts', async () => {
    const plan = await prometheus(prod);
    expect(rulesOf(plan).groups.map(({ name }) => name)).toEqual([
      'vigia-recording',
      'vigia-five-minutes',
      'vigia-slo',
      'vigia-shares',
      'vigia-burn',
      'vigia-hourly',
      'vigia-long',
    ]);
    expect(configOf(plan).alerting).toEqual({ alertmanagers: [] });
  });

  it('tells every Alertmanager replica where it evaluates them itself', async () => {
    const plan = await prometheus({ ...prod, evaluator: 'prometheus' });
    expect(rulesOf(plan).groups.map(({ name }) => name)).toEqual([
      'vigia-recording',
      'vigia-five-minutes',
      'vigia-slo',
      'vigia-shares',
      'vigia-burn',
      'vigia-hourly',
      'vigia-long',
      'vigia-alerts-critical',
      'vigia-alerts',
      'vigia-watchdog',
    ]);
    const targets = ['alertmanager-0.alertmanager-pods.vigia.svc:9093', 'alertmanager-1.alertmanager-pods.vigia.svc:9093'];
    expect(configOf(plan).alerting).toEqual({ alertmanagers: [{ static_configs: [{ targets }] }] });
    expect(configOf(plan).scrape_configs.map(({ job_name }) => job_name)).toContain('alertmanager');
  });

  it('writes to nobody else without remote write', async () => {
    const config = configOf(await prometheus(prod));
    expect(config).not.toHaveProperty('remote_write');
    expect(config.global).not.toHaveProperty('external_labels');
  });

  it('reaches nothing outside the cluster without remote write', async () => {
    const egress = (plan: Plan) => JSON.stringify((plan.find('NetworkPolicy', 'prometheus').inputs.spec as JsonObject).egress);
    expect(egress(await prometheus(prod))).not.toContain('ipBlock');
    expect(egress(await managed())).toContain('169.254.170.23/32');
  });
});

describe('Prometheus with remote write', () => {
  it('signs its requests, and marks each replica’s copy of a series', async () => {
    const config = configOf(await managed());
    expect(config.remote_write).toEqual([
      { url: 'https://aps-workspaces.us-east-1.amazonaws.com/workspaces/ws-1/api/v1/remote_write', sigv4: { region: 'us-east-1' } },
    ]);
    expect(config.global.external_labels).toEqual({ cluster: 'clinics', __replica__: '$'.concat('{POD_NAME}') });
  });

  it('takes the marks off its alerts, or two replicas’ copies of one would both be sent', async () => {
    expect(configOf(await managed('prometheus')).alerting).toMatchObject({
      alert_relabel_configs: [{ action: 'labeldrop', regex: 'cluster|__replica__' }],
    });
  });

  it('starts anew when it is switched on: a pod gets the credentials of its role when it starts', async () => {
    const templateOf = (plan: Awaited<ReturnType<typeof managed>>) =>
      (plan.find('StatefulSet', 'prometheus').inputs.spec as { template: { metadata: { annotations?: unknown } } }).template;
    expect(templateOf(await managed()).metadata.annotations).toEqual({
      'vigia.dev/remote-write': 'https://aps-workspaces.us-east-1.amazonaws.com/workspaces/ws-1/api/v1/remote_write',
    });
    expect(templateOf(await prometheus(prod)).metadata).not.toHaveProperty('annotations');
  });

  it('starts after its role is there', async () => {
    const { dependencies } = (await managed()).find('StatefulSet', 'prometheus');
    expect(dependencies.filter((urn) => urn.includes('prometheus-identity'))).not.toEqual([]);
    const without = (await prometheus(prod)).find('StatefulSet', 'prometheus').dependencies;
    expect(without.filter((urn) => urn.includes('identity'))).toEqual([]);
  });
});
