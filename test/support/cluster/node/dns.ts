/** The cluster's DNS: CoreDNS in kube-system, under the label and the Service name that every cluster has. */
import { CLUSTER_DOMAIN, NETWORK } from './layout.ts';

const NAMESPACE = 'kube-system';
const NAME = 'coredns';
const LABELS = { 'k8s-app': 'kube-dns' };

/** Names of the cluster only: nothing outside it has one here. */
const COREFILE = `.:53 {
    errors
    health
    ready
    kubernetes ${CLUSTER_DOMAIN} in-addr.arpa {
        pods insecure
    }
    prometheus :9153
    cache 30
}
`;

/** @param image the name of an image that was loaded into the node; its entrypoint is CoreDNS */
export function dnsManifests(image: string): readonly object[] {
  const metadata = { name: NAME, namespace: NAMESPACE, labels: LABELS };
  const account = { kind: 'ServiceAccount', name: NAME, namespace: NAMESPACE };
  return [
    { apiVersion: 'v1', kind: 'ServiceAccount', metadata },
    { apiVersion: 'v1', kind: 'ConfigMap', metadata, data: { Corefile: COREFILE } },
    {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'ClusterRole',
      metadata: { name: 'system:coredns' },
      rules: [
        { apiGroups: [''], resources: ['endpoints', 'services', 'pods', 'namespaces'], verbs: ['list', 'watch'] },
        { apiGroups: ['discovery.k8s.io'], resources: ['endpointslices'], verbs: ['list', 'watch'] },
      ],
    },
    {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'ClusterRoleBinding',
      metadata: { name: 'system:coredns' },
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'system:coredns' },
      subjects: [account],
    },
    service(metadata),
    { apiVersion: 'apps/v1', kind: 'Deployment', metadata, spec: deployment(image) },
  ];
}

function service({ namespace, labels }: { readonly namespace: string; readonly labels: object }): object {
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'kube-dns', namespace, labels },
    spec: {
      clusterIP: NETWORK.dns,
      selector: LABELS,
      ports: [
        { name: 'dns', port: 53, protocol: 'UDP' },
        { name: 'dns-tcp', port: 53, protocol: 'TCP' },
        { name: 'metrics', port: 9153, protocol: 'TCP' },
      ],
    },
  };
}

function deployment(image: string): object {
  const container = {
    name: NAME,
    image,
    args: ['-conf', '/etc/coredns/Corefile'],
    volumeMounts: [{ name: 'config', mountPath: '/etc/coredns', readOnly: true }],
    readinessProbe: { httpGet: { path: '/ready', port: 8181 }, periodSeconds: 1 },
    livenessProbe: { httpGet: { path: '/health', port: 8080 } },
    // Small: what the manifests ask for is to fit beside it on a node of two cores.
    resources: { requests: { cpu: '10m', memory: '30Mi' }, limits: { memory: '170Mi' } },
    securityContext: {
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ['ALL'], add: ['NET_BIND_SERVICE'] },
    },
  };
  return {
    replicas: 1,
    selector: { matchLabels: LABELS },
    template: {
      metadata: { labels: LABELS },
      spec: {
        serviceAccountName: NAME,
        priorityClassName: 'system-cluster-critical',
        // Not the DNS that it is.
        dnsPolicy: 'Default',
        containers: [container],
        volumes: [{ name: 'config', configMap: { name: NAME } }],
      },
    },
  };
}
