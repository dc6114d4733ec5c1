import * as pulumi from '@pulumi/pulumi';
import { expect, it } from 'vitest';
import { requiredSecrets } from '../../../infra/channels.ts';

it('gives the secrets of the channels that are reached, marked as secret, and of no other', async () => {
  const given = { 'slack-ops': 'https://hooks.example/ops', 'pagerduty-billing': pulumi.output('key'), 'slack-security': 'unused' };
  const secrets = requiredSecrets(['pagerduty-billing', 'slack-ops'], given);
  expect(Object.keys(secrets)).toEqual(['pagerduty-billing', 'slack-ops']);
  const values = await new Promise((resolve) => pulumi.all(secrets).apply(resolve));
  expect(values).toEqual({ 'pagerduty-billing': 'key', 'slack-ops': 'https://hooks.example/ops' });
  for (const value of Object.values(secrets)) expect(await pulumi.isSecret(value)).toBe(true);
});

it('names every channel without a secret, and what to give', () => {
  expect(() => requiredSecrets(['pagerduty-billing', 'pagerduty-security', 'slack-ops'], { 'pagerduty-billing': 'key' })).toThrow(
    "Alerts go to channels that have no secret: give channelSecrets one for pagerduty-security (a PagerDuty integration key), slack-ops (a Slack webhook's URL).",
  );
});
