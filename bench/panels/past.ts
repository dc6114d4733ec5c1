/** The past that panels read: what a Prometheus has of it after it ran for that long. */
import {
  type Emitter,
  METRIC_INTERVAL,
  type MetricDefinition,
  metrics,
  type PlatformMetricDefinition,
  platformMetrics,
} from '../../telemetry/contract/index.ts';
import { allRules } from '../rules/own.ts';
import { type Need, needsOf, recordedEvery, seconds } from '../rules/rule-file.ts';
import { type Past, pastsOfNeeds } from '../rules/seed.ts';
import { type BenchSeries, type LabelValues, seriesOf } from '../rules/series.ts';
import type { Question } from './questions.ts';

/** Which series queries look at, and how far back. */
export function needsOfTexts(questions: readonly { readonly text: string; readonly course?: Question['course'] }[]): Need[] {
  const known = new Map<string, number>();
  for (const { text, course } of questions) {
    known.set(text, Math.max(known.get(text) ?? 0, (course?.span.ms ?? 0) / 1_000));
  }
  return [...known].flatMap(([text, span]) => {
    const back = span + furthestSubquery(text);
    const needs = needsOf({ groups: [{ name: '', interval: '', rules: [{ expr: text.replaceAll(' @ end()', '') }] }] });
    return needs.map((need) => ({ ...need, stretch: { ...need.stretch, oldest: need.stretch.oldest + back } }));
  });
}

/** Seconds that an expression is computed back for, as in `[7d:1h] offset 1d`. What stands beside it is taken to reach as far. */
function furthestSubquery(text: string): number {
  const found = text.matchAll(/\[(\w+):\w+\](?: @ end\(\))?(?: offset (\w+))?/g);
  return Math.max(0, ...[...found].map(([, range, offset]) => seconds(range) + seconds(offset)));
}

/** How far back they look, in seconds. */
export function lookBack(needs: readonly Need[]): number {
  return Math.max(0, ...needs.filter(({ name }) => seriesOf(name, ['one']).length > 0).map(({ stretch }) => stretch.oldest));
}

export function pastsOfPanels(needs: readonly Need[], tenants: readonly string[]): Past[] {
  const rules = allRules();
  return pastsOfNeeds(needs, (name) => ({
    every: recordedEvery(rules, name) ?? METRIC_INTERVAL.ms / 1_000,
    series: seriesToShow(name, tenants),
  }));
}

/** Where a few clinics have something, and most have nothing: one in so many. */
const FEW = 100;
const OF_FEW = new Set([
  'ALERTS',
  'slo:burn_rate:page',
  'slo:burn_rate:ticket',
  'tenant:maintenance:active',
  'tenant:cross_tenant_access:increase5m_tile',
]);
/** There is none on a good day. */
const OF_NOBODY = new Set(['fleet:maintenance:active']);

/** Processes of a kind. */
const INSTANCES = ['one', 'two', 'three'];
/** Jobs of the servers that emit a metric, where those are others than the emitter, and by which panels pick some of them. */
const JOBS: { readonly [E in Emitter]?: readonly string[] } = { collector: ['agent', 'gateway', 'balancer'] };
const ALL_JOBS = [
  'agent',
  'gateway',
  'gateway-counts',
  'balancer',
  'log-writer',
  'prometheus',
  'alertmanager',
  'tempo',
  'opensearch',
];
/** A clinic in a hundred has an alert, and one at a time. */
const ALERT: LabelValues = {
  alertname: ['TenantHighErrorRate'],
  alertstate: ['firing'],
  severity: ['critical'],
  team: ['platform'],
  job: ['prometheus'],
  instance: ['one'],
};

/** A container in each pod, as many as the contract is sized for, and volumes in one namespace. */
const OF_KUBELETS: LabelValues = { namespace: ['clinic', 'vigia'], container: ['main'], service: ['kubelet'], instance: ['one'] };

/** The series of a name as an environment has them on a good day. */
function seriesToShow(name: string, tenants: readonly string[]): readonly BenchSeries[] {
  if (OF_NOBODY.has(name)) return [];
  const having = OF_FEW.has(name) ? tenants.filter((_, i) => i % FEW === 0) : tenants;
  return seriesOf(name, having, valuesIn(name));
}

function valuesIn(name: string): LabelValues {
  if (name === 'ALERTS') return ALERT;
  if (name === 'up') return { instance: INSTANCES, job: ALL_JOBS };
  if (name === 'fleet:request_duration_bucket:rate5m') {
    return { le: [...metrics.http_route_request_duration_seconds.buckets.map(String), '+Inf'] };
  }
  const ofPlatform: PlatformMetricDefinition | undefined = Reflect.get(platformMetrics, name);
  if (ofPlatform) {
    // Born with the first failure: one exporter of six has had one.
    const failed = name.includes('send_failed') ? { exporter: ['otlp/one'] } : {};
    return { instance: INSTANCES, job: JOBS[ofPlatform.emitter] ?? [ofPlatform.emitter], ...failed };
  }
  const metric: MetricDefinition | undefined = Reflect.get(metrics, name);
  if (metric?.emitter === 'agent') return OF_KUBELETS;
  // Raw series of clinics are taken to be of one process, which favours their form.
  return metric && !metric.labels.some((label) => label === 'tenant' || label === 'route') ? { instance: INSTANCES } : {};
}
