/** What of the stack in a cluster can be said without one: the order of its objects, what counts as ready, and the clinic as a user has it. */
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { apply, stagesOf } from '../../support/cluster/stack/apply.ts';
import { clinicOf } from '../../support/cluster/stack/clinic.ts';
import { clusterPlan, holdingsOf, renderedFile } from '../../support/cluster/stack/plan.ts';
import { isReady, untilComplete, untilReady, type Workload } from '../../support/cluster/stack/workloads.ts';

const named = (kind: string, name: string, namespace?: string) => ({
  apiVersion: 'v1',
  kind,
  metadata: { name, ...(namespace && { namespace }) },
});

describe('the order of objects', () => {
  it('is namespaces, what pods need, the Job, and what runs; each once', () => {
    const objects = [
      named('StatefulSet', 'tempo', 'vigia'),
      named('ConfigMap', 'tempo', 'vigia'),
      named('Job', 'opensearch-apply', 'vigia'),
      named('Namespace', 'vigia'),
      named('CronJob', 'digest', 'vigia'),
      named('PriorityClass', 'vigia-critical'),
    ];
    const { namespaces, surroundings, jobs, workloads } = stagesOf(objects);
    expect([namespaces, surroundings, jobs, workloads].map((stage) => stage.map(({ kind }) => kind))).toEqual([
      ['Namespace'],
      ['ConfigMap', 'PriorityClass'],
      ['Job'],
      ['StatefulSet', 'CronJob'],
    ]);
  });
});

describe('giving objects to the cluster', () => {
  const answering = (code: number, output: string) => ({ kubectl: async () => ({ code, output }) });

  it('tells what the server warned of', async () => {
    const output = 'Warning: would violate PodSecurity "restricted:latest"\npod/one serverside-applied\n';
    expect(await apply(answering(0, output), [])).toEqual(['Warning: would violate PodSecurity "restricted:latest"']);
  });

  it('says what was refused, and not what was taken', async () => {
    const output = 'pod/one serverside-applied\nError from server (Forbidden): pods "two" is forbidden\n';
    await expect(apply(answering(1, output), [])).rejects.toThrow(
      /^The cluster refuses a manifest:\nError from server \(Forbidden\): pods "two" is forbidden$/,
    );
  });
});

describe('a workload is ready', () => {
  const set = (status: Workload['status'], kind = 'StatefulSet'): Workload => ({
    kind,
    metadata: { name: 'gateway', namespace: 'vigia', generation: 2 },
    spec: { replicas: 2 },
    ...(status && { status }),
  });

  it.each([
    ['when all its pods are of its template and ready', { observedGeneration: 2, updatedReplicas: 2, readyReplicas: 2 }, true],
    ['not before its controller has seen it', { observedGeneration: 1, updatedReplicas: 2, readyReplicas: 2 }, false],
    ['not while a pod is of an earlier template', { observedGeneration: 2, updatedReplicas: 1, readyReplicas: 2 }, false],
    ['not while a pod is not ready', { observedGeneration: 2, updatedReplicas: 2, readyReplicas: 1 }, false],
    ['not without a status', undefined, false],
  ])('%s', (_, status, ready) => {
    expect(isReady(set(status))).toBe(ready);
  });

  it.each([
    [{ observedGeneration: 2, desiredNumberScheduled: 1, updatedNumberScheduled: 1, numberReady: 1 }, true],
    [{ observedGeneration: 2, desiredNumberScheduled: 0, updatedNumberScheduled: 0, numberReady: 0 }, false],
    [{ observedGeneration: 2, desiredNumberScheduled: 1, updatedNumberScheduled: 1, numberReady: 0 }, false],
    [{ observedGeneration: 2, desiredNumberScheduled: 1, updatedNumberScheduled: 0, numberReady: 1 }, false],
  ])('as a DaemonSet when it is on a node, and on all: %o', (status, ready) => {
    expect(isReady(set(status, 'DaemonSet'))).toBe(ready);
  });
});

describe('waiting', () => {
  /** A cluster in which nothing becomes ready. */
  const stuck = {
    kubectl: async (args: readonly string[]) => {
      if (args.includes('events')) return { code: 0, output: 'tempo-0  BackOff  Back-off restarting\nother-0  Pulled  Image\n' };
      if (args.includes('logs')) return { code: 0, output: '[pod/tempo-0/tempo] cannot read its configuration\n' };
      if (args.includes('pods')) return { code: 0, output: 'tempo-0  0/1  CrashLoopBackOff\nother-0  1/1  Running\n' };
      if (args.includes('job'))
        return { code: 0, output: '{"status":{"conditions":[{"type":"Failed","status":"True","message":"too often"}]}}' };
      return { code: 0, output: '{"items":[]}' };
    },
  } as Parameters<typeof untilReady>[0];
  const quiet = { onProgress: () => undefined };

  it('for a workload that does not become ready ends with its events and its log', async () => {
    await expect(untilReady(stuck, ['vigia/tempo'], 1, quiet)).rejects.toThrow(
      /^Not ready within 0.001 s: vigia\/tempo\.\nvigia\/tempo:\n +tempo-0 {2}0\/1 {2}CrashLoopBackOff\n +tempo-0 {2}BackOff {2}Back-off restarting\n +\[pod\/tempo-0\/tempo\] cannot read its configuration$/,
    );
  });

  it('for a Job that fails ends at once, and says why', async () => {
    await expect(untilComplete(stuck, 'vigia/tempo', 60_000, quiet)).rejects.toThrow(/^The Job vigia\/tempo failed: too often\./);
  });
});

describe('the clinic as a user has it', () => {
  const { manifests, secrets } = clinicOf('postgresql://clinic:password@198.18.0.1:5432/clinic');
  const one = (kind: string) =>
    manifests.filter((manifest) => manifest.kind === kind).map((manifest) => JSON.parse(JSON.stringify(manifest)));

  it('sends its telemetry to what the stack says', async () => {
    const plan = await clusterPlan();
    const agent = parse(renderedFile(plan, 'manifests/vigia-agent/Service-agent.yaml'));
    const port = agent.spec.ports.find(({ name }: { name: string }) => name === 'otlp').port;
    const [{ spec }] = one('Deployment');
    expect(spec.template.spec.containers[0].env).toContainEqual({
      name: 'OTEL_EXPORTER_OTLP_ENDPOINT',
      value: `http://${agent.metadata.name}.${agent.metadata.namespace}.svc:${port}`,
    });
  });

  it('keeps its secrets in a Secret, and has others in each run', () => {
    expect(manifests.map(({ kind }) => kind)).toEqual(['Namespace', 'Secret', 'Service', 'Deployment']);
    expect(Object.keys(one('Secret')[0].stringData).sort()).toEqual([
      'CLINIC_CHAOS_TOKEN',
      'DATABASE_URL',
      'SESSION_SECRET',
      'STRIPE_WEBHOOK_SECRET',
      'VIGIA_HMAC_KEYS',
    ]);
    expect(secrets.stripeWebhookSecret).toMatch(/^whsec_[0-9a-f]{32}$/);
    expect(clinicOf('').secrets).not.toEqual(secrets);
  });
});

it('the emulator holds what the plan makes at AWS', async () => {
  expect(holdingsOf(await clusterPlan())).toEqual({
    account: '111122223333',
    region: 'us-east-1',
    buckets: [
      'vigia-dev-access-logs-111122223333',
      'vigia-dev-audit-111122223333',
      'vigia-dev-backups-111122223333',
      'vigia-dev-traces-111122223333',
    ],
    topics: ['vigia-dev-alarms', 'vigia-dev-heartbeat'],
    senders: ['vigia@example.com'],
  });
});
