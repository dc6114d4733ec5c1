/** Counts of what ought not to happen: 0 wherever somebody would have seen it. */
import { gauge, type Vector } from '../../telemetry/query/index.ts';

const watched = gauge('up').ofEachInstance().groupBy('env');

/** The count, or 0 where Prometheus scrapes anything: many of these series are born with the first that is counted. */
export function orNone(count: Vector<'env'>): Vector<'env'> {
  return count.orZeroFor(watched);
}
