/** Every small change of an alert that its tests must notice: one threshold, window, comparison, grouping or condition at a time. */
import type { Alert, SloTier } from '../../alerts/alert.ts';
import { alertNode } from '../../alerts/render/prometheus.ts';
import { burns } from '../../alerts/slo/burn-rate.ts';
import { type Duration, format } from '../../telemetry/contract/index.ts';
import { mapSelectors, type Node, promql, selectorsOf } from '../../telemetry/query/index.ts';

export interface Mutant {
  /** What was changed, as a reader of the expression would say it. Unique within an alert. */
  readonly change: string;
  readonly expr: string;
  readonly for?: Duration;
}

/** A changed node, and what was changed. */
interface Change {
  readonly what: string;
  readonly node: Node;
}

export function mutantsOf(alert: Alert): readonly Mutant[] {
  const node = inlined(alertNode(alert), alert.sloTier);
  const original = promql({ node }, 1);
  const wait = alert.for && { for: alert.for };
  const expressions = [...changesOf(node), ofAnyObjective(node)]
    .map(({ what, node: changed }) => ({ change: what, expr: promql({ node: changed }, 1), ...wait }))
    .filter(({ expr }) => expr !== original);
  const waits = alert.for ? [{ ms: alert.for.ms / 2 }, { ms: alert.for.ms * 2 }] : [{ ms: 30_000 }];
  const mutants = [
    ...expressions,
    ...waits.map((length) => ({ change: `for ${format(length)}`, expr: original, for: length })),
    ...(alert.for ? [{ change: 'without for', expr: original }] : []),
  ];
  return [...Map.groupBy(mutants, ({ expr, ...rest }) => `${expr} ${rest.for?.ms}`).values()].flatMap(([first]) => first ?? []);
}

const SLO = 'slo';

/** Operands of `and` have their objective in common, so that to drop it from one of them changes nothing: it is dropped from all. */
function ofAnyObjective(node: Node): Change {
  const without = mapSelectors(node, (selector) => ({
    ...selector,
    matchers: selector.matchers.filter(({ label }) => label !== SLO),
  }));
  return { what: 'of any objective', node: without };
}

/** With the burn rate of the alert's own tier, which is recorded for it, written out: its windows and thresholds are the alert's. */
function inlined(node: Node, tier: SloTier | undefined): Node {
  if (node.kind === 'selector') {
    const written = burns().find(({ record, query }) => record === node.series && sloOf(query.node) === sloOf(node));
    return written && node.series === `slo:burn_rate:${tier}` ? written.query.node : node;
  }
  return node.kind === 'binary' ? { ...node, left: inlined(node.left, tier), right: inlined(node.right, tier) } : node;
}

function sloOf(node: Node): string | undefined {
  return selectorsOf(node)[0]?.matchers.find(({ label }) => label === SLO)?.value;
}

/** Thresholds and factors: whole ones by one, others by a tenth; nothing becomes one. */
function nearby(value: number): number[] {
  if (value === 0) return [1];
  const step = Number.isInteger(value) ? 1 : value / 10;
  return [value + step, value - step].map((near) => Number(near.toPrecision(6)));
}

/** Windows: twice and half as long. */
const stretched = ({ ms }: Duration): Duration[] => [{ ms: ms * 2 }, { ms: ms / 2 }];

const NEIGHBOURS: Readonly<Record<string, readonly string[]>> = {
  '>': ['>=', '<'],
  '>=': ['>', '<'],
  '<': ['<=', '>'],
  '<=': ['<', '>'],
};

function changesOf(node: Node): Change[] {
  switch (node.kind) {
    case 'number':
      return nearby(node.value).map((value) => ({ what: `${node.value} becomes ${value}`, node: { ...node, value } }));
    case 'time':
      return [];
    case 'selector':
      return selectorChanges(node);
    case 'range':
    case 'counted':
    case 'quantile-over-time':
    case 'predict': {
      const inner = selectorChanges(node.of).map(({ what, node: of }) => ({ what, node: { ...node, of } as Node }));
      if (node.kind === 'predict') {
        return [
          ...inner,
          ...stretched(node.after).map((after) => ({ what: `predicts for ${format(after)}`, node: { ...node, after } })),
        ];
      }
      return inner;
    }
    case 'quantile':
    case 'lowest':
    case 'shortened':
    case 'highest':
      return within(node.of, (of) => ({ ...node, of }));
    case 'clamp':
      return [{ what: `without ${node.fn}`, node: node.of }, ...within(node.of, (of) => ({ ...node, of }))];
    case 'aggregate':
      return [
        ...node.by.map((label) => ({
          what: `${node.op} without ${label}`,
          node: { ...node, by: node.by.filter((other) => other !== label) },
        })),
        ...within(node.of, (of) => ({ ...node, of })),
      ];
    case 'binary':
      return binaryChanges(node);
  }
}

function within(inner: Node, put: (node: Node) => Node): Change[] {
  return changesOf(inner).map(({ what, node }) => ({ what, node: put(node) }));
}

function binaryChanges(node: Extract<Node, { kind: 'binary' }>): Change[] {
  const { op, left, right } = node;
  const comparisons = (NEIGHBOURS[op] ?? []).map((other) => ({
    what: `${op} becomes ${other}, right of ${short(left)}`,
    node: { ...node, op: other as typeof op },
  }));
  const dropped: Change[] =
    op === 'and' || op === 'unless'
      ? [{ what: `without "${op} ${short(right)}"`, node: left }]
      : op === 'or'
        ? [
            { what: `without "or ${short(right)}"`, node: left },
            { what: `without "${short(left)} or"`, node: right },
          ]
        : [];
  return [
    ...comparisons,
    ...dropped,
    ...within(left, (changed) => ({ ...node, left: changed })),
    ...within(right, (changed) => ({ ...node, right: changed })).map(({ what, node: changed }) => ({
      what: right.kind === 'number' ? `${op} ${what}, right of ${short(left)}` : what,
      node: changed,
    })),
  ];
}

type Selector = Extract<Node, { kind: 'selector' }>;

function selectorChanges(selector: Selector): { what: string; node: Selector }[] {
  const { series, matchers, range, offset } = selector;
  return [
    ...(range
      ? stretched(range).map((length) => ({ what: `${series}[${format(length)}]`, node: { ...selector, range: length } }))
      : []),
    ...(offset
      ? stretched(offset).map((length) => ({ what: `${series} offset ${format(length)}`, node: { ...selector, offset: length } }))
      : []),
    ...matchers
      .filter(({ label }) => label !== SLO)
      .map((matcher) => ({
        what: `${series} with any ${matcher.label}`,
        node: { ...selector, matchers: matchers.filter((other) => other !== matcher) },
      })),
    ...otherWindows(series).map((other) => ({ what: `${series} becomes ${other}`, node: { ...selector, series: other } })),
  ];
}

const WINDOWS = ['5m', '30m', '1h', '2h', '6h', '1d', '3d', '_period'];

/** A recorded window's window is in its name: the one before it, and the one after. */
function otherWindows(series: string): string[] {
  const [, stem, window] = /^(slo:\w+:(?:ratio|increase))(\d+[mhd]|_period)$/.exec(series) ?? [];
  const i = window ? WINDOWS.indexOf(window) : -1;
  return i < 0 ? [] : [WINDOWS[i - 1], WINDOWS[i + 1]].flatMap((other) => (other ? [`${stem}${other}`] : []));
}

/** The beginning of an expression, to tell one from another. */
function short(node: Node): string {
  const text = promql({ node }, 1);
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}
