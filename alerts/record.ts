/** What a recording rule is. */
import type { Duration, LabelName, RecordedName } from '../telemetry/contract/index.ts';
import type { LabelsOf, Query, Vector } from '../telemetry/query/index.ts';

/** One rule: a series of the contract, what it is computed from, and labels that it gets besides those of the query. */
export interface Recording {
  readonly record: RecordedName;
  readonly query: Query;
  readonly labels?: Readonly<Partial<Record<LabelName, string>>>;
}

/** Rules that are evaluated one after the other, each seeing what those before it wrote. */
export interface RecordingGroup {
  readonly name: string;
  readonly every: Duration;
  readonly rules: readonly Recording[];
}

/**
 * A rule whose query has the labels of its series. Those that it is given here it may have already: said again, they tell rules of one
 * series apart, which promtool else takes for duplicates.
 */
export function record<R extends RecordedName, F extends LabelsOf<R> = never>(
  name: R,
  query: Vector<Exclude<LabelsOf<R>, F>> | Vector<LabelsOf<R>>,
  labels?: Readonly<Record<F, string>>,
): Recording {
  return { record: name, query, ...(labels && { labels }) };
}
