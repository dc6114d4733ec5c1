/** The servers of the platform, and the clinics that they may name. */
import type { Fault } from '../../../support/fault.ts';
import { DASHBOARDS, requests } from './series.ts';

const PLATFORM = `${DASHBOARDS}/vigia-platform`;

const up = (instance: string, job = 'log-writer', env = 'prod') => `up{env="${env}", job="${job}", instance="${instance}"}`;
const overflow = requests('2xx', '__overflow__');
const CLINIC = { env: 'prod', service: 'clinic' } as const;
const TARGET = { env: 'prod', job: 'log-writer', instance: 'w-0' } as const;
const JOB = { env: 'prod', job: 'log-writer' } as const;

export const platformFaults: readonly Fault[] = [
  {
    alert: 'TenantLabelOverflow',
    boundary: { series: { [overflow]: '7x200', [requests('2xx')]: '0+10x200' }, at: '30m' },
    past: {
      series: { [overflow]: '_x20 1x200' },
      silentAt: '4m45s',
      firesAt: '5m',
      fires: [
        {
          labels: CLINIC,
          says: {
            summary: 'clinic serves more clinics than it may name in its metrics',
            description:
              '1 requests of the last quarter of an hour are counted under __overflow__: their clinics have no metrics, budgets or alerts of their own.',
            dashboard_url: PLATFORM,
          },
        },
      ],
    },
    ended: { series: { [overflow]: '0x20 1x200' }, firesAt: '20m', overAt: '20m15s' },
    also: [
      ['is over a quarter of an hour after the first, too', { series: { [overflow]: '_x20 1x200' }, at: '20m', firing: [] }],
      [
        'is one alert for a service, whatever the statuses',
        { series: { [overflow]: '0+1x60', [requests('5xx', '__overflow__')]: '0+1x60' }, at: '10m', firing: [CLINIC] },
      ],
      ['is silent after a restart', { series: { [overflow]: '90x20 0x200' }, at: '10m', firing: [] }],
      [
        'counts nothing twice after a gap of an hour, or of nearly a day',
        { series: { [overflow]: '5x40 _x260 5x60' }, at: '1h17m', firing: [] },
        { series: { [overflow]: '5x100 _x5650 5x60' }, at: '24h', firing: [] },
      ],
    ],
  },
  {
    alert: 'TargetDown',
    boundary: { series: { [up('w-0')]: '1x20 0x19 1x80', [up('w-1')]: '1x160' }, at: '10m15s' },
    past: {
      series: { [up('w-0')]: '1x20 0x100', [up('w-1')]: '1x160' },
      silentAt: '10m',
      firesAt: '10m15s',
      fires: [
        {
          labels: TARGET,
          says: {
            summary: 'log-writer w-0 is down',
            description:
              'Prometheus has not been able to scrape it for five minutes. Others of its kind do its work, or it has never been up.',
            dashboard_url: PLATFORM,
          },
        },
      ],
    },
    ended: { series: { [up('w-0')]: '1x20 0x40 1x60', [up('w-1')]: '1x160' }, firesAt: '15m15s', overAt: '15m30s' },
    also: [
      [
        'leaves a job of which nothing is up to the alert that pages',
        { series: { [up('w-0')]: '1x20 0x100', [up('w-1')]: '1x20 0x100' }, at: '20m', firing: [] },
      ],
      ['fires for what has never been up', { series: { [up('w-0')]: '0x100' }, at: '10m', firing: [TARGET] }],
      [
        'is not silenced by another job, or another environment, of which nothing is up',
        {
          series: {
            [up('w-0')]: '0x100',
            [up('w-1')]: '1x100',
            [up('t-0', 'tempo')]: '1x4 0x100',
            [up('w-0', 'log-writer', 'dev')]: '1x4 0x100',
          },
          at: '10m',
          firing: [TARGET],
        },
      ],
      [
        'fires for the reloader, which pages nobody',
        {
          series: { [up('p-0', 'prometheus-reloader')]: '1x4 0x100' },
          at: '10m',
          firing: [{ env: 'prod', job: 'prometheus-reloader', instance: 'p-0' }],
        },
      ],
      [
        'is silent over a rollout, where targets come and go',
        { series: { [up('w-0')]: '1x20 0x4 stale', [up('w-1')]: '1x160', [up('w-2')]: '_x22 0x3 1x100' }, at: '15m', firing: [] },
      ],
      [
        'takes over after six hours from the alert that pages',
        { series: { [up('w-0')]: '1x20 0x1500' }, at: '6h', firing: [] },
        { series: { [up('w-0')]: '1x20 0x1500' }, at: '6h10m', firing: [TARGET] },
      ],
    ],
  },
  {
    alert: 'JobDown',
    boundary: { series: { [up('w-0')]: '1x20 0x19 1x80', [up('w-1')]: '0x160' }, at: '10m15s' },
    past: {
      series: { [up('w-0')]: '1x20 0x100', [up('w-1')]: '1x4 0x100' },
      silentAt: '10m',
      firesAt: '10m15s',
      fires: [
        {
          labels: JOB,
          says: {
            summary: 'Every log-writer is down',
            description:
              'For five minutes Prometheus has reached none: nobody does the work of log-writer, and what its metrics would show is not seen.',
            dashboard_url: PLATFORM,
          },
        },
      ],
    },
    ended: { series: { [up('w-0')]: '1x20 0x40 1x60', [up('w-1')]: '0x160' }, firesAt: '15m15s', overAt: '15m30s' },
    also: [
      [
        'fires where no target is found any more',
        { series: { [up('w-0')]: '1x20 stale' }, at: '10m', firing: [] },
        { series: { [up('w-0')]: '1x20 stale' }, at: '10m15s', firing: [JOB] },
      ],
      ['is silent while one is up', { series: { [up('w-0')]: '1x20 0x100', [up('w-1')]: '1x160' }, at: '20m', firing: [] }],
      ['is silent for what has never been up', { series: { [up('w-0')]: '0x160' }, at: '20m', firing: [] }],
      ['is silent for the reloader', { series: { [up('p-0', 'prometheus-reloader')]: '1x4 0x100' }, at: '20m', firing: [] }],
      [
        'is not silenced by another job or another environment that is up',
        {
          series: { [up('w-0')]: '1x4 0x100', [up('w-0', 'tempo')]: '1x100', [up('w-0', 'log-writer', 'dev')]: '1x100' },
          at: '20m',
          firing: [JOB],
        },
      ],
      [
        "goes on for six hours, and is TargetDown's then",
        { series: { [up('w-0')]: '1x20 0x1500' }, at: '6h4m45s', firing: [JOB] },
        { series: { [up('w-0')]: '1x20 0x1500' }, at: '6h5m', firing: [] },
      ],
    ],
  },
];
