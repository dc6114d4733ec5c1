import * as kubernetes from '@pulumi/kubernetes';
import * as pulumi from '@pulumi/pulumi';
import { describe, expect, it } from 'vitest';
import { LogWriter } from '../../../infra/components/log-writer.ts';
import { OpenSearchSetup } from '../../../infra/components/opensearch-setup.ts';
import { type Schedule, Worker } from '../../../infra/components/worker.ts';
import { environments } from '../../../infra/environment.ts';
import { type Recorded, record } from '../../../preview/record.ts';
import { cluster } from './cluster.ts';

const IMAGE = '111122223333.dkr.ecr.us-east-1.amazonaws.com/vigia-workers:1.0.0';
const ENDPOINT = 'https://vpc-vigia-dev.us-east-1.es.amazonaws.com';
const role = (name: string) => `arn:aws:iam::111122223333:role/vigia-${name}`;

const recorded = (program: (opts: pulumi.ComponentResourceOptions) => unknown) =>
  record(() => program({ providers: { kubernetes: new kubernetes.Provider('kubernetes', {}) } }), { stack: 'dev' });

const find = (resources: readonly Recorded[], type: string) => {
  const [found, ...more] = resources.filter((resource) => resource.type.endsWith(`:${type}`));
  if (!found || more.length > 0) throw new Error(`${more.length + (found ? 1 : 0)} resources of type ${type}`);
  return found;
};

const kinds = (resources: readonly Recorded[]) =>
  resources
    .filter(({ type }) => type.startsWith('kubernetes:'))
    .map(({ type }) => type.split(':').at(-1))
    .sort();

interface Given {
  readonly image?: string;
  readonly deadline?: string;
  readonly url?: string;
  readonly schedule?: Schedule;
  readonly secrets?: Readonly<Record<string, pulumi.Input<string>>>;
}

const worker = ({ image = IMAGE, deadline = '60', url = ENDPOINT, schedule, secrets }: Given = {}) =>
  recorded(
    (opts) =>
      new Worker(
        'apply',
        {
          cluster: cluster(),
          workload: 'opensearch-apply',
          image,
          command: ['opensearch-apply', '--deadline', deadline],
          env: { OPENSEARCH_URL: pulumi.output(url), VIGIA_ENV: 'dev' },
          roleArn: role('dev-opensearch-apply'),
          size: { cpu: '100m', memory: '512Mi' },
          timeLimit: 120,
          ...(schedule && { schedule }),
          ...(secrets && { secrets }),
        },
        opts,
      ),
  );

describe('a worker without a schedule', () => {
  it('is a Job with a service account and a network policy of its own', async () => {
    expect(kinds(await worker())).toEqual(['Job', 'NetworkPolicy', 'ServiceAccount']);
  });

  it('runs its command once, with its settings, as nobody, on a file system that it cannot write', async () => {
    expect(find(await worker(), 'Job').inputs.spec).toEqual({
      backoffLimit: 3,
      activeDeadlineSeconds: 120,
      template: {
        metadata: {
          labels: {
            'app.kubernetes.io/name': 'opensearch-apply',
            'app.kubernetes.io/part-of': 'vigia',
            'app.kubernetes.io/managed-by': 'pulumi',
          },
          annotations: { 'vigia.dev/role': 'arn:aws:iam::111122223333:role/vigia-dev-opensearch-apply' },
        },
        spec: {
          serviceAccountName: 'opensearch-apply',
          automountServiceAccountToken: false,
          enableServiceLinks: false,
          restartPolicy: 'Never',
          priorityClassName: 'vigia-standard',
          terminationGracePeriodSeconds: 30,
          topologySpreadConstraints: [],
          volumes: [],
          securityContext: {
            runAsNonRoot: true,
            runAsUser: 1000,
            runAsGroup: 1000,
            fsGroup: 1000,
            fsGroupChangePolicy: 'OnRootMismatch',
            seccompProfile: { type: 'RuntimeDefault' },
          },
          containers: [
            {
              name: 'opensearch-apply',
              image: IMAGE,
              args: ['opensearch-apply', '--deadline', '60'],
              env: [
                { name: 'OPENSEARCH_URL', value: ENDPOINT },
                { name: 'VIGIA_ENV', value: 'dev' },
              ],
              resources: { requests: { cpu: '100m', memory: '512Mi' }, limits: { memory: '512Mi' } },
              securityContext: {
                allowPrivilegeEscalation: false,
                readOnlyRootFilesystem: true,
                capabilities: { drop: ['ALL'] },
              },
            },
          ],
        },
      },
    });
  });

  it('runs again when its image, a setting or its command changes, and not otherwise', async () => {
    const nameOf = async (given?: Given) => (find(await worker(given), 'Job').inputs.metadata as { name: string }).name;
    const name = await nameOf();
    expect(name).toMatch(/^opensearch-apply-[0-9a-f]{10}$/);
    expect(await nameOf()).toBe(name);
    const others = [
      await nameOf({ image: `${IMAGE}-2` }),
      await nameOf({ url: `${ENDPOINT}.cn` }),
      await nameOf({ deadline: '61' }),
      await nameOf({ secrets: { TOKEN: 'planted' } }),
    ];
    expect(new Set([name, ...others]).size).toBe(5);
  });

  it('is waited for, replaced where it failed, and never deleted by a clock, which would make Pulumi run it again', async () => {
    const job = find(await worker(), 'Job');
    expect(job.inputs.metadata).toMatchObject({ annotations: { 'pulumi.com/replaceUnready': 'true' } });
    expect(JSON.stringify(job.inputs)).not.toMatch(/skipAwait|ttlSecondsAfterFinished/);
  });

  it('reaches OpenSearch and the credentials of its pod and nothing else, and nobody reaches it', async () => {
    expect(find(await worker(), 'NetworkPolicy').inputs.spec).toEqual({
      podSelector: { matchLabels: { 'app.kubernetes.io/name': 'opensearch-apply' } },
      policyTypes: ['Ingress', 'Egress'],
      ingress: [],
      egress: [
        { to: [{ ipBlock: { cidr: '169.254.170.23/32' } }], ports: [{ protocol: 'TCP', port: 80 }] },
        { to: [{ ipBlock: { cidr: '10.0.0.0/16' } }], ports: [{ protocol: 'TCP', port: 443 }] },
      ],
    });
  });

  it('starts after its network policy and what the component depends on', async () => {
    const resources = await recorded((opts) => {
      const first = new kubernetes.core.v1.ConfigMap(
        'first',
        {},
        { provider: (opts.providers as { kubernetes: kubernetes.Provider }).kubernetes },
      );
      new OpenSearchSetup('setup', setupArgs('dev'), { ...opts, dependsOn: first });
    });
    const { dependencies } = find(resources, 'Job');
    expect(dependencies.map((urn) => urn.split('::').at(-1)).sort()).toEqual([
      'first',
      'setup-worker-account',
      'setup-worker-network',
    ]);
  });
});

describe('a worker with a schedule', () => {
  const scheduled = () => worker({ schedule: { cron: '0 3 * * *', timeZone: 'America/Mexico_City', startWithin: 600 } });

  it('is a CronJob under its own name, whose runs never overlap', async () => {
    const resources = await scheduled();
    expect(kinds(resources)).toEqual(['CronJob', 'NetworkPolicy', 'ServiceAccount']);
    expect(find(resources, 'CronJob').inputs).toMatchObject({
      metadata: { name: 'opensearch-apply', namespace: 'vigia' },
      spec: {
        schedule: '0 3 * * *',
        timeZone: 'America/Mexico_City',
        startingDeadlineSeconds: 600,
        concurrencyPolicy: 'Forbid',
        successfulJobsHistoryLimit: 3,
        failedJobsHistoryLimit: 3,
        jobTemplate: { spec: { backoffLimit: 3, activeDeadlineSeconds: 120 } },
      },
    });
  });
});

const setupArgs = (environment: 'dev' | 'prod', warm = false) => ({
  cluster: cluster(),
  environment: environments[environment],
  image: IMAGE,
  endpoint: pulumi.output(ENDPOINT),
  region: 'us-east-1',
  roleArn: role('opensearch-apply'),
  writerRoleArn: pulumi.output(role('log-writer')),
  readerRoleArn: role('grafana'),
  warm,
});

describe('the set-up of OpenSearch', () => {
  const settingsOf = async (environment: 'dev' | 'prod', warm?: boolean) => {
    const resources = await recorded((opts) => new OpenSearchSetup('setup', setupArgs(environment, warm), opts));
    const { spec } = find(resources, 'Job').inputs as unknown as kubernetes.types.output.batch.v1.Job;
    const [container] = spec.template.spec.containers;
    return Object.fromEntries(container?.env.map(({ name, value }) => [name, value]) ?? []);
  };

  it('has one copy fewer than zones, keeps logs for a year, and knows the roles by their ARN', async () => {
    expect(await settingsOf('prod')).toEqual({
      VIGIA_ENV: 'prod',
      OPENSEARCH_URL: ENDPOINT,
      OPENSEARCH_AUTH: 'sigv4',
      AWS_REGION: 'us-east-1',
      OPENSEARCH_REPLICAS: '2',
      OPENSEARCH_RETENTION_DAYS: '365',
      OPENSEARCH_WRITER_ROLES: 'arn:aws:iam::111122223333:role/vigia-log-writer',
      OPENSEARCH_READER_ROLES: 'arn:aws:iam::111122223333:role/vigia-grafana',
    });
    expect((await settingsOf('dev')).OPENSEARCH_REPLICAS).toBe('0');
  });

  it('moves indices to warm nodes only where there are some', async () => {
    expect((await settingsOf('prod', true)).OPENSEARCH_WARM_AFTER_DAYS).toBe('30');
    expect(await settingsOf('prod', false)).not.toHaveProperty('OPENSEARCH_WARM_AFTER_DAYS');
  });
});

describe('the log writer', () => {
  const logWriter = (environment: 'dev' | 'prod') =>
    recorded((opts) => {
      const setup = new OpenSearchSetup('setup', setupArgs(environment), opts);
      const args = { cluster: cluster(), environment: environments[environment], image: IMAGE, endpoint: ENDPOINT };
      new LogWriter('writer', { ...args, region: 'us-east-1', roleArn: role('log-writer') }, { ...opts, dependsOn: setup });
    });
  const deployment = async (environment: 'dev' | 'prod') => find(await logWriter(environment), 'Deployment');

  it('starts after OpenSearch has been set up', async () => {
    const { dependencies } = await deployment('dev');
    expect(dependencies.map((urn) => urn.split('::').at(-1))).toContain('setup-worker-job');
  });

  it('is one in dev, and two with a disruption budget in prod', async () => {
    expect((await deployment('dev')).inputs.spec).toMatchObject({ replicas: 1 });
    expect((await deployment('prod')).inputs.spec).toMatchObject({ replicas: 2 });
    expect(kinds(await logWriter('dev'))).not.toContain('PodDisruptionBudget');
    expect(find(await logWriter('prod'), 'PodDisruptionBudget').inputs.spec).toEqual({
      maxUnavailable: 1,
      selector: { matchLabels: { 'app.kubernetes.io/name': 'log-writer', 'app.kubernetes.io/part-of': 'vigia' } },
    });
  });

  it('has longer to end than it takes to finish, and a new pod is ready before an old one goes', async () => {
    expect((await deployment('prod')).inputs.spec).toMatchObject({
      strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } },
      template: { spec: { terminationGracePeriodSeconds: 30, priorityClassName: 'vigia-critical' } },
    });
  });

  it('is probed where it answers, and signs its requests', async () => {
    const { spec } = (await deployment('prod')).inputs as unknown as kubernetes.types.output.apps.v1.Deployment;
    expect(spec.template.spec.containers[0]).toMatchObject({
      args: ['log-writer'],
      ports: [{ name: 'http', containerPort: 4318, protocol: 'TCP' }],
      readinessProbe: { httpGet: { path: '/readyz', port: 'http' } },
      livenessProbe: { httpGet: { path: '/healthz', port: 'http' } },
      env: [
        { name: 'VIGIA_ENV', value: 'prod' },
        { name: 'PORT', value: '4318' },
        { name: 'OPENSEARCH_URL', value: ENDPOINT },
        { name: 'OPENSEARCH_AUTH', value: 'sigv4' },
        { name: 'AWS_REGION', value: 'us-east-1' },
      ],
      securityContext: { readOnlyRootFilesystem: true, capabilities: { drop: ['ALL'] } },
    });
  });

  it('offers its address, and is reached by gateways and Prometheus alone', async () => {
    const resources = await logWriter('dev');
    expect(resources.find(({ name }) => name === 'writer')?.outputs).toEqual({ url: 'http://log-writer.vigia.svc:4318' });
    const { spec } = (resources.find(({ name }) => name === 'writer-network')?.inputs ??
      {}) as unknown as kubernetes.types.output.networking.v1.NetworkPolicy;
    expect(spec.ingress.map(({ from }) => from[0]?.podSelector?.matchLabels)).toEqual([
      { 'app.kubernetes.io/name': 'gateway' },
      { 'app.kubernetes.io/name': 'prometheus' },
    ]);
  });
});
