/** A query with some of its nodes replaced. */
import { mapParts, type Node } from '../../telemetry/query/index.ts';

/** @param by what stands in a node's place; nothing where it stays, and its parts are looked at */
export function replaced(node: Node, by: (node: Node) => Node | undefined): Node {
  return by(node) ?? mapParts(node, (part) => replaced(part, by));
}
