/**
 * The rendered stack in a real Kubernetes: everything is ready, and each part does its first work. It does not prove that NetworkPolicies are
 * enforced (the network of this node enforces none), anything of EKS, or load balancers.
 */
import { beforeAll, describe, expect, inject, it } from 'vitest';
import { poll } from '../../local/supervisor/poll.ts';
import { kubectlFor } from '../support/cluster/kubectl.ts';
import type { ClusterNode } from '../support/cluster/node/index.ts';
import { identitiesAsked } from '../support/cluster/stack/pod-identity.ts';
import { isReady, nameOf, workloadsOf } from '../support/cluster/stack/workloads.ts';
import { keysIn, sentTo } from '../support/cluster/world/aws.ts';

const { kubeconfig, urls, outside, warnings, jobs } = inject('cluster');

let cluster: Pick<ClusterNode, 'kubectl'>;
beforeAll(async () => {
  cluster = await kubectlFor(kubeconfig);
});

async function list<T>(...what: string[]): Promise<readonly T[]> {
  const { code, output } = await cluster.kubectl(['get', ...what, '--all-namespaces', '--output', 'json']);
  if (code !== 0) throw new Error(output);
  return (JSON.parse(output) as { items: T[] }).items;
}

async function get<T>(url: string): Promise<T> {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url}: ${response.status} ${await response.text()}`);
  return (await response.json()) as T;
}

interface Pod {
  readonly metadata: { readonly name: string; readonly namespace: string };
  readonly status: {
    readonly containerStatuses?: readonly { readonly name: string; readonly restartCount: number }[];
  };
}

interface Job {
  readonly metadata: { readonly name: string; readonly namespace: string };
  readonly status: { readonly succeeded?: number; readonly failed?: number };
}

describe('the cluster', () => {
  it('has every workload, and each is ready', async () => {
    const workloads = await workloadsOf(cluster);
    expect(workloads.map((workload) => `${workload.kind} ${nameOf(workload)}`).sort()).toEqual([
      'DaemonSet kube-system/pod-identity-stand-in',
      'DaemonSet vigia-agent/agent',
      'Deployment clinic/clinic',
      'Deployment kube-system/coredns',
      'Deployment vigia/log-writer',
      'StatefulSet vigia/alertmanager',
      'StatefulSet vigia/gateway',
      'StatefulSet vigia/grafana',
      'StatefulSet vigia/prometheus',
      'StatefulSet vigia/tempo',
    ]);
    expect(workloads.filter((workload) => !isReady(workload)).map(nameOf)).toEqual([]);
  });

  it('has set OpenSearch up, and sent a digest, each at the first attempt', async () => {
    const ended = (await list<Job>('jobs')).map(({ metadata, status }) => [
      nameOf({ metadata }),
      status.succeeded,
      status.failed ?? 0,
    ]);
    expect(ended.sort()).toEqual(
      [
        [jobs.setup, 1, 0],
        [jobs.digest, 1, 0],
      ].sort(),
    );
  });

  it('has restarted no container', async () => {
    const pods = await list<Pod>('pods');
    const restarted = pods.flatMap(({ metadata, status }) =>
      (status.containerStatuses ?? [])
        .filter(({ restartCount }) => restartCount > 0)
        .map(({ name }) => `${nameOf({ metadata })} ${name}`),
    );
    expect(pods.length).toBeGreaterThan(10);
    expect(restarted).toEqual([]);
  });

  it('was warned of nothing by Pod Security or anybody else', () => {
    expect(warnings).toEqual([]);
  });
});

describe('Prometheus', () => {
  it('reaches every target', async () => {
    const targets = async () => {
      const { data } = await get<{ data: { activeTargets: { labels: { job: string }; health: string; lastError: string }[] } }>(
        `${urls.prometheus}/api/v1/targets?state=active`,
      );
      return data.activeTargets
        .map(({ labels, health, lastError }) => `${labels.job} ${health}${lastError && `: ${lastError}`}`)
        .sort();
    };
    const expected = [
      'agent up',
      'alertmanager up',
      'gateway up',
      'gateway up',
      'gateway-counts up',
      'gateway-counts up',
      'grafana up',
      'log-writer up',
      'prometheus up',
      'prometheus-reloader up',
      'tempo up',
    ];
    // Those that it finds by DNS it looks for every half minute, and has looked for some before they were there.
    const all = async () => ((await targets()).join() === expected.join() ? true : undefined);
    await poll(all, { within: 120_000, every: 1_000 });
    expect(await targets()).toEqual(expected);
  }, 150_000);

  it('evaluates the rendered rules, each that is due without an error', async () => {
    interface Group {
      /** Seconds between two evaluations. */
      readonly interval: number;
      readonly rules: readonly { readonly name: string; readonly health: string; readonly lastError?: string }[];
    }
    const rules = async () => {
      const { data } = await get<{ data: { groups: Group[] } }>(`${urls.prometheus}/api/v1/rules`);
      return data.groups.flatMap((group) => group.rules.map((rule) => ({ ...rule, interval: group.interval })));
    };
    // Tiles of five minutes and of an hour wait for the end of theirs.
    const due = async () => (await rules()).filter(({ interval }) => interval <= 60);
    const evaluated = async () => ((await due()).every(({ health }) => health === 'ok') ? true : undefined);
    await poll(evaluated, { within: 120_000, every: 1_000 });
    const said = (list: Awaited<ReturnType<typeof rules>>) =>
      list.map(({ name, health, lastError }) => `${name} ${health} ${lastError}`);
    expect((await due()).length).toBeGreaterThan(80);
    expect(said((await due()).filter(({ health }) => health !== 'ok'))).toEqual([]);
    expect(said((await rules()).filter(({ health }) => health === 'err'))).toEqual([]);
  }, 150_000);

  it('knows Alertmanager', async () => {
    const { data } = await get<{ data: { activeAlertmanagers: { url: string }[] } }>(`${urls.prometheus}/api/v1/alertmanagers`);
    expect(data.activeAlertmanagers.map(({ url }) => url)).toEqual([
      'http://alertmanager-0.alertmanager-pods.vigia.svc:9093/api/v2/alerts',
    ]);
  });
});

describe('what leaves the cluster', () => {
  it('is the digest, as a mail', async () => {
    const { mails } = await sentTo(outside.aws);
    expect(mails.map(({ to }) => to)).toEqual([['platform@example.com']]);
    expect(mails[0]?.raw).toMatch(/^X-Vigia-Digest: dev \d{4}-\d\d-\d\d\r$/m);
  });

  it('is the heartbeat, which Alertmanager publishes with the credentials of its own service account', async () => {
    const heartbeat = async () => {
      const { notifications } = await sentTo(outside.aws);
      return notifications.find(({ topic, subject }) => topic === 'vigia-dev-heartbeat' && subject === 'Watchdog');
    };
    expect(await poll(heartbeat, { within: 120_000, every: 1_000 })).toBeDefined();
    expect(await identitiesAsked()).toContain('system:serviceaccount:vigia:alertmanager');
  }, 150_000);

  it('is what Tempo stores, in its bucket', async () => {
    const stored = async () => {
      // A block is cut after half an hour, or at once when one asks.
      await fetch(`${urls.tempo}/flush`);
      const keys = await keysIn(outside.aws, 'vigia-dev-traces-111122223333');
      return keys.find((key) => /^single-tenant\/[0-9a-f-]{36}\/meta\.json$/.test(key));
    };
    expect(await poll(stored, { within: 120_000, every: 5_000 })).toBeDefined();
  }, 150_000);

  it('is signed by each who asks OpenSearch or AWS as itself', async () => {
    expect(await identitiesAsked()).toEqual(
      expect.arrayContaining([
        'system:serviceaccount:vigia:opensearch-apply',
        'system:serviceaccount:vigia:log-writer',
        'system:serviceaccount:vigia:digest',
      ]),
    );
  });

  it('is what OpenSearch was set up with', async () => {
    const { index_templates: templates } = await get<{ index_templates: { name: string }[] }>(
      `${outside.opensearch}/_index_template`,
    );
    const ours = templates.map(({ name }) => name).filter((name) => name.endsWith('-dev'));
    expect(ours.sort()).toEqual(['vigia-audit-dev', 'vigia-dead-letters-dev', 'vigia-logs-dev']);
  });
});

it('Grafana’s stand-in was given its configuration, its secrets and an identity', async () => {
  const { environment, secrets } = await get<{ environment: string[]; secrets: string[] }>(`${urls.grafana}/recorded`);
  expect(secrets.sort()).toEqual(['/etc/grafana-secrets/admin-password', '/etc/grafana-secrets/secret-key']);
  expect(environment).toEqual(
    expect.arrayContaining([
      'AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE',
      'AWS_CONTAINER_CREDENTIALS_FULL_URI',
      'GF_PATHS_CONFIG',
      'GF_PATHS_DATA',
      'GF_PATHS_PLUGINS',
      'POD_IP',
    ]),
  );
});

it('the clinic answers at its Service', async () => {
  expect(await get(`${urls.clinic}/api/healthz`)).toEqual({ status: 'ok' });
});
