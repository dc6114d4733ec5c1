/** Cases of the policies about pods, their network and their labels. */
import * as kubernetes from '@pulumi/kubernetes';
import type { PolicyName } from '../../../../policies/catalogue.ts';
import type { Case } from './case.ts';

type Container = kubernetes.types.input.core.v1.Container;
type PodSpec = kubernetes.types.input.core.v1.PodSpec;

const LABELS = {
  'app.kubernetes.io/name': 'tempo',
  'app.kubernetes.io/part-of': 'vigia',
  'app.kubernetes.io/managed-by': 'pulumi',
};

const probe = { httpGet: { path: '/ready', port: 'http' } };

const good: Container = {
  name: 'tempo',
  image: 'docker.io/grafana/tempo:2.10.4',
  resources: { requests: { cpu: '200m', memory: '1024Mi' }, limits: { memory: '1024Mi' } },
  securityContext: { allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: { drop: ['ALL'] } },
  readinessProbe: probe,
  livenessProbe: probe,
};

const container = (change: Partial<Container>): Container => ({ ...good, ...change });

const podSpec = (containers: Container[], change: Partial<PodSpec> = {}): PodSpec => ({
  securityContext: { runAsNonRoot: true, runAsUser: 65_534, seccompProfile: { type: 'RuntimeDefault' } },
  containers,
  ...change,
});

/** A server with one container that differs in `change`, in a pod that differs in `pod`. */
const server = (change: Partial<Container> = {}, pod: Partial<PodSpec> = {}) =>
  void new kubernetes.apps.v1.Deployment('tempo', {
    metadata: { name: 'tempo', namespace: 'vigia', labels: LABELS },
    spec: {
      selector: { matchLabels: LABELS },
      template: { metadata: { labels: LABELS }, spec: podSpec([container(change)], pod) },
    },
  });

const template = (change: Partial<Container>) => ({ metadata: { labels: LABELS }, spec: podSpec([container(change)]) });

/** The same pod, made by each other kind. */
const byKind = {
  DaemonSet: (change: Partial<Container>) =>
    void new kubernetes.apps.v1.DaemonSet('tempo', { spec: { selector: {}, template: template(change) } }),
  StatefulSet: (change: Partial<Container>) =>
    void new kubernetes.apps.v1.StatefulSet('tempo', { spec: { selector: {}, serviceName: 'tempo', template: template(change) } }),
  Job: (change: Partial<Container>) => void new kubernetes.batch.v1.Job('tempo', { spec: { template: template(change) } }),
  CronJob: (change: Partial<Container>) =>
    void new kubernetes.batch.v1.CronJob('tempo', {
      spec: { schedule: '0 3 * * *', jobTemplate: { spec: { template: template(change) } } },
    }),
  Pod: (change: Partial<Container>) => void new kubernetes.core.v1.Pod('tempo', template(change)),
};

const security = (change: kubernetes.types.input.core.v1.SecurityContext) => ({
  securityContext: { allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: { drop: ['ALL'] }, ...change },
});

const asItShouldBe = { 'a server as it should be': () => server() };

const networkPolicy = (name: string, spec: kubernetes.types.input.networking.v1.NetworkPolicySpec, namespace = 'vigia') =>
  void new kubernetes.networking.v1.NetworkPolicy(name, { metadata: { name, namespace, labels: LABELS }, spec });
const BOTH = ['Ingress', 'Egress'];
const denial = (namespace?: string) => networkPolicy('deny', { podSelector: {}, policyTypes: BOTH }, namespace);
const own = (change: Partial<kubernetes.types.input.networking.v1.NetworkPolicySpec> = {}, namespace?: string) =>
  networkPolicy(
    'tempo',
    { podSelector: { matchLabels: { 'app.kubernetes.io/name': 'tempo' } }, policyTypes: BOTH, ...change },
    namespace,
  );

const DIGEST = `sha256:${'0a'.repeat(32)}`;
const unpinned = (image: string) => `Container tempo runs ${image}, which can be another one tomorrow.`;

const tokenVolume = (serviceAccountToken: kubernetes.types.input.core.v1.ServiceAccountTokenProjection) => ({
  automountServiceAccountToken: false,
  volumes: [{ name: 'token', projected: { sources: [{ serviceAccountToken }] } }],
});

const role = (rule: Partial<kubernetes.types.input.rbac.v1.PolicyRule>) =>
  void new kubernetes.rbac.v1.ClusterRole('reader', {
    rules: [{ apiGroups: [''], resources: ['nodes/stats', 'nodes/pods'], verbs: ['get'], ...rule }],
  });
const binding = (name: string) =>
  void new kubernetes.rbac.v1.ClusterRoleBinding('reader', {
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name },
  });

export const kubernetesCases = {
  'pod-no-api-token': {
    satisfied: {
      'no token': () => server({}, { automountServiceAccountToken: false }),
      'a token for somebody else': () => server({}, tokenVolume({ path: 'token', audience: 'sts.amazonaws.com' })),
    },
    violated: {
      'a token that comes by itself': [() => server(), 'The pod gets a token by itself.'],
      'a token that is asked for': [() => server({}, { automountServiceAccountToken: true }), 'The pod gets a token by itself.'],
      'a token in a volume': [() => server({}, tokenVolume({ path: 'token' })), 'Volume token holds a token.'],
    },
  },
  'cluster-read-only': {
    satisfied: {
      'what the kubelet measures': () => role({}),
      'lists of what runs': () => role({ resources: ['pods', 'nodes'], verbs: ['get', 'list', 'watch'] }),
      'a binding of a role of its own': () => binding('reader'),
    },
    violated: {
      'a change': [() => role({ verbs: ['get', 'patch'] }), 'A rule allows patch.'],
      'every verb': [() => role({ verbs: ['*'] }), 'A rule allows *.'],
      'every API': [() => role({ apiGroups: ['*'] }), 'A rule holds for every API.'],
      'every resource': [() => role({ resources: ['*'] }), 'A rule opens *.'],
      'everything of a node': [() => role({ resources: ['nodes/*'] }), 'A rule opens nodes/*.'],
      'commands by way of the kubelet': [() => role({ resources: ['nodes/stats', 'nodes/proxy'] }), 'A rule opens nodes/proxy.'],
      'commands in a pod': [() => role({ resources: ['pods/exec'] }), 'A rule opens pods/exec.'],
      secrets: [() => role({ resources: ['secrets'] }), 'A rule opens secrets.'],
      'a role of one namespace that changes': [
        () => void new kubernetes.rbac.v1.Role('writer', { rules: [{ apiGroups: [''], resources: ['pods'], verbs: ['delete'] }] }),
        'A rule allows delete.',
      ],
      'the administrator of the cluster': [
        () => binding('cluster-admin'),
        'It binds cluster-admin, which comes with the cluster and may do nearly everything.',
      ],
      'the editor of a namespace': [
        () =>
          void new kubernetes.rbac.v1.RoleBinding('editor', {
            roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'edit' },
          }),
        'It binds edit, which comes with the cluster and may do nearly everything.',
      ],
    },
  },
  'container-non-root': {
    satisfied: asItShouldBe,
    violated: {
      'a pod that says nothing': [() => server({}, { securityContext: {} }), 'Container tempo may run as root.'],
      'user 0': [() => server(security({ runAsUser: 0 })), 'Container tempo runs as root.'],
      'a container that takes it back': [() => server(security({ runAsNonRoot: false })), 'Container tempo may run as root.'],
      'an init container': [
        () => server({}, { initContainers: [container({ name: 'plugins', ...security({ runAsNonRoot: false }) })] }),
        'Container plugins may run as root.',
      ],
      'a DaemonSet': [() => byKind.DaemonSet(security({ runAsUser: 0 })), 'Container tempo runs as root.'],
      'a StatefulSet': [() => byKind.StatefulSet(security({ runAsUser: 0 })), 'Container tempo runs as root.'],
      'a Job': [() => byKind.Job(security({ runAsUser: 0 })), 'Container tempo runs as root.'],
      'a CronJob': [() => byKind.CronJob(security({ runAsUser: 0 })), 'Container tempo runs as root.'],
      'a Pod': [() => byKind.Pod(security({ runAsUser: 0 })), 'Container tempo runs as root.'],
    },
  },
  'container-read-only-root': {
    satisfied: asItShouldBe,
    violated: {
      'a root that can be written': [
        () => server(security({ readOnlyRootFilesystem: false })),
        'Container tempo can write its root file system.',
      ],
    },
  },
  'container-no-escalation': {
    satisfied: asItShouldBe,
    violated: {
      'nothing said': [() => server({ securityContext: {} }), 'Container tempo can gain privileges.'],
      privileged: [() => server(security({ privileged: true })), 'Container tempo is privileged.'],
      'no seccomp profile': [
        () => server({}, { securityContext: { seccompProfile: { type: 'Unconfined' } } }),
        'Container tempo has no seccomp profile.',
      ],
    },
  },
  'container-capabilities': {
    satisfied: asItShouldBe,
    violated: {
      'one dropped': [() => server(security({ capabilities: { drop: ['NET_RAW'] } })), 'Container tempo keeps capabilities.'],
      'one added': [
        () => server(security({ capabilities: { drop: ['ALL'], add: ['DAC_READ_SEARCH'] } })),
        'Container tempo adds DAC_READ_SEARCH.',
      ],
    },
  },
  'pod-no-host-access': {
    satisfied: { ...asItShouldBe, 'a volume of its own': () => server({}, { volumes: [{ name: 'tmp', emptyDir: {} }] }) },
    violated: {
      'a folder of the node': [
        () => server({}, { volumes: [{ name: 'logs', hostPath: { path: '/var/log/pods' } }] }),
        'Volume logs is /var/log/pods of the node.',
      ],
      "the node's network and processes": [
        () => server({}, { hostNetwork: true, hostPID: true }),
        'The pod has hostNetwork.',
        'The pod has hostPID.',
      ],
      'a port of the node': [
        () => server({ ports: [{ containerPort: 4318, hostPort: 4318 }] }),
        'Container tempo listens on port 4318 of the node.',
      ],
    },
  },
  'container-limits': {
    satisfied: asItShouldBe,
    violated: {
      'no resources': [
        () => server({ resources: {} }),
        'Container tempo lacks a request of CPU, a request of memory, a limit of memory.',
      ],
      'no limit': [
        () => server({ resources: { requests: { cpu: '200m', memory: '1Gi' } } }),
        'Container tempo lacks a limit of memory.',
      ],
    },
  },
  'container-probes': {
    satisfied: {
      ...asItShouldBe,
      'a Job, which ends by itself': () =>
        void new kubernetes.batch.v1.Job('apply', { spec: { template: { spec: podSpec([{ name: 'apply' }]) } } }),
      'an init container that ends': () => server({}, { initContainers: [{ name: 'plugins' }] }),
    },
    violated: {
      none: [
        () => {
          const { readinessProbe: _, livenessProbe: __, ...silent } = good;
          new kubernetes.apps.v1.Deployment('tempo', { spec: { selector: {}, template: { spec: podSpec([silent]) } } });
        },
        'Container tempo lacks a readinessProbe and a livenessProbe.',
      ],
      'an init container that stays': [
        () => server({}, { initContainers: [{ name: 'reloader', restartPolicy: 'Always', readinessProbe: probe }] }),
        'Container reloader lacks a livenessProbe.',
      ],
    },
  },
  'container-image-pinned': {
    satisfied: {
      ...asItShouldBe,
      'a version with a v': () => server({ image: 'quay.io/prometheus-operator/prometheus-config-reloader:v0.86.1' }),
      'a digest': () => server({ image: `registry.example.com:5000/vigia/workers@${DIGEST}` }),
      'a version and a digest': () =>
        server({ image: `111122223333.dkr.ecr.us-east-1.amazonaws.com/vigia/workers:1.4.0-a1b2c3d@${DIGEST}` }),
    },
    violated: {
      latest: [() => server({ image: 'docker.io/grafana/tempo:latest' }), unpinned('docker.io/grafana/tempo:latest')],
      'no tag': [() => server({ image: 'docker.io/grafana/tempo' }), unpinned('docker.io/grafana/tempo')],
      'a tag that moves': [() => server({ image: 'docker.io/grafana/tempo:2.10' }), unpinned('docker.io/grafana/tempo:2.10')],
      'no registry': [() => server({ image: 'grafana/tempo:2.10.4' }), unpinned('grafana/tempo:2.10.4')],
      'a digest cut short': [
        () => server({ image: 'docker.io/grafana/tempo@sha256:0a0a' }),
        unpinned('docker.io/grafana/tempo@sha256:0a0a'),
      ],
    },
  },
  'workload-network-policy': {
    satisfied: {
      'a policy of its own in a namespace that denies': () => {
        server();
        denial();
        own();
      },
    },
    violated: {
      'no policies': [
        () => server(),
        'The namespace of the workload does not deny by default.',
        'No NetworkPolicy for both directions selects the pods.',
      ],
      'a denial of one direction': [
        () => {
          server();
          own();
          networkPolicy('deny', { podSelector: {}, policyTypes: ['Ingress'] });
        },
        'The namespace of the workload does not deny by default.',
      ],
      'a denial with an exception': [
        () => {
          server();
          own();
          networkPolicy('deny', { podSelector: {}, policyTypes: BOTH, egress: [{}] });
        },
        'The namespace of the workload does not deny by default.',
      ],
      'a policy for other pods': [
        () => {
          server();
          denial();
          own({ podSelector: { matchLabels: { 'app.kubernetes.io/name': 'grafana' } } });
        },
        'No NetworkPolicy for both directions selects the pods.',
      ],
      'a policy in another namespace': [
        () => {
          server();
          denial();
          own({}, 'vigia-agent');
        },
        'No NetworkPolicy for both directions selects the pods.',
      ],
      'a policy for what comes in alone': [
        () => {
          server();
          denial();
          own({ policyTypes: ['Ingress'] });
        },
        'No NetworkPolicy for both directions selects the pods.',
      ],
    },
  },
  'kubernetes-labels': {
    satisfied: asItShouldBe,
    violated: {
      'no labels': [
        () => void new kubernetes.core.v1.Service('tempo', { metadata: { name: 'tempo' } }),
        'The object does not have app.kubernetes.io/name, app.kubernetes.io/part-of, app.kubernetes.io/managed-by among its labels.',
      ],
      'one missing': [
        () =>
          void new kubernetes.core.v1.Service('tempo', {
            metadata: { labels: { 'app.kubernetes.io/name': 'tempo', 'app.kubernetes.io/part-of': 'vigia' } },
          }),
        'The object does not have app.kubernetes.io/managed-by among its labels.',
      ],
    },
  },
} as const satisfies Partial<Record<PolicyName, Case>>;
