/** What differs between environments, as one table. No Pulumi here: the local platform reads its own row. */
import { type Duration, duration } from '../telemetry/contract/index.ts';

export interface Environment {
  readonly name: 'local' | 'dev' | 'prod';
  /** Who evaluates alert rules. Exactly one does. */
  readonly evaluator: 'grafana' | 'prometheus';
  /** Whether a critical alert wakes somebody. Where it does not, it goes where warnings go. */
  readonly pages: boolean;
  /** How long Prometheus keeps samples: at least 35 days, so that a 30-day objective always has its whole period. */
  readonly metricRetention: Duration;
  /** How long traces are kept. */
  readonly traceRetention: Duration;
  /** Traces that took longer are all kept. */
  readonly slowTrace: Duration;
}

/** A quantity as Kubernetes writes it. */
export type Cpu = `${number}m`;
export type Memory = `${number}Mi`;
export type Storage = `${number}Gi`;

/** What one workload gets. Memory is request and limit alike; CPU is a request: a limit would only slow a busy pod on an idle machine. */
export interface Size {
  readonly replicas: number;
  readonly cpu: Cpu;
  readonly memory: Memory;
}

/** A workload with a volume for each replica. */
export interface SizeWithVolume extends Size {
  readonly storage: Storage;
}

/** The most work that an environment is expected to have at once: its sizes are held against it (infra/sizing.ts). */
export interface Load {
  /** Clinics that have been seen since the last release. */
  readonly tenants: number;
  /** Requests that all applications together answer in a second, at the busiest. */
  readonly requestsPerSecond: number;
  /** Nodes that share the applications' pods evenly. */
  readonly nodes: number;
}

/** Nodes of one kind in the OpenSearch domain. */
export interface SearchNodes {
  readonly type: `${string}.search`;
  readonly count: number;
}

/** An environment that Pulumi deploys. */
export interface DeployedEnvironment extends Environment {
  readonly name: 'dev' | 'prod';
  /** Whether what holds data is protected from deletion, and kept when it leaves the program. */
  readonly protect: boolean;
  /** The audit archive's Object Lock: nobody shortens `compliance`; `governance` can be lifted, so that dev can be destroyed. */
  readonly archiveLock: { readonly mode: 'COMPLIANCE' | 'GOVERNANCE'; readonly days: number };
  /** Days in which the deletion of a key can be taken back. */
  readonly keyDeletionWindowDays: 7 | 30;
  /** The OpenSearch domain. */
  readonly logStore: {
    readonly zones: 1 | 3;
    readonly data: SearchNodes;
    /** Dedicated masters; without them the data nodes do their work. */
    readonly masters?: SearchNodes;
    /** Volume of each data node. */
    readonly storage: Storage;
  };
  /** Where Grafana keeps its state: two replicas need a database, one has a volume. */
  readonly grafanaState: 'database' | 'volume';
  readonly load: Load;
  /** Held against the load by what was measured: docs/sizing.md. Grafana's and Tempo's are estimates. */
  readonly sizes: {
    readonly agent: Omit<Size, 'replicas'>;
    readonly gateway: SizeWithVolume;
    readonly logWriter: Size;
    readonly prometheus: SizeWithVolume;
    readonly alertmanager: SizeWithVolume;
    readonly tempo: SizeWithVolume;
    readonly grafana: SizeWithVolume;
    /** A worker that runs to its end. */
    readonly worker: Omit<Size, 'replicas'>;
    /** What the platform's namespace may request in all: its workloads, and a rolling update of the largest. */
    readonly quota: Omit<Size, 'replicas'>;
  };
}

const dev = {
  name: 'dev',
  evaluator: 'grafana',
  pages: false,
  metricRetention: duration('35d'),
  traceRetention: duration('7d'),
  slowTrace: duration('1s'),
  protect: false,
  archiveLock: { mode: 'GOVERNANCE', days: 1 },
  keyDeletionWindowDays: 7,
  logStore: { zones: 1, data: { type: 't3.medium.search', count: 1 }, storage: '20Gi' },
  grafanaState: 'volume',
  load: { tenants: 100, requestsPerSecond: 25, nodes: 1 },
  sizes: {
    agent: { cpu: '100m', memory: '384Mi' },
    gateway: { replicas: 1, cpu: '200m', memory: '768Mi', storage: '5Gi' },
    logWriter: { replicas: 1, cpu: '100m', memory: '768Mi' },
    prometheus: { replicas: 1, cpu: '200m', memory: '1536Mi', storage: '20Gi' },
    alertmanager: { replicas: 1, cpu: '50m', memory: '128Mi', storage: '1Gi' },
    tempo: { replicas: 1, cpu: '200m', memory: '1024Mi', storage: '5Gi' },
    grafana: { replicas: 1, cpu: '100m', memory: '512Mi', storage: '2Gi' },
    worker: { cpu: '100m', memory: '512Mi' },
    quota: { cpu: '3000m', memory: '12288Mi' },
  },
} as const satisfies DeployedEnvironment;

const prod = {
  name: 'prod',
  evaluator: 'grafana',
  pages: true,
  metricRetention: duration('90d'),
  traceRetention: duration('30d'),
  slowTrace: duration('1s'),
  protect: true,
  // Six years, leap days included: what HIPAA asks of documentation (45 CFR 164.316(b)(2)(i)).
  archiveLock: { mode: 'COMPLIANCE', days: 2_192 },
  keyDeletionWindowDays: 30,
  logStore: {
    zones: 3,
    data: { type: 'r7g.large.search', count: 3 },
    masters: { type: 'm7g.large.search', count: 3 },
    storage: '200Gi',
  },
  grafanaState: 'database',
  // Half a request of each clinic a second, on the three machines of the application's three processes, with one away.
  load: { tenants: 1_000, requestsPerSecond: 500, nodes: 2 },
  sizes: {
    agent: { cpu: '400m', memory: '512Mi' },
    gateway: { replicas: 3, cpu: '800m', memory: '2048Mi', storage: '20Gi' },
    logWriter: { replicas: 2, cpu: '200m', memory: '768Mi' },
    prometheus: { replicas: 2, cpu: '1000m', memory: '8192Mi', storage: '200Gi' },
    alertmanager: { replicas: 2, cpu: '100m', memory: '256Mi', storage: '2Gi' },
    tempo: { replicas: 1, cpu: '1000m', memory: '6144Mi', storage: '20Gi' },
    grafana: { replicas: 2, cpu: '250m', memory: '1024Mi', storage: '2Gi' },
    worker: { cpu: '200m', memory: '1024Mi' },
    quota: { cpu: '16000m', memory: '65536Mi' },
  },
} as const satisfies DeployedEnvironment;

export const environments = {
  local: {
    name: 'local',
    evaluator: 'prometheus',
    pages: true,
    metricRetention: duration('35d'),
    traceRetention: duration('2d'),
    slowTrace: duration('1s'),
  },
  dev,
  prod,
} as const satisfies { readonly local: Environment; readonly dev: DeployedEnvironment; readonly prod: DeployedEnvironment };
