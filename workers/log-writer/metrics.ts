/** The log writer's metrics: those of the contract that name it as their emitter, and no others. */
import { type CounterName, type LabelValue, labels, metrics, type OwnLabels } from '@vigia/telemetry/contract';
import { Counter, type Registry } from 'prom-client';

/** The counters that the contract gives to the log writer. */
export type LogWriterCounter = {
  [M in CounterName]: (typeof metrics)[M]['emitter'] extends 'log-writer' ? M : never;
}[CounterName];

type CounterLabels<M extends LogWriterCounter> = { readonly [L in OwnLabels<M>]: LabelValue<L> };

export type LogWriterMetrics = { readonly [M in LogWriterCounter]: { inc(labels: CounterLabels<M>): void } };

/** Makes the counters in a registry, each at 0 from the start: an increase from nothing would not be seen. */
export function createMetrics(registry: Registry): LogWriterMetrics {
  return {
    log_records_written_total: counter(registry, 'log_records_written_total', 'kind'),
    log_dead_letters_total: counter(registry, 'log_dead_letters_total', 'reason'),
  };
}

function counter<L extends 'kind' | 'reason'>(registry: Registry, name: LogWriterCounter, label: L): Counter<L> {
  const made = new Counter<L>({ name, help: metrics[name].description, labelNames: [label], registers: [registry] });
  for (const value of labels[label].values) made.labels(value).inc(0);
  return made;
}
