/** The parts of a query, to read or to replace. */
import type { Node, Selector } from './ast.ts';

/** The same query with each selector replaced. */
export function mapSelectors(node: Node, replace: (selector: Selector) => Selector): Node {
  switch (node.kind) {
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
    default:
      return mapParts(node, (part) => mapSelectors(part, replace));
  }
}

/** The same node over other parts. One that stands on a selector, or on nothing, has none. */
export function mapParts(node: Node, replace: (part: Node) => Node): Node {
  switch (node.kind) {
    case 'quantile':
    case 'aggregate':
    case 'lowest':
    case 'shortened':
    case 'highest':
    case 'clamp':
      return { ...node, of: replace(node.of) };
    case 'binary':
      return { ...node, left: replace(node.left), right: replace(node.right) };
    default:
      return node;
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
