/** How many series the contract makes, and how many one Prometheus may hold. */
import { type AuditEventDefinition, auditEvents } from './audit-events.ts';
import type { Emitter } from './emitters.ts';
import type { LabelDefinition } from './labels.ts';
import type { MetricDefinition } from './metric.ts';
import type { Contract } from './validate.ts';

/** What an environment is sized for. */
export interface Sizing {
  readonly tenants: number;
  /** Processes of the application. */
  readonly instances: number;
}

/** What the labels say that the contract is sized for. */
export function sizingOf({ labels }: Pick<Contract, 'labels'>): Sizing {
  return { tenants: cardinalityOf(labels, 'tenant'), instances: cardinalityOf(labels, 'instance') };
}

/** Labels that stand for no tenant: none, and overflow. Every process has them besides its tenants. */
const RESERVED_TENANTS = 2;

/** Processes of the platform's own emitters. The others have as many as the application, or count as a scraped server. */
const REPLICAS: { readonly [E in Emitter]?: number } = {
  collector: 3,
  'log-writer': 2,
  'chain-verifier': 1,
  'freshness-exporter': 1,
};

/** What a server exports about itself besides the metrics that the contract names. */
const OWN_SERIES_OF_A_SERVER = 1_000;

/** How often a process's series are in memory: Prometheus keeps those of the processes before a release for up to three hours. */
const RELEASES_IN_MEMORY = 2;

/**
 * The memory of one series in Prometheus, in bytes. Measured on 3.16 with 94,505 series of the contract's label sets and a new value
 * every two seconds: 3,510 bytes of resident memory each at the start, 3,980 once each had a full chunk and a new one.
 */
export const BYTES_PER_SERIES = 4_096;

/** Series that one Prometheus may hold in memory: 5.7 of the 8 GiB that prod's has. Queries, rules and compaction need the rest. */
export const SERIES_BUDGET = 1_500_000;

/** How many series one name of the contract has. Each replica of Prometheus has them all. */
export interface SeriesCount {
  readonly name: string;
  readonly kind: 'metric' | 'recorded' | 'platform';
  /** At one moment. */
  readonly series: number;
  /** Right after a release of whatever emits them. */
  readonly inMemory: number;
}

/** @param sizing default: what the contract's labels are sized for */
export function seriesOf(contract: Contract, sizing: Sizing = sizingOf(contract)): SeriesCount[] {
  const { labels, metrics, recorded, platformMetrics } = contract;
  const sets = (name: string, own: readonly string[]) => product(own, (label) => valuesOf(name, label, labels, sizing));
  const servers = cardinalityOf(labels, 'job') * cardinalityOf(labels, 'instance');
  return [
    ...Object.entries(metrics).map(([name, metric]) => {
      const processes = REPLICAS[metric.emitter] ?? sizing.instances;
      return ofProcesses('metric', name, metric.series ?? sets(name, metric.labels) * seriesOfASet(metric) * processes);
    }),
    ...Object.entries(recorded).map(([name, { labels: own, of = name }]) => {
      const series = sets(of, own);
      return { kind: 'recorded' as const, name, series, inMemory: series };
    }),
    ...Object.entries(platformMetrics).map(([name, { labels: own, series }]) =>
      ofProcesses('platform', name, series ?? sets(name, own)),
    ),
    ofProcesses('platform', 'what else the servers export', servers * OWN_SERIES_OF_A_SERVER),
  ];
}

/** All of them together. */
export function totalOf(counts: readonly SeriesCount[]): Pick<SeriesCount, 'series' | 'inMemory'> {
  return {
    series: counts.reduce((sum, { series }) => sum + series, 0),
    inMemory: counts.reduce((sum, { inMemory }) => sum + inMemory, 0),
  };
}

/** The memory that so many series take, in MiB. */
export function memoryMiB(series: number): number {
  return Math.ceil((series * BYTES_PER_SERIES) / 2 ** 20);
}

function ofProcesses(kind: SeriesCount['kind'], name: string, series: number): SeriesCount {
  return { kind, name, series, inMemory: series * RELEASES_IN_MEMORY };
}

/** A histogram has its boundaries, the one for all, the sum and the count. */
function seriesOfASet({ buckets }: MetricDefinition): number {
  return buckets ? buckets.length + 3 : 1;
}

/**
 * How many values a label has on one metric. The audit catalogue knows best where it does the counting; elsewhere it is what the label
 * is sized for, which is less than its closed set where a tenant does not see every value: a clinic has one tier.
 */
function valuesOf(name: string, label: string, labels: Contract['labels'], { tenants }: Sizing): number {
  if (label === 'tenant') return tenants + RESERVED_TENANTS;
  const counted = Object.values<AuditEventDefinition>(auditEvents).flatMap(({ counts }) =>
    counts?.metric === name && label in counts ? [Reflect.get(counts, label)] : [],
  );
  if (counted.length > 0) return new Set(counted).size;
  return label === 'event' ? Object.keys(auditEvents).length : cardinalityOf(labels, label);
}

function cardinalityOf(labels: Readonly<Record<string, LabelDefinition>>, label: string): number {
  const { cardinality } = labels[label] ?? {};
  if (cardinality === undefined) throw new Error(`"${label}" is no label of the contract.`);
  return cardinality;
}

function product(labels: readonly string[], values: (label: string) => number): number {
  return labels.reduce((all, label) => all * values(label), 1);
}
