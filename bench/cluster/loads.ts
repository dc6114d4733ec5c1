/** Steady loads, each of which makes more of one kind of work: so the cost of each kind can be told from the others'. */
import { appendFileSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { total } from '../../local/traffic/counts.ts';
import { startTraffic } from '../../local/traffic/traffic.ts';
import { METRIC_INTERVAL, metrics } from '../../telemetry/contract/index.ts';
import type { ClusterNode } from '../../test/support/cluster/node/index.ts';
import type { StackFacts } from '../../test/support/cluster/stack/index.ts';

export interface LoadedCluster extends Pick<ClusterNode, 'kubectl' | 'dataFolder'>, Pick<StackFacts, 'urls' | 'clinic'> {
  /** Base URL of the agent's OTLP over HTTP. */
  readonly otlp: string;
}

export interface RunningLoad {
  /** Requests that the clinic has answered so far. */
  requests(): number;
  stop(): Promise<void>;
}

export interface Load {
  /** As the table calls it. */
  readonly name: string;
  start(cluster: LoadedCluster): RunningLoad;
}

/** What is there without anybody: probes, scrapes, rules, the kubelet's figures. */
export const idle: Load = { name: 'idle', start: () => ({ requests: () => 0, stop: async () => undefined }) };

/** The everyday traffic of the sample clinics: each request makes log lines, spans and, where it books, audit records. */
export function requests(ratePerSecond: number): Load {
  return {
    name: `${ratePerSecond} requests/s`,
    start({ urls, clinic }) {
      const traffic = startTraffic({ baseUrl: urls.clinic, webhookSecret: clinic.stripeWebhookSecret, ratePerSecond });
      return {
        requests: () => total(traffic.counts).requests,
        stop: async () => {
          await traffic.stop();
        },
      };
    },
  };
}

const TICKS_PER_SECOND = 10;

/**
 * Log lines of a further container in the clinic's pod: lines that the clinic wrote, its audit records left out (each is stored only once).
 * Its file is made here. A folder of a pod that there is not would be removed by the kubelet.
 */
export function lines(perSecond: number): Load {
  return {
    name: `${perSecond} log lines/s`,
    start({ dataFolder }) {
      const pod = clinicLogs(dataFolder);
      const written = readFileSync(join(pod, 'clinic/0.log'), 'utf8')
        .split('\n')
        .filter((line) => line.includes(' stdout F {') && !line.includes('"stream":'));
      if (written.length === 0) throw new Error('The clinic has written no log line yet: measure a load of requests first.');
      const folder = join(pod, `bench-${Date.now()}`);
      mkdirSync(folder);
      const batch = perSecond / TICKS_PER_SECOND;
      let next = 0;
      const timer = setInterval(() => {
        const some = Array.from({ length: batch }, (_, i) => `${written[(next + i) % written.length]}\n`);
        next += batch;
        appendFileSync(join(folder, '0.log'), some.join(''));
      }, 1_000 / TICKS_PER_SECOND);
      return {
        requests: () => 0,
        stop: async () => {
          clearInterval(timer);
          rmSync(folder, { recursive: true });
        },
      };
    },
  };
}

/** Folder of the log files of the clinic's pod. */
function clinicLogs(dataFolder: string): string {
  const pods = join(dataFolder, 'var-log/pods');
  const pod = readdirSync(pods).find((name) => name.startsWith('clinic_clinic-'));
  if (pod === undefined) throw new Error(`The clinic has no log files in ${pods}.`);
  return join(pods, pod);
}

/** As the SDK exports: everything in turn, in requests of at most so many points. */
const EXPORT_EVERY_MS = METRIC_INTERVAL.ms;
const POINTS_A_REQUEST = 5_000;
const METRIC = metrics.http_route_request_duration_seconds;
const METHODS = ['GET', 'POST', 'PUT', 'DELETE'];

/** Metrics of further processes of an application: histograms by route and method, which no alert looks at. */
export function histograms(count: number): Load {
  return {
    name: `${count} histograms`,
    start({ otlp }) {
      const started = Date.now();
      const failures: unknown[] = [];
      const post = async (body: object) => {
        const headers = { 'content-type': 'application/json' };
        const response = await fetch(`${otlp}/v1/metrics`, { method: 'POST', headers, body: JSON.stringify(body) });
        await response.body?.cancel();
        if (!response.ok) throw new Error(`it answered ${response.status}`);
      };
      const sendAll = async () => {
        for (const body of exportsOf(count, started, Date.now())) await post(body);
      };
      const send = () => void sendAll().catch((error: unknown) => failures.push(error));
      send();
      const timer = setInterval(send, EXPORT_EVERY_MS);
      return {
        requests: () => 0,
        stop: async () => {
          clearInterval(timer);
          const [first] = failures;
          if (first !== undefined) throw new Error(`The agent did not take every export of metrics: ${first}`);
        },
      };
    },
  };
}

/** An export in requests of OTLP as JSON: each histogram with a value more in each bucket than in the export before. */
export function exportsOf(count: number, started: number, now: number): readonly object[] {
  const each = Math.floor((now - started) / EXPORT_EVERY_MS) + 1;
  const bucketCounts = Array.from({ length: METRIC.buckets.length + 1 }, () => String(each));
  const points = Array.from({ length: count }, (_, i) => ({
    attributes: [
      attribute('route', `/bench/${Math.floor(i / METHODS.length)}`),
      attribute('method', METHODS[i % METHODS.length] ?? ''),
      attribute('status', 'success'),
    ],
    startTimeUnixNano: nanoseconds(started),
    timeUnixNano: nanoseconds(now),
    count: String(each * bucketCounts.length),
    sum: each,
    bucketCounts,
    explicitBounds: METRIC.buckets,
  }));
  const resource = { attributes: [attribute('service.name', 'bench'), attribute('service.instance.id', `bench-${started}`)] };
  return Array.from({ length: Math.ceil(count / POINTS_A_REQUEST) }, (_, i) => {
    const dataPoints = points.slice(i * POINTS_A_REQUEST, (i + 1) * POINTS_A_REQUEST);
    const metric = { name: METRIC.otel, unit: METRIC.unit, histogram: { aggregationTemporality: 2, dataPoints } };
    return { resourceMetrics: [{ resource, scopeMetrics: [{ scope: { name: 'bench' }, metrics: [metric] }] }] };
  });
}

function attribute(key: string, stringValue: string): object {
  return { key, value: { stringValue } };
}

function nanoseconds(ms: number): string {
  return `${ms}000000`;
}
