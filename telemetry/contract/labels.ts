/** Every label that a series may carry. A label that is not here does not reach Prometheus. */

export interface LabelDefinition {
  readonly description: string;
  /** The closed set of values, where there is one; the SDK and the Collector admit no other. */
  readonly values?: readonly string[];
  /** How many values one environment is sized for: the factor that this label has in the cardinality budget. */
  readonly cardinality: number;
  /** The OpenTelemetry semantic convention with the same meaning, where there is one. */
  readonly semconv?: string;
}

/** The label of requests whose tenant came after the cap on distinct tenants per process was reached. */
export const OVERFLOW_TENANT = '__overflow__';

/** The label of requests that belong to no tenant: log-in pages, health checks, unknown paths. */
export const NO_TENANT = '__none__';

export const TIERS = ['standard', 'enterprise'] as const;
export const OUTCOMES = ['success', 'failure', 'denied'] as const;

export const labels = {
  tenant: {
    description: `The clinic's id. \`${NO_TENANT}\` where a request has none, \`${OVERFLOW_TENANT}\` past the cap of a process.`,
    cardinality: 1_000,
  },
  tier: { description: "The clinic's plan.", values: TIERS, cardinality: 1 },
  env: { description: 'The environment that emitted the series.', cardinality: 1, semconv: 'deployment.environment.name' },
  service: { description: 'The emitting service.', cardinality: 1, semconv: 'service.name' },
  instance: {
    description: 'The emitting process: two replicas never overwrite each other.',
    cardinality: 3,
    semconv: 'service.instance.id',
  },
  route: { description: 'The route template of a request, never its path.', cardinality: 60, semconv: 'http.route' },
  method: {
    description: 'The HTTP method of a request.',
    values: ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', '_OTHER'],
    cardinality: 4,
    semconv: 'http.request.method',
  },
  status: {
    description: 'The class of an HTTP response status.',
    values: ['1xx', '2xx', '3xx', '4xx', '5xx'],
    cardinality: 3,
  },
  step: {
    description: 'A step of the booking funnel, in order.',
    values: ['search', 'slot_selected', 'details_entered', 'confirmed'],
    cardinality: 4,
  },
  action: {
    description: 'What was done: to a reservation, or by a privileged user.',
    values: ['create', 'update', 'cancel', 'role_change', 'data_export', 'impersonation', 'settings_change'],
    cardinality: 4,
  },
  package: { description: 'A package that a clinic sells.', cardinality: 10 },
  currency: { description: 'ISO 4217 code, lower case as Stripe writes it.', cardinality: 2 },
  outcome: { description: 'How it ended.', values: OUTCOMES, cardinality: 3 },
  limiter: { description: 'The name of a rate limiter.', cardinality: 4 },
  state: { description: 'State of a pooled connection.', values: ['idle', 'used', 'pending'], cardinality: 3 },
  queue: { description: 'The name of a queue.', cardinality: 5 },
  event: {
    description: 'An event of the audit catalogue; for authentication its short name (login, logout, password_reset).',
    cardinality: 16,
  },
  source: {
    description: 'The class of the address that a request came from.',
    values: ['loopback', 'private', 'ipv4', 'ipv6', 'unknown'],
    cardinality: 2,
  },
  reason: {
    description: 'Why the log writer set a record aside.',
    values: ['rejected', 'invalid'],
    cardinality: 2,
  },
  kind: { description: 'Which kind of record.', values: ['log', 'audit'], cardinality: 2 },
  job: { description: 'The scrape job of a platform server.', cardinality: 9 },
  slo: {
    description: 'A service level objective.',
    values: ['api-availability', 'booking-latency', 'webhook-success'],
    cardinality: 3,
  },
  rule_group: { description: 'A group of rules, as Prometheus names it: its file and its name.', cardinality: 10 },
  integration: { description: 'A kind of channel that a router sends to, such as `slack`.', cardinality: 3 },
  exporter: { description: "An exporter of a Collector's configuration.", cardinality: 6 },
  target: { description: 'An address whose certificate is looked at, as `host:port`.', cardinality: 2 },
  namespace: {
    description: "A namespace of Kubernetes: the platform's two, and the applications'.",
    cardinality: 4,
    semconv: 'k8s.namespace.name',
  },
  pod: { description: 'A pod.', cardinality: 150, semconv: 'k8s.pod.name' },
  container: { description: 'A container, by its name in its pod.', cardinality: 25, semconv: 'k8s.container.name' },
  volume: {
    description: 'A volume, by the name of its claim.',
    cardinality: 24,
    semconv: 'k8s.persistentvolumeclaim.name',
  },
  le: { description: "The upper bound of a histogram's bucket.", cardinality: 14 },
  version: { description: 'The version of the emitting service.', cardinality: 2, semconv: 'service.version' },
  alertname: { description: 'The name of an alert.', cardinality: 50 },
  alertstate: { description: 'Whether an alert waits for its time or fires.', values: ['pending', 'firing'], cardinality: 2 },
  severity: { description: 'How urgent an alert is.', values: ['critical', 'warning', 'info'], cardinality: 3 },
  team: { description: 'Who is asked to act on an alert.', values: ['platform', 'billing', 'security'], cardinality: 3 },
} as const satisfies Record<string, LabelDefinition>;

export type LabelName = keyof typeof labels;

/** The values that a label admits: its closed set, or any string. */
export type LabelValue<L extends LabelName> = (typeof labels)[L] extends { readonly values: readonly (infer V)[] } ? V : string;

/** Labels that the resource gives to every series of the SDK; no instrument sets them. */
export const RESOURCE_LABELS = ['env', 'service', 'instance'] as const satisfies readonly LabelName[];
