/** A query with some of its nodes replaced. */
import type { Node } from '../../telemetry/query/index.ts';

/** @param by what stands in a node's place; nothing where it stays, and its parts are looked at */
export function replaced(node: Node, by: (node: Node) => Node | undefined): Node {
  const other = by(node);
  if (other) return other;
  const inner = (of: Node) => replaced(of, by);
  switch (node.kind) {
    case 'quantile':
    case 'aggregate':
    case 'lowest':
    case 'shortened':
    case 'highest':
    case 'clamp':
      return { ...node, of: inner(node.of) };
    case 'binary':
      return { ...node, left: inner(node.left), right: inner(node.right) };
    default:
      return node;
  }
}
