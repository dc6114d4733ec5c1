/** The indicator of an objective: its good and all events per tenant, counted in a window from the metric itself. */
import type { Duration, LabelName, Sli, SloDefinition } from '../../telemetry/contract/index.ts';
import { type Counter, events, type Histogram, type Vector } from '../../telemetry/query/index.ts';

type PerTenant = Vector<'env' | 'tenant'>;

/** All events in the window, good and bad. */
export function totalEvents({ sli }: SloDefinition, window: Duration): PerTenant {
  return events(sli.metric).counted(window).sumBy('env', 'tenant');
}

/** The good ones; absent for a tenant of whose series none has ever counted a good one. */
export function goodEvents({ sli }: SloDefinition, window: Duration): PerTenant {
  if (sli.kind === 'latency') return events(sli.metric).countedAtMost(sli.thresholdSeconds, window).sumBy('env', 'tenant');
  return anyOf(sli).whereNot(sli.bad).counted(window).sumBy('env', 'tenant');
}

/** The good ones of a total that was counted before, so that no series is read twice: all but the bad, whose series are few. */
export function goodOf(slo: SloDefinition, window: Duration, total: Vector<'env' | 'tenant' | 'slo'>): PerTenant {
  const { sli } = slo;
  if (sli.kind === 'latency') {
    return goodEvents(slo, window).andOn(['env', 'tenant'], total).orOn(['env', 'tenant'], total.times(0));
  }
  const bad = anyOf(sli).where(sli.bad).counted(window).sumBy('env', 'tenant');
  return bad.subtractedFromOn(['env', 'tenant'], total).orOn(['env', 'tenant'], total);
}

function anyOf({ metric }: Sli): Counter<LabelName> | Histogram<LabelName, number> {
  return events(metric);
}
