/** Certificates and volumes. */
import type { Fault } from '../../../support/fault.ts';
import { DASHBOARDS } from './series.ts';

const PLATFORM = `${DASHBOARDS}/vigia-platform`;

const GRAFANA = { env: 'prod', target: 'grafana.example:443' } as const;
const timeLeft = (gateway = 'g-0') =>
  `tlscheck_time_left_seconds{env="prod", job="gateway-counts", instance="${gateway}", target="grafana.example:443"}`;

const VOLUME = { env: 'prod', namespace: 'vigia', volume: 'data-prometheus-0' } as const;
const volume = (available: string, node = 'n-1', namespace = 'vigia') => {
  const labels = `{env="prod", service="kubelet", instance="${node}", namespace="${namespace}", volume="data-prometheus-0"}`;
  return { [`k8s_volume_available_bytes${labels}`]: available, [`k8s_volume_capacity_bytes${labels}`]: '1000x3000' };
};

export const expiryFaults: readonly Fault[] = [
  {
    alert: 'CertificateExpiring',
    boundary: { series: { [timeLeft()]: '1209600x20' }, at: '5m' },
    past: {
      series: { [timeLeft()]: '1209600 1209540x20' },
      silentAt: '0s',
      firesAt: '15s',
      fires: [
        {
          labels: GRAFANA,
          says: {
            summary: 'The certificate of grafana.example:443 expires within 14 days',
            description: 'Its renewal is overdue by 1m 0s. Once it has expired, browsers refuse the page: nobody sees a dashboard.',
            dashboard_url: PLATFORM,
          },
        },
      ],
    },
    ended: { series: { [timeLeft()]: '1000000x10 7000000x10' }, firesAt: '2m30s', overAt: '2m45s' },
    also: [
      [
        'leaves the last three days to the alert that pages',
        { series: { [timeLeft()]: '259200x10' }, at: '2m', firing: [GRAFANA] },
        { series: { [timeLeft()]: '259199x10' }, at: '2m', firing: [] },
      ],
      [
        'is one alert, whatever the number of gateways that look; one of them may still see the old certificate',
        { series: { [timeLeft()]: '700000x10', [timeLeft('g-1')]: '700000x10' }, at: '2m', firing: [GRAFANA] },
        { series: { [timeLeft()]: '700000x10', [timeLeft('g-1')]: '7000000x10' }, at: '2m', firing: [] },
      ],
    ],
  },
  {
    alert: 'CertificateAboutToExpire',
    boundary: { series: { [timeLeft()]: '259200x20' }, at: '5m' },
    past: {
      series: { [timeLeft()]: '259200 259199x20' },
      silentAt: '0s',
      firesAt: '15s',
      fires: [
        {
          labels: GRAFANA,
          says: {
            summary: 'The certificate of grafana.example:443 expires within 3 days, or has expired',
            description:
              'It was not renewed by itself, and nobody has done it since the warning. Once it has expired, browsers refuse the page: nobody sees a dashboard.',
            dashboard_url: PLATFORM,
          },
        },
      ],
    },
    ended: { series: { [timeLeft()]: '1000x10 7000000x10' }, firesAt: '2m30s', overAt: '2m45s' },
    also: [
      ['goes on once it has expired', { series: { [timeLeft()]: '-9000x10' }, at: '2m', firing: [GRAFANA] }],
      [
        'is one alert, whatever the number of gateways that look',
        { series: { [timeLeft()]: '150000x10', [timeLeft('g-1')]: '150000x10' }, at: '2m', firing: [GRAFANA] },
        { series: { [timeLeft()]: '150000x10', [timeLeft('g-1')]: '7000000x10' }, at: '2m', firing: [] },
      ],
    ],
  },
  {
    alert: 'VolumeFullSoon',
    boundary: { series: volume('500-0.25x400'), at: '100m' },
    past: {
      series: volume('400-0.018x400'),
      silentAt: '30m',
      firesAt: '30m15s',
      fires: [
        {
          labels: VOLUME,
          says: {
            summary: 'Volume data-prometheus-0 of vigia is 60.22% full, and will be full within four days',
            description: 'That is where the last six hours lead. What writes to a full volume stops: enlarge it before.',
            dashboard_url: PLATFORM,
          },
        },
      ],
    },
    ended: { series: volume('399-0.02x200 799x100'), firesAt: '50m', overAt: '50m15s' },
    also: [
      ['is silent where it will be full in little more than four days', { series: volume('380-0.016x400'), at: '60m', firing: [] }],
      ['is silent for a full volume that no longer fills', { series: volume('100x400'), at: '60m', firing: [] }],
      [
        'looks at six hours: two that fall make no trend, three that fall fast do, whatever was before',
        { series: volume('390x960 390-0.04x480'), at: '6h', firing: [] },
        { series: volume('390x2160 390-0.05x720'), at: '12h', firing: [VOLUME] },
      ],
      [
        'leaves a volume that is 95 % full to the alert that pages',
        { series: volume('50.9-0.0025x400'), at: '60m', firing: [VOLUME] },
        { series: volume('49-0.01x400'), at: '60m', firing: [] },
      ],
      [
        'looks at each volume once, also while two agents have seen it: its pod has moved',
        { series: { ...volume('380-0.02x400'), ...volume('380-0.02x400', 'n-2') }, at: '60m', firing: [VOLUME] },
      ],
    ],
  },
  {
    alert: 'VolumeNearlyFull',
    boundary: { series: volume('50x120'), at: '30m' },
    past: {
      series: volume('49x120'),
      silentAt: '4m45s',
      firesAt: '5m',
      fires: [
        {
          labels: VOLUME,
          says: {
            summary: 'Volume data-prometheus-0 of vigia is 95.1% full',
            description:
              'Less than a twentieth is free. What writes to a full volume stops: Prometheus its rules and alerts, a gateway its queues.',
            dashboard_url: PLATFORM,
          },
        },
      ],
    },
    ended: { series: volume('10x40 500x40'), firesAt: '10m', overAt: '10m15s' },
    also: [
      [
        'looks at each volume once, also while two agents have seen it: its pod has moved',
        { series: { ...volume('30x120'), ...volume('30x120', 'n-2') }, at: '30m', firing: [VOLUME] },
        { series: { ...volume('30x120'), ...volume('80x120', 'n-2') }, at: '30m', firing: [] },
      ],
      ['begins anew after one sample with room', { series: volume('10x15 500 10x80'), at: '8m45s', firing: [] }],
      [
        'takes the claims of two namespaces for two volumes, whatever they are called',
        { series: { ...volume('30x120'), ...volume('800x120', 'n-2', 'clinic') }, at: '30m', firing: [VOLUME] },
      ],
    ],
  },
];
