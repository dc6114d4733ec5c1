import * as pulumi from '@pulumi/pulumi';
import { describe, expect, it } from 'vitest';
import { Grafana, type GrafanaArgs } from '../../../infra/components/grafana.ts';
import type { DeployedEnvironment } from '../../../infra/environment.ts';
import { secretVariables } from '../../../infra/grafana/files.ts';
import { provisioningFiles } from '../../../infra/kubernetes/grafana-files.ts';
import { cluster, dev, Identity, planOf, prod } from './servers-plan.ts';

const ingress = { host: 'grafana.example.com', className: 'nginx', tlsSecretName: 'grafana-tls' };
const database = { host: 'db.internal', port: 5432, name: 'grafana', user: 'vigia', password: pulumi.secret('db-secret') };

type Extra = Partial<Omit<GrafanaArgs, 'cluster' | 'environment' | 'identity' | 'ingress'>>;
const grafana = (environment: DeployedEnvironment, extra: Extra = {}) =>
  planOf((opts) => {
    new Grafana('grafana', { cluster, environment, identity: new Identity('grafana-identity'), ingress, ...extra }, opts);
  });

const files = () =>
  provisioningFiles({
    environment: prod,
    links: { runbooks: 'https://docs.example/runbooks', grafanaUrl: 'https://grafana.example' },
    addresses: { prometheus: 'http://p', tempo: 'http://t', opensearch: pulumi.output('https://vpc-logs.example') },
    region: 'us-east-1',
    heartbeatTopicArn: pulumi.output('arn:aws:sns:us-east-1:111122223333:heartbeat'),
    slackChannels: { ops: '#ops', security: '#security' },
  });

describe('Grafana in prod', () => {
  it('is a Deployment of two on a database, of which none leaves before another has come', async () => {
    const plan = await grafana(prod, { database });
    expect(plan.objects).toEqual([
      'ConfigMap grafana',
      'Deployment grafana',
      'Ingress grafana',
      'NetworkPolicy grafana',
      'PodDisruptionBudget grafana',
      'Secret grafana',
      'Service grafana',
      'Service grafana-pods',
      'ServiceAccount grafana',
    ]);
    expect(plan.find('Deployment', 'grafana').inputs.spec).toMatchObject({
      replicas: 2,
      strategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: 0, maxSurge: 1 } },
    });
  });

  it('refuses to start without its database', async () => {
    await expect(grafana(prod)).rejects.toThrow(
      'Grafana of prod keeps its state in PostgreSQL, and there is none: give it a database.',
    );
  });

  it('gossips by a name that also has the replica that is not ready yet', async () => {
    const plan = await grafana(prod, { database });
    expect(plan.file('grafana', 'grafana.ini')).toContain('ha_peers = grafana-pods.vigia.svc:9094');
    expect(plan.find('Service', 'grafana-pods').inputs.spec).toMatchObject({ clusterIP: 'None', publishNotReadyAddresses: true });
  });

  it('generates its administrator’s password, and a key that outlives the stack', async () => {
    const plan = await grafana(prod, { database });
    const passwords = plan.resources.filter(
      ({ type, name }) => type.startsWith('random:') && name.startsWith('grafana-') && name !== 'grafana-identity-association',
    );
    expect(passwords.map(({ name, protect }) => [name, protect])).toEqual([
      ['grafana-admin-password', false],
      ['grafana-secret-key', true],
    ]);
    expect(plan.find('Secret', 'grafana').clear.stringData).toEqual({
      'admin-password': 'grafana-admin-password-password',
      'secret-key': 'grafana-secret-key-password',
      'database-password': 'db-secret',
    });
    expect(plan.resources.find(({ type }) => type === 'vigia:kubernetes:Grafana')?.outputs).toEqual({ adminPassword: '[secret]' });
    expect(JSON.stringify(plan.resources.map(({ inputs }) => inputs))).not.toMatch(/db-secret|-password-password|key-password/);
  });

  it('is critical where it evaluates the alerts, and only then', async () => {
    const priority = async (evaluator: 'grafana' | 'prometheus') =>
      (await grafana({ ...prod, evaluator }, { database })).pod('Deployment', 'grafana').priorityClassName;
    expect(await priority('grafana')).toBe('vigia-critical');
    expect(await priority('prometheus')).toBe('vigia-standard');
  });
});

describe('Grafana in dev', () => {
  it('is a StatefulSet of one with a volume, without database, gossip or disruption budget', async () => {
    const plan = await grafana(dev);
    expect(plan.objects).not.toContain('PodDisruptionBudget grafana');
    expect(plan.find('StatefulSet', 'grafana')).toMatchObject({
      protect: false,
      inputs: { spec: { replicas: 1, volumeClaimTemplates: [{ metadata: { name: 'data' } }] } },
    });
    const ini = plan.file('grafana', 'grafana.ini');
    expect(ini).toContain('type = sqlite3');
    expect(ini).not.toContain('ha_peers');
  });

  it('has no way to a database', async () => {
    const { spec } = (await grafana(dev)).find('NetworkPolicy', 'grafana').inputs as never as {
      spec: { egress: { to: unknown[]; ports: { port: number }[] }[] };
    };
    expect(spec.egress.filter(({ ports }) => ports.some(({ port }) => port === 5432))).toEqual([]);
    expect(spec.egress.filter(({ to }) => to.length === 0)).toEqual([]);
  });
});

describe('Grafana', () => {
  it('is reached by its host over TLS', async () => {
    expect((await grafana(dev)).find('Ingress', 'grafana').inputs.spec).toEqual({
      ingressClassName: 'nginx',
      tls: [{ hosts: ['grafana.example.com'], secretName: 'grafana-tls' }],
      rules: [
        {
          host: 'grafana.example.com',
          http: {
            paths: [{ path: '/', pathType: 'Prefix', backend: { service: { name: 'grafana', port: { name: 'http' } } } }],
          },
        },
      ],
    });
  });

  it('runs as nobody in particular and writes only its data and its temporary files', async () => {
    const { securityContext, volumes, containers } = (await grafana(prod, { database })).pod('Deployment', 'grafana');
    expect(securityContext).toMatchObject({ runAsNonRoot: true, runAsUser: 472, fsGroup: 472 });
    expect(volumes).toEqual([
      { name: 'config', configMap: { name: 'grafana' } },
      { name: 'secrets', secret: { secretName: 'grafana', defaultMode: 0o440 } },
      { name: 'tmp', emptyDir: { sizeLimit: '256Mi' } },
      { name: 'data', emptyDir: { sizeLimit: '2Gi' } },
    ]);
    const writable = containers.flatMap(({ volumeMounts }) => volumeMounts).filter(({ readOnly }) => !readOnly);
    expect(writable.map(({ name }) => name)).toEqual(['data', 'tmp']);
  });

  it('looks for its plugin where the image has it, or where it may put it', async () => {
    const env = async (extra: Extra) => (await grafana(dev, extra)).pod('StatefulSet', 'grafana').containers[0]?.env;
    const own = { name: 'GF_PATHS_PLUGINS', value: '/var/lib/grafana-data/plugins' };
    expect(await env({ pluginUrl: 'https://mirror.example/p.zip' })).toContainEqual(own);
    expect(await env({ image: 'registry.example/grafana:12.4.0-vigia', pluginUrl: 'https://mirror.example/p.zip' })).toContainEqual(
      own,
    );
    expect(await env({ image: 'registry.example/grafana:12.4.0-vigia' })).not.toContainEqual(own);
  });

  it('has the client’s secret in a file where there is sign-in', async () => {
    const oidc = { authUrl: 'https://a', tokenUrl: 'https://t', apiUrl: 'https://u', clientId: 'vigia', scopes: ['openid'] };
    const plan = await grafana(dev, { oidc: { ...oidc, clientSecret: pulumi.secret('oidc-secret') } });
    expect(plan.find('Secret', 'grafana').clear.stringData).toMatchObject({ 'oidc-client-secret': 'oidc-secret' });
    expect(plan.file('grafana', 'grafana.ini')).toContain('client_secret = $__file{/etc/grafana-secrets/oidc-client-secret}');
  });
});

describe('Grafana with its content as files', () => {
  const secrets = secretVariables({ 'slack-ops': pulumi.secret('https://hooks.slack.example/x') });
  const withFiles = () => grafana(prod, { database, provisioning: { files: files(), secrets } });

  it('has a ConfigMap for each file, joined in one folder', async () => {
    const plan = await withFiles();
    const maps = plan.objects.filter((object) => object.startsWith('ConfigMap grafana-'));
    expect(maps).toEqual([
      'ConfigMap grafana-alerting-contact-points-yaml',
      'ConfigMap grafana-alerting-mute-timings-yaml',
      'ConfigMap grafana-alerting-policies-yaml',
      'ConfigMap grafana-alerting-rules-yaml',
      'ConfigMap grafana-alerting-templates-yaml',
      'ConfigMap grafana-dashboards-vigia-operations-json',
      'ConfigMap grafana-dashboards-vigia-platform-json',
      'ConfigMap grafana-dashboards-vigia-security-json',
      'ConfigMap grafana-dashboards-vigia-slos-json',
      'ConfigMap grafana-dashboards-vigia-tenant-overview-json',
      'ConfigMap grafana-dashboards-vigia-yaml',
      'ConfigMap grafana-datasources-vigia-yaml',
    ]);
    const { volumes } = plan.pod('Deployment', 'grafana') as never as {
      volumes: { name: string; projected?: { sources: unknown[] } }[];
    };
    const provisioning = volumes.find(({ name }) => name === 'provisioning');
    expect(provisioning?.projected?.sources).toHaveLength(12);
    expect(provisioning?.projected?.sources).toContainEqual({
      configMap: { name: 'grafana-datasources-vigia-yaml', items: [{ key: 'vigia.yaml', path: 'datasources/vigia.yaml' }] },
    });
  });

  it('has addresses in them that are known only at the deployment', async () => {
    const plan = await withFiles();
    expect(plan.file('grafana-datasources-vigia-yaml', 'vigia.yaml')).toContain('https://vpc-logs.example');
    expect(plan.file('grafana-alerting-contact-points-yaml', 'contact-points.yaml')).toContain('111122223333:heartbeat');
  });

  it('gets the channels’ secrets as variables', async () => {
    const plan = await withFiles();
    expect(plan.find('Secret', 'grafana-provisioning').inputs.stringData).toBe('[secret]');
    expect(plan.pod('Deployment', 'grafana').containers[0]?.env).toContainEqual({
      name: 'VIGIA_SLACK_OPS',
      valueFrom: { secretKeyRef: { name: 'grafana-provisioning', key: 'VIGIA_SLACK_OPS' } },
    });
  });

  it('starts again for a changed rule, but not for a changed dashboard', async () => {
    const checksum = async (changed: Record<string, string>) => {
      const provisioning = { files: { ...files(), ...changed }, secrets };
      const { spec } = (await grafana(prod, { database, provisioning })).find('Deployment', 'grafana').inputs as never as {
        spec: { template: { metadata: { annotations: Record<string, string> } } };
      };
      return spec.template.metadata.annotations['vigia.dev/configuration'];
    };
    const before = await checksum({});
    expect(before).toMatch(/^[0-9a-f]{64}$/);
    expect(await checksum({ 'dashboards/vigia-operations.json': '{}' })).toBe(before);
    expect(await checksum({ 'alerting/rules.yaml': 'apiVersion: 1' })).not.toBe(before);
  });

  it('has none of it where the API delivers', async () => {
    const plan = await grafana(prod, { database });
    expect(plan.objects.filter((object) => object.startsWith('ConfigMap grafana-'))).toEqual([]);
    expect(plan.objects).not.toContain('Secret grafana-provisioning');
  });
});
