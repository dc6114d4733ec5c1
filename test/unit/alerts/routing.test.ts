import { describe, expect, test } from 'vitest';
import { alertmanagerConfig } from '../../../alerts/render/alertmanager.ts';
import { channelOf, channelsOf, secretChannelsOf } from '../../../alerts/routing.ts';
import { environments } from '../../../infra/environment.ts';

const secretFile = (channel: string) => `/secrets/${channel}`;
const { local, dev, prod } = environments;

describe('in prod', () => {
  test.each([
    ['critical', 'platform', 'pagerduty-platform'],
    ['critical', 'billing', 'pagerduty-billing'],
    ['critical', 'security', 'pagerduty-security'],
    ['warning', 'platform', 'slack-ops'],
    ['warning', 'billing', 'slack-ops'],
    ['warning', 'security', 'slack-security'],
    ['info', 'platform', 'digest'],
    ['info', 'billing', 'digest'],
    ['info', 'security', 'digest'],
  ])('%s of %s goes to %s', (severity, team, channel) => {
    expect(channelOf(prod, { alertname: 'AnyAlert', severity, team })).toBe(channel);
  });

  test('critical of a team that nobody declared pages all the same', () => {
    expect(channelOf(prod, { alertname: 'AnyAlert', severity: 'critical', team: 'kitchen' })).toBe('pagerduty-platform');
  });
});

describe('dev never pages', () => {
  test.each([
    ['critical', 'platform', 'slack-ops'],
    ['critical', 'billing', 'slack-ops'],
    ['critical', 'security', 'slack-security'],
    ['critical', 'kitchen', 'slack-ops'],
    ['warning', 'billing', 'slack-ops'],
    ['warning', 'security', 'slack-security'],
    ['info', 'security', 'digest'],
  ])('%s of %s goes to %s', (severity, team, channel) => {
    expect(channelOf(dev, { alertname: 'AnyAlert', severity, team })).toBe(channel);
  });

  test('no PagerDuty channel exists there, so none of its keys is needed', () => {
    expect(channelsOf(dev)).toEqual(['slack-ops', 'slack-security', 'digest', 'heartbeat']);
    expect(secretChannelsOf(dev)).toEqual(['slack-ops', 'slack-security']);
  });
});

test.each(Object.values(environments))('in $name the Watchdog reaches the heartbeat and no person', (environment) => {
  expect(channelOf(environment, { alertname: 'Watchdog', severity: 'none', team: 'platform' })).toBe('heartbeat');
  // Not even if somebody gave it a severity.
  expect(channelOf(environment, { alertname: 'Watchdog', severity: 'critical', team: 'platform' })).toBe('heartbeat');
});

test('an alert with a severity that nobody declared goes to #ops, where it is seen', () => {
  expect(channelOf(prod, { alertname: 'AnyAlert', severity: 'Warning', team: 'security' })).toBe('slack-ops');
  expect(alertmanagerConfig({ speed: 1, environment: prod, secretFile }).route.receiver).toBe('slack-ops');
});

test('in prod seven channels exist, five of which need a secret', () => {
  expect(channelsOf(prod)).toHaveLength(7);
  expect(secretChannelsOf(prod)).toEqual([
    'pagerduty-platform',
    'pagerduty-billing',
    'pagerduty-security',
    'slack-ops',
    'slack-security',
  ]);
});

describe("Alertmanager's configuration", () => {
  test('has the rows of the table, in order', () => {
    const { routes } = alertmanagerConfig({ speed: 1, environment: prod, secretFile }).route;
    expect(routes.map(({ matchers, receiver }) => [matchers.join(','), receiver])).toEqual([
      ['alertname="Watchdog"', 'heartbeat'],
      ['severity="critical",team="platform"', 'pagerduty-platform'],
      ['severity="critical",team="billing"', 'pagerduty-billing'],
      ['severity="critical",team="security"', 'pagerduty-security'],
      ['severity="critical"', 'pagerduty-platform'],
      ['severity="warning",team="security"', 'slack-security'],
      ['severity="warning"', 'slack-ops'],
      ['severity="info"', 'digest'],
    ]);
  });

  test('has no secret: keys are read from files, one for each channel', () => {
    const { receivers } = alertmanagerConfig({ speed: 1, environment: prod, secretFile });
    const text = JSON.stringify(receivers);
    expect(text.match(/"(routing_key|api_url)_file":"[^"]*"/g)).toEqual([
      '"routing_key_file":"/secrets/pagerduty-platform"',
      '"routing_key_file":"/secrets/pagerduty-billing"',
      '"routing_key_file":"/secrets/pagerduty-security"',
      '"api_url_file":"/secrets/slack-ops"',
      '"api_url_file":"/secrets/slack-security"',
    ]);
    expect(text).not.toMatch(/"(routing_key|service_key|api_url)":/);
  });

  test('names the Slack channel of each, ours or the given', () => {
    const channels = (args: object) =>
      JSON.stringify(alertmanagerConfig({ speed: 1, environment: dev, secretFile, ...args })).match(/"channel":"[^"]*"/g);
    expect(channels({})).toEqual(['"channel":"#ops"', '"channel":"#security"']);
    expect(channels({ slackChannels: { ops: '#guardia', security: '#soc' } })).toEqual([
      '"channel":"#guardia"',
      '"channel":"#soc"',
    ]);
  });

  test('sends the Watchdog to its topic every few minutes, and to nobody where there is no topic', () => {
    const heartbeat = { arn: 'arn:aws:sns:us-east-1:111122223333:vigia-prod-heartbeat', region: 'us-east-1' };
    const config = alertmanagerConfig({ speed: 1, environment: prod, secretFile, heartbeat });
    expect(config.route.routes[0]).toEqual({
      receiver: 'heartbeat',
      matchers: ['alertname="Watchdog"'],
      group_by: ['alertname'],
      group_wait: '15s',
      group_interval: '1m',
      repeat_interval: '4m',
    });
    expect(config.receivers.at(-1)).toMatchObject({
      name: 'heartbeat',
      sns_configs: [{ topic_arn: heartbeat.arn, sigv4: { region: 'us-east-1' } }],
    });
    expect(alertmanagerConfig({ speed: 1, environment: local, secretFile }).receivers.at(-1)).toEqual({ name: 'heartbeat' });
  });

  test('makes one notification of a fault, whoever feels it and whichever alerts see it', () => {
    const { route } = alertmanagerConfig({ speed: 1, environment: prod, secretFile });
    expect(route.group_by).toEqual(['env', 'team', 'severity', 'symptom']);
    // No row has a grouping of its own, but the Watchdog's.
    expect(route.routes.filter((row) => 'group_by' in row).map(({ receiver }) => receiver)).toEqual(['heartbeat']);
  });

  test('lets a page silence the tickets and slow burns of its objective and tenant, and a ticket the slow burns', () => {
    const equal = ['env', 'tenant', 'slo'];
    expect(alertmanagerConfig({ speed: 1, environment: prod, secretFile }).inhibit_rules).toEqual([
      {
        source_matchers: ['slo_tier="page"', 'env!=""', 'tenant!=""', 'slo!=""'],
        target_matchers: ['slo_tier=~"ticket|slow"'],
        equal,
      },
      { source_matchers: ['slo_tier="ticket"', 'env!=""', 'tenant!=""', 'slo!=""'], target_matchers: ['slo_tier=~"slow"'], equal },
    ]);
  });

  test('at speed 30 waits one second instead of thirty', () => {
    expect(alertmanagerConfig({ speed: 30, environment: local, secretFile }).route).toMatchObject({
      group_wait: '1s',
      group_interval: '10s',
      repeat_interval: '8m',
    });
  });
});
