/** What keeps the signals: logs that are not stored, traces that are thrown away, metrics that go too early. */
import { duration } from '../../telemetry/contract/index.ts';
import { counter } from '../../telemetry/query/index.ts';
import { alert } from '../alert.ts';

/** Twice this without a stored record is ten minutes: a restart of the log writer, or of an OpenSearch node, takes less. */
const STANDSTILL = duration('5m');

/** Prometheus looks whether blocks are too large when it has written one: every two hours. */
const BLOCKS = duration('6h');

const HOUR = duration('1h');
const QUARTER = duration('15m');

/** Tempo tries again by itself; more than these within an hour is no hiccup of the bucket. */
const FLUSHES_FAILED = 2;

/** Of the spans received. Below it traces have holes that nobody notices. */
const SHARE_DISCARDED = 0.01;

/** One oversized trace at night is no alarm. */
const SPANS_DISCARDED = 100;

const failedFlushes = counter('tempo_ingester_failed_flushes_total');
const discarded = counter('tempo_discarded_spans_total').increase(QUARTER).sumBy('env');

export const storeAlerts = {
  LogsNotStored: alert({
    severity: 'critical',
    team: 'platform',
    symptom: 'storage',
    measure: counter('otelcol_receiver_accepted_log_records_total')
      .where({ job: 'gateway' })
      .increase(STANDSTILL)
      .sumBy('env')
      .unless(counter('log_records_written_total').increase(STANDSTILL).sumBy('env').above(0)),
    by: ['env'],
    above: 0,
    unit: 'count',
    for: STANDSTILL,
    dashboard: 'platform',
    summary: 'No log or audit record has been stored for ten minutes, while {value} arrived within five',
    description:
      'The gateways take records, and the log writer puts none into OpenSearch. They wait on disk for hours, but nobody can search what happens now, audit records included.',
  }),
  TempoFlushesFailing: alert({
    severity: 'warning',
    team: 'platform',
    symptom: 'storage',
    measure: failedFlushes.occurrences(HOUR).sumBy('env').and(failedFlushes.increase(QUARTER).sumBy('env').above(0)),
    by: ['env'],
    above: FLUSHES_FAILED,
    unit: 'count',
    dashboard: 'platform',
    summary: 'Tempo failed {value} times within an hour to write traces to its bucket',
    description:
      'More than {threshold} attempts failed, and the last no longer than a quarter of an hour ago. What is not written stays on its volume, which fills.',
  }),
  TempoSpansDiscarded: alert({
    severity: 'warning',
    team: 'platform',
    symptom: 'storage',
    measure: discarded
      .dividedBy(counter('tempo_distributor_spans_received_total').increase(QUARTER).sumBy('env'))
      .and(discarded.above(SPANS_DISCARDED)),
    by: ['env'],
    above: SHARE_DISCARDED,
    unit: 'ratio',
    for: duration('10m'),
    dashboard: 'platform',
    summary: 'Tempo throws {value} of the spans away',
    description:
      'For ten minutes it has discarded more than {threshold} of what it is sent: traces are too large, or too many for its limits. Those traces are lost or have holes.',
  }),
  MetricHistoryCut: alert({
    severity: 'warning',
    team: 'platform',
    symptom: 'storage',
    measure: counter('prometheus_tsdb_size_retentions_total').increase(BLOCKS).sumBy('env', 'instance'),
    by: ['env', 'instance'],
    above: 0,
    unit: 'count',
    dashboard: 'platform',
    summary: 'Prometheus {instance} deleted metrics before their time: its volume is full',
    description:
      'Blocks were deleted for their size within six hours. Once less than 30 days are left, every budget of 30 days is computed from too little.',
  }),
};
