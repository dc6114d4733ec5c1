/** The indicator of an objective: its good and all events per tenant, counted in a window from the metric itself. */
import type { Duration, LabelName, SloDefinition } from '../../telemetry/contract/index.ts';
import { type Counter, events, type Histogram, type Vector } from '../../telemetry/query/index.ts';

type PerTenant = Vector<'env' | 'tenant'>;

/** All events in the window, good and bad. */
export function totalEvents({ sli }: SloDefinition, window: Duration): PerTenant {
  return events(sli.metric).counted(window).sumBy('env', 'tenant');
}

/** The good ones; absent for a tenant of whose series none has ever counted a good one. */
export function goodEvents({ sli }: SloDefinition, window: Duration): PerTenant {
  if (sli.kind === 'latency') return events(sli.metric).countedAtMost(sli.thresholdSeconds, window).sumBy('env', 'tenant');
  const of: Counter<LabelName> | Histogram<LabelName, number> = events(sli.metric);
  return of.whereNot(sli.bad).counted(window).sumBy('env', 'tenant');
}
