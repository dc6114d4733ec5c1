/** What happens to a platform that runs: a rule is changed, a gateway is updated, pods are killed. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { parse, stringify } from 'yaml';
import { poll } from '../../local/supervisor/poll.ts';
import type { Traffic } from '../../local/traffic/traffic.ts';
import { kubectlFor } from '../support/cluster/kubectl.ts';
import { type ContainerLogs, keepContainerLogs } from '../support/cluster/observed/container-logs.ts';
import { expositionOf, sumOf } from '../support/cluster/observed/counters.ts';
import { compareLogs } from '../support/cluster/observed/exactly-once.ts';
import { type Cluster, killPod, podsOf } from '../support/cluster/observed/pods.ts';
import { readyAgain, recovered } from '../support/cluster/observed/recovery.ts';
import { answersMore, trafficAt } from '../support/cluster/observed/traffic.ts';

const { kubeconfig, dataFolder, urls, outside, clinic } = inject('cluster');

let cluster: Cluster;
let logs: ContainerLogs;
beforeAll(async () => {
  cluster = await kubectlFor(kubeconfig);
  logs = keepContainerLogs(dataFolder, 'clinic');
});
afterAll(() => logs?.stop());

async function kubectl(...args: string[]): Promise<string> {
  const { code, output } = await cluster.kubectl(args);
  if (code !== 0) throw new Error(output.trim());
  return output;
}

interface Rules {
  readonly groups: readonly { readonly name: string; readonly rules: readonly object[] }[];
}

describe('a changed rule', () => {
  const NEW = 'test:added:rule';
  const PROMETHEUS = 'vigia/prometheus';
  let rendered: Rules;

  async function applyRules(rules: Rules): Promise<void> {
    const metadata = { name: 'prometheus-rules', namespace: 'vigia' };
    const file = join(dataFolder, 'changed-rules.json');
    writeFileSync(file, JSON.stringify({ apiVersion: 'v1', kind: 'ConfigMap', metadata, data: { 'rules.yml': stringify(rules) } }));
    await kubectl('apply', '--server-side', '--field-manager=vigia', '--filename', file);
  }

  /** When the process started, and how often its containers did. */
  async function life(): Promise<unknown> {
    const [pod] = await podsOf(cluster, PROMETHEUS);
    const startedAt = sumOf(await expositionOf(`${urls.prometheus}/metrics`), 'process_start_time_seconds');
    return { uid: pod?.metadata.uid, restarts: pod?.status.containerStatuses.map(({ restartCount }) => restartCount), startedAt };
  }

  beforeAll(async () => {
    const { data } = JSON.parse(
      await kubectl('--namespace', 'vigia', 'get', 'configmap', 'prometheus-rules', '--output', 'json'),
    ) as {
      data: Record<string, string>;
    };
    rendered = parse(data['rules.yml'] ?? '') as Rules;
  });
  afterAll(() => applyRules(rendered));

  it('reaches the running Prometheus without a restart, within the two minutes that the kubelet takes for a volume', async () => {
    const before = await life();
    await applyRules({ groups: [...rendered.groups, { name: 'test-added', rules: [{ record: NEW, expr: 'vector(7)' }] }] });
    const applied = performance.now();
    const known = async () => ((await (await fetch(`${urls.prometheus}/api/v1/rules`)).text()).includes(NEW) ? true : undefined);
    expect(await poll(known, { within: 120_000, every: 500 })).toBe(true);
    console.info(`A changed rule reached Prometheus after ${((performance.now() - applied) / 1_000).toFixed(1)} s.`);
    expect(await life()).toEqual(before);
  });
});

it('a rolling update of the gateways under traffic loses no log line and doubles none', async () => {
  const before = await podsOf(cluster, 'vigia/gateway');
  expect(before.map(({ metadata }) => metadata.name)).toEqual(['gateway-0', 'gateway-1']);
  const since = new Date();
  const traffic = trafficAt({ urls, clinic }, 25);
  try {
    await answersMore(traffic, 25, 30_000);
    const patch = { spec: { template: { metadata: { annotations: { 'test.vigia.dev/updated': since.toISOString() } } } } };
    await kubectl('--namespace', 'vigia', 'patch', 'statefulset', 'gateway', '--patch', JSON.stringify(patch));
    const seconds = await readyAgain(cluster, 'vigia/gateway', before, 150_000);
    console.info(`Both gateways were replaced after ${seconds} s.`);
    await answersMore(traffic, 25, 30_000);
  } finally {
    await traffic.stop();
  }
  const { written, lost, doubled } = await compareLogs(logs, outside.opensearch, since, 90_000);
  expect({ lost, doubled }).toEqual({ lost: [], doubled: [] });
  expect(written.length).toBeGreaterThan(500);
});

describe('pods that are killed one after the other under traffic', () => {
  let traffic: Traffic;
  let since: Date;
  beforeAll(() => {
    since = new Date();
    traffic = trafficAt({ urls, clinic }, 10);
  });
  afterAll(() => traffic?.stop());

  it.each([
    'vigia-agent/agent',
    'vigia/gateway',
    'vigia/log-writer',
    'vigia/prometheus',
    'vigia/alertmanager',
    'vigia/tempo',
    'vigia/grafana',
    'clinic/clinic',
  ])('one of %s comes back', async (workload) => {
    const [victim] = await podsOf(cluster, workload);
    expect(victim).toBeDefined();
    if (!victim) return;
    await killPod(cluster, victim);
    const seconds = await readyAgain(cluster, workload, [victim], 120_000);
    console.info(`${workload} was ready again ${seconds} s after one of its pods was killed.`);
    await answersMore(traffic, 10, 30_000);
  });

  it('leave the platform as it was: everything ready, every target reached', async () => {
    await recovered(cluster, urls.prometheus, new Date(), 120_000);
  });

  it('have cost no log line, and doubled none', async () => {
    await traffic.stop();
    const { written, lost, doubled } = await compareLogs(logs, outside.opensearch, since, 120_000);
    expect({ lost, doubled }).toEqual({ lost: [], doubled: [] });
    expect(written.length).toBeGreaterThan(500);
  });
});
