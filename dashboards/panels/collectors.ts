/** The Collectors: what they take, refuse and lose, and what waits in them. */
import { catalogue } from '../../alerts/catalogue.ts';
import { duration, type PlatformMetricName } from '../../telemetry/contract/index.ts';
import { counter, gauge, type Vector } from '../../telemetry/query/index.ts';
import { busiest, type StatPanel, series, type TablePanel, type Target, type TimeSeriesPanel } from '../panel.ts';
import { alertLine } from '../style.ts';
import { INTERVAL } from '../variables.ts';
import { orNone } from './none.ts';

const RATE = duration('5m');
const HOUR = duration('1h');

type Unsent = Extract<PlatformMetricName, `otelcol_exporter_send_failed_${string}`>;
type Refused = Extract<PlatformMetricName, `otelcol_receiver_refused_${string}` | `otelcol_exporter_enqueue_failed_${string}`>;

/** The balancer's own exporters, one for each gateway, are left out: what one of them cannot send, the balancer sends again. */
const unsent = (name: Unsent) => counter(name).whereNotStarting('exporter', 'otlp/', 'otlp_grpc/');
const refused = (name: Refused) => counter<Refused>(name);

/** Each signal's count in the chosen interval. */
const bySignal = <S extends string>(count: (signal: S) => Vector<'env'>, signals: Readonly<Record<S, string>>): Target[] =>
  (Object.entries(signals) as [S, string][]).map(([signal, name]) => series(orNone(count(signal)), name));

const size = gauge('otelcol_exporter_queue_size').ofEachInstance();
const fill = size.dividedBy(gauge('otelcol_exporter_queue_capacity').ofEachInstance());

export const fullestQueue: StatPanel = {
  kind: 'stat',
  id: 'fullest-queue',
  title: 'Fullest queue',
  description:
    'Share of the fullest queue of any Collector. Telemetry waits there while the server behind it is down: what is shown is late by as much.',
  unit: 'ratio',
  course: true,
  thresholds: alertLine(catalogue.CollectorQueueGrowing),
  targets: [series(fill.maxBy('env'), 'Fullest')],
};

export const queueFill: TimeSeriesPanel = {
  kind: 'time-series',
  id: 'queue-fill',
  title: 'How full the queues are',
  description:
    'Of each exporter, the Collector where it is fullest. Above the line for ten minutes it alerts: look whether the server behind it is up. A full queue refuses what comes.',
  unit: 'ratio',
  style: 'lines',
  max: 1,
  thresholds: alertLine(catalogue.CollectorQueueGrowing),
  targets: [busiest(fill.maxBy('env', 'job', 'exporter'), '{{job}} {{exporter}}')],
};

export const queueSize: TimeSeriesPanel = {
  kind: 'time-series',
  id: 'queue-size',
  title: 'Batches that wait',
  description:
    'In the queues of all Collectors of a kind. They should come and go; a line that only rises is a server behind them that is too slow.',
  unit: 'count',
  style: 'stacked',
  targets: [busiest(size.sumBy('env', 'job', 'exporter'), '{{job}} {{exporter}}')],
};

export const accepted: TimeSeriesPanel = {
  kind: 'time-series',
  id: 'records-accepted',
  title: 'Log records taken',
  description:
    'By the Collectors of a kind. Agents hand on to gateways, so the two run side by side; where they part, records wait or are refused.',
  unit: 'recordsPerSecond',
  style: 'lines',
  targets: [series(counter('otelcol_receiver_accepted_log_records_total').rate(RATE).sumBy('env', 'job'), '{{job}}')],
};

export const refusals: TimeSeriesPanel = {
  kind: 'time-series',
  id: 'refused',
  title: 'Refused',
  description:
    'What Collectors did not take, in each interval. Agents keep what a gateway refuses; an application that an agent refuses loses it. The table says which Collector.',
  unit: 'count',
  style: 'bars',
  targets: bySignal((name: Refused) => refused(name).occurrences(INTERVAL).sumBy('env'), {
    otelcol_receiver_refused_log_records_total: 'Log records',
    otelcol_receiver_refused_spans_total: 'Spans',
    otelcol_receiver_refused_metric_points_total: 'Metric points',
    otelcol_exporter_enqueue_failed_log_records_total: 'Log records, queue full',
    otelcol_exporter_enqueue_failed_spans_total: 'Spans, queue full',
    otelcol_exporter_enqueue_failed_metric_points_total: 'Metric points, queue full',
  }),
};

const SENT = {
  otelcol_exporter_send_failed_log_records_total: 'Log records',
  otelcol_exporter_send_failed_spans_total: 'Spans',
  otelcol_exporter_send_failed_metric_points_total: 'Metric points',
} as const;

export const losses: TimeSeriesPanel = {
  kind: 'time-series',
  id: 'lost',
  title: 'Lost',
  description:
    'What Collectors gave up sending, in each interval: the server behind has rejected it for good, and it is gone. Its log says why. There should never be any.',
  unit: 'count',
  style: 'bars',
  targets: bySignal((name: Unsent) => unsent(name).occurrences(INTERVAL).sumBy('env'), SENT),
};

export const lostInHour: StatPanel = {
  kind: 'stat',
  id: 'lost-in-hour',
  title: 'Lost in an hour',
  description: 'What Collectors gave up sending within an hour. Anything above 0 is missing from what the other dashboards show.',
  unit: 'count',
  course: false,
  thresholds: alertLine(catalogue.CollectorDropping),
  targets: bySignal((name: Unsent) => unsent(name).occurrences(HOUR).sumBy('env'), SENT),
};

const byCollector = (name: Refused) => refused(name).occurrences(HOUR).sumBy('env', 'job', 'instance');

export const collectors: TablePanel = {
  kind: 'table',
  id: 'collectors',
  title: 'Collectors',
  description:
    'Each Collector, its fullest queue, and what it refused in an hour. One that stands out alone has a fault; all of them, the server behind them.',
  by: ['job', 'instance'],
  columns: [
    {
      title: 'Fullest queue',
      unit: 'ratio',
      query: fill.maxBy('env', 'job', 'instance'),
      thresholds: alertLine(catalogue.CollectorQueueGrowing),
    },
    { title: 'Log records refused', unit: 'count', query: byCollector('otelcol_receiver_refused_log_records_total') },
    { title: 'Spans refused', unit: 'count', query: byCollector('otelcol_receiver_refused_spans_total') },
    { title: 'Metric points refused', unit: 'count', query: byCollector('otelcol_receiver_refused_metric_points_total') },
  ],
  most: { k: 20, order: 'highest' },
};
