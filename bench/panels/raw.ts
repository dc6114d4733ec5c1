/**
 * A query without recording rules: every recorded series replaced by what its rule computes it from, down to the metrics themselves.
 * Where there is a choice, it is the one that favours the raw form.
 */
import { recordingGroups } from '../../alerts/recording.ts';
import {
  contract,
  type Duration,
  duration,
  format,
  type MetricDefinition,
  RESOURCE_LABELS,
} from '../../telemetry/contract/index.ts';
import { mapSelectors, type Node, promql, type Query, type Selector } from '../../telemetry/query/index.ts';
import { isOfContract } from '../rules/rule-file.ts';
import { replaced } from './replaced.ts';

/** @param coarsest how far apart a series is computed at most where its own values of a stretch are asked for */
export function rawPromql({ node }: Query, coarsest: Duration): string {
  const texts: string[] = [];
  const open = replaced(node, (one) => {
    const text = rawOf(one, coarsest);
    return text === undefined ? undefined : { kind: 'selector', series: `RAW_${texts.push(text) - 1}`, matchers: [] };
  });
  return promql({ node: open }, 1).replace(/\bRAW_(\d+)\b/g, (_, index: string) => texts[Number(index)] ?? '');
}

/** Whether rules compute it from others. Windows of maintenance they do not: those are written from the configuration. */
function isComputed(name: string): boolean {
  return recordingGroups.some(({ rules }) => rules.some(({ record }) => record === name));
}

/** The text in place of a node that reads a recorded series; nothing for any other. */
function rawOf(node: Node, coarsest: Duration): string | undefined {
  if (node.kind === 'selector') return isComputed(node.series) ? now(node, coarsest) : undefined;
  if (node.kind !== 'range' && node.kind !== 'quantile-over-time') return undefined;
  const { of } = node;
  if (!isComputed(of.series)) return undefined;
  if (node.kind === 'quantile-over-time') return `quantile_over_time(${node.q}, ${computedOver(of, coarsest)})`;
  const { range: _, ...last } = of;
  // What is written seldom is looked for over a while; what is computed when it is asked for need not be.
  if (node.fn === 'last_over_time') return now(last, coarsest);
  // Lines are ranked by their last value: to compute them over the whole time once more would double what they cost.
  if (node.fn === 'max_over_time' && of.at === 'end') return now(last, coarsest);
  if (node.fn === 'sum_over_time' && windowOf(of.series)) {
    const times = overlapOf(of.series);
    return times === 1 ? now(of, coarsest) : `(${now(of, coarsest)} * ${times})`;
  }
  return `${node.fn}(${computedOver(of, coarsest)})`;
}

/** A recorded series as its rules compute it. With a range, its events are counted in that instead of in their own window. */
function now(selector: Selector, coarsest: Duration): string {
  const wanted = selector.matchers.find(({ label, op }) => label === 'slo' && op === '=')?.value;
  const rules = recordingGroups
    .flatMap((group) => group.rules)
    .filter(({ record, labels }) => record === selector.series && (!wanted || !labels?.slo || labels.slo === wanted));
  const texts = rules.map(({ query, labels = {} }) =>
    Object.entries(labels).reduce(
      (text, [label, value]) => `label_replace(${text}, "${label}", "${value}", "", "")`,
      rawPromql({ node: placed(query.node, selector) }, coarsest),
    ),
  );
  return `(${texts.join(' or ')})`;
}

/** The rule's expression of the picked series only, at the moment and over the range that were asked of the recorded one. */
function placed(node: Node, { matchers, range, offset, at }: Selector): Node {
  const stretched: Node = range
    ? replaced(node, (one) => (one.kind === 'selector' && windowOf(one.series) ? { ...one, range } : undefined))
    : node;
  return mapSelectors(stretched, (inner) => {
    const labels = labelsOf(inner.series);
    return {
      ...inner,
      matchers: [...inner.matchers, ...matchers.filter(({ label }) => labels.includes(label))],
      ...(range && inner.range && { range }),
      ...((offset || inner.offset) && { offset: { ms: (offset?.ms ?? 0) + (inner.offset?.ms ?? 0) } }),
      ...(at && { at }),
    };
  });
}

/** A series computed again and again over its range. */
function computedOver({ range = { ms: 0 }, offset, at, ...selector }: Selector, coarsest: Duration): string {
  const step = Math.max(everyOf(selector.series).ms, coarsest.ms);
  const shift = offset ? ` offset ${format(offset)}` : '';
  return `${now(selector, coarsest)}[${format(range)}:${format({ ms: step })}]${at ? ` @ ${at}()` : ''}${shift}`;
}

/** The window of a series that counts events from the metric itself: what is made of sums of such needs no sums. */
function windowOf(name: string): Duration | undefined {
  const window = /:increase(5m|1h)(_tile)?$/.exec(name);
  return window && /^(tenant|slo):/.test(name) && (window[2] || window[1] === '5m')
    ? duration(window[1] as '5m' | '1h')
    : undefined;
}

/** In how many of the counts of a stretch an event is. */
function overlapOf(name: string): number {
  return Math.max(1, (windowOf(name)?.ms ?? 0) / everyOf(name).ms);
}

function everyOf(name: string): Duration {
  return recordingGroups.find(({ rules }) => rules.some(({ record }) => record === name))?.every ?? duration('1m');
}

function labelsOf(series: string): readonly string[] {
  if (isOfContract(series)) return contract.recorded[series].labels;
  const { metrics, platformMetrics } = contract;
  const definitions: Readonly<Record<string, Pick<MetricDefinition, 'labels'>>> = { ...metrics, ...platformMetrics };
  const { labels = [] } = definitions[series] ?? definitions[series.replace(/_(count|bucket)$/, '')] ?? {};
  return [...labels, ...RESOURCE_LABELS, ...(series.endsWith('_bucket') ? ['le'] : [])];
}
