import * as kubernetes from '@pulumi/kubernetes';
import * as pulumi from '@pulumi/pulumi';
import { describe, expect, it } from 'vitest';
import { Digest } from '../../../infra/components/digest.ts';
import { environments } from '../../../infra/environment.ts';
import { record } from '../../../preview/record.ts';
import { cluster, networks } from './cluster.ts';

const ROLE = 'arn:aws:iam::111122223333:role/vigia-prod-digest';
const SES = { ses: { roleArn: ROLE, region: 'us-east-1' } };
const SMTP = { smtp: { url: pulumi.secret('smtps://digest:planted@mail.clinic.org:2465'), port: 2465 } };
const TOKEN = { grafanaToken: pulumi.secret('planted-token') };

interface Given {
  readonly evaluator?: 'grafana' | 'prometheus';
  readonly smtp?: (typeof SMTP)['smtp'];
  readonly ses?: (typeof SES)['ses'];
  readonly grafanaToken?: pulumi.Output<string>;
}

/** The pod, the Secret and the network policy of the digest. */
async function planned({ evaluator = 'grafana', smtp, ses, grafanaToken }: Given) {
  const resources = await record(
    () => {
      const externals = { ...networks.externals, smtp: { cidrs: smtp ? ['0.0.0.0/0'] : [], port: 2465 } };
      const args = {
        cluster: { ...cluster(), networks: { ...networks, externals } },
        environment: { ...environments.prod, evaluator },
        image: 'registry.clinic.org/vigia-workers:1.0.0',
        digest: { to: ['a@clinic.org', 'b@clinic.org'], from: 'vigia@clinic.org', hour: 6, timeZone: 'America/Tijuana', smtp },
        runbookUrl: 'https://git.clinic.org/runbooks',
        prometheusUrl: 'http://prometheus.vigia.svc:9090',
      };
      const opts = { providers: { kubernetes: new kubernetes.Provider('kubernetes', {}) } };
      new Digest('digest', { ...args, grafanaToken, ses }, opts);
    },
    { stack: 'prod' },
  );
  const find = (type: string) => resources.find((resource) => resource.type.endsWith(`:${type}`));
  const cronJob = find('CronJob')?.inputs as unknown as kubernetes.types.output.batch.v1.CronJob;
  const pod = cronJob.spec.jobTemplate.spec.template;
  const policy = find('NetworkPolicy')?.inputs as unknown as kubernetes.types.output.networking.v1.NetworkPolicy;
  return {
    spec: cronJob.spec,
    pod,
    variables: pod.spec.containers[0]?.env,
    secret: find('Secret'),
    /** Whom it reaches: pods by name, networks by port. */
    reaches: policy.spec.egress.map(({ to, ports }) => to[0]?.podSelector?.matchLabels['app.kubernetes.io/name'] ?? ports[0]?.port),
  };
}

describe('the digest', () => {
  it('comes five minutes after its hour, or as soon as the cluster can, and is tried again', async () => {
    expect((await planned({ ...SES, ...TOKEN })).spec).toMatchObject({
      schedule: '5 6 * * *',
      timeZone: 'America/Tijuana',
      startingDeadlineSeconds: 43_200,
      concurrencyPolicy: 'Forbid',
      jobTemplate: { spec: { backoffLimit: 3, activeDeadlineSeconds: 1_800 } },
    });
  });

  it('asks Grafana where it evaluates, and sends through Amazon SES as its role', async () => {
    const { variables, pod, reaches } = await planned({ ...SES, ...TOKEN });
    expect(pod.spec.containers[0]?.args).toEqual(['digest']);
    expect(pod.metadata.annotations).toEqual({ 'vigia.dev/role': ROLE });
    expect(variables).toEqual([
      { name: 'VIGIA_ENV', value: 'prod' },
      { name: 'PROMETHEUS_URL', value: 'http://prometheus.vigia.svc:9090' },
      { name: 'GRAFANA_URL', value: 'http://grafana.vigia.svc:3000' },
      { name: 'RUNBOOK_URL', value: 'https://git.clinic.org/runbooks' },
      { name: 'DIGEST_HOUR', value: '6' },
      { name: 'DIGEST_TIME_ZONE', value: 'America/Tijuana' },
      { name: 'DIGEST_FROM', value: 'vigia@clinic.org' },
      { name: 'DIGEST_TO', value: 'a@clinic.org,b@clinic.org' },
      { name: 'AWS_REGION', value: 'us-east-1' },
      { name: 'GRAFANA_TOKEN', valueFrom: { secretKeyRef: { name: 'digest', key: 'GRAFANA_TOKEN' } } },
    ]);
    expect(reaches).toEqual(['prometheus', 'grafana', 80, 443]);
  });

  it('asks Prometheus alone where that evaluates, and reaches the mail server on its port, with no role and nothing else', async () => {
    const { variables, pod, reaches } = await planned({ evaluator: 'prometheus', ...SMTP });
    expect(pod.metadata.annotations).toBeUndefined();
    expect(variables?.map(({ name }) => name)).toEqual([
      'VIGIA_ENV',
      'PROMETHEUS_URL',
      'RUNBOOK_URL',
      'DIGEST_HOUR',
      'DIGEST_TIME_ZONE',
      'DIGEST_FROM',
      'DIGEST_TO',
      'DIGEST_SMTP_URL',
    ]);
    expect(reaches).toEqual(['prometheus', 2465]);
  });

  it('gets its secrets from a Secret, and shows none', async () => {
    const { spec, secret } = await planned({ ...SMTP, ...TOKEN });
    expect(JSON.stringify(spec)).not.toContain('planted');
    expect(JSON.stringify(secret?.inputs)).not.toContain('planted');
    expect(secret?.inputs).toMatchObject({ metadata: { name: 'digest', namespace: 'vigia' }, stringData: '[secret]' });
  });

  it('has no Secret where nothing is secret, and asks Grafana without a token where nobody made one', async () => {
    const { secret, variables } = await planned(SES);
    expect(secret).toBeUndefined();
    expect(variables?.map(({ name }) => name)).toContain('GRAFANA_URL');
  });
});
