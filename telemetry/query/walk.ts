/** Every selector of a query, to read or to replace. */
import type { Node, Selector } from './ast.ts';

/** The same query with each selector replaced. */
export function mapSelectors(node: Node, replace: (selector: Selector) => Selector): Node {
  const inner = (of: Node) => mapSelectors(of, replace);
  switch (node.kind) {
    case 'number':
    case 'time':
      return node;
    case 'selector':
      return replace(node);
    case 'counted': {
      const of = replace(node.of);
      return { ...node, of: { ...of, range: of.range ?? node.of.range } };
    }
    case 'range':
    case 'quantile-over-time':
    case 'predict':
      return { ...node, of: replace(node.of) };
    case 'quantile':
    case 'aggregate':
    case 'lowest':
    case 'shortened':
    case 'highest':
    case 'clamp':
      return { ...node, of: inner(node.of) };
    case 'binary':
      return { ...node, left: inner(node.left), right: inner(node.right) };
  }
}

/** The selectors in the order in which they are written. */
export function selectorsOf(node: Node): readonly Selector[] {
  const found: Selector[] = [];
  mapSelectors(node, (selector) => {
    found.push(selector);
    return selector;
  });
  return found;
}
