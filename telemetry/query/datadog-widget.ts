/**
 * Renders a query as a dashboard's widget of Datadog asks it: a formula over metric queries. Counts are `.as_count()`, so that a widget
 * adds them up over whatever it shows; what a query says of its own time becomes a roll-up, or the widget's time where it shows a number.
 */
import { type Duration, recorded } from '../contract/index.ts';
import type { Node, Query, RangeFunction, Selector } from './ast.ts';
import { type Ask, asked, type MetricQuery, regrouped } from './datadog-ask.ts';
import { isRecordedName, narrowed, stretched } from './datadog-expand.ts';
import { chosenTags, NotInDatadog, type Picked, pick } from './datadog-series.ts';
import { aboveZero, arithmetic, bounded, type Term, type Value, zeroed } from './datadog-term.ts';

export interface WidgetArgs {
  /** Values over time, or one number for the whole of the widget's time. */
  readonly over: 'time' | 'now';
  /** What a recorded series is computed from: Datadog records none. */
  readonly expand: (selector: Selector) => Query | undefined;
  /** The next name of a query, unique in the widget. */
  readonly name: () => string;
  /** Of the clinics that are chosen, where series tell them apart, or of all. Default the former. */
  readonly of?: 'chosen' | 'all';
}

export interface WidgetQuery {
  readonly queries: readonly MetricQuery[];
  /** Over the queries' names. */
  readonly formula: string;
  /** Each combination of these tags is a series of its own. */
  readonly groups: readonly string[];
  /** The time that the query is about: a widget that shows a number has to show that time. Absent of gauges. */
  readonly window?: Duration;
  /** Whether there is a value for each of more tags than the query has labels. */
  readonly finer: boolean;
  /** How many series are shown, of those that there are. */
  readonly limit?: Limit;
}

export interface Limit {
  readonly count: number;
  readonly order: 'asc' | 'desc';
}

/** As many as Grafana's panels show of what could be thousands. */
const MOST_GROUPS = 10;
/** What roll-ups are for; what is longer is a window that moves. */
const LONGEST_ROLLUP_MS = 3_600_000;
/** How far a moving window reaches back: more than that, and a graph of an hour would ask for a month. */
const LONGEST_MOVING_MS = 86_400_000;

/** @throws NotInDatadog for what no widget can ask; it names the part */
export function datadogWidget(query: Query, args: WidgetArgs): WidgetQuery {
  const term = render(query.node, args);
  if (term.kind === 'number') throw missing('A number without a series');
  const common = { groups: term.by, finer: term.finer === true, ...(term.limit && { limit: term.limit }) };
  const { window } = term;
  const about = window ? { window } : {};
  if (term.kind === 'rate' && args.over === 'now') {
    return {
      ...common,
      ...about,
      queries: term.asks.map((ask) => asked(ask)),
      formula: `${operand(term.formula)} / ${term.window.ms / 1_000}`,
    };
  }
  const rollup = args.over === 'time' && term.kind === 'count' && term.window.ms <= LONGEST_ROLLUP_MS ? term.window : undefined;
  const as = term.kind === 'rate' ? 'rate' : 'count';
  return {
    ...common,
    ...about,
    queries: term.asks.map((ask) => asked(ask, as, ask.rollup ?? rollup)),
    formula: term.formula,
  };
}

const missing = (what: string) => new NotInDatadog(what, 'widget');
const operand = (formula: string) => (/\S [-+*/] \S/.test(formula) ? `(${formula})` : formula);

function render(node: Node, args: WidgetArgs): Term {
  switch (node.kind) {
    case 'number':
      return { kind: 'number', formula: String(node.value) };
    case 'time':
      throw missing('The time of the evaluation');
    case 'selector':
      return shifted(expanded(node, args), node.offset);
    case 'range':
      return ranged(node, args);
    case 'aggregate':
      return aggregate(node, args);
    case 'quantile':
      return percentile(node, args);
    case 'highest':
    case 'lowest':
      return limited(render(node.of, args), { count: node.k, order: node.kind === 'highest' ? 'desc' : 'asc' });
    case 'shortened':
      throw missing(`A part of the label ${node.label}`);
    case 'clamp':
      return bounded(render(node.of, args), node.fn, node.bound);
    case 'binary':
      return binary(node, args);
    case 'quantile-over-time':
      throw missing(`A quantile of ${node.of.series} over time`);
    case 'predict':
      throw missing(`What ${node.of.series} will be`);
    case 'counted':
      throw missing(`A count of ${node.of.series} that is not added up`);
  }
}

function limited(term: Term, limit: Limit): Term {
  return term.kind === 'number' ? term : { ...term, limit };
}

/** A recorded series, as what it is computed from, with what is picked of it. */
function expanded(selector: Selector, args: WidgetArgs, window?: Duration): Term {
  const { series, matchers } = selector;
  if (!isRecordedName(series)) throw missing(`${series}, of which each process has its own,`);
  const query = args.expand(selector);
  if (!query) throw missing(`${series}, which no single rule records,`);
  const node = narrowed(query.node, matchers);
  const of = recorded[series].labels.some((label) => label === 'tenant') ? (args.of ?? 'chosen') : 'all';
  return render(window ? stretched(node, window) : node, { ...args, of });
}

/** As it was that long ago. */
function shifted(term: Term, offset: Duration | undefined): Term {
  if (!offset || term.kind === 'number') return term;
  return { ...term, formula: `timeshift(${term.formula}, -${offset.ms / 1_000})` };
}

function ranged(node: Extract<Node, { kind: 'range' }>, args: WidgetArgs): Term {
  const { range: window, series, offset } = node.of;
  const term = isRecordedName(series) && window ? summedUp(node.fn, node.of, window, args) : undefined;
  if (!term) throw missing(`${node.fn}() of ${series}`);
  return shifted(term, offset);
}

/** Several values of a recorded series as one, where Datadog can make it of what the series is computed from. */
function summedUp(fn: RangeFunction, of: Selector, window: Duration, args: WidgetArgs): Term | undefined {
  if (fn === 'last_over_time') return expanded(of, args);
  if (fn === 'max_over_time') return highest(expanded(of, args), window, args);
  // Only looked at: it takes no name of the widget's.
  const inner = expanded(of, { ...args, name: () => '' });
  if (inner.kind !== 'count') return undefined;
  // Counts that touch: their sum is the count of the longer window.
  if (fn === 'sum_over_time') return expanded(of, args, window);
  if (fn !== 'avg_over_time') return undefined;
  return arithmetic('/', expanded(of, args, window), { kind: 'number', formula: String(window.ms / inner.window.ms) });
}

/** The highest of the widget's time, or of a window that moves: of a gauge's samples, or of counts that touch. */
function highest(inner: Term, window: Duration, { over }: WidgetArgs): Term | undefined {
  if (inner.kind === 'number') return undefined;
  const [ask, ...others] = inner.asks;
  if (!ask || others.length > 0 || inner.formula !== ask.name || ask.aggregator === 'percentile') return undefined;
  const rolled: Ask = { ...ask, aggregator: 'max', ...(inner.kind === 'count' && { rollup: inner.window }) };
  const formula = over === 'time' ? moving(ask.name, window, 'max') : ask.name;
  const { by, finer } = inner;
  return { kind: 'value', formula, asks: [rolled], by, window, linear: false, ...(finer && { finer }) };
}

type Aggregate = Extract<Node, { kind: 'aggregate' }>;

function aggregate({ op, by: labels, of }: Aggregate, args: WidgetArgs): Term {
  const events = op === 'sum' ? eventsOf(of) : undefined;
  if (events) return counted(events, labels, args);
  if (of.kind === 'selector' && !isRecordedName(of.series)) return gaugeOf(of, op, labels, args);
  const term = render(of, args);
  return term.kind === 'number'
    ? term
    : regroup(
        term,
        op,
        term.by.filter((label) => labels.includes(label)),
      );
}

/** The labels that tell series apart: one environment is looked at, objectives have queries of their own, and what is picked is one. */
function apart(labels: readonly string[], { matchers }: Pick<Picked, 'matchers'>): readonly string[] {
  const one = ['env', 'slo', 'le', ...matchers.filter(({ op }) => op === '=').map(({ label }) => label)];
  return labels.filter((label) => !one.includes(label));
}

interface EventsOf {
  readonly selector: Selector;
  readonly window: Duration;
  readonly perSecond: boolean;
}

function eventsOf(node: Node): EventsOf | undefined {
  if (node.kind === 'counted') return { selector: node.of, window: node.of.range, perSecond: false };
  if (node.kind !== 'range' || (node.fn !== 'rate' && node.fn !== 'increase') || !node.of.range) return undefined;
  return { selector: node.of, window: node.of.range, perSecond: node.fn === 'rate' };
}

function counted({ selector, window, perSecond }: EventsOf, labels: readonly string[], { over, name: next, of }: WidgetArgs): Term {
  const picked = pick(selector, 'widget');
  const by = apart(labels, picked);
  const bound = picked.atMost === undefined ? '' : `(v: v<=${picked.atMost})`;
  const distribution = picked.definition.type === 'histogram';
  const ask: Ask = {
    name: next(),
    space: distribution ? `count${bound}` : 'sum',
    metric: picked.metric,
    filter: chosenTags(picked, of),
    by,
    events: true,
    distribution,
    aggregator: 'sum',
  };
  const common = { asks: [ask], by, window, linear: true } as const;
  const formula = over === 'time' && !perSecond ? moving(ask.name, window) : ask.name;
  return shifted(perSecond ? { kind: 'rate', ...common, formula } : { kind: 'count', ...common, formula }, selector.offset);
}

/** Windows that touch are roll-ups, which the widget asks for once it is known what becomes of the count. */
function moving(name: string, window: Duration, how: 'sum' | 'max' = 'sum'): string {
  if (window.ms <= LONGEST_ROLLUP_MS && how === 'sum') return name;
  if (window.ms > LONGEST_MOVING_MS) throw missing(`A window of ${window.ms / 86_400_000} days at each moment`);
  return `moving_rollup(${name}, ${window.ms / 1_000}, '${how}')`;
}

function gaugeOf(selector: Selector, op: Aggregate['op'], labels: readonly string[], { name: next, of }: WidgetArgs): Term {
  const picked = pick(selector, 'widget');
  const by = apart(labels, picked);
  const { type, unit } = picked.definition;
  // A gauge of processes is 1 for each: what they add up to is how many there are.
  const space = op === 'count' && unit === '{process}' ? 'sum' : op;
  if (type !== 'gauge' || space === 'count' || space === 'group') throw missing(`${op} of ${selector.series}`);
  const { metric } = picked;
  const ask: Ask = {
    name: next(),
    space,
    metric,
    filter: chosenTags(picked, of),
    by,
    events: false,
    distribution: false,
    aggregator: 'last',
  };
  const term: Value = { kind: 'value', formula: ask.name, asks: [ask], by, linear: space === 'sum' };
  return shifted(term, selector.offset);
}

/** An aggregate of what was aggregated before, by some of its tags. */
function regroup(term: Exclude<Term, { kind: 'number' }>, op: Aggregate['op'], by: readonly string[]): Term {
  if (by.length === term.by.length) return term;
  const fewer = { ...term, by, asks: term.asks.map((ask) => regrouped(ask, by)) };
  if (op === 'sum' && term.linear) return fewer;
  const [ask, ...others] = term.asks;
  if (op === 'max' && others.length === 0 && ask?.space === 'max' && term.formula === ask.name) return fewer;
  const { asks, window } = term;
  if (op === 'count' && by.length === 0) {
    return { kind: 'value', formula: `count_not_null(${term.formula})`, asks, by, linear: false, ...(window && { window }) };
  }
  // Nothing adds up or compares what is one value for each group: the groups themselves are shown, the highest first.
  if (op === 'sum') return limited({ ...term, finer: true }, { count: MOST_GROUPS, order: 'desc' });
  if (by.length === 0 && (op === 'max' || op === 'min')) return limited(term, { count: 1, order: op === 'max' ? 'desc' : 'asc' });
  throw missing(`${op} by (${by.join(', ')}) of what has a value for each (${term.by.join(', ')})`);
}

function percentile({ q, of }: Extract<Node, { kind: 'quantile' }>, args: WidgetArgs): Term {
  const node = of.kind === 'selector' && isRecordedName(of.series) ? args.expand(of)?.node : of;
  const events = node?.kind === 'aggregate' ? eventsOf(node.of) : undefined;
  if (node?.kind !== 'aggregate' || !events) throw missing('A quantile of what is no histogram');
  const picked = pick(events.selector, 'widget');
  const by = apart(node.by, picked);
  const all = of.kind === 'selector' ? 'all' : args.of;
  const ask: Ask = {
    name: args.name(),
    space: `p${Number((q * 100).toPrecision(4))}`,
    metric: picked.metric,
    filter: chosenTags(picked, all),
    by,
    events: false,
    distribution: true,
    aggregator: 'percentile',
  };
  return { kind: 'value', formula: ask.name, asks: [ask], by, window: events.window, linear: false };
}

function binary(node: Extract<Node, { kind: 'binary' }>, args: WidgetArgs): Term {
  const { op, left, right, matching } = node;
  if (op === 'or' && isProduct(right, 0)) return zeroed(render(left, args));
  // Emptiness needs no ruling out: where there was no event Datadog has nothing.
  if (op === 'and' && isAbove(right, 0)) return render(left, args);
  if (matching) throw missing(`Series matched on (${matching.on.join(', ')}) only`);
  if (right.kind === 'number' && (op === '>' || op === '>=' || op === '<' || op === '<=')) {
    const term = render(left, args);
    return right.value === 0 && op === '>'
      ? aboveZero(term)
      : bounded(term, op === '>' || op === '>=' ? 'cutoff_min' : 'cutoff_max', right.value);
  }
  if (op === '+' || op === '-' || op === '*' || op === '/') return arithmetic(op, render(left, args), render(right, args));
  throw missing(`What depends on another condition ("${op}")`);
}

const isNumber = (node: Node, value: number) => node.kind === 'number' && node.value === value;
const isProduct = (node: Node, factor: number) => node.kind === 'binary' && node.op === '*' && isNumber(node.right, factor);
const isAbove = (node: Node, bound: number) => node.kind === 'binary' && node.op === '>' && isNumber(node.right, bound);
