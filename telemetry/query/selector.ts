/** A series of the contract and the labels to pick of it. */
import type {
  LabelName,
  LabelValue,
  MetricName,
  OwnLabels,
  PlatformMetricName,
  platformMetrics,
  RESOURCE_LABELS,
  RecordedName,
  recorded,
} from '../contract/index.ts';
import type { Matcher, Selector } from './ast.ts';

type ResourceLabel = (typeof RESOURCE_LABELS)[number];

/** Every label that a series of the contract carries. */
export type LabelsOf<M extends MetricName | PlatformMetricName | RecordedName> = M extends MetricName
  ? OwnLabels<M> | ResourceLabel
  : M extends PlatformMetricName
    ? (typeof platformMetrics)[M]['labels'][number] | 'env'
    : M extends RecordedName
      ? (typeof recorded)[M]['labels'][number]
      : never;

/** Values to match: one, or any of several. */
export type Where<L extends LabelName> = { readonly [K in L]?: LabelValue<K> | readonly LabelValue<K>[] };

export type PlatformOfType<T> = {
  [M in PlatformMetricName]: (typeof platformMetrics)[M]['type'] extends T ? M : never;
}[PlatformMetricName];

export function select(series: string): Selector {
  return { kind: 'selector', series, matchers: [] };
}

export function toMatchers(where: Readonly<Record<string, unknown>>, negated: boolean): Matcher[] {
  return Object.entries(where).map(([label, value]) =>
    Array.isArray(value) && value.length !== 1
      ? { label, op: negated ? '!~' : '=~', value: value.map((one) => escapeRegex(String(one))).join('|') }
      : { label, op: negated ? '!=' : '=', value: String(value) },
  );
}

/** Regular expressions of Prometheus (RE2) are anchored at both ends already. */
export function escapeRegex(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\$&');
}
