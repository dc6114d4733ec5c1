/** The queries of panels as Grafana's data source for Prometheus takes them. */
import { DataqueryBuilder, PromQueryFormat, QueryEditorMode } from '@grafana/grafana-foundation-sdk/prometheus';
import { promql, type Query } from '../../../telemetry/query/index.ts';
import type { Target } from '../../panel.ts';
import { askedNow, askedOf } from '../../scope.ts';
import type { Rendering } from './rendering.ts';

export interface Asking {
  readonly refId: string;
  /** What the answer is: series over time or now, rows of a table, or the buckets of a histogram over time. */
  readonly as: 'course' | 'now' | 'rows' | 'buckets';
  readonly legend?: string;
}

/** The letters by which the queries of a panel are known. */
export function refId(index: number): string {
  return String.fromCharCode('A'.charCodeAt(0) + index);
}

/** A query as it stands: scoped already. */
export function asked(query: Query, { refId, as, legend }: Asking, { sources, speed }: Rendering): DataqueryBuilder {
  const target = new DataqueryBuilder()
    .datasource(sources.prometheus)
    .refId(refId)
    .expr(promql(query, speed))
    .editorMode(QueryEditorMode.Code)
    // The SDK of the clinics' services records none: links go by tenant, route and time.
    .exemplar(false)
    .format(FORMATS[as]);
  if (legend !== undefined) target.legendFormat(legend);
  return as === 'now' || as === 'rows' ? target.instant() : target.range();
}

const FORMATS: Readonly<Record<Asking['as'], PromQueryFormat>> = {
  course: PromQueryFormat.TimeSeries,
  now: PromQueryFormat.TimeSeries,
  rows: PromQueryFormat.Table,
  buckets: PromQueryFormat.Heatmap,
};

/** The queries of a panel's targets, of the chosen environment and clinics. */
export function askedTargets(targets: readonly Target[], as: 'course' | 'now', rendering: Rendering): DataqueryBuilder[] {
  const of = as === 'now' ? askedNow : askedOf;
  return targets.map((target, i) => asked(of(target), { refId: refId(i), as, legend: target.legend }, rendering));
}
