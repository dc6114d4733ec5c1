/** Alerting itself. */
import type { Fault } from '../../../support/fault.ts';
import { DASHBOARDS } from './series.ts';

const PLATFORM = `${DASHBOARDS}/vigia-platform`;
const GROUP = '/etc/prometheus/rules/rules.yml;vigia-long';

const failures = (instance = 'p-0', group = GROUP) =>
  `prometheus_rule_evaluation_failures_total{env="prod", job="prometheus", instance="${instance}", rule_group="${group}"}`;
const ofGroup = (took: string, instance = 'p-0') => ({
  [`prometheus_rule_group_last_duration_seconds{env="prod", job="prometheus", instance="${instance}", rule_group="${GROUP}"}`]:
    took,
  [`prometheus_rule_group_interval_seconds{env="prod", job="prometheus", instance="${instance}", rule_group="${GROUP}"}`]: '15x300',
});
const grafanaFailures = (org = '1', instance = 'gr-0') =>
  `grafana_alerting_rule_evaluation_failures_total{env="prod", job="grafana", instance="${instance}", org="${org}"}`;
const alertmanager = (integration: string, reason = 'other') =>
  `alertmanager_notifications_failed_total{env="prod", job="alertmanager", instance="a-0", integration="${integration}", reason="${reason}"}`;
const grafana = (integration: string) =>
  `grafana_alerting_notifications_failed_total{env="prod", job="grafana", instance="gr-0", org="1", integration="${integration}"}`;
const dropped = (to = 'a-0', instance = 'p-0') =>
  `prometheus_notifications_dropped_total{env="prod", job="prometheus", instance="${instance}", alertmanager="http://${to}"}`;

/** What is the same of both routers, and of both alerts on them. */
const ofRouters = (integration: string, neighbour: string): NonNullable<Fault['also']> => {
  const firing = [{ env: 'prod', integration }];
  const routers = [alertmanager, grafana];
  return [
    [
      "counts Alertmanager's and Grafana's failures, the first of a new series too",
      ...routers.flatMap((router) => [
        { series: { [router(integration)]: '0x20 1x100' }, at: '6m', firing },
        { series: { [router(integration)]: '_x20 1x100' }, at: '6m', firing },
        { series: { [router(integration)]: '_x20 1x100' }, at: '9m45s', firing },
        { series: { [router(integration)]: '_x20 1x100' }, at: '10m', firing: [] },
      ]),
    ],
    [
      'is silent where nothing new failed, and on a restart',
      ...routers.flatMap((router) => [
        { series: { [router(integration)]: '7x160' }, at: '30m', firing: [] },
        { series: { [router(integration)]: '7x40 0x80' }, at: '12m', firing: [] },
        { series: { [router(integration)]: '5x4 _x4320 5x40' }, at: '18h6m', firing: [] },
      ]),
    ],
    [
      'takes a series that was away for more than a day for new',
      ...routers.map((router) => ({ series: { [router(integration)]: '5x4 _x5800 5x40' }, at: '24h13m', firing })),
    ],
    [
      `leaves ${neighbour} to the other alert`,
      ...routers.map((router) => ({ series: { [router(neighbour)]: '0+1x100' }, at: '10m', firing: [] })),
    ],
    [
      'is one alert, whatever the reasons',
      {
        series: { [alertmanager(integration)]: '0+1x60', [alertmanager(integration, 'rateLimited')]: '0+1x60' },
        at: '10m',
        firing,
      },
    ],
  ];
};

export const alertingFaults: readonly Fault[] = [
  {
    alert: 'RuleEvaluationFailing',
    boundary: { series: { [failures()]: '7x160' }, at: '30m' },
    past: {
      series: { [failures()]: '0x20 1x100' },
      silentAt: '5m',
      firesAt: '5m15s',
      fires: [
        {
          labels: { env: 'prod', rule_group: GROUP },
          says: {
            summary: `Rules of ${GROUP} failed 1 times within five minutes`,
            description:
              'What the rules record is missing, and alerts that depend on it are blind. One failure is enough: some groups run once an hour.',
            dashboard_url: PLATFORM,
          },
        },
      ],
    },
    ended: { series: { [failures()]: '0x20 1x100' }, firesAt: '10m', overAt: '10m15s' },
    also: [
      [
        'fires for a group that fails from its first evaluation on',
        { series: { [failures()]: '_x20 3x100' }, at: '5m', firing: [{ env: 'prod', rule_group: GROUP }] },
      ],
      ['is over five minutes after it, too', { series: { [failures()]: '_x20 3x100' }, at: '10m', firing: [] }],
      ['counts nothing twice after a gap of 18 hours', { series: { [failures()]: '5x4 _x4320 5x40' }, at: '18h6m', firing: [] }],
      [
        'takes a series that was away for more than a day for new',
        { series: { [failures()]: '5x4 _x5800 5x40' }, at: '24h13m', firing: [{ env: 'prod', rule_group: GROUP }] },
      ],
      ['is silent when Prometheus restarts', { series: { [failures()]: '7x20 0x60' }, at: '5m30s', firing: [] }],
      [
        'is one alert for both replicas, and names no other group',
        {
          series: { [failures()]: '0+1x60', [failures('p-1')]: '0+1x60', [failures('p-0', 'other')]: '7x60' },
          at: '10m',
          firing: [{ env: 'prod', rule_group: GROUP }],
        },
      ],
    ],
  },
  {
    alert: 'RuleEvaluationSlow',
    boundary: { series: ofGroup('12x160'), at: '30m' },
    past: {
      series: ofGroup('12.01x160'),
      silentAt: '9m45s',
      firesAt: '10m',
      fires: [
        {
          labels: { env: 'prod', rule_group: GROUP },
          says: {
            summary: `The rules of ${GROUP} take 80.07% of the time that they have`,
            description:
              'For ten minutes they have taken more than 80% of their interval. Past all of it evaluations are skipped, and alerts come late.',
            dashboard_url: PLATFORM,
          },
        },
      ],
    },
    ended: { series: ofGroup('13x60 1x60'), firesAt: '15m', overAt: '15m15s' },
    also: [
      ['begins anew after one fast evaluation', { series: ofGroup('13x30 1 13x80'), at: '17m30s', firing: [] }],
      [
        'looks at the slowest of the replicas',
        { series: { ...ofGroup('1x160'), ...ofGroup('14x160', 'p-1') }, at: '30m', firing: [{ env: 'prod', rule_group: GROUP }] },
        { series: { ...ofGroup('9x160'), ...ofGroup('9x160', 'p-1') }, at: '30m', firing: [] },
      ],
    ],
  },
  {
    alert: 'AlertEvaluationFailing',
    boundary: { series: { [grafanaFailures()]: '0 1+1x21 22x60' }, at: '10m15s' },
    past: {
      series: { [grafanaFailures()]: '0+1x120' },
      silentAt: '10m',
      firesAt: '10m15s',
      fires: [
        {
          labels: { env: 'prod', instance: 'gr-0' },
          says: {
            summary: 'Grafana gr-0 failed to evaluate alert rules 20 times within five minutes',
            description: 'It has gone on for ten minutes: those alerts cannot fire, or fire for an error in place of a fault.',
            dashboard_url: PLATFORM,
          },
        },
      ],
    },
    ended: { series: { [grafanaFailures()]: '0+1x60 60x120' }, firesAt: '19m30s', overAt: '19m45s' },
    also: [
      [
        'is one alert for all organisations of a Grafana, and names no other',
        {
          series: { [grafanaFailures()]: '0+1x120', [grafanaFailures('2')]: '0+1x120', [grafanaFailures('1', 'gr-1')]: '7x120' },
          at: '15m',
          firing: [{ env: 'prod', instance: 'gr-0' }],
        },
      ],
      ['is silent after a restart', { series: { [grafanaFailures()]: '900x40 0x80' }, at: '20m', firing: [] }],
    ],
  },
  {
    alert: 'NotificationsFailing',
    boundary: { series: { [alertmanager('slack')]: '7x160', [grafana('slack')]: '7x160' }, at: '30m' },
    past: {
      series: { [alertmanager('slack')]: '0x20 1x100', [alertmanager('sns')]: '0x100' },
      silentAt: '5m',
      firesAt: '5m15s',
      fires: [
        {
          labels: { env: 'prod', integration: 'slack' },
          says: {
            summary: '1 notifications to slack failed within five minutes',
            description:
              'They were given up after every retry: what they said has reached nobody. This comes by another way than slack.',
            dashboard_url: PLATFORM,
          },
        },
      ],
    },
    ended: { series: { [alertmanager('slack')]: '0x20 1x100' }, firesAt: '10m', overAt: '10m15s' },
    also: ofRouters('slack', 'pagerduty'),
  },
  {
    alert: 'PagesFailing',
    boundary: { series: { [alertmanager('pagerduty')]: '7x160', [grafana('pagerduty')]: '7x160' }, at: '30m' },
    past: {
      series: { [alertmanager('pagerduty')]: '0x20 1x100' },
      silentAt: '5m',
      firesAt: '5m15s',
      fires: [
        {
          labels: { env: 'prod', integration: 'pagerduty' },
          says: {
            summary: '1 pages through pagerduty failed within five minutes',
            description: 'Nobody was woken by them. Somebody has to watch the list of alerts until pagerduty takes them again.',
            dashboard_url: PLATFORM,
          },
        },
      ],
    },
    ended: { series: { [alertmanager('pagerduty')]: '0x20 1x100' }, firesAt: '10m', overAt: '10m15s' },
    also: ofRouters('pagerduty', 'slack'),
  },
  {
    alert: 'AlertsNotHandedOver',
    boundary: { series: { [dropped()]: '0 1+1x21 22x60' }, at: '10m15s' },
    past: {
      series: { [dropped()]: '0+1x120' },
      silentAt: '10m',
      firesAt: '10m15s',
      fires: [
        {
          labels: { env: 'prod', instance: 'p-0' },
          says: {
            summary: 'Prometheus p-0 could not hand 20 alerts to an Alertmanager within five minutes',
            description:
              'It has gone on for ten minutes: one Alertmanager is out of reach. Alerts arrive as long as another is not.',
            dashboard_url: PLATFORM,
          },
        },
      ],
    },
    ended: { series: { [dropped()]: '0+1x60 60x120' }, firesAt: '19m30s', overAt: '19m45s' },
    also: [
      [
        'is one alert for a Prometheus, whatever the Alertmanagers, and names no other',
        {
          series: { [dropped()]: '0+1x120', [dropped('a-1')]: '0+1x120', [dropped('a-0', 'p-1')]: '7x120' },
          at: '15m',
          firing: [{ env: 'prod', instance: 'p-0' }],
        },
      ],
      [
        'is silent while an Alertmanager restarts',
        { series: { [dropped()]: '0x20 1+1x12 13x80' }, at: '10m', firing: [] },
        { series: { [dropped()]: '0x20 1+1x12 13x80' }, at: '16m', firing: [] },
      ],
    ],
  },
];
