/** Renders a query as PromQL. */
import { type Duration, format, type Speed, scaled } from '../contract/index.ts';
import type { Matcher, Node, Query, Selector } from './ast.ts';

/** @param speed how fast the platform's clock runs; every window and offset is divided by it. */
export function promql(query: Query, speed: Speed): string {
  return render(query.node, (length) => format(scaled(length, speed)));
}

type Lengths = (length: Duration) => string;

function render(node: Node, lengths: Lengths): string {
  switch (node.kind) {
    case 'number':
      return String(node.value);
    case 'selector':
      return selector(node, lengths);
    case 'range':
      return `${node.fn}(${selector(node.of, lengths)})`;
    case 'quantile':
      return `histogram_quantile(${node.q}, ${render(node.of, lengths)})`;
    case 'aggregate':
      return `${node.op} by (${node.by.join(', ')}) (${render(node.of, lengths)})`;
    case 'binary':
      return `${operand(node.left, lengths)} ${node.op} ${operand(node.right, lengths)}`;
  }
}

/** Operands that are operations themselves are put in parentheses: no reader has to know the precedence. */
function operand(node: Node, lengths: Lengths): string {
  const text = render(node, lengths);
  return node.kind === 'binary' ? `(${text})` : text;
}

function selector({ series, matchers, range, offset }: Selector, lengths: Lengths): string {
  const braces = matchers.length > 0 ? `{${matchers.map(matcher).join(', ')}}` : '';
  const window = range ? `[${lengths(range)}]` : '';
  const shift = offset ? ` offset ${lengths(offset)}` : '';
  return `${series}${braces}${window}${shift}`;
}

function matcher({ label, op, value }: Matcher): string {
  return `${label}${op}${JSON.stringify(value)}`;
}
