/** How the SDK aggregates: the contract's buckets, limits above the contract's own, and no automatic HTTP metric. */
import { AggregationType, type ViewOptions } from '@opentelemetry/sdk-metrics';
import { type MetricDefinition, metrics } from '../../contract/index.ts';
import { seriesLimit } from '../cardinality.ts';

/** The meter of every instrument of this package. */
export const METER_NAME = '@vigia/telemetry';

/** The meter of the HTTP instrumentation, whose metrics carry no tenant. */
export const HTTP_INSTRUMENTATION = '@opentelemetry/instrumentation-http';

/** One view for each metric that a process of the application emits, and one that drops the automatic HTTP metrics. */
export function contractViews(maxTenants: number): ViewOptions[] {
  const emitted: MetricDefinition[] = Object.values(metrics).filter(
    ({ emitter }) => emitter === 'sdk' || emitter === 'application',
  );
  return [
    { meterName: HTTP_INSTRUMENTATION, aggregation: { type: AggregationType.DROP } },
    ...emitted.map((metric) => viewOf(metric, maxTenants)),
  ];
}

function viewOf(metric: MetricDefinition, maxTenants: number): ViewOptions {
  const view: ViewOptions = {
    meterName: METER_NAME,
    instrumentName: metric.otel,
    aggregationCardinalityLimit: seriesLimit(metric, maxTenants),
  };
  if (!metric.buckets) return view;
  const options = { boundaries: [...metric.buckets], recordMinMax: false };
  return { ...view, aggregation: { type: AggregationType.EXPLICIT_BUCKET_HISTOGRAM, options } };
}
