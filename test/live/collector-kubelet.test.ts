/**
 * What a kubelet says of containers and volumes, from an agent through a gateway into a real Prometheus. The kubelet is a stand-in that asks for
 * a certificate where the real one asks for a token: the receiver looks for tokens in one place of the machine only.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ensureTools } from '../../local/tools/index.ts';
import { AGENT_FLAGS, agentConfig, type CollectorConfig, renderCollector } from '../../servers/collector/index.ts';
import { contract } from '../../telemetry/contract/index.ts';
import { type KubeletStandIn, kubeletStandIn, type PodStats } from '../support/collector/kubelet.ts';
import { query } from '../support/collector/otlp.ts';
import { type CollectorPlatform, collectorPlatform, SPEED } from '../support/collector/platform.ts';
import { eventually, freePort, type Server, server } from '../support/collector/process.ts';
import { certificate } from '../support/digest/mail-server.ts';

const PODS: readonly PodStats[] = [
  {
    namespace: 'vigia',
    name: 'prometheus-0',
    containers: [
      { name: 'prometheus', cores: 0.25, cpuRequest: '500m', workingSetMiB: 768, limitMiB: 1_024 },
      { name: 'reloader', cores: 0.001, cpuRequest: '10m', workingSetMiB: 8, limitMiB: 64 },
    ],
    volumes: [
      { name: 'data', claim: 'data-prometheus-0', availableMiB: 400, capacityMiB: 1_000 },
      { name: 'tmp', availableMiB: 7, capacityMiB: 9 },
    ],
  },
  {
    namespace: 'clinic',
    name: 'clinic-7d9f',
    // Neither a request nor a limit.
    containers: [{ name: 'clinic', cores: 1.5, workingSetMiB: 300 }],
    volumes: [{ name: 'uploads', claim: 'uploads', availableMiB: 80, capacityMiB: 100 }],
  },
  {
    namespace: 'clinic',
    name: 'clinic-8e0a',
    containers: [{ name: 'clinic', cores: 0.5, workingSetMiB: 200 }],
    // The same claim, looked at when less of it was in use.
    volumes: [{ name: 'uploads', claim: 'uploads', availableMiB: 90, capacityMiB: 100 }],
  },
  {
    namespace: 'kube-system',
    name: 'coredns-1',
    containers: [{ name: 'coredns', cores: 0.1, cpuRequest: '100m', workingSetMiB: 20, limitMiB: 170 }],
    volumes: [{ name: 'data', claim: 'data-etcd', availableMiB: 1, capacityMiB: 2 }],
  },
];

const MIB = 1024 * 1024;
const OF_NODE = { env: 'local', service: 'kubelet', job: 'kubelet', instance: 'node-1' };
const PROMETHEUS = { namespace: 'vigia', pod: 'prometheus-0', container: 'prometheus' };
const RELOADER = { namespace: 'vigia', pod: 'prometheus-0', container: 'reloader' };
const CLINIC = { namespace: 'clinic', pod: 'clinic-7d9f', container: 'clinic' };
const SECOND = { namespace: 'clinic', pod: 'clinic-8e0a', container: 'clinic' };

let platform: CollectorPlatform;
let kubelet: KubeletStandIn;
const agents: Server[] = [];

/** Starts an agent of that node, which trusts the authority in `caFile`. Resolves to the file of its log. */
async function startAgent(name: string, caFile: string): Promise<string> {
  const { otelcol } = await ensureTools(['otelcol']);
  const [health, metrics, otlp] = [await freePort(), await freePort(), await freePort()];
  const { receivers, ...config } = agentConfig({
    speed: SPEED,
    storageDirectory: join(platform.folder, name),
    healthEndpoint: `127.0.0.1:${health}`,
    metricsEndpoint: { host: '127.0.0.1', port: metrics },
    memoryLimitMiB: 256,
    logs: { include: [join(platform.folder, name, 'none.log')], format: 'container' },
    otlp: { endpoint: `127.0.0.1:${otlp}` },
    gateways: [platform.gatewayOtlp],
    logGateway: platform.gatewayOtlp,
    kubelet: { urlVariable: 'KUBELET_URL', nodeVariable: 'NODE_NAME', caFile, namespaces: ['vigia', 'vigia-agent', 'clinic'] },
  });
  const { kubeletstats } = receivers;
  const asClient = { ...kubeletstats, auth_type: 'tls', cert_file: kubelet.files.cert, key_file: kubelet.files.key };
  const file = join(platform.folder, `${name}.yaml`);
  const adapted: CollectorConfig = { ...config, receivers: { ...receivers, kubeletstats: asClient } };
  writeFileSync(file, renderCollector(adapted));
  const logFile = join(platform.folder, `${name}.out`);
  const one = server({
    command: [...otelcol.command, `--config=${file}`, ...AGENT_FLAGS],
    logFile,
    readyUrl: `http://127.0.0.1:${health}`,
    env: { KUBELET_URL: kubelet.url, NODE_NAME: name },
  });
  agents.push(one);
  await one.start();
  return logFile;
}

/** The values of a metric, by its labels without those that all of a node have. */
async function valuesOf(name: string): Promise<Readonly<Record<string, string | number>>[]> {
  const found = await query(platform.prometheus, name);
  return found.map(({ __name__, env, service, job, instance, value, ...labels }) => {
    expect({ env, service, job, instance }).toEqual(OF_NODE);
    return { ...labels, value: Number(value) };
  });
}

beforeAll(async () => {
  platform = await collectorPlatform();
  kubelet = await kubeletStandIn(join(platform.folder, 'kubelet'), PODS);
  await startAgent('node-1', kubelet.files.cert);
  await eventually(async () => (await query(platform.prometheus, 'k8s_volume_available_bytes')).length > 0, 'a series of a volume');
});
afterAll(async () => {
  await Promise.all(agents.map((one) => one.stop('SIGKILL')));
  await platform?.stop();
  await kubelet?.close();
});

describe('a kubelet', () => {
  it('tells of each container of these namespaces what it uses, and of no other', async () => {
    expect(await valuesOf('container_cpu_usage')).toEqual(
      [
        { ...CLINIC, value: 1.5 },
        { ...SECOND, value: 0.5 },
        { ...PROMETHEUS, value: 0.25 },
        { ...RELOADER, value: 0.001 },
      ].sort(byText),
    );
    expect(await valuesOf('container_memory_working_set_bytes')).toEqual(
      [
        { ...CLINIC, value: 300 * MIB },
        { ...SECOND, value: 200 * MIB },
        { ...PROMETHEUS, value: 768 * MIB },
        { ...RELOADER, value: 8 * MIB },
      ].sort(byText),
    );
  });

  it('tells of limits and requests where there are any', async () => {
    expect(await valuesOf('k8s_container_cpu_request_utilization_ratio')).toEqual([
      { ...PROMETHEUS, value: 0.5 },
      { ...RELOADER, value: 0.1 },
    ]);
    expect(await valuesOf('container_memory_available_bytes')).toEqual([
      { ...PROMETHEUS, value: 256 * MIB },
      { ...RELOADER, value: 56 * MIB },
    ]);
  });

  it('tells of each claim once, however many pods mount it, and of no volume without one', async () => {
    expect(await valuesOf('k8s_volume_available_bytes')).toEqual([
      { namespace: 'clinic', volume: 'uploads', value: 90 * MIB },
      { namespace: 'vigia', volume: 'data-prometheus-0', value: 400 * MIB },
    ]);
    expect(await valuesOf('k8s_volume_capacity_bytes')).toEqual([
      { namespace: 'clinic', volume: 'uploads', value: 100 * MIB },
      { namespace: 'vigia', volume: 'data-prometheus-0', value: 1_000 * MIB },
    ]);
  });

  it('adds no other series than the contract has', async () => {
    const names = await query(platform.prometheus, 'count by (__name__) ({job="kubelet"})');
    const ours = Object.entries(contract.metrics).flatMap(([name, { emitter }]) => (emitter === 'agent' ? [name] : []));
    expect(names.map(({ __name__ }) => __name__).sort()).toEqual(ours.sort());
  });

  it('is asked for its figures and its pods alone', () => {
    expect([...kubelet.asked].sort()).toEqual(['/pods', '/stats/summary']);
  });

  it('is not believed with a certificate of another authority', async () => {
    const folder = join(platform.folder, 'other');
    mkdirSync(folder);
    const other = await certificate(folder);
    const log = await startAgent('node-2', other.cert);
    await eventually(() => readFileSync(log, 'utf8').includes('certificate signed by unknown authority'), 'a refusal');
    expect(await query(platform.prometheus, '{instance="node-2"}')).toEqual([]);
  });
});

function byText(a: object, b: object): number {
  return JSON.stringify(a).localeCompare(JSON.stringify(b));
}
