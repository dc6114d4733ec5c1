/** Prometheus's own PromQL grammar, as its web interface uses it. */
import { parser } from '@prometheus-io/lezer-promql';

/** The places where an expression departs from the grammar; none for a well-formed one. */
export function grammarErrors(expression: string): string[] {
  const errors: string[] = [];
  parser.parse(expression).iterate({
    enter: ({ type, from, to }) => {
      if (type.isError) errors.push(`at ${from}: "${expression.slice(from, to + 12)}"`);
    },
  });
  return errors;
}
