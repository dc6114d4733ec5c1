/** Renders a query as PromQL. */
import { type Duration, duration, format, type Speed, scaled } from '../contract/index.ts';
import type { Births, ChosenDuration, Matcher, Matching, Node, Query, Ranged, Selector } from './ast.ts';

/** @param speed how fast the platform's clock runs; every window and offset is divided by it. */
export function promql(query: Query, speed: Speed): string {
  return render(query.node, (length) => scaled(length, speed));
}

type Clock = (length: Duration) => Duration;

function render(node: Node, clock: Clock): string {
  const inner = (of: Node) => render(of, clock);
  switch (node.kind) {
    case 'number':
      return String(node.value);
    case 'time':
      return 'time()';
    case 'selector':
      return selector(node, clock);
    case 'range':
      return `${node.fn}(${selector(node.of, clock)})`;
    case 'counted':
      return counted(node.of, node.births, clock);
    case 'quantile-over-time':
      return `quantile_over_time(${node.q}, ${selector(node.of, clock)})`;
    case 'predict':
      return `predict_linear(${selector(node.of, clock)}, ${clock(node.after).ms / 1_000})`;
    case 'quantile':
      return `histogram_quantile(${node.q}, ${inner(node.of)})`;
    case 'aggregate':
      return `${node.op} by (${node.by.join(', ')}) (${inner(node.of)})`;
    case 'lowest':
    case 'highest':
      return `${node.kind === 'lowest' ? 'bottomk' : 'topk'}${node.by.length > 0 ? ` by (${node.by.join(', ')}) ` : ''}(${node.k}, ${inner(node.of)})`;
    case 'shortened':
      return `label_replace(${inner(node.of)}, ${[node.label, '$1', node.label, `.*${node.after}(.*)`].map((text) => JSON.stringify(text)).join(', ')})`;
    case 'clamp':
      return `${node.fn}(${inner(node.of)}, ${node.bound})`;
    case 'binary':
      return `${operand(node.left, clock)} ${node.op}${matching(node.matching)} ${operand(node.right, clock)}`;
  }
}

const HOUR = duration('1h');
const DAY = duration('1d');

/**
 * What a sum adds up to the events in the range: the first value of each series that is new, kept apart by a label more, and the increase
 * of any. The least value of a new counter is its first one; the increase is the rest, also where the process restarted or ended before the
 * moment of the evaluation. `anchored` counts from the last sample before the range to the last one in it, without extrapolation: ranges
 * that touch miss nothing and count nothing twice.
 */
function counted(of: Ranged, births: Births, clock: Clock): string {
  const increase = `increase(${selector(of, clock)} anchored)`;
  if (births === 'none') return increase;
  const first = [`min_over_time(${selector(of, clock)})`, ...seenBefore(of, births, clock)].join(' unless ');
  return `label_replace(${first}, "born", "true", "", "") or ${increase}`;
}

/** The series that are not new. */
function seenBefore({ range: window, ...series }: Ranged, births: Exclude<Births, 'none'>, clock: Clock): string[] {
  const at = (offset: Duration) => selector({ ...series, offset }, clock);
  switch (births) {
    case 'day':
      return [`last_over_time(${selector({ ...series, range: DAY, offset: window }, clock)})`];
    case 'moments':
      // An hour earlier as well: after a gap a series of this morning's deployment would look new.
      return [window, { ms: window.ms + HOUR.ms }, DAY].map(at);
    case 'range':
      return [at(window)];
  }
}

/** Operands that are operations themselves are put in parentheses: no reader has to know the precedence. */
function operand(node: Node, clock: Clock): string {
  const text = render(node, clock);
  return node.kind === 'binary' ? `(${text})` : text;
}

function matching(of: Matching | undefined): string {
  return of ? ` on (${of.on.join(', ')})${of.manyToOne ? ' group_left ()' : ''}` : '';
}

function selector({ series, matchers, range, offset, at }: Selector, clock: Clock): string {
  const braces = matchers.length > 0 ? `{${matchers.map(matcher).join(', ')}}` : '';
  const window = range ? `[${length(range, clock)}]` : '';
  const moment = at ? ` @ ${at}()` : '';
  const shift = offset ? ` offset ${length(offset, clock)}` : '';
  return `${series}${braces}${window}${moment}${shift}`;
}

/** A variable's value is on the platform's clock already. */
function length(of: Duration | ChosenDuration, clock: Clock): string {
  return 'variable' in of ? `$${of.variable}` : format(clock(of));
}

function matcher({ label, op, value }: Matcher): string {
  return `${label}${op}${JSON.stringify(value)}`;
}
