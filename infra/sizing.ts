/** What an environment's expected load asks of each workload: the measured prices, times the load, times a margin. */
import {
  contract,
  type Emitter,
  METRIC_INTERVAL,
  type MetricDefinition,
  memoryMiB,
  type Sizing,
  seriesOf,
  sizingOf,
  totalOf,
} from '../telemetry/contract/index.ts';
import type { DeployedEnvironment, Load } from './environment.ts';
import { type Measured, measured, type Unit } from './sizing/measured.ts';
import { costsOf, type MeasuredWorkload, perRequest, priceOf } from './sizing/unit-costs.ts';

/** What a workload needs at least, margins included. Milli-cores and MiB, rounded up. */
export interface Need {
  readonly cpu: number;
  readonly memory: number;
}

/** The workloads of `environment.sizes` that were measured. Grafana and Tempo were not: docs/sizing.md says what theirs rest on. */
export type SizedWorkload = Exclude<keyof DeployedEnvironment['sizes'], 'quota' | 'grafana' | 'tempo'>;

/**
 * How much more than measured.
 * - cpu: bursts within a minute, and machines slower than the one that measured. It is a request, no limit: an idle machine gives more.
 * - memory: twice, as a queue that is worked off after a store was away, and a heap before it is collected, take more. A Collector
 *   refuses data from 60 % of its pod's memory on: so it never does at the expected load.
 * - series: a third more than the series themselves, for queries, rules and compaction.
 */
export const MARGINS = { cpu: 1.5, memory: 2, series: 4 / 3 } as const;

/** The least that any pod asks for. By judgement: on a busy machine a smaller request would leave too little time to answer probes. */
export const LEAST = { cpu: 50, memory: 0 } as const satisfies Need;

/** How many times of what is asked for a size may be. */
export const AT_MOST = 4;

/** The sizes that are larger than that, as `environment workload cpu|memory`, each with why. */
export const LARGER: Readonly<Record<string, string>> = {
  'dev gateway memory':
    'a gateway that catches up after a store was away, or is flooded, fills its memory up to its limiter: with less it refuses sooner',
  'prod gateway memory': 'as dev’s, at twenty times its traffic',
  'prod alertmanager memory': 'a bad day has a thousand alerts at once, of which a handful were measured',
  'prod worker memory': 'a digest of a thousand clinics was not measured',
};

/** The share of a core that all rules together take at 1,000 tenants, as `npm run bench -- rules` measures it. */
export const RULES = { cores: 0.12, tenants: 1_000 } as const;

/** Whose metrics pass the agent and the gateways. */
const THROUGH_GATEWAYS: readonly Emitter[] = ['sdk', 'application', 'agent'];

/** Units a second of the whole environment, and series at one moment and after a release. */
export interface Rates extends Readonly<Record<Exclude<Unit, 'notifications'>, number>> {
  readonly seriesInMemory: number;
}

/** The work that an environment's load makes. */
export function ratesOf({ load }: Pick<DeployedEnvironment, 'load'>, figures: Measured = measured): Rates {
  const sizing = sizingFor(load);
  const { lines, spans } = perRequest(figures);
  const { series, inMemory } = totalOf(seriesOf(contract, sizing));
  const seconds = METRIC_INTERVAL.ms / 1_000;
  return {
    requests: load.requestsPerSecond,
    lines: load.requestsPerSecond * lines,
    spans: load.requestsPerSecond * spans,
    points: pointsOf(sizing) / seconds,
    samples: series / seconds,
    series,
    seriesInMemory: inMemory,
  };
}

/** @returns what each workload needs, of one pod */
export function needsOf(
  environment: Pick<DeployedEnvironment, 'load' | 'sizes'>,
  figures: Measured = measured,
): Readonly<Record<SizedWorkload, Need>> {
  const { load, sizes } = environment;
  const rates = ratesOf(environment, figures);
  const pod = (workload: MeasuredWorkload, share: number): Need => {
    const { cores, memory, mostMiB } = costsOf(workload, figures.windows);
    const own = scaled(rates, share);
    return need(priceOf(cores, own) * 1_000, Math.max(priceOf(memory, own), mostMiB));
  };
  return {
    agent: pod('agent', 1 / load.nodes),
    gateway: pod('gateway', 1 / carrying(sizes.gateway.replicas)),
    logWriter: pod('log-writer', 1 / carrying(sizes.logWriter.replicas)),
    prometheus: prometheusNeed(rates, load, figures),
    alertmanager: pod('alertmanager', 1),
    worker: need(0, Math.max(0, ...figures.workers.map(({ memoryMiB: held }) => held))),
  };
}

/** A figure with its margin. */
function need(milliCores: number, mebibytes: number): Need {
  return { cpu: Math.max(LEAST.cpu, Math.ceil(milliCores * MARGINS.cpu)), memory: Math.ceil(mebibytes * MARGINS.memory) };
}

/** Each replica has every series; rules cost with the tenants, and are measured by a benchmark of their own. */
function prometheusNeed(rates: Rates, { tenants }: Load, { windows }: Measured): Need {
  const { cores, memory } = costsOf('prometheus', windows);
  const rules = (RULES.cores * tenants) / RULES.tenants;
  const { cpu, memory: base } = need((priceOf(cores, rates) + rules) * 1_000, memory.base);
  return { cpu, memory: base + Math.ceil(memoryMiB(rates.seriesInMemory) * MARGINS.series) };
}

/** How many of so many replicas carry the load while one is away. */
function carrying(replicas: number): number {
  return Math.max(1, replicas - 1);
}

function scaled(rates: Rates, share: number): { readonly [U in Unit]?: number } {
  return Object.fromEntries(Object.entries(rates).map(([unit, rate]) => [unit, rate * share]));
}

function sizingFor({ tenants }: DeployedEnvironment['load']): Sizing {
  return { ...sizingOf(contract), tenants };
}

/** Data points of one export of everything: a histogram is one, however many series Prometheus makes of it. */
function pointsOf(sizing: Sizing): number {
  const metrics: Readonly<Record<string, MetricDefinition>> = contract.metrics;
  return seriesOf(contract, sizing).reduce((sum, { name, series }) => {
    const metric = metrics[name];
    if (!metric || !THROUGH_GATEWAYS.includes(metric.emitter)) return sum;
    return sum + series / (metric.buckets ? metric.buckets.length + 3 : 1);
  }, 0);
}
