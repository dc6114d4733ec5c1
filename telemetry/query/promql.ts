/** Renders a query as PromQL. */
import { type Duration, duration, format, type Speed, scaled } from '../contract/index.ts';
import type { Matcher, Matching, Node, Query, Ranged, Selector } from './ast.ts';

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
      return `bottomk by (${node.by.join(', ')}) (${node.k}, ${inner(node.of)})`;
    case 'clamp':
      return `${node.fn}(${inner(node.of)}, ${node.bound})`;
    case 'binary':
      return `${operand(node.left, clock)} ${node.op}${matching(node.matching)} ${operand(node.right, clock)}`;
  }
}

const HOUR = duration('1h');
const DAY = duration('1d');

/**
 * The first value of a series that is new, and the increase of any. The least value of a new counter is its first one; the increase adds
 * the rest, also where the process restarted or ended before the moment of the evaluation. `anchored` counts from the last sample before
 * the range to the last one in it, without extrapolation: ranges that touch miss nothing and count nothing twice.
 */
function counted(of: Ranged, births: 'moments' | 'day', clock: Clock): string {
  const { range: window, ...series } = of;
  const increase = `increase(${selector(of, clock)} anchored)`;
  const before =
    births === 'day'
      ? [`last_over_time(${selector({ ...series, range: DAY, offset: window }, clock)})`]
      : // An hour earlier as well: after a gap a series of this morning's deployment would look new.
        [window, { ms: window.ms + HOUR.ms }, DAY].map((offset) => selector({ ...series, offset }, clock));
  const born = [`min_over_time(${selector(of, clock)})`, ...before].join(' unless ');
  return `((${born}) + ${increase}) or ${increase}`;
}

/** Operands that are operations themselves are put in parentheses: no reader has to know the precedence. */
function operand(node: Node, clock: Clock): string {
  const text = render(node, clock);
  return node.kind === 'binary' || node.kind === 'counted' ? `(${text})` : text;
}

function matching(of: Matching | undefined): string {
  return of ? ` on (${of.on.join(', ')})${of.manyToOne ? ' group_left ()' : ''}` : '';
}

function selector({ series, matchers, range, offset }: Selector, clock: Clock): string {
  const braces = matchers.length > 0 ? `{${matchers.map(matcher).join(', ')}}` : '';
  const window = range ? `[${format(clock(range))}]` : '';
  const shift = offset ? ` offset ${format(clock(offset))}` : '';
  return `${series}${braces}${window}${shift}`;
}

function matcher({ label, op, value }: Matcher): string {
  return `${label}${op}${JSON.stringify(value)}`;
}
