/**
 * Renders a query as a metric monitor of Datadog asks it: what stands before the comparison. Datadog gets counters and histograms as
 * what came in since the last time, so a count in a window is a sum, the first events of a new series included.
 */
import { type Duration, duration, type RecordedName } from '../contract/index.ts';
import type { ArithmeticOp, Node, Query, Selector } from './ast.ts';
import { isRecordedName } from './datadog-expand.ts';
import { NotInDatadog, type Picked, pick, tags } from './datadog-series.ts';
import { selectorsOf } from './walk.ts';

export { NotInDatadog } from './datadog-series.ts';

export interface DatadogArgs {
  /** Only series of this environment: an organisation may hold several. */
  readonly env: string;
  /** What a recorded series is computed from: Datadog records none. */
  readonly expand: (name: RecordedName) => Query | undefined;
  /** How long it must stay so. Default one moment. */
  readonly for?: Duration;
}

export interface DatadogMeasure {
  /** `sum(last_5m):…`, to be followed by a comparison. */
  readonly text: string;
  /** Each combination of these tags is a group of its own. */
  readonly groups: readonly string[];
  /** Whether a window that is not full yet says nothing: one sample past the threshold is not a whole window of them. */
  readonly fullWindow: boolean;
  /** Whether several series are computed with, which may not all have arrived at once. */
  readonly computed: boolean;
}

/** What a part of the query is, and how it is written. */
type Term = { readonly kind: 'number'; readonly text: string } | Count | Gauge | Percentile;

interface Grouped {
  readonly text: string;
  readonly by: readonly string[];
  readonly computed: boolean;
}

interface Gauge extends Grouped {
  readonly kind: 'gauge';
}

interface Percentile extends Grouped {
  readonly kind: 'percentile';
  readonly window: Duration;
}

/** Events in a window. */
interface Count extends Grouped {
  readonly kind: 'count';
  readonly window: Duration;
  readonly perSecond: boolean;
  /** One count of another, which does not grow with the window. */
  readonly share: boolean;
  /** Whether it is 0 where Datadog has nothing. */
  readonly zeros: boolean;
  /** As it was read, for what can be told only of two counts. Absent of what is computed. */
  readonly of?: Counted | undefined;
}

interface Counted extends Picked {
  readonly window: Duration;
}

/** How long a gauge's latest samples are looked for, where one is enough. */
const LATEST = duration('5m');

/**
 * Stays the same over a `for` in the way that Datadog has: a gauge by each of its samples in that time; shares and percentiles by the
 * one value of a window that is at least as long.
 * @throws NotInDatadog for what no monitor can ask; it names the part
 */
export function datadog(query: Query, args: DatadogArgs): DatadogMeasure {
  // What is not there at all says more than how it would be asked for.
  for (const selector of selectorsOf(query.node)) if (!isRecordedName(selector.series)) pick(selector);
  const term = render(query.node, args);
  switch (term.kind) {
    case 'number':
      throw new NotInDatadog('A number without a series');
    case 'gauge': {
      const over = args.for ? `min(${last(args.for)})` : `max(${last(LATEST)})`;
      return { ...common(term), text: `${over}:${term.text}`, fullWindow: args.for !== undefined };
    }
    case 'percentile':
      return { ...common(term), text: `percentile(${last(longer(term.window, args.for))}):${term.text}`, fullWindow: false };
    case 'count': {
      const window = longer(term.window, args.for);
      if (window !== term.window && !term.share)
        throw new NotInDatadog('A count that must stay high for longer than its own window');
      const text = term.perSecond ? `${operand(term)} / ${window.ms / 1_000}` : term.text;
      return { ...common(term), text: `sum(${last(window)}):${text}`, fullWindow: false };
    }
  }
}

/**
 * A count by itself, as objectives take it: without a window.
 * @throws NotInDatadog for anything else
 */
export function datadogCount(query: Query, args: DatadogArgs): string {
  const term = render(query.node, args);
  if (term.kind !== 'count' || term.perSecond || term.share) throw new NotInDatadog('What is no count, as an objective’s events,');
  return term.text;
}

const common = ({ by, computed }: Grouped) => ({ groups: by, computed });
const longer = (one: Duration, other: Duration | undefined) => (other && other.ms > one.ms ? other : one);

/** The window as monitors write it: up to a week. */
function last({ ms }: Duration): string {
  const minutes = ms / 60_000;
  if (!Number.isInteger(minutes) || minutes < 1 || minutes > 10_080) {
    throw new NotInDatadog(`A window of ${minutes} minutes, where a monitor has whole ones from 1 to 10080 (a week),`);
  }
  if (minutes === 1_440) return 'last_1d';
  if (minutes === 10_080) return 'last_1w';
  return minutes % 60 === 0 ? `last_${minutes / 60}h` : `last_${minutes}m`;
}

function render(node: Node, args: DatadogArgs): Term {
  switch (node.kind) {
    case 'number':
      return { kind: 'number', text: String(node.value) };
    case 'aggregate':
      return aggregate(node, args);
    case 'quantile':
      return percentile(node, args);
    case 'selector':
      return expanded(node, args);
    case 'binary':
      return binary(node, args);
    case 'range': {
      const why = isRecordedName(node.of.series) ? 'which Datadog does not record' : 'where nothing adds it up by tags';
      throw new NotInDatadog(`${node.fn}() of ${node.of.series}, ${why},`);
    }
    default:
      throw new NotInDatadog(`A part of the kind "${node.kind}"`);
  }
}

function expanded({ series, matchers, offset }: Selector, args: DatadogArgs): Term {
  if (!isRecordedName(series)) throw new NotInDatadog(`${series}, of which each process has its own,`);
  const query = args.expand(series);
  if (!query) throw new NotInDatadog(`${series}, which no single rule records,`);
  if (offset || matchers.length > 0) throw new NotInDatadog(`${series} at another time, or of one objective,`);
  return render(query.node, args);
}

function aggregate({ op, by, of }: Extract<Node, { kind: 'aggregate' }>, { env }: DatadogArgs): Term {
  const counted = countOf(of);
  if (counted && op === 'sum') {
    const { selector, window, perSecond } = counted;
    const picked: Counted = { ...pick(selector), window };
    return {
      kind: 'count',
      text: countText(picked, env, by),
      by,
      window,
      perSecond,
      share: false,
      zeros: false,
      computed: false,
      of: picked,
    };
  }
  if (of.kind === 'selector' && !isRecordedName(of.series)) {
    const { metric, definition, matchers } = pick(of);
    if (definition.type === 'gauge') {
      return { kind: 'gauge', text: `${op}:${metric}{${tags(env, matchers)}} by {${by.join(',')}}`, by, computed: false };
    }
  }
  throw new NotInDatadog(`${op} by (${by.join(', ')}) of a part of the kind "${of.kind}"`);
}

function countText({ metric, definition, matchers, atMost }: Picked, env: string, by: readonly string[], op = '<='): string {
  const bound = atMost === undefined ? '' : `(v: v${op}${atMost})`;
  return `${definition.type === 'histogram' ? 'count' : 'sum'}${bound}:${metric}{${tags(env, matchers)}} by {${by.join(',')}}.as_count()`;
}

/** What a count is made of: Datadog counts from the birth of a series in any case. */
function countOf(node: Node): { readonly selector: Selector; readonly window: Duration; readonly perSecond: boolean } | undefined {
  if (node.kind === 'counted') return { selector: node.of, window: node.of.range, perSecond: false };
  if (node.kind !== 'range' || (node.fn !== 'rate' && node.fn !== 'increase') || !node.of.range) return undefined;
  if (node.of.offset) throw new NotInDatadog(`${node.of.series} at another time`);
  return { selector: node.of, window: node.of.range, perSecond: node.fn === 'rate' };
}

function percentile({ q, of }: Extract<Node, { kind: 'quantile' }>, { env }: DatadogArgs): Term {
  const counted = of.kind === 'aggregate' ? countOf(of.of) : undefined;
  if (of.kind !== 'aggregate' || !counted) throw new NotInDatadog('A quantile of what is no histogram');
  const { metric, matchers } = pick(counted.selector);
  const by = of.by.filter((label) => label !== 'le');
  const text = `p${Number((q * 100).toPrecision(4))}:${metric}{${tags(env, matchers)}} by {${by.join(',')}}`;
  return { kind: 'percentile', text, by, window: counted.window, computed: false };
}

function binary(node: Extract<Node, { kind: 'binary' }>, args: DatadogArgs): Term {
  const { op, left, right, matching } = node;
  if (matching) throw new NotInDatadog(`Series matched on (${matching.on.join(', ')}) only`);
  // Where there was no event Datadog has nothing to alert on: neither do zeros need filling in, nor is emptiness to be ruled out.
  if (op === 'or' && isProduct(right, 0)) return withZeros(render(left, args));
  if (op === 'and' && isAbove(right, 0) && sameEvents(left, right)) return render(left, args);
  if (op === '>' && isNumber(right, 0)) return render(left, args);
  if (op === '+' || op === '-' || op === '*' || op === '/') return arithmetic(op, render(left, args), render(right, args), args);
  throw new NotInDatadog(`"${op}" between two parts`);
}

const isNumber = (node: Node, value: number) => node.kind === 'number' && node.value === value;
const isProduct = (node: Node, factor: number) => node.kind === 'binary' && node.op === '*' && isNumber(node.right, factor);
const isAbove = (node: Node, bound: number) => node.kind === 'binary' && node.op === '>' && isNumber(node.right, bound);

/** Whether both are of the same metric, so that where the one has no event the other has no value. */
function sameEvents(left: Node, right: Node): boolean {
  return new Set([left, right].flatMap(selectorsOf).map((selector) => pick(selector).metric)).size === 1;
}

function withZeros(term: Term): Term {
  return term.kind === 'count' ? { ...term, zeros: true } : term;
}

function arithmetic(op: ArithmeticOp, left: Term, right: Term, { env }: DatadogArgs): Term {
  const text = `${operand(left)} ${op} ${operand(right)}`;
  if (right.kind === 'number') return calculated(left, text);
  if (left.kind === 'number') return calculated(right, text);
  if (left.by.join() !== right.by.join()) throw new NotInDatadog(`"${op}" between parts with different tags`);
  if (left.kind !== 'count' || right.kind !== 'count') throw new NotInDatadog(`"${op}" between a ${left.kind} and a ${right.kind}`);
  if (left.window.ms !== right.window.ms) throw new NotInDatadog(`"${op}" between counts of different windows`);
  if (left.perSecond !== right.perSecond) throw new NotInDatadog(`"${op}" between a count and a rate`);
  // A share of nothing is 0 and raises no alert; what is left of something without nothing would raise one.
  if (right.zeros || (left.zeros && op !== '/')) throw new NotInDatadog(`"${op}" with zeros for what Datadog has not`);
  const share = op === '/';
  const rest = op === '-' && slower(left.of, right.of, left.by, env);
  return {
    ...left,
    text: rest || text,
    of: undefined,
    computed: !rest,
    share,
    perSecond: left.perSecond && !share,
  };
}

function calculated(term: Term, text: string): Term {
  return term.kind === 'count' ? { ...term, text, of: undefined } : { ...term, text };
}

/** All events without those that took at most so long: those that took longer, which Datadog counts where there is no other, too. */
function slower(all: Counted | undefined, atMost: Counted | undefined, by: readonly string[], env: string): string | undefined {
  if (!all || !atMost || all.atMost !== undefined || atMost.atMost === undefined) return undefined;
  const same = all.metric === atMost.metric && tags(env, all.matchers) === tags(env, atMost.matchers);
  return same ? countText(atMost, env, by, '>') : undefined;
}

function operand({ text }: { readonly text: string }): string {
  return /\S [-+*/] \S/.test(text) ? `(${text})` : text;
}
