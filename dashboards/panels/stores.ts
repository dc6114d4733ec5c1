/** What keeps the signals: the log writer and its store, Tempo, Prometheus. */
import { catalogue } from '../../alerts/catalogue.ts';
import { duration } from '../../telemetry/contract/index.ts';
import { counter, gauge, recorded } from '../../telemetry/query/index.ts';
import { type StatPanel, series, type TimeSeriesPanel } from '../panel.ts';
import { alertLine } from '../style.ts';
import { INTERVAL } from '../variables.ts';
import { orNone } from './none.ts';

const RATE = duration('5m');
const HOUR = duration('1h');
const QUARTER = duration('15m');

const stored = counter('log_records_written_total');
const arrived = counter('otelcol_receiver_accepted_log_records_total').where({ job: 'gateway' });
const deadLetters = counter('log_dead_letters_total');

export const deadLettersInHour: StatPanel = {
  kind: 'stat',
  id: 'dead-letters-in-hour',
  title: 'Set aside in an hour',
  description:
    'Records that no search finds, because the store or the schema refused them. They may be audit records: look at the dead-letter index.',
  unit: 'count',
  course: false,
  thresholds: alertLine(catalogue.DeadLetters),
  targets: [series(orNone(deadLetters.occurrences(HOUR).sumBy('env')), 'Records')],
};

export const recordsStored: TimeSeriesPanel = {
  kind: 'time-series',
  id: 'records-stored',
  title: 'Log records arrived and stored',
  description:
    'Records that the gateways took, and those that OpenSearch has. Stored below arrived: they wait on disk, and searches show the past. None stored for ten minutes pages.',
  unit: 'recordsPerSecond',
  style: 'lines',
  targets: [series(arrived.rate(RATE).sumBy('env'), 'Arrived'), series(stored.rate(RATE).sumBy('env', 'kind'), 'Stored: {{kind}}')],
};

export const deadLettersByReason: TimeSeriesPanel = {
  kind: 'time-series',
  id: 'dead-letters',
  title: 'Set aside, by reason',
  description:
    'Records in the dead-letter index. `rejected`: the store refused them; `invalid`: they are not what the schema says. Both have a runbook.',
  unit: 'count',
  style: 'bars',
  targets: [
    series(orNone(deadLetters.where({ reason: 'rejected' }).occurrences(INTERVAL).sumBy('env')), 'Rejected'),
    series(orNone(deadLetters.where({ reason: 'invalid' }).occurrences(INTERVAL).sumBy('env')), 'Invalid'),
  ],
};

/** Every service that reports: one that has dropped nothing has no count of it. */
const services = gauge('service_build_info').ofEachInstance().groupBy('env', 'service');

export const fieldsDropped: TimeSeriesPanel = {
  kind: 'time-series',
  id: 'log-fields-dropped',
  title: 'Log fields dropped',
  description:
    'Fields that a service tried to log and the contract does not have. Somebody expects to find them: add them to the contract, or take them out of the code.',
  unit: 'count',
  style: 'bars',
  targets: [
    series(counter('log_fields_dropped_total').occurrences(INTERVAL).sumBy('env', 'service').orZeroFor(services), '{{service}}'),
  ],
};

const auditWritten = recorded('tenant:audit_events:increase5m_tile').sumOver(INTERVAL).sumBy('env');
const auditArrived = recorded('tenant:audit_records:increase5m_tile').sumOver(INTERVAL).sumBy('env');

export const auditCompared: TimeSeriesPanel = {
  kind: 'time-series',
  id: 'audit-compared',
  title: 'Audit records arrived, and missing',
  description:
    'Of the chosen clinics: what the gateways counted, and what processes wrote beyond that. The newest bar may miss what is on its way; any other is a hole in the trail, or a queue that is stuck.',
  unit: 'count',
  style: 'bars',
  states: [
    { name: '^Arrived$', state: 'good' },
    { name: '^Missing$', state: 'critical' },
  ],
  targets: [
    series(auditArrived, 'Arrived'),
    series(auditWritten.minus(auditArrived.orZeroFor(auditWritten)).noLessThan(0), 'Missing'),
  ],
};

const received = counter('tempo_distributor_spans_received_total');
const discarded = counter('tempo_discarded_spans_total');

export const spansReceived: TimeSeriesPanel = {
  kind: 'time-series',
  id: 'spans-received',
  title: 'Spans received by Tempo',
  description:
    'Spans per second that are kept after sampling. It follows the requests; none at all while there are requests is a gateway that cannot send.',
  unit: 'recordsPerSecond',
  style: 'lines',
  targets: [series(received.rate(RATE).sumBy('env'), 'Spans')],
};

export const spansDiscarded: TimeSeriesPanel = {
  kind: 'time-series',
  id: 'spans-discarded',
  title: 'Spans thrown away by Tempo',
  description:
    'Share of what it was sent, over a quarter of an hour. Above the line for ten minutes it alerts: traces have holes, because they are too large or too many for its limits.',
  unit: 'ratio',
  style: 'lines',
  thresholds: alertLine(catalogue.TempoSpansDiscarded),
  targets: [
    series(
      orNone(discarded.increase(QUARTER).sumBy('env')).dividedBy(received.increase(QUARTER).sumBy('env').above(0)),
      'Thrown away',
    ),
  ],
};

export const storeFailures: TimeSeriesPanel = {
  kind: 'time-series',
  id: 'store-failures',
  title: 'Traces not written, metrics cut',
  description:
    "Tempo's failed writes to its bucket, and Prometheus's blocks that went before their time because its volume is full. Either costs history: enlarge the volume, look at the bucket.",
  unit: 'count',
  style: 'bars',
  targets: [
    series(orNone(counter('tempo_ingester_failed_flushes_total').occurrences(INTERVAL).sumBy('env')), 'Writes of traces failed'),
    series(orNone(counter('prometheus_tsdb_size_retentions_total').occurrences(INTERVAL).sumBy('env')), 'Metrics deleted for size'),
  ],
};
