import { describe, expect, test } from 'vitest';
import { alertmanagerConfig } from '../../../alerts/render/alertmanager.ts';
import { grafanaNotifications } from '../../../alerts/render/grafana-notifications.ts';
import { environments } from '../../../infra/environment.ts';
import { deliveries, type PolicyNode } from '../../support/grafana-routes.ts';

const args = {
  heartbeat: { arn: 'arn:aws:sns:us-east-1:111122223333:vigia-prod-heartbeat', region: 'us-east-1' },
  slackChannels: { ops: '#ops', security: '#security' },
};

describe("Grafana's routing", () => {
  test.each(['dev', 'prod'] as const)("of %s is Alertmanager's: the same rows, timing and grouping", (name) => {
    const environment = environments[name];
    const { policy } = grafanaNotifications({ environment, ...args });
    const { route } = alertmanagerConfig({ speed: 1, environment, secretFile: (channel) => channel });
    const { routes, ...root } = route;
    const { routes: rows, ...own } = policy;
    expect(own).toEqual(root);
    expect(
      rows.map(({ object_matchers, receiver, mute_time_intervals, ...timing }) => ({
        receiver: mute_time_intervals ? 'digest' : receiver,
        matchers: object_matchers.map(([label, operator, value]) => `${label}${operator}"${value}"`),
        ...timing,
      })),
    ).toEqual(routes);
  });

  test('groups by fault, and the Watchdog by its name alone, on its own timing', () => {
    const { policy } = grafanaNotifications({ environment: environments.prod, ...args });
    expect(policy.group_by).toEqual(['env', 'team', 'severity', 'symptom']);
    expect(policy.routes[0]).toEqual({
      receiver: 'heartbeat',
      object_matchers: [['alertname', '=', 'Watchdog']],
      group_by: ['alertname'],
      group_wait: '15s',
      group_interval: '1m',
      repeat_interval: '4m',
    });
  });

  test('mutes what waits for the digest at all times: Grafana has no contact point that sends nothing', () => {
    const { policy, muteTime, contactPoints } = grafanaNotifications({ environment: environments.prod, ...args });
    expect(policy.routes.filter(({ mute_time_intervals }) => mute_time_intervals)).toEqual([
      { receiver: 'slack-ops', object_matchers: [['severity', '=', 'info']], mute_time_intervals: ['always'] },
    ]);
    expect(muteTime).toEqual({ name: 'always', time_intervals: [{ times: [{ start_time: '00:00', end_time: '24:00' }] }] });
    expect(contactPoints.map(({ name }) => String(name))).not.toContain('digest');
  });

  test('every contact point that a route names exists, and every one that exists is named', () => {
    for (const environment of [environments.dev, environments.prod]) {
      const { policy, contactPoints } = grafanaNotifications({ environment, ...args });
      const named = new Set([policy.receiver, ...policy.routes.map(({ receiver }) => receiver)]);
      expect(new Set(contactPoints.map(({ name }) => name))).toEqual(named);
    }
  });

  test('dev has no PagerDuty', () => {
    const { contactPoints } = grafanaNotifications({ environment: environments.dev, ...args });
    expect(contactPoints.map(({ name, type }) => [name, type])).toEqual([
      ['slack-ops', 'slack'],
      ['slack-security', 'slack'],
      ['heartbeat', 'sns'],
    ]);
  });
});

describe("the evaluator of Grafana's policies, by which the routes are compared,", () => {
  const tree: PolicyNode = {
    receiver: 'root',
    group_by: ['alertname'],
    routes: [
      { receiver: 'first', object_matchers: [['team', '=~', 'plat|bill']], continue: true },
      {
        receiver: 'second',
        object_matchers: [
          ['team', '!=', 'plat'],
          ['env', '=', 'prod'],
        ],
        group_by: ['env'],
        mute_time_intervals: ['night'],
        routes: [{ object_matchers: [['severity', '!~', 'info.*']] }],
      },
      { receiver: 'third', object_matchers: [['tenant', '=', '']] },
    ],
  };
  const night = { name: 'night', time_intervals: [{ times: [{ start_time: '22:00', end_time: '24:00' }] }] };
  const at = (labels: Record<string, string>, time = '12:00') =>
    deliveries(tree, [night], labels, new Date(`2026-03-01T${time}:00Z`));

  test('takes the first child that matches, and the next ones only after one that says so', () => {
    expect(at({ team: 'plat' }).map(({ receiver }) => receiver)).toEqual(['first', 'third']);
    expect(at({ team: 'bill', env: 'prod' }).map(({ receiver }) => receiver)).toEqual(['first', 'second']);
  });

  test('matches regular expressions against the whole value, and takes a missing label for an empty one', () => {
    expect(at({ team: 'platform', tenant: 'a' }).map(({ receiver }) => receiver)).toEqual(['root']);
    expect(at({ env: 'prod' }).map(({ receiver }) => receiver)).toEqual(['second']);
    expect(at({}).map(({ receiver }) => receiver)).toEqual(['third']);
  });

  test('hands receiver and grouping down, and mute timings not', () => {
    expect(at({ env: 'prod', severity: 'info' }, '23:00')).toEqual([{ receiver: 'second', groupBy: ['env'], muted: true }]);
    expect(at({ env: 'prod', severity: 'info' }, '21:59')).toEqual([{ receiver: 'second', groupBy: ['env'], muted: false }]);
    expect(at({ env: 'prod', severity: 'warning' }, '23:00')).toEqual([{ receiver: 'second', groupBy: ['env'], muted: false }]);
    expect(at({ team: 'x', tenant: 'a' })).toEqual([{ receiver: 'root', groupBy: ['alertname'], muted: false }]);
  });

  test('refuses a policy with a mute timing that does not exist, as Grafana does', () => {
    expect(() => deliveries({ receiver: 'root', mute_time_intervals: ['day'] }, [night], {}, new Date())).toThrow('"day"');
  });
});
