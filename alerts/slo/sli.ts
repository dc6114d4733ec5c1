/** The indicator of an objective, as queries: bad and total events per tenant in a window. */
import type { Duration, SloDefinition } from '../../telemetry/contract/index.ts';
import { events, type Vector } from '../../telemetry/query/index.ts';

type PerTenant = Vector<'env' | 'tenant'>;

/** Share of a tenant's events in the window that were bad: 0 where none was, absent where there was no event at all. */
export function errorRatio({ sli }: SloDefinition, window: Duration): PerTenant {
  const total = events(sli.metric).increase(window).sumBy('env', 'tenant');
  const bad =
    sli.kind === 'latency'
      ? total.minus(events(sli.metric).increaseAtMost(sli.thresholdSeconds, window).sumBy('env', 'tenant'))
      : events(sli.metric).where(sli.bad).increase(window).sumBy('env', 'tenant').orZeroFor(total);
  return bad.dividedBy(total);
}
