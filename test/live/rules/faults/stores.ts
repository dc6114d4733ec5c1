/** What keeps logs, traces and metrics. */
import type { Fault } from '../../../support/fault.ts';
import { DASHBOARDS } from './series.ts';

const PLATFORM = `${DASHBOARDS}/vigia-platform`;
const PROD = { env: 'prod' } as const;

const arrived = (job = 'gateway') =>
  `otelcol_receiver_accepted_log_records_total{env="prod", job="${job}", instance="i-0", receiver="otlp/logs"}`;
const written = (env = 'prod', kind = 'log') =>
  `log_records_written_total{env="${env}", job="log-writer", instance="w-0", kind="${kind}"}`;
const flushes = (instance = 't-0') => `tempo_ingester_failed_flushes_total{env="prod", job="tempo", instance="${instance}"}`;
const discarded = (reason = 'trace_too_large') =>
  `tempo_discarded_spans_total{env="prod", job="tempo", instance="t-0", reason="${reason}"}`;
const received = 'tempo_distributor_spans_received_total{env="prod", job="tempo", instance="t-0"}';
const cut = (instance = 'p-0') => `prometheus_tsdb_size_retentions_total{env="prod", job="prometheus", instance="${instance}"}`;

export const storeFaults: readonly Fault[] = [
  {
    alert: 'LogsNotStored',
    // A record is stored every nine and a half minutes.
    boundary: { series: { [arrived()]: '0+10x200', [written()]: '0x37 1x37 2x37 3x37' }, at: '28m15s' },
    past: {
      series: { [arrived()]: '0+10x200', [written()]: '0+10x20 200x100' },
      silentAt: '14m30s',
      firesAt: '14m45s',
      fires: [
        {
          labels: PROD,
          says: {
            summary: 'No log or audit record has been stored for ten minutes, while 200 arrived within five',
            description:
              'The gateways take records, and the log writer puts none into OpenSearch. They wait on disk for hours, but nobody can search what happens now, audit records included.',
            dashboard_url: PLATFORM,
          },
        },
      ],
    },
    ended: { series: { [arrived()]: '0+10x200', [written()]: '0+10x20 200x59 210+10x60' }, firesAt: '20m', overAt: '20m15s' },
    also: [
      [
        'goes by whether anything arrives and anything is stored, however little',
        { series: { [arrived()]: '0+0.02x120', [written()]: '5x120' }, at: '25m', firing: [PROD] },
        { series: { [arrived()]: '0+10x120', [written()]: '0+0.02x120' }, at: '25m', firing: [] },
      ],
      ['fires where there is no log writer at all', { series: { [arrived()]: '0+10x100' }, at: '10m', firing: [PROD] }],
      [
        'is silent while what arrives is stored, whatever its kind',
        { series: { [arrived()]: '0+10x100', [written()]: '0+10x100' }, at: '20m', firing: [] },
        {
          series: { [arrived()]: '0+10x100', [written()]: '5x100', [written('prod', 'audit')]: '0+10x100' },
          at: '20m',
          firing: [],
        },
      ],
      ['is silent where nothing arrives', { series: { [arrived()]: '7x100', [written()]: '7x100' }, at: '20m', firing: [] }],
      [
        'does not look at what an agent took: that may still be on its way',
        { series: { [arrived('agent')]: '0+10x100', [written()]: '7x100' }, at: '20m', firing: [] },
      ],
      [
        "does not take another environment's records for this one's",
        { series: { [arrived()]: '0+10x100', [written('dev')]: '0+10x100' }, at: '20m', firing: [PROD] },
      ],
      [
        'is silent over a restart of the log writer, whose counters begin again',
        { series: { [arrived()]: '0+10x100', [written()]: '0+10x20 _x8 0+10x60' }, at: '13m', firing: [] },
      ],
    ],
  },
  {
    alert: 'TempoFlushesFailing',
    boundary: { series: { [flushes()]: '0x20 2x300' }, at: '6m' },
    past: {
      series: { [flushes()]: '0x20 3x300' },
      silentAt: '5m',
      firesAt: '5m15s',
      fires: [
        {
          labels: PROD,
          says: {
            summary: 'Tempo failed 3 times within an hour to write traces to its bucket',
            description:
              'More than 2 attempts failed, and the last no longer than a quarter of an hour ago. What is not written stays on its volume, which fills.',
            dashboard_url: PLATFORM,
          },
        },
      ],
    },
    ended: { series: { [flushes()]: '0x20 3x300' }, firesAt: '19m45s', overAt: '20m' },
    also: [
      ['fires while they go on, however slowly', { series: { [flushes()]: '0x20 3+0.005x300' }, at: '40m', firing: [PROD] }],
      [
        'adds up an hour, and not more',
        { series: { [flushes()]: '0x39 1x159 2x78 3x100' }, at: '69m45s', firing: [PROD] },
        { series: { [flushes()]: '0x39 1x159 2x83 3x100' }, at: '71m', firing: [] },
      ],
      ['adds up Tempos', { series: { [flushes()]: '0x20 2x300', [flushes('t-1')]: '0x20 1x300' }, at: '6m', firing: [PROD] }],
      ['is silent after a restart', { series: { [flushes()]: '900x20 0x300' }, at: '6m', firing: [] }],
      ['counts the first of a new series', { series: { [flushes()]: '_x20 2 3x60' }, at: '6m', firing: [PROD] }],
      [
        'counts nothing twice after a gap of 18 hours',
        { series: { [flushes()]: '5x4 _x4320 5x10 6x40' }, at: '18h6m', firing: [] },
      ],
      [
        'takes a series that was away for more than a day for new',
        { series: { [flushes()]: '5x4 _x6000 5x10 6x40' }, at: '25h5m', firing: [PROD] },
      ],
      [
        'is silent where what there was of it was longer than a quarter of an hour ago',
        { series: { [flushes()]: '7x300' }, at: '6m', firing: [] },
      ],
    ],
  },
  {
    alert: 'TempoSpansDiscarded',
    boundary: { series: { [received]: '0+100000x120', [discarded()]: '0+1000x120' }, at: '30m' },
    past: {
      series: { [received]: '0+100000x120', [discarded()]: '0+1010x120' },
      silentAt: '10m',
      firesAt: '10m15s',
      fires: [
        {
          labels: PROD,
          says: {
            summary: 'Tempo throws 1.01% of the spans away',
            description:
              'For ten minutes it has discarded more than 1% of what it is sent: traces are too large, or too many for its limits. Those traces are lost or have holes.',
            dashboard_url: PLATFORM,
          },
        },
      ],
    },
    ended: {
      series: { [received]: '0+10000x200', [discarded()]: '0+9000x60 540000x140' },
      firesAt: '29m30s',
      overAt: '29m45s',
    },
    also: [
      [
        'is silent for a hundred spans within a quarter of an hour, however few there are',
        { series: { [received]: '0+10x200', [discarded()]: '0+1.66x200' }, at: '40m', firing: [] },
        { series: { [received]: '0+10x200', [discarded()]: '0+1.7x200' }, at: '40m', firing: [PROD] },
      ],
      [
        'adds up the reasons',
        {
          series: { [received]: '0+10000x120', [discarded()]: '0+60x120', [discarded('rate_limited')]: '0+60x120' },
          at: '20m',
          firing: [PROD],
        },
      ],
      [
        'is silent after a restart',
        { series: { [received]: '9x40 0+100x80', [discarded()]: '9000x40 0x80' }, at: '25m', firing: [] },
      ],
    ],
  },
  {
    alert: 'MetricHistoryCut',
    boundary: { series: { [cut()]: '7x160' }, at: '30m' },
    past: {
      series: { [cut()]: '0x20 1x100' },
      silentAt: '5m',
      firesAt: '5m15s',
      fires: [
        {
          labels: { env: 'prod', instance: 'p-0' },
          says: {
            summary: 'Prometheus p-0 deleted metrics before their time: its volume is full',
            description:
              'Blocks were deleted for their size within six hours. Once less than 30 days are left, every budget of 30 days is computed from too little.',
            dashboard_url: PLATFORM,
          },
        },
      ],
    },
    ended: { series: { [cut()]: '0x20 1x1500' }, firesAt: '6h4m45s', overAt: '6h5m' },
    also: [
      [
        'names the Prometheus that did it',
        { series: { [cut()]: '0x20 1x100', [cut('p-1')]: '0x120' }, at: '10m', firing: [{ env: 'prod', instance: 'p-0' }] },
      ],
      ['is silent after a restart', { series: { [cut()]: '3x20 0x100' }, at: '10m', firing: [] }],
    ],
  },
];
