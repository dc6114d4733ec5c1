/** The series that an application of so many tenants has, with the labels of the contract, and a value for every moment. */
import { labels, type MetricDefinition, metrics, platformMetrics, recorded, slos } from '../../telemetry/contract/index.ts';
import { seriesText } from '../../test/support/history/openmetrics.ts';
import type { RuleGroups } from './rule-file.ts';

export interface BenchSeries {
  /** Name with labels, as in a scrape. */
  readonly text: string;
  readonly labels: Readonly<Record<string, string>>;
  /** @param at Unix time in seconds */
  readonly value: (at: number) => number;
}

export function tenantNames(count: number): string[] {
  return Array.from({ length: count }, (_, i) => `clinic-${String(i + 1).padStart(4, '0')}`);
}

/** The values that labels have, where they are others than those of the contract. */
export type LabelValues = Readonly<Record<string, readonly string[]>>;

/** What the benchmarks' application sets on a label, where the contract has more values than one application sends, or none. */
const VALUES: LabelValues = {
  env: ['prod'],
  service: ['clinic'],
  instance: ['web-1'],
  tier: ['standard'],
  status: ['2xx', '5xx'],
  event: ['login', 'logout', 'password_reset'],
  outcome: ['success', 'failure'],
  source: ['ipv4', 'ipv6'],
  slo: Object.keys(slos),
};

/** Counters that one tenant in a hundred has: each of their events is an incident. */
const RARE = new Set(['cross_tenant_access_total', 'audit_chain_gaps_total', 'stripe_webhook_retries_total']);

/** Every series of that name: of a metric, of one of a histogram's own, or of what a rule records. None where it is no name of the contract. */
export function seriesOf(name: string, tenants: readonly string[], values: LabelValues = {}): BenchSeries[] {
  const base = name.replace(/_(bucket|count|sum)$/, '');
  const metric: MetricDefinition | undefined = Reflect.get(metrics, name) ?? Reflect.get(metrics, base);
  if (metric) {
    const own = [...metric.labels, 'env', 'service', 'instance'];
    const le = name.endsWith('_bucket') ? { le: [...(metric.buckets ?? []).map(String), '+Inf'] } : {};
    const counts = metric.type !== 'gauge';
    const having = RARE.has(name) ? tenants.filter((_, i) => i % 100 === 0) : tenants;
    return sets(own, having, { ...VALUES, ...le, ...values }).map((set) => ({
      text: seriesText(name, set),
      labels: set,
      value: valueAt(name, set, counts),
    }));
  }
  const other: { readonly labels: readonly string[]; readonly type?: string } | undefined =
    Reflect.get(recorded, name) ?? Reflect.get(platformMetrics, name);
  if (!other) return [];
  const own = other.type ? [...other.labels, 'env'] : other.labels;
  return sets(own, tenants, { ...VALUES, ...values }).map((set) => ({
    text: seriesText(name, set),
    labels: set,
    value: valueAt(name, set, other.type === 'counter'),
  }));
}

/** What rules record that the contract does not know: a series for each rule, with its labels. */
export function recordedSeries({ groups }: RuleGroups, name: string): BenchSeries[] {
  const rules = groups.flatMap((group) => group.rules).filter(({ record }) => record === name);
  return rules.map(({ labels: own = {} }) => {
    const set = Object.fromEntries(Object.entries(own).flatMap(([label, value]) => (value === undefined ? [] : [[label, value]])));
    return { text: seriesText(name, set), labels: set, value: valueAt(name, set, false) };
  });
}

type LabelSet = Readonly<Record<string, string>>;

function sets(names: readonly string[], tenants: readonly string[], values: LabelValues): LabelSet[] {
  const all = { ...values, tenant: tenants };
  const every = 'le' in values ? [...names, 'le'] : names;
  return [...new Set(every)].reduce<LabelSet[]>(
    (known, label) =>
      known.flatMap((set) => (all[label as keyof typeof all] ?? anyOf(label)).map((value) => ({ ...set, [label]: value }))),
    [{}],
  );
}

function anyOf(label: string): readonly string[] {
  const definition: { readonly values?: readonly string[]; readonly cardinality: number } = Reflect.get(labels, label);
  const { values = Array.from({ length: definition.cardinality }, (_, i) => `${label}-${i}`), cardinality } = definition;
  return values.slice(0, cardinality);
}

const FAILURES = new Set(['5xx', 'failure', 'denied']);
/** What is counted seldom on a good day, whatever its labels say. */
const SELDOM = /privileged_actions|failed_logins/;

/** Counters grow unevenly, failures seldom; ages are fresh, ratios small: a platform on a good day. */
function valueAt(name: string, set: LabelSet, counts: boolean): BenchSeries['value'] {
  if (name.endsWith('_timestamp_seconds')) return (at) => at - 600;
  const seldom = SELDOM.test(name) || Object.values(set).some((value) => FAILURES.has(value));
  if (!counts) {
    if (seldom) return () => 0;
    const good = /ratio|saturation/.test(name) ? 0.1 : name.includes('increase') ? 1_000 : 100;
    return (at) => good + (Math.floor(at / 60) % 3) / 1_000;
  }
  if (name.includes('cross_tenant') || name.includes('gaps') || name.includes('refused') || name.includes('failed')) return () => 1;
  const pace = 5 + (((set.tenant ?? '').length + Number((set.tenant ?? '').slice(-2)) || 0) % 20);
  return (at) => {
    const k = Math.floor(at / 15);
    return seldom ? Math.floor(k / 3_000) : k * pace + ((k * 7) % 5);
  };
}
