/** Servers' counters at this moment, as they show them to Prometheus: without the wait for the next scrape. */
import { type Cluster, podsOf } from './pods.ts';

const SAMPLE = /^(\w+)(?:\{(.*)\})? (\S+)$/;
const COLLECTORS = ['vigia-agent/agent', 'vigia/gateway'] as const;

/**
 * The sum of a metric's samples.
 * @param exposition in Prometheus's text format
 * @param labels which samples have to carry; default none: all of them
 */
export function sumOf(exposition: string, metric: string, labels: Readonly<Record<string, string>> = {}): number {
  const wanted = Object.entries(labels).map(([name, value]) => `${name}="${value}"`);
  const samples = exposition.split('\n').flatMap((line) => {
    const [, name, pairs = '', value] = SAMPLE.exec(line) ?? [];
    return name === metric && wanted.every((pair) => `,${pairs},`.includes(`,${pair},`)) ? [Number(value)] : [];
  });
  return samples.reduce((sum, value) => sum + value, 0);
}

/** @param url of the server's page of metrics */
export async function expositionOf(url: string): Promise<string> {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url} answered ${response.status}.`);
  return response.text();
}

/** What every Collector shows, by the name of its pod; the agent's, whose name ends in chance, as `agent`. */
export async function collectorExpositions(cluster: Cluster): Promise<ReadonlyMap<string, string>> {
  const pods = (await Promise.all(COLLECTORS.map((workload) => podsOf(cluster, workload)))).flat();
  const pages = pods.map(async ({ metadata, status }): Promise<[string, string]> => {
    const page = await expositionOf(`http://${status.podIP}:8888/metrics`);
    return [metadata.name.replace(/^agent-.*/, 'agent'), page];
  });
  return new Map(await Promise.all(pages));
}
