import * as kubernetes from '@pulumi/kubernetes';
import { describe, expect, it } from 'vitest';
import { ClusterBase } from '../../../infra/components/cluster-base.ts';
import { environments } from '../../../infra/environment.ts';
import { record } from '../../../preview/record.ts';
import { networks } from './cluster.ts';

const resourcesOf = (environment: 'dev' | 'prod') =>
  record(
    () => {
      const provider = new kubernetes.Provider('kubernetes', {});
      new ClusterBase(
        'base',
        { environment: environments[environment], networks, storageClass: 'gp3' },
        { providers: { kubernetes: provider } },
      );
    },
    { stack: environment },
  );

const find = async (environment: 'dev' | 'prod', name: string) => {
  const resource = (await resourcesOf(environment)).find((candidate) => candidate.name === name);
  if (!resource) throw new Error(`no resource ${name}`);
  return resource;
};

describe('the cluster base', () => {
  it('is two closed namespaces, an admission policy for the agent, and two priorities', async () => {
    const resources = await resourcesOf('dev');
    expect(
      resources.filter(({ type }) => type.startsWith('kubernetes:')).map(({ type, name }) => `${type.split(':').at(-1)} ${name}`),
    ).toEqual([
      'ValidatingAdmissionPolicy base-agent-admission',
      'ValidatingAdmissionPolicyBinding base-agent-admission-binding',
      'Namespace base-agent',
      'Namespace base-platform',
      'ResourceQuota base-agent-quota',
      'ResourceQuota base-platform-quota',
      'NetworkPolicy base-agent-deny',
      'NetworkPolicy base-agent-dns',
      'NetworkPolicy base-platform-deny',
      'NetworkPolicy base-platform-dns',
      'PriorityClass base-critical',
      'PriorityClass base-standard',
    ]);
  });

  it('makes everything with the provider that it is given, as its own children', async () => {
    const base = 'urn:pulumi:dev::vigia::pulumi:pulumi:Stack$vigia:kubernetes:ClusterBase::base';
    for (const { name, type, parent, provider } of await resourcesOf('dev')) {
      if (!type.startsWith('kubernetes:')) continue;
      expect([name, parent, provider?.split('::').at(-1)]).toEqual([name, base, 'kubernetes']);
    }
  });

  it('holds the platform to the restricted standard, at a version that no upgrade of the cluster moves', async () => {
    const { inputs } = await find('prod', 'base-platform');
    expect(inputs.metadata).toMatchObject({
      name: 'vigia',
      labels: {
        'pod-security.kubernetes.io/enforce': 'restricted',
        'pod-security.kubernetes.io/enforce-version': 'v1.34',
        'pod-security.kubernetes.io/warn': 'restricted',
        'pod-security.kubernetes.io/audit': 'restricted',
      },
    });
  });

  it("names the agent's exemption, and has each use of it audited", async () => {
    const { inputs } = await find('prod', 'base-agent');
    expect(inputs.metadata).toMatchObject({
      name: 'vigia-agent',
      labels: {
        'pod-security.kubernetes.io/enforce': 'privileged',
        'pod-security.kubernetes.io/audit': 'restricted',
        'pod-security.kubernetes.io/audit-version': 'v1.34',
      },
      annotations: { 'vigia.dev/pod-security-exemption': expect.stringMatching(/^The agent reads the log files of its node/) },
    });
  });

  it('lets no flow into or out of either namespace but DNS', async () => {
    for (const key of ['platform', 'agent']) {
      expect((await find('dev', `base-${key}-deny`)).inputs.spec).toEqual({ podSelector: {}, policyTypes: ['Ingress', 'Egress'] });
      expect((await find('dev', `base-${key}-dns`)).inputs.spec).toEqual({
        podSelector: {},
        policyTypes: ['Egress'],
        egress: [
          {
            to: [
              {
                namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'kube-system' } },
                podSelector: { matchLabels: { 'k8s-app': 'kube-dns' } },
              },
            ],
            ports: [
              { protocol: 'UDP', port: 53 },
              { protocol: 'TCP', port: 53 },
            ],
          },
        ],
      });
    }
  });

  it('gives a namespace away only once it denies by default', async () => {
    const resources = await record(
      () => {
        const provider = new kubernetes.Provider('kubernetes', {});
        const base = new ClusterBase(
          'base',
          { environment: environments.dev, networks, storageClass: 'gp3' },
          { providers: { kubernetes: provider } },
        );
        new kubernetes.core.v1.ConfigMap('user', { metadata: { namespace: base.namespaces.agent } }, { provider });
      },
      { stack: 'dev' },
    );
    const user = resources.find(({ name }) => name === 'user');
    expect(user?.inputs.metadata).toEqual({ namespace: 'vigia-agent' });
    expect(user?.dependencies.map((urn) => urn.split('::').at(-1))).toEqual(['base-agent', 'base-agent-deny']);
  });

  it('bounds what the platform requests by the environment, and nothing of the agent, which follows the number of nodes', async () => {
    expect((await find('dev', 'base-platform-quota')).inputs.spec).toEqual({
      hard: {
        'services.loadbalancers': '0',
        'services.nodeports': '0',
        'requests.cpu': environments.dev.sizes.quota.cpu,
        'requests.memory': environments.dev.sizes.quota.memory,
        'limits.memory': environments.dev.sizes.quota.memory,
      },
    });
    expect((await find('prod', 'base-agent-quota')).inputs.spec).toEqual({
      hard: { 'services.loadbalancers': '0', 'services.nodeports': '0', persistentvolumeclaims: '0' },
    });
  });

  it("protects the platform's namespace, with its volumes, in prod alone", async () => {
    const protectedOnes = async (environment: 'dev' | 'prod') =>
      (await resourcesOf(environment)).filter(({ protect, retainOnDelete }) => protect || retainOnDelete).map(({ name }) => name);
    expect(await protectedOnes('dev')).toEqual([]);
    expect(await protectedOnes('prod')).toEqual(['base-platform']);
  });

  it('lets only what would lose telemetry push others off a node', async () => {
    const { inputs: critical } = await find('prod', 'base-critical');
    const { inputs: standard } = await find('prod', 'base-standard');
    expect([critical.value, critical.preemptionPolicy, critical.globalDefault]).toEqual([
      100_000,
      'PreemptLowerPriority',
      undefined,
    ]);
    expect([standard.value, standard.preemptionPolicy, standard.globalDefault]).toEqual([1_000, 'Never', undefined]);
  });

  it("puts the admission policy in force in the agent's namespace alone, and to refuse", async () => {
    expect((await find('prod', 'base-agent-admission-binding')).inputs.spec).toEqual({
      policyName: 'vigia-agent',
      validationActions: ['Deny'],
      matchResources: { namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'vigia-agent' } } },
    });
    expect((await find('prod', 'base-agent-admission')).inputs.spec).toMatchObject({ failurePolicy: 'Fail' });
  });

  it('has no default quota, secret or workload of its own', async () => {
    const types = new Set((await resourcesOf('prod')).map(({ type }) => type));
    expect([...types].filter((type) => /Secret|LimitRange|Deployment|Role/.test(type))).toEqual([]);
  });
});
