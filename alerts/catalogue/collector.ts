/** The Collectors: what they refuse, what they lose, and what waits in them. */
import { duration, type PlatformMetricName } from '../../telemetry/contract/index.ts';
import { counter, gauge } from '../../telemetry/query/index.ts';
import { alert } from '../alert.ts';

/** Long enough that a scrape or two may be missed. */
const WINDOW = duration('5m');

/** A restarted store is back within it, and a Collector that ran short of memory has freed some. */
const NOT_PASSING = duration('10m');

/** From here a queue on disk has as much time left as it took to fill. */
const QUEUE_HALF_FULL = 0.5;

type Refused = Extract<PlatformMetricName, `otelcol_receiver_refused_${string}` | `otelcol_exporter_enqueue_failed_${string}`>;
type Unsent = Extract<PlatformMetricName, `otelcol_exporter_send_failed_${string}`>;

/** A series is born with the first refusal, which does not count, then; what goes on for ten minutes does. */
const refused = (name: Refused) => counter<Refused>(name).increase(WINDOW).sumBy('env', 'job', 'instance').above(0);

/** The balancer's own exporters, one for each gateway, are left out: what one of them cannot send, the balancer sends again. */
const unsent = (name: Unsent) =>
  counter(name).whereNotStarting('exporter', 'otlp/', 'otlp_grpc/').occurrences(WINDOW).sumBy('env', 'job', 'instance', 'exporter');

export const collectorAlerts = {
  CollectorRefusing: alert({
    severity: 'warning',
    team: 'platform',
    symptom: 'telemetry',
    // The first of them that is refused: to add them up, each would have to be there.
    measure: refused('otelcol_receiver_refused_log_records_total')
      .or(refused('otelcol_receiver_refused_spans_total'))
      .or(refused('otelcol_receiver_refused_metric_points_total'))
      .or(refused('otelcol_exporter_enqueue_failed_log_records_total'))
      .or(refused('otelcol_exporter_enqueue_failed_spans_total'))
      .or(refused('otelcol_exporter_enqueue_failed_metric_points_total')),
    by: ['env', 'job', 'instance'],
    above: 0,
    unit: 'count',
    for: NOT_PASSING,
    dashboard: 'platform',
    summary: '{job} {instance} refuses telemetry: {value} log records, spans or metric points within five minutes',
    description:
      'The Collector has refused what it was sent for ten minutes: its queue is full, its disk, or its memory. Agents keep what a gateway refuses; an application that an agent refuses loses it.',
  }),
  CollectorDropping: alert({
    severity: 'warning',
    team: 'platform',
    symptom: 'telemetry',
    // Each exporter carries one signal, so the three do not meet.
    measure: unsent('otelcol_exporter_send_failed_log_records_total')
      .or(unsent('otelcol_exporter_send_failed_spans_total'))
      .or(unsent('otelcol_exporter_send_failed_metric_points_total')),
    by: ['env', 'job', 'instance', 'exporter'],
    above: 0,
    unit: 'count',
    dashboard: 'platform',
    summary: '{job} {instance} lost {value} log records, spans or metric points on their way through {exporter}',
    description:
      'The Collector gave up sending them: the server behind it has rejected them for good, where it tries again for as long as it takes otherwise.',
  }),
  CollectorQueueGrowing: alert({
    severity: 'warning',
    team: 'platform',
    symptom: 'telemetry',
    measure: gauge('otelcol_exporter_queue_size')
      .ofEachInstance()
      .dividedBy(gauge('otelcol_exporter_queue_capacity').ofEachInstance())
      .maxBy('env', 'job', 'instance', 'exporter'),
    by: ['env', 'job', 'instance', 'exporter'],
    above: QUEUE_HALF_FULL,
    unit: 'ratio',
    for: NOT_PASSING,
    dashboard: 'platform',
    summary: '{job} {instance}: the queue of {exporter} is {value} full',
    description:
      'The queue has been more than {threshold} full for ten minutes: the server behind it is down or too slow. Nothing is lost yet; a full queue refuses what comes.',
  }),
};
