/** The Collectors. */
import type { Fault } from '../../../support/fault.ts';
import { DASHBOARDS } from './series.ts';

const GATEWAY = { env: 'prod', job: 'gateway', instance: 'g-0' } as const;
const ofGateway = (name: string, labels = '', instance = 'g-0') =>
  `${name}{env="prod", job="gateway", instance="${instance}"${labels}}`;

const refused = (what: string) => ofGateway(`otelcol_receiver_refused_${what}_total`, ', receiver="otlp"');
const notQueued = (what: string) => ofGateway(`otelcol_exporter_enqueue_failed_${what}_total`, ', exporter="otlp_http/x"');
const SIGNALS = ['log_records', 'spans', 'metric_points'] as const;

/** Each exporter carries one signal. */
const unsent = (what: string, exporter = `otlp_http/${what}`) =>
  ofGateway(`otelcol_exporter_send_failed_${what}_total`, `, exporter="${exporter}"`);
const ofEverySignal = (values: string) => Object.fromEntries(SIGNALS.map((what) => [unsent(what), values]));
const everySignal = SIGNALS.map((what) => ({ ...GATEWAY, exporter: `otlp_http/${what}` }));

const queue = (values: string, instance = 'g-0', type = 'logs') => ({
  [ofGateway('otelcol_exporter_queue_size', `, exporter="otlp_http/logs", data_type="${type}"`, instance)]: values,
  [ofGateway('otelcol_exporter_queue_capacity', `, exporter="otlp_http/logs", data_type="${type}"`, instance)]: '20000x300',
});

const TWENTY_REFUSED = {
  summary: 'gateway g-0 refuses telemetry: 20 log records, spans or metric points within five minutes',
  description:
    'The Collector has refused what it was sent for ten minutes: its queue is full, its disk, or its memory. Agents keep what a gateway refuses; an application that an agent refuses loses it.',
  dashboard_url: `${DASHBOARDS}/vigia-platform`,
};

export const collectorFaults: readonly Fault[] = [
  {
    alert: 'CollectorRefusing',
    boundary: { series: { [refused('log_records')]: '0 1+1x21 22x60' }, at: '10m15s' },
    past: {
      series: { [refused('log_records')]: '0+1x120' },
      silentAt: '10m',
      firesAt: '10m15s',
      fires: [
        {
          labels: GATEWAY,
          says: TWENTY_REFUSED,
        },
      ],
    },
    ended: { series: { [refused('log_records')]: '0+1x60 60x120' }, firesAt: '19m30s', overAt: '19m45s' },
    also: [
      [
        'fires for each signal, refused or not queued',
        ...SIGNALS.flatMap((what) =>
          [refused(what), notQueued(what)].flatMap((name) => [
            { series: { [name]: '0+1x120' }, at: '15m', firing: [GATEWAY], says: [TWENTY_REFUSED] },
            // However few: two fifths of one in five minutes.
            { series: { [name]: '0+0.02x120' }, at: '15m', firing: [GATEWAY] },
          ]),
        ),
      ],
      [
        'is not silenced by another signal that was refused once',
        {
          series: {
            ...Object.fromEntries(SIGNALS.flatMap((what) => [refused(what), notQueued(what)].map((name) => [name, '5x120']))),
            [notQueued('metric_points')]: '0+1x120',
          },
          at: '15m',
          firing: [GATEWAY],
        },
      ],
      ['is silent where it was refused once, long ago', { series: { [refused('spans')]: '7x120' }, at: '30m', firing: [] }],
      ['is silent after a restart', { series: { [refused('spans')]: '900x40 0x80' }, at: '20m', firing: [] }],
      [
        'adds up the receivers of a Collector, and names the one that refuses',
        {
          series: {
            [refused('spans')]: '0+1x120',
            [ofGateway('otelcol_receiver_refused_spans_total', ', receiver="other"')]: '0+1x120',
            [ofGateway('otelcol_receiver_refused_spans_total', ', receiver="otlp"', 'g-1')]: '5x120',
          },
          at: '15m',
          firing: [GATEWAY],
        },
      ],
    ],
  },
  {
    alert: 'CollectorDropping',
    boundary: { series: ofEverySignal('7x160'), at: '30m' },
    past: {
      series: ofEverySignal('_x20 1x100'),
      silentAt: '4m45s',
      firesAt: '5m',
      fires: everySignal.map((labels) => ({
        labels,
        says: {
          summary: `gateway g-0 lost 1 log records, spans or metric points on their way through ${labels.exporter}`,
          description:
            'The Collector gave up sending them: the server behind it has rejected them for good, where it tries again for as long as it takes otherwise.',
          dashboard_url: `${DASHBOARDS}/vigia-platform`,
        },
      })),
    },
    ended: { series: ofEverySignal('0x20 1x100'), firesAt: '10m', overAt: '10m15s' },
    also: [
      ['is over five minutes after the first, too', { series: ofEverySignal('_x20 1x100'), at: '10m', firing: [] }],
      ['counts nothing twice after a gap of 18 hours', { series: ofEverySignal('5x4 _x4320 5x40'), at: '18h6m', firing: [] }],
      [
        'takes a series that was away for more than a day for new',
        { series: ofEverySignal('5x4 _x5800 5x40'), at: '24h13m', firing: everySignal },
      ],
      [
        'leaves the exporters out that a balancer tries one after the other',
        {
          series: Object.fromEntries(
            SIGNALS.flatMap((what) =>
              ['otlp/x_10.0.0.1:4317', 'otlp_grpc/x_10.0.0.1:4317'].map((id) => [unsent(what, id), '0+1x60']),
            ),
          ),
          at: '10m',
          firing: [],
        },
      ],
      ['is silent after a restart', { series: ofEverySignal('9x20 0x60'), at: '5m30s', firing: [] }],
      [
        'is one alert for an exporter, whatever else its series say',
        {
          series: {
            [ofGateway('otelcol_exporter_send_failed_spans_total', ', exporter="a", data_type="x"')]: '0x20 1x60',
            [ofGateway('otelcol_exporter_send_failed_spans_total', ', exporter="a", data_type="y"')]: '0x20 1x60',
          },
          at: '6m',
          firing: [{ ...GATEWAY, exporter: 'a' }],
        },
      ],
    ],
  },
  {
    alert: 'CollectorQueueGrowing',
    boundary: { series: queue('10000x120'), at: '30m' },
    past: {
      series: queue('10010x120'),
      silentAt: '9m45s',
      firesAt: '10m',
      fires: [
        {
          labels: { ...GATEWAY, exporter: 'otlp_http/logs' },
          says: {
            summary: 'gateway g-0: the queue of otlp_http/logs is 50.05% full',
            description:
              'The queue has been more than 50% full for ten minutes: the server behind it is down or too slow. Nothing is lost yet; a full queue refuses what comes.',
            dashboard_url: `${DASHBOARDS}/vigia-platform`,
          },
        },
      ],
    },
    ended: { series: queue('15000x60 100x60'), firesAt: '15m', overAt: '15m15s' },
    also: [
      [
        'begins anew where the queue has emptied once: a restarted store is no fault',
        { series: queue('15000x30 0 15000x80'), at: '17m30s', firing: [] },
      ],
      [
        'looks at each queue by itself',
        { series: { ...queue('8000x120'), ...queue('8000x120', 'g-1') }, at: '30m', firing: [] },
        {
          series: { ...queue('15000x120'), ...queue('100x120', 'g-1') },
          at: '30m',
          firing: [{ ...GATEWAY, exporter: 'otlp_http/logs' }],
        },
      ],
      [
        'looks at the fuller one where an exporter has two',
        { series: { ...queue('8000x120'), ...queue('8000x120', 'g-0', 'traces') }, at: '30m', firing: [] },
        {
          series: { ...queue('15000x120'), ...queue('100x120', 'g-0', 'traces') },
          at: '30m',
          firing: [{ ...GATEWAY, exporter: 'otlp_http/logs' }],
        },
      ],
    ],
  },
];
