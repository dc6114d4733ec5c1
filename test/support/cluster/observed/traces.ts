/** Many traces at Tempo. */
import { type Span, spansOf } from '../../../../local/trace/spans.ts';

/** The spans of each trace, in the order of the ids; `undefined` where Tempo does not have one. It is asked for a few at a time: more it refuses. */
export async function tracesOf(ids: readonly string[], tempo: string): Promise<readonly (readonly Span[] | undefined)[]> {
  const found: (readonly Span[] | undefined)[] = [];
  for (let i = 0; i < ids.length; i += 4) found.push(...(await Promise.all(ids.slice(i, i + 4).map((id) => spansOf(id, tempo)))));
  return found;
}
