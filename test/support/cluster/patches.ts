/**
 * What is changed of the rendered manifests before they run on one machine: all of it, each with its reason. Everything else (probes, security
 * contexts, resources, volumes, service accounts, network policies, priorities, quotas) is applied as it was rendered.
 */
import { agentForTwoGateways, GATEWAYS, prometheusForTwoGateways } from './patches/gateways.ts';
import { cronJobEnv, dataOf, env, podIdentity } from './patches/shapes.ts';
import { tempoForEmulator } from './patches/tempo.ts';

/** Which object is changed. The name is a regular expression that matches it whole. */
export interface Target {
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
}

export interface Patch {
  readonly target: Target;
  /** A strategic merge patch. */
  readonly change: object;
  /** Why it cannot run here as rendered. */
  readonly reason: string;
}

/** What is outside the cluster in this run, by the addresses that pods reach it at, and the secrets of this run. */
export interface Surroundings {
  /** Base URL of the AWS emulator. */
  readonly aws: string;
  /** Base URL of OpenSearch. */
  readonly opensearch: string;
  /** Addresses of Slack's webhooks, by channel. */
  readonly slack: Readonly<Record<'slack-ops' | 'slack-security', string>>;
  readonly grafana: { readonly adminPassword: string; readonly secretKey: string };
}

/** Reads one of the rendered files: `files/<namespace>/<ConfigMap>/<file>`. */
export type Rendered = (path: string) => string;

const of = (kind: string, name: string, namespace = 'vigia'): Target => ({ kind, namespace, name });
const JOB = of('Job', 'opensearch-apply-[0-9a-f]{10}');

/** The pods whose service account has a role, each with its container. */
const WITH_ROLE: readonly (readonly [Target, container: string])[] = [
  [of('Deployment', 'log-writer'), 'log-writer'],
  [of('StatefulSet', 'alertmanager'), 'alertmanager'],
  [of('StatefulSet', 'grafana'), 'grafana'],
  [of('StatefulSet', 'tempo'), 'tempo'],
  [JOB, 'opensearch-apply'],
  [of('CronJob', 'digest'), 'digest'],
];

const NO_IDENTITY =
  'EKS puts this into pods whose service account has a role (Pod Identity); here a stand-in answers at the same address.';
const NO_DOMAIN =
  'There is no Amazon OpenSearch domain: OpenSearch runs outside the cluster, without the security plugin, which looks at no signature.';
const NO_AWS = "There is no AWS account: AWS's own variable leads its SDKs to the emulator.";
const NO_SECRET = 'The plan masks secrets: these are made for this run.';
const TWO =
  'Dev has one gateway, which leaves nothing to balance. The exporter that balances in production (load_balancing) cannot be built here; a filter on the last digit of the trace id in front of an exporter for each gateway stands for it.';

/** Every change, in the order of the objects. */
export function patchesFor(outside: Surroundings, rendered: Rendered): readonly Patch[] {
  return [
    ...WITH_ROLE.map(([target, container]) => ({ target, change: podIdentity(target.kind, container), reason: NO_IDENTITY })),

    {
      target: of('Deployment', 'log-writer'),
      change: env('log-writer', { OPENSEARCH_URL: outside.opensearch }),
      reason: NO_DOMAIN,
    },
    { target: JOB, change: env('opensearch-apply', { OPENSEARCH_URL: outside.opensearch }), reason: NO_DOMAIN },
    {
      target: JOB,
      change: env('opensearch-apply', {
        OPENSEARCH_RETENTION_DAYS: undefined,
        OPENSEARCH_WRITER_ROLES: undefined,
        OPENSEARCH_READER_ROLES: undefined,
      }),
      reason:
        'OpenSearch 3.5 is had without the plugins for retention (Index State Management) and roles (security): asked for, the Job would fail.',
    },

    { target: of('CronJob', 'digest'), change: cronJobEnv('digest', { AWS_ENDPOINT_URL: outside.aws }), reason: NO_AWS },
    { target: of('StatefulSet', 'alertmanager'), change: env('alertmanager', { AWS_ENDPOINT_URL: outside.aws }), reason: NO_AWS },
    {
      target: of('ConfigMap', 'tempo'),
      change: dataOf('tempo.yaml', tempoForEmulator(rendered('files/vigia/tempo/tempo.yaml'), outside.aws)),
      reason: "There is no AWS account, and Tempo's S3 client reads its address from its own configuration alone.",
    },
    {
      target: of('StatefulSet', 'tempo'),
      change: env('tempo', { AWS_ACCESS_KEY_ID: 'tempo', AWS_SECRET_ACCESS_KEY: 'the-emulator-checks-none' }),
      reason: "Tempo 1.5, which runs under 2's name, has an S3 client from before Pod Identity.",
    },

    {
      target: of('Secret', 'alertmanager'),
      change: { stringData: outside.slack },
      reason: `${NO_SECRET} They are the addresses of Slack's stand-in.`,
    },
    {
      target: of('Secret', 'grafana'),
      change: { stringData: { 'admin-password': outside.grafana.adminPassword, 'secret-key': outside.grafana.secretKey } },
      reason: NO_SECRET,
    },

    { target: of('StatefulSet', 'gateway'), change: { spec: { replicas: GATEWAYS.length } }, reason: TWO },
    {
      target: of('ConfigMap', 'agent', 'vigia-agent'),
      change: dataOf('config.yaml', agentForTwoGateways(rendered('files/vigia-agent/agent/config.yaml'))),
      reason: TWO,
    },
    {
      target: of('ConfigMap', 'prometheus'),
      change: dataOf('prometheus.yml', prometheusForTwoGateways(rendered('files/vigia/prometheus/prometheus.yml'))),
      reason: 'Prometheus knows gateways by name: the second one is scraped too.',
    },
  ];
}
