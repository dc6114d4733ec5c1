/** What runs in the cluster, on which ports, and who talks to whom. Addresses and network policies follow from it. */

/** The agent has a namespace of its own, since it needs what the platform's forbids. */
export const NAMESPACES = { platform: 'vigia', agent: 'vigia-agent' } as const;
export type NamespaceKey = keyof typeof NAMESPACES;

interface WorkloadDefinition {
  readonly namespace: NamespaceKey;
  /** Port numbers by name; a name is at most 15 characters, as Kubernetes asks. */
  readonly ports: Readonly<Record<string, number>>;
}

export const workloads = {
  agent: { namespace: 'agent', ports: { otlp: 4318, health: 13_133, metrics: 8888 } },
  gateway: {
    namespace: 'platform',
    ports: { 'otlp-grpc': 4317, otlp: 4318, 'otlp-logs': 4319, counts: 8889, health: 13_133, metrics: 8888 },
  },
  'log-writer': { namespace: 'platform', ports: { http: 4318 } },
  'opensearch-apply': { namespace: 'platform', ports: {} },
  digest: { namespace: 'platform', ports: {} },
  prometheus: { namespace: 'platform', ports: { http: 9090, reloader: 8080 } },
  alertmanager: { namespace: 'platform', ports: { http: 9093, gossip: 9094 } },
  tempo: { namespace: 'platform', ports: { http: 3200, otlp: 4318 } },
  grafana: { namespace: 'platform', ports: { http: 3000, gossip: 9094 } },
} as const satisfies Record<string, WorkloadDefinition>;

export type Workload = keyof typeof workloads;
export type PortOf<W extends Workload> = keyof (typeof workloads)[W]['ports'] & string;

/** Peers outside the platform's namespaces that talk to it. */
export type Caller = 'applications' | 'ingress';

/** What the platform reaches outside its namespaces. `internet` excludes private networks. */
export type External = 'kubelet' | 'pod-identity' | 'opensearch' | 'aws' | 'internet' | 'database' | 'smtp';

type Target = { readonly [W in Workload]: { readonly to: W; readonly port: PortOf<W> } }[Workload];
export type Flow = ({ readonly from: Workload | Caller } & Target) | { readonly from: Workload; readonly to: External };

/** Every flow that is needed, and no other; DNS is allowed to all and stands in the base. */
export const flows: readonly Flow[] = [
  { from: 'applications', to: 'agent', port: 'otlp' },
  { from: 'agent', to: 'gateway', port: 'otlp-grpc' },
  { from: 'agent', to: 'gateway', port: 'otlp' },
  { from: 'agent', to: 'gateway', port: 'otlp-logs' },
  { from: 'agent', to: 'kubelet' },
  { from: 'gateway', to: 'log-writer', port: 'http' },
  { from: 'gateway', to: 'prometheus', port: 'http' },
  { from: 'gateway', to: 'tempo', port: 'otlp' },
  // Datadog.
  { from: 'gateway', to: 'internet' },

  { from: 'prometheus', to: 'agent', port: 'metrics' },
  { from: 'prometheus', to: 'gateway', port: 'metrics' },
  { from: 'prometheus', to: 'gateway', port: 'counts' },
  { from: 'prometheus', to: 'log-writer', port: 'http' },
  { from: 'prometheus', to: 'prometheus', port: 'http' },
  { from: 'prometheus', to: 'prometheus', port: 'reloader' },
  { from: 'prometheus', to: 'alertmanager', port: 'http' },
  { from: 'prometheus', to: 'tempo', port: 'http' },
  { from: 'prometheus', to: 'grafana', port: 'http' },

  { from: 'grafana', to: 'prometheus', port: 'http' },
  { from: 'grafana', to: 'tempo', port: 'http' },
  { from: 'grafana', to: 'grafana', port: 'gossip' },
  { from: 'alertmanager', to: 'alertmanager', port: 'gossip' },
  { from: 'ingress', to: 'grafana', port: 'http' },

  { from: 'log-writer', to: 'pod-identity' },
  { from: 'log-writer', to: 'opensearch' },
  { from: 'opensearch-apply', to: 'pod-identity' },
  { from: 'opensearch-apply', to: 'opensearch' },
  // Through Amazon SES, or over SMTP.
  { from: 'digest', to: 'prometheus', port: 'http' },
  { from: 'digest', to: 'grafana', port: 'http' },
  { from: 'digest', to: 'pod-identity' },
  { from: 'digest', to: 'aws' },
  { from: 'digest', to: 'smtp' },
  { from: 'tempo', to: 'pod-identity' },
  { from: 'tempo', to: 'aws' },
  { from: 'prometheus', to: 'pod-identity' },
  { from: 'prometheus', to: 'aws' },
  { from: 'alertmanager', to: 'pod-identity' },
  { from: 'alertmanager', to: 'aws' },
  { from: 'alertmanager', to: 'internet' },
  { from: 'grafana', to: 'pod-identity' },
  { from: 'grafana', to: 'opensearch' },
  { from: 'grafana', to: 'aws' },
  { from: 'grafana', to: 'internet' },
  { from: 'grafana', to: 'database' },
];

/** The name of a workload's headless Service. */
export function podsService(workload: Workload): string {
  return `${workload}-pods`;
}

/** A name that resolves to the address of every pod of a workload, ready or not. */
export function podsHost(workload: Workload): string {
  return `${podsService(workload)}.${NAMESPACES[workloads[workload].namespace]}.svc`;
}

/** Peers that answer several callers of one name by pod: each replica has a name of its own. */
export function podHost(workload: Workload, index: number): string {
  return `${workload}-${index}.${podsHost(workload)}`;
}

/** `host:port` of each replica of a StatefulSet. */
export function podAddresses<W extends Workload>(workload: W, replicas: number, port: PortOf<W>): string[] {
  return Array.from({ length: replicas }, (_, index) => `${podHost(workload, index)}:${portOf(workload, port)}`);
}

/** The name of a workload's Service, as other pods reach it. */
export function serviceHost(workload: Workload): string {
  return `${workload}.${NAMESPACES[workloads[workload].namespace]}.svc`;
}

/** `host:port` of a workload's Service. */
export function address<W extends Workload>(workload: W, port: PortOf<W>): string {
  return `${serviceHost(workload)}:${portOf(workload, port)}`;
}

/** The number of a workload's port. */
export function portOf<W extends Workload>(workload: W, port: PortOf<W>): number {
  const ports: Readonly<Record<string, number>> = workloads[workload].ports;
  const number = ports[port];
  if (number === undefined) throw new RangeError(`${workload} has no port "${port}": it has ${Object.keys(ports).join(', ')}.`);
  return number;
}
