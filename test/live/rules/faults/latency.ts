/** Performance against last week. Between the two hours nothing is recorded, so that a week is tested within seconds. */
import type { Fault } from '../../../support/fault.ts';
import { DASHBOARDS, objective, TENANT_A } from './series.ts';

/** Samples of a week, one every five minutes. */
const WEEK = 2_016;

interface Hours {
  readonly tenant?: string;
  /** The percentile in the first hour: 13 samples. Default half a second. */
  readonly before?: string;
  /** And from a week after its beginning on. */
  readonly now: string;
  readonly requestsThen?: number;
  readonly requestsNow?: number;
  readonly slo?: readonly [then: string, now: string];
}

function week({ tenant = 'a', before = '0.5x12', now, requestsThen = 100, requestsNow = 100, slo = [API, API] }: Hours) {
  const [sloThen, sloNow] = slo.map((name) => `slo:total:increase1h${objective(name, tenant)}`);
  return {
    [`tenant:latency_p95:rate5m{env="prod", tenant="${tenant}"}`]: `${before} _x${WEEK - 13} ${now}`,
    ...(sloThen === sloNow
      ? { [`${sloThen}`]: `${requestsThen}x20 _x${WEEK - 21} ${requestsNow}x20` }
      : { [`${sloThen}`]: `${requestsThen}x20`, [`${sloNow}`]: `_x${WEEK} ${requestsNow}x20` }),
  };
}

const API = 'api-availability';
const BOOKING = 'booking-latency';

export const latencyFaults: readonly Fault[] = [
  {
    alert: 'TenantLatencyRegression',
    every: '5m',
    boundary: { series: week({ now: '0.75x18' }), at: '7d1h' },
    past: {
      series: week({ now: '0.76x18' }),
      silentAt: '7d5m',
      firesAt: '7d10m',
      fires: [
        {
          labels: TENANT_A,
          says: {
            summary: 'a: requests are 1.5x as slow as a week ago',
            description:
              'The 95th percentile of the last hour is more than 1.5x that of the same hour of last week, and users of a notice. No objective need be missed: something has become slower.',
            dashboard_url: `${DASHBOARDS}/vigia-tenant-overview?var-tenant=a`,
          },
        },
      ],
    },
    // It takes fifteen minutes to bring the hour's average down.
    ended: { series: week({ now: '0.8x11 0.58x8' }), firesAt: '7d1h5m', overAt: '7d1h10m' },
    also: [
      [
        'fires where users notice, and enough of them, in both hours',
        {
          series: {
            ...week({ tenant: 'little', before: '0.15x12', now: '0.25x18' }),
            ...week({ tenant: 'noticed', before: '0.15x12', now: '0.255x18' }),
            ...week({ tenant: 'quiet-now', now: '0.9x18', requestsNow: 99 }),
            ...week({ tenant: 'quiet-then', now: '0.9x18', requestsThen: 99 }),
            ...week({ tenant: 'bookings-now', now: '0.9x18', slo: [API, BOOKING] }),
            ...week({ tenant: 'bookings-then', now: '0.9x18', slo: [BOOKING, API] }),
            ...week({ tenant: 'new', before: '_x13', now: '0.9x18' }),
            ...week({ tenant: 'gone', now: '_x19' }),
            ...week({ tenant: 'one-slow-spell', now: '0.5x4 1.5 0.5x15' }),
            ...week({ tenant: 'varied', before: '0.2x5 0.8x6', now: '0.9x20' }),
            ...week({ tenant: 'kept-up', now: '0.9x18' }),
            'tenant:maintenance:active{tenant="kept-up"}': `_x${WEEK} 1x20`,
          },
          at: '7d1h',
          firing: [
            { env: 'prod', tenant: 'noticed' },
            { env: 'prod', tenant: 'varied' },
          ],
        },
      ],
      [
        'compares with one hour and not with two',
        { series: week({ before: '0.2x5 0.8x6', now: '1x20' }), at: '7d1h30m', firing: [] },
      ],
    ],
  },
];
