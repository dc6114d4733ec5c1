import { expect, test } from 'vitest';
import { alertmanagerConfig } from '../../../alerts/render/alertmanager.ts';
import { routes } from '../../../alerts/routing.ts';
import { environments } from '../../../infra/environment.ts';

const secrets = { pagerdutyRoutingKeyFile: '/secrets/pagerduty', slackWebhookUrlFile: '/secrets/slack' };

test('in prod a critical alert pages, a warning goes to #ops, and an info waits for the digest', () => {
  expect(routes(environments.prod)).toEqual({ critical: 'pagerduty', warning: 'slack-ops', info: 'digest' });
});

test('dev never pages: a critical alert goes where warnings go', () => {
  expect(routes(environments.dev)).toEqual({ critical: 'slack-ops', warning: 'slack-ops', info: 'digest' });
});

test('an alert with a severity that nobody declared goes to #ops, where it is seen', () => {
  const { route } = alertmanagerConfig({ speed: 1, environment: environments.prod, secrets });
  expect(route.receiver).toBe('slack-ops');
  expect(route.routes.map(({ matchers, receiver }) => [matchers[0], receiver])).toEqual([
    ['severity="critical"', 'pagerduty'],
    ['severity="warning"', 'slack-ops'],
    ['severity="info"', 'digest'],
  ]);
});

test('no secret stands in the configuration: keys are read from files', () => {
  const { receivers } = alertmanagerConfig({ speed: 1, environment: environments.prod, secrets });
  expect(receivers.map(({ name, ...integrations }) => [name, Object.keys(integrations)])).toEqual([
    ['pagerduty', ['pagerduty_configs']],
    ['slack-ops', ['slack_configs']],
    ['digest', []],
  ]);
  expect(JSON.stringify(receivers)).toContain('"routing_key_file":"/secrets/pagerduty"');
  expect(JSON.stringify(receivers)).toContain('"api_url_file":"/secrets/slack"');
});

test('all clinics failing at once is one notification: alerts are grouped by name and environment, not by tenant', () => {
  expect(alertmanagerConfig({ speed: 1, environment: environments.prod, secrets }).route.group_by).toEqual(['alertname', 'env']);
});

test('at speed 30 thirty seconds of waiting are one', () => {
  expect(alertmanagerConfig({ speed: 30, environment: environments.local, secrets }).route).toMatchObject({
    group_wait: '1s',
    group_interval: '10s',
    repeat_interval: '8m',
  });
});
