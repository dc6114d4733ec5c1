/** What the users of one clinic feel at once. */
import type { Fault } from '../../../support/fault.ts';
import { DASHBOARDS, requests, sdk, TENANT_A } from './series.ts';

const limiter = `rate_limiter_saturation_ratio${sdk('tenant="a", limiter="api"')}`;

export const tenantFaults: readonly Fault[] = [
  {
    alert: 'TenantHighErrorRate',
    boundary: { series: { [requests('2xx')]: '0+98x120', [requests('5xx')]: '0+2x120' }, at: '30m' },
    past: {
      series: { [requests('2xx')]: '0+979x120', [requests('5xx')]: '0+21x120' },
      silentAt: '5m',
      firesAt: '5m15s',
      fires: [
        {
          labels: TENANT_A,
          says: {
            summary: 'a: 2.1% of requests fail',
            description: 'Users of a get server errors on 2.1% of their requests, above 2% for five minutes.',
            dashboard_url: `${DASHBOARDS}/vigia-tenant-overview?var-tenant=a`,
          },
        },
      ],
    },
    ended: { series: { [requests('2xx')]: '0+90x120', [requests('5xx')]: '0+10x40 400x80' }, firesAt: '10m', overAt: '16m' },
    also: [
      [
        'fires on a rise from nothing to 20 %, although the error series did not exist before',
        { series: { [requests('2xx')]: '0+80x120', [requests('5xx')]: '_x40 20+20x80' }, at: '20m', firing: [TENANT_A] },
      ],
      [
        'names the clinic that fails and no other',
        {
          series: { [requests('2xx')]: '0+90x60', [requests('5xx')]: '0+10x60', [requests('2xx', 'b')]: '0+100x60' },
          at: '10m',
          firing: [TENANT_A],
        },
      ],
      [
        'does not fire on a restart, where the counters begin again',
        { series: { [requests('2xx')]: '0+99x40 0+99x80', [requests('5xx')]: '0+1x40 0+1x80' }, at: '15m', firing: [] },
      ],
      ['is silent for a clinic without traffic', { series: { [requests('5xx')]: '7x60' }, at: '10m', firing: [] }],
      [
        'is silent while the clinic is in maintenance',
        {
          series: {
            [requests('2xx')]: '0+90x60',
            [requests('5xx')]: '0+10x60',
            'tenant:maintenance:active{tenant="a"}': '1x60',
          },
          at: '10m',
          firing: [],
        },
      ],
      [
        'is silent while all clinics are',
        {
          series: { [requests('2xx')]: '0+90x60', [requests('5xx')]: '0+10x60', 'fleet:maintenance:active': '1x60' },
          at: '10m',
          firing: [],
        },
      ],
    ],
  },
  {
    alert: 'RateLimiterSaturated',
    boundary: { series: { [limiter]: '0.8x120' }, at: '30m' },
    past: {
      series: { [limiter]: '0.81x120' },
      silentAt: '9m45s',
      firesAt: '10m',
      fires: [
        {
          labels: { ...TENANT_A, limiter: 'api' },
          says: {
            summary: 'a: rate limiter api is at 81%',
            description: 'The limiter api has been above 80% for ten minutes: users of a are about to be refused, or already are.',
            dashboard_url: `${DASHBOARDS}/vigia-operations?var-tenant=a`,
          },
        },
      ],
    },
    ended: { series: { [limiter]: '0.9x60 0.2x60' }, firesAt: '12m', overAt: '15m15s' },
    also: [['begins anew after one sample below', { series: { [limiter]: '0.9x30 0.5 0.9x120' }, at: '15m', firing: [] }]],
  },
];
