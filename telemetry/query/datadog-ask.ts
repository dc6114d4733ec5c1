/** One metric query of a widget: what is asked of Datadog, and how it is written. */
import type { Duration } from '../contract/index.ts';

export interface Ask {
  readonly name: string;
  /** How series that differ in other tags become one: `sum`, `max`, `p95`, `count(v: v<=0.4)`. */
  readonly space: string;
  readonly metric: string;
  /** The tags between the braces. */
  readonly filter: string;
  readonly by: readonly string[];
  /** Whether it counts events, of which the rate can be asked as well. */
  readonly events: boolean;
  /** Datadog's distributions, which histograms become, are rolled up by what is asked of them. */
  readonly distribution: boolean;
  readonly aggregator: MetricQuery['aggregator'];
  /** How long a point is about, whatever the widget's interval. */
  readonly rollup?: Duration;
}

/** As the widget's definition has it. */
export interface MetricQuery {
  readonly data_source: 'metrics';
  readonly name: string;
  readonly query: string;
  /** How one number is made of the widget's time. */
  readonly aggregator: 'sum' | 'last' | 'max' | 'percentile';
}

export function asked(ask: Ask, as: 'count' | 'rate' = 'count', rollup: Duration | undefined = ask.rollup): MetricQuery {
  const by = ask.by.length > 0 ? ` by {${ask.by.join(',')}}` : '';
  const seconds = rollup && rollup.ms / 1_000;
  const rolled = seconds && (ask.distribution ? `.rollup(${seconds})` : `.rollup(sum, ${seconds})`);
  const query = `${ask.space}:${ask.metric}{${ask.filter}}${by}${ask.events ? `.as_${as}()` : ''}${rolled ?? ''}`;
  return { data_source: 'metrics', name: ask.name, query, aggregator: ask.aggregator };
}

export function regrouped(ask: Ask, by: readonly string[]): Ask {
  return { ...ask, by };
}
