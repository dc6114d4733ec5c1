/** The pack over the real plans: they keep every policy, and a plan with one thing changed does not. */
import { describe, expect, it } from 'vitest';
import { type PolicyName, policies } from '../../../policies/catalogue.ts';
import { exemptions } from '../../../policies/exemptions.ts';
import { checkPlan } from '../../../policies/run.ts';
import { planOf } from '../../../preview/plan.ts';
import type { Recorded } from '../../../preview/record.ts';
import { stackFile } from '../../../preview/stack-file.ts';

type Plan = readonly Recorded[];

/** The plan of a stack, with some of its configuration set otherwise. */
async function planned(
  stack: string,
  change: Readonly<Record<string, string>> = {},
  without: readonly string[] = [],
): Promise<Plan> {
  const args = stackFile(stack);
  const config = Object.entries({ ...args.config, ...change }).filter(([key]) => !without.includes(key));
  return (await planOf({ ...args, config: Object.fromEntries(config) })).resources;
}

const prod = await planned('prod');

type Change = (plan: Plan) => Plan;

/** Changes what the resource is given: text in its inputs, as JSON has them. */
const replace =
  (name: string, from: string | RegExp, to: string): Change =>
  (plan) =>
    plan.map((one) => {
      if (one.name !== name || !one.custom || one.type.startsWith('pulumi:')) return one;
      const before = JSON.stringify(one.inputs);
      const after = before.replace(from, to);
      if (after === before) throw new Error(`${name} has no ${from}: ${before}`);
      return { ...one, inputs: JSON.parse(after) };
    });
const drop =
  (name: string): Change =>
  (plan) =>
    plan.filter((one) => one.name !== name);
const unprotect =
  (name: string): Change =>
  (plan) =>
    plan.map((one) => (one.name === name ? { ...one, protect: false } : one));

/** For each policy something of the real plan of prod that must not be otherwise, and the resource at which that is told. */
const MUTATIONS: Readonly<Partial<Record<PolicyName, readonly (readonly [Change, at: string | undefined])[]>>> = {
  'bucket-encrypted-with-our-key': [[drop('buckets-traces-encryption'), 'buckets-traces']],
  'encrypted-with-our-key': [
    [replace('log-store-audit', '"kmsKeyId"', '"none"'), 'log-store-audit'],
    [replace('dead-mans-switch-heartbeat', '"kmsMasterKeyId"', '"none"'), 'dead-mans-switch-heartbeat'],
    [replace('log-store-domain', '"kmsKeyId"', '"none"'), 'log-store-domain'],
  ],
  'key-rotation': [[replace('keys-backups', '"enableKeyRotation":true', '"enableKeyRotation":false'), 'keys-backups']],
  'archive-key-undeletable': [[replace('keys-archive', 'kms:ScheduleKeyDeletion\\"],', 'kms:TagResource\\"],'), 'keys-archive']],
  'bucket-not-public': [[drop('buckets-backups-public-access'), 'buckets-backups']],
  'no-public-principal': [[replace('log-store-domain', /\{\\"AWS\\":[^}]*\}/, '\\"*\\"'), 'log-store-domain']],
  'no-public-ingress': [[replace('log-store-https', /"cidrIpv4":"[^"]*"/, '"cidrIpv4":"0.0.0.0/0"'), 'log-store-https']],
  'bucket-tls-only': [[drop('buckets-access-logs-policy'), 'buckets-access-logs']],
  'tls-only': [[replace('grafana-ingress', '"tls"', '"none"'), 'grafana-ingress']],
  'bucket-versioned': [[drop('buckets-audit-versioning'), 'buckets-audit']],
  'audit-archive-locked': [
    [replace('buckets-audit-lock', 'COMPLIANCE', 'GOVERNANCE'), 'buckets-audit'],
    [drop('buckets-audit'), undefined],
  ],
  'audit-archive-kept': [[replace('buckets-audit-lifecycle', /"days":\d+\}/, '"days":30}'), 'buckets-audit']],
  'one-lifecycle-per-bucket': [[drop('buckets-traces-lifecycle'), 'buckets-traces']],
  'iam-no-wildcards': [[replace('tempo-identity-policy', 's3:GetObject', 's3:*'), 'tempo-identity-policy']],
  'opensearch-hardened': [[replace('log-store-domain', '"enforceHttps":true', '"enforceHttps":false'), 'log-store-domain']],
  'opensearch-redundant': [
    [replace('log-store-domain', '"availabilityZoneCount":3', '"availabilityZoneCount":2'), 'log-store-domain'],
  ],
  'container-non-root': [
    [replace('grafana', '"runAsNonRoot":true', '"runAsNonRoot":false'), 'grafana'],
    [replace('opensearch-setup-worker-job', '"runAsNonRoot":true', '"runAsNonRoot":false'), 'opensearch-setup-worker-job'],
  ],
  'container-read-only-root': [[replace('gateway', '"readOnlyRootFilesystem":true', '"readOnlyRootFilesystem":false'), 'gateway']],
  'container-no-escalation': [[replace('agent-daemons', '"allowPrivilegeEscalation":false', '"privileged":true'), 'agent-daemons']],
  'container-capabilities': [[replace('agent-daemons', '"drop":["ALL"]', '"drop":["NET_RAW"]'), 'agent-daemons']],
  'pod-no-host-access': [[replace('tempo', '"containers":', '"hostNetwork":true,"containers":'), 'tempo']],
  'pod-no-api-token': [[replace('tempo', '"automountServiceAccountToken":false', '"automountServiceAccountToken":true'), 'tempo']],
  'cluster-read-only': [[replace('agent-kubelet', 'nodes/stats', 'nodes/proxy'), 'agent-kubelet']],
  'container-limits': [[replace('prometheus', '"limits":', '"none":'), 'prometheus']],
  'container-probes': [[replace('log-writer-deployment', '"readinessProbe":', '"none":'), 'log-writer-deployment']],
  'container-image-pinned': [[replace('tempo', /"image":"([^:"]*):[^"]*"/, '"image":"$1:latest"'), 'tempo']],
  'workload-network-policy': [
    [drop('agent-network'), 'agent-daemons'],
    [drop('opensearch-setup-worker-network'), 'opensearch-setup-worker-job'],
    [drop('cluster-agent-deny'), 'agent-daemons'],
  ],
  'no-secret-in-clear': [
    [replace('grafana-content-contact-slack-ops', '[secret]', 'hunter2'), 'grafana-content-contact-slack-ops'],
    [
      replace('dead-mans-switch-pagerduty', '[secret]', 'https://events.pagerduty.com/integration/0123456789/enqueue'),
      'dead-mans-switch-pagerduty',
    ],
    [replace('grafana-secrets', '[secret]', 'hunter2'), 'grafana-secrets'],
  ],
  'aws-tags': [[replace('tempo-identity-association', '"Owner"', '"owner"'), 'tempo-identity-association']],
  'kubernetes-labels': [[replace('cluster-critical', 'app.kubernetes.io/part-of', 'part-of'), 'cluster-critical']],
  'stateful-protected': [
    [unprotect('prometheus'), 'prometheus'],
    [unprotect('keys-logs'), 'keys-logs'],
    [unprotect('log-store-domain'), 'log-store-domain'],
  ],
  'pagerduty-escalation': [
    [drop('on-call-escalation'), 'on-call-billing'],
    [drop('on-call-billing'), undefined],
  ],
  'alert-rules-complete': [
    [
      replace('grafana-content-rules-vigia-alerts-critical', '"severity":"critical"', '"severity":"Critical"'),
      'grafana-content-rules-vigia-alerts-critical',
    ],
  ],
};

/** Policies about what the plan of prod does not have: only their own cases can prove them. */
const ELSEWHERE: readonly PolicyName[] = ['opensearch-domain-stays', 'datadog-tags'];

const violators = async (policy: string, plan: Plan) =>
  (await checkPlan(plan)).filter((violation) => violation.policy === policy).map(({ urn }) => urn?.split('::').at(-1));

describe.each(['dev', 'prod'])('the plan of %s keeps every policy', (stack) => {
  it.each<[string, Record<string, string>, string[]?]>([
    ['as it is', {}],
    ['with Alertmanager', { 'vigia:evaluator': 'prometheus' }],
    ['with files for Grafana', { 'grafana:delivery': 'files' }],
    ['with remote write', { 'metrics:remoteWrite': 'true' }],
    ['with Datadog', { 'vigia:backend': 'datadog' }, ['grafana:database']],
  ])('%s', async (_, change, without) => {
    expect(await checkPlan(await planned(stack, change, without))).toEqual([]);
  });
});

describe('an alert whose severity no route knows', () => {
  const severity = 'Critical';
  it.each([
    ["in Prometheus's rules", { 'vigia:evaluator': 'prometheus' }, 'prometheus-rules'],
    ["in Grafana's files", { 'grafana:delivery': 'files' }, 'grafana-file-alerting-rules-yaml'],
  ] as const)('is found %s', async (_, change, configMap) => {
    const plan = replace(configMap, /severity(\\?"?: ?\\?"?)critical/, `severity$1${severity}`)(await planned('prod', change));
    expect(await violators('alert-rules-complete', plan)).toEqual([configMap]);
  });
});

describe('the plan of prod with one thing changed', () => {
  const rows = Object.entries(MUTATIONS).flatMap(([policy, changes]) =>
    changes.map(([change, at]) => [policy, at, change] as const),
  );

  it.each(rows)('violates %s, told at %s', async (policy, at, change) => {
    expect(await violators(policy, change(prod))).toContain(at);
  });

  it('has a change for every policy that looks at something in it', () => {
    expect(policies.map(({ name }) => name).filter((name) => !MUTATIONS[name])).toEqual(ELSEWHERE);
  });
});

describe.each(exemptions.map(({ policy, resource }) => [policy, resource] as const))(
  'the exemption from %s of %s',
  (policy, resource) => {
    it('is for one resource of the plan, and still needed: under another name it would violate', async () => {
      const renamed = prod.map((one) => (`${one.type}::${one.name}` === resource ? { ...one, urn: `${one.urn}-other` } : one));
      expect(prod.filter(({ type, name }) => `${type}::${name}` === resource)).toHaveLength(1);
      expect([...new Set(await violators(policy, renamed))]).toEqual([`${resource.split('::')[1]}-other`]);
    });
  },
);
