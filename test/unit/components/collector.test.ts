import * as pulumi from '@pulumi/pulumi';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { CollectorAgent } from '../../../infra/components/collector-agent.ts';
import { CollectorGateway } from '../../../infra/components/collector-gateway.ts';
import type { CollectorConfig } from '../../../servers/collector/index.ts';
import { cluster, dev, type Plan, planOf, prod } from './servers-plan.ts';

type Environment = typeof dev | typeof prod;
const agent = (environment: Environment) => planOf((opts) => new CollectorAgent('agent', { cluster, environment }, opts));
const gateway = (environment: Environment) => planOf((opts) => new CollectorGateway('gateway', { cluster, environment }, opts));
const toDatadog = () =>
  planOf(
    (opts) =>
      new CollectorGateway(
        'gateway',
        { cluster, environment: prod, datadog: { site: 'datadoghq.eu', apiKey: pulumi.secret('0123456789abcdef') } },
        opts,
      ),
  );
const configOf = (plan: Plan, workload: string): CollectorConfig => parse(plan.file(workload, 'config.yaml'));

describe('the agent', () => {
  it('is a DaemonSet in its own namespace, with no disruption budget, volume claim or secret', async () => {
    const plan = await agent(prod);
    expect(plan.objects).toEqual([
      'ClusterRole vigia-agent',
      'ClusterRoleBinding vigia-agent',
      'ConfigMap agent',
      'DaemonSet agent',
      'NetworkPolicy agent',
      'Service agent',
      'Service agent-pods',
      'ServiceAccount agent',
    ]);
    expect(plan.find('DaemonSet', 'agent').inputs.metadata).toMatchObject({ namespace: 'vigia-agent' });
  });

  it('hangs below its component and uses the component’s provider', async () => {
    const { parent, provider, protect } = (await agent(prod)).find('DaemonSet', 'agent');
    expect(parent).toBe('urn:pulumi:prod::vigia::pulumi:pulumi:Stack$vigia:kubernetes:CollectorAgent::agent');
    expect(provider).toBe('urn:pulumi:prod::vigia::pulumi:pulumi:Stack$pulumi:providers:kubernetes::kubernetes');
    expect(protect).toBe(false);
  });

  it('mounts two folders of the node and its token, the log files read-only, and writes nowhere else', async () => {
    const { volumes, containers } = (await agent(prod)).pod('DaemonSet', 'agent');
    expect(volumes).toEqual([
      { name: 'config', configMap: { name: 'agent' } },
      { name: 'logs', hostPath: { path: '/var/log/pods', type: 'Directory' } },
      { name: 'state', hostPath: { path: '/var/lib/vigia-agent', type: 'DirectoryOrCreate' } },
      {
        name: 'token',
        projected: {
          defaultMode: 0o400,
          sources: [
            { serviceAccountToken: { path: 'token', expirationSeconds: 3_600 } },
            { configMap: { name: 'kube-root-ca.crt', items: [{ key: 'ca.crt', path: 'ca.crt' }] } },
          ],
        },
      },
    ]);
    expect(containers).toHaveLength(1);
    expect(containers[0]?.volumeMounts).toEqual([
      { name: 'config', mountPath: '/etc/otelcol', readOnly: true },
      { name: 'logs', mountPath: '/var/log/pods', readOnly: true },
      { name: 'state', mountPath: '/var/lib/vigia-agent' },
      { name: 'token', mountPath: '/var/run/secrets/kubernetes.io/serviceaccount', readOnly: true },
    ]);
  });

  it('is root without any capability, on a file system that it cannot write', async () => {
    const { securityContext, containers, automountServiceAccountToken } = (await agent(prod)).pod('DaemonSet', 'agent');
    expect(securityContext).toEqual({ runAsUser: 0, runAsGroup: 0, seccompProfile: { type: 'RuntimeDefault' } });
    expect(containers[0]?.securityContext).toEqual({
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ['ALL'] },
    });
    expect(automountServiceAccountToken).toBe(false);
  });

  it('runs on every node, tainted ones too', async () => {
    expect((await agent(prod)).pod('DaemonSet', 'agent').tolerations).toEqual([{ operator: 'Exists' }]);
  });

  it('reads the log files of the applications’ namespaces and of no others', async () => {
    const { receivers } = configOf(await agent(prod), 'agent');
    expect(receivers.file_log?.include).toEqual(['/var/log/pods/clinic_*/*/*.log', '/var/log/pods/clinic-jobs_*/*/*.log']);
  });

  it('asks the kubelet of its own node, with its token, and takes no certificate but one of the cluster’s authority', async () => {
    const plan = await agent(prod);
    const { receivers } = configOf(plan, 'agent');
    expect(receivers.kubeletstats).toMatchObject({
      endpoint: '$'.concat('{env:KUBELET_URL}'),
      auth_type: 'serviceAccount',
      ca_file: '/var/run/secrets/kubernetes.io/serviceaccount/ca.crt',
    });
    expect(receivers.kubeletstats).not.toHaveProperty('insecure_skip_verify');
    expect(plan.pod('DaemonSet', 'agent').containers[0]?.env).toEqual([
      { name: 'GOMEMLIMIT', value: '409MiB' },
      { name: 'NODE_NAME', valueFrom: { fieldRef: { fieldPath: 'spec.nodeName' } } },
      { name: 'NODE_IP', valueFrom: { fieldRef: { fieldPath: 'status.hostIP' } } },
      { name: 'KUBELET_URL', value: 'https://$(NODE_IP):10250' },
    ]);
    expect(plan.find('NetworkPolicy', 'agent').inputs.spec).toMatchObject({
      egress: expect.arrayContaining([{ to: [{ ipBlock: { cidr: '10.0.0.0/16' } }], ports: [{ protocol: 'TCP', port: 10_250 }] }]),
    });
  });

  it('measures the platform’s namespaces and the applications’', async () => {
    const filter = JSON.stringify(configOf(await agent(prod), 'agent').processors['filter/kubelet']);
    expect(filter).toContain('^(?:vigia|vigia-agent|clinic|clinic-jobs)$');
  });

  it('may read of every kubelet its figures and its pods, and nothing else of the cluster', async () => {
    const plan = await agent(prod);
    expect(plan.find('ClusterRole', 'vigia-agent').inputs.rules).toEqual([
      { apiGroups: [''], resources: ['nodes/stats', 'nodes/pods'], verbs: ['get'] },
    ]);
    expect(plan.find('ClusterRoleBinding', 'vigia-agent').inputs).toMatchObject({
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'vigia-agent' },
      subjects: [{ kind: 'ServiceAccount', name: 'agent', namespace: 'vigia-agent' }],
    });
  });

  it('is reached only from its own node', async () => {
    expect((await agent(prod)).find('Service', 'agent').inputs.spec).toMatchObject({ internalTrafficPolicy: 'Local' });
  });

  it('spreads traces over the three gateways of prod by their stable names, by trace id', async () => {
    const { exporters } = configOf(await agent(prod), 'agent');
    expect(exporters['load_balancing/traces']).toMatchObject({
      routing_key: 'traceID',
      resolver: {
        static: {
          hostnames: [
            'gateway-0.gateway-pods.vigia.svc:4317',
            'gateway-1.gateway-pods.vigia.svc:4317',
            'gateway-2.gateway-pods.vigia.svc:4317',
          ],
        },
      },
    });
    expect(exporters['otlp_http/logs']?.endpoint).toBe('http://gateway.vigia.svc:4319');
  });

  it('sends to the one gateway of dev directly', async () => {
    const { exporters } = configOf(await agent(dev), 'agent');
    expect(exporters['otlp_http/traces']?.endpoint).toBe('http://gateway-0.gateway-pods.vigia.svc:4318');
    expect(exporters).not.toHaveProperty('load_balancing/traces');
  });

  it('refuses data before the pod’s memory runs out', async () => {
    const plan = await agent(prod);
    expect(configOf(plan, 'agent').processors.memory_limiter).toMatchObject({ limit_mib: 384 });
    const [container] = plan.pod('DaemonSet', 'agent').containers;
    expect(container?.env).toContainEqual({ name: 'GOMEMLIMIT', value: '409MiB' });
    expect(container?.resources).toEqual({ requests: { cpu: '400m', memory: '512Mi' }, limits: { memory: '512Mi' } });
  });

  it('starts again when its configuration changes', async () => {
    const annotations = async (environment: Environment) => {
      const { spec } = (await agent(environment)).find('DaemonSet', 'agent').inputs as never as {
        spec: { template: { metadata: { annotations: Record<string, string> } } };
      };
      return spec.template.metadata.annotations['vigia.dev/configuration'];
    };
    expect(await annotations(prod)).toMatch(/^[0-9a-f]{64}$/);
    expect(await annotations(prod)).not.toBe(await annotations(dev));
  });
});

describe('the gateway', () => {
  it('is a StatefulSet of three in prod, of which one at a time may leave', async () => {
    const plan = await gateway(prod);
    expect(plan.objects).toEqual([
      'ConfigMap gateway',
      'NetworkPolicy gateway',
      'PodDisruptionBudget gateway',
      'Service gateway',
      'Service gateway-pods',
      'ServiceAccount gateway',
      'StatefulSet gateway',
    ]);
    expect(plan.find('PodDisruptionBudget', 'gateway').inputs.spec).toMatchObject({ maxUnavailable: 1 });
  });

  it('keeps a volume for each replica’s queues, also when the StatefulSet goes', async () => {
    const { inputs, protect, retainOnDelete } = (await gateway(prod)).find('StatefulSet', 'gateway');
    expect(inputs.spec).toMatchObject({
      replicas: 3,
      serviceName: 'gateway-pods',
      podManagementPolicy: 'Parallel',
      persistentVolumeClaimRetentionPolicy: { whenDeleted: 'Retain', whenScaled: 'Retain' },
      volumeClaimTemplates: [
        {
          metadata: { name: 'queue' },
          spec: { accessModes: ['ReadWriteOnce'], storageClassName: 'gp3', resources: { requests: { storage: '20Gi' } } },
        },
      ],
    });
    expect([protect, retainOnDelete]).toEqual([true, true]);
  });

  it('leaves nothing behind in dev, and has no disruption budget for its one pod', async () => {
    const plan = await gateway(dev);
    const { inputs, protect, retainOnDelete } = plan.find('StatefulSet', 'gateway');
    expect(inputs.spec).toMatchObject({ replicas: 1, persistentVolumeClaimRetentionPolicy: { whenDeleted: 'Delete' } });
    expect([protect, retainOnDelete]).toEqual([false, false]);
    expect(plan.objects).not.toContain('PodDisruptionBudget gateway');
  });

  it('writes everything to each Prometheus replica by its own name', async () => {
    const { exporters } = configOf(await gateway(prod), 'gateway');
    expect(exporters['otlp_http/prometheus-0']?.endpoint).toBe('http://prometheus-0.prometheus-pods.vigia.svc:9090/api/v1/otlp');
    expect(exporters['otlp_http/prometheus-1']?.endpoint).toBe('http://prometheus-1.prometheus-pods.vigia.svc:9090/api/v1/otlp');
    expect(exporters['otlp_http/logs']?.endpoint).toBe('http://log-writer.vigia.svc:4318');
    expect(exporters['otlp_http/traces']?.endpoint).toBe('http://tempo.vigia.svc:4318');
  });

  it('has no way into the internet, and no secret', async () => {
    const plan = await gateway(prod);
    expect(JSON.stringify(plan.find('NetworkPolicy', 'gateway').inputs)).not.toContain('0.0.0.0/0');
    expect(plan.objects.filter((object) => object.startsWith('Secret'))).toEqual([]);
  });
});

describe('the gateway to Datadog', () => {
  it('has the API key as a secret that its configuration only names', async () => {
    const plan = await toDatadog();
    expect(plan.find('Secret', 'gateway-datadog').inputs.stringData).toBe('[secret]');
    expect(plan.find('Secret', 'gateway-datadog').clear.stringData).toEqual({ DD_API_KEY: '0123456789abcdef' });
    expect(configOf(plan, 'gateway').exporters['datadog/logs']?.api).toEqual({
      site: 'datadoghq.eu',
      key: '$'.concat('{env:DD_API_KEY}'),
    });
    expect(plan.pod('StatefulSet', 'gateway').containers[0]?.env).toContainEqual({
      name: 'DD_API_KEY',
      valueFrom: { secretKeyRef: { name: 'gateway-datadog', key: 'DD_API_KEY' } },
    });
  });

  it('may reach the internet on one port, but nothing private and no store in the cluster', async () => {
    expect((await toDatadog()).find('NetworkPolicy', 'gateway').inputs.spec).toMatchObject({
      egress: [{ to: [{ ipBlock: { cidr: '0.0.0.0/0', except: ['10.0.0.0/8'] } }], ports: [{ protocol: 'TCP', port: 443 }] }],
    });
  });

  it('sends every signal to Datadog’s site and nothing to the stores in the cluster', async () => {
    const { exporters } = configOf(await toDatadog(), 'gateway');
    expect(Object.keys(exporters)).toEqual(['datadog/logs', 'datadog/traces', 'datadog/metrics']);
    for (const exporter of Object.values(exporters)) expect(exporter.api).toMatchObject({ site: 'datadoghq.eu' });
  });
});
