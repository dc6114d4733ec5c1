/** One alert all the way: from a request at a clinic to a message outside the cluster. */
import { expect, inject, it } from 'vitest';
import { notificationOf } from '../../local/report/notifications.ts';
import type { Received } from '../../local/stand-ins/received.ts';
import { poll } from '../../local/supervisor/poll.ts';
import { incidentContext, incidents } from '../../local/traffic/incidents.ts';

const { urls, outside, clinic } = inject('cluster');

const ALERT = 'CrossTenantAccess';

/** Fires at its first event, without a wait; the quickest of all that are about a clinic. */
const incident = incidents.find(({ alert }) => alert === ALERT);

async function received(): Promise<readonly Received[]> {
  return (await (await fetch(outside.slackReceived)).json()) as Received[];
}

/** Export of metrics 15 s, evaluation 15 s, Alertmanager's wait for others of its group 30 s. */
it('a look at another clinic’s data reaches the security channel within two minutes, and no other channel', async () => {
  const last = (await received()).at(-1)?.id ?? 0;
  const about = async () => {
    const messages = (await received()).filter(({ id }) => id > last).map((entry) => notificationOf('slack', entry));
    const mine = messages.filter(({ alerts }) => alerts.includes(ALERT));
    return mine.length > 0 ? mine : undefined;
  };
  const context = incidentContext({
    baseUrl: urls.clinic,
    webhookSecret: clinic.stripeWebhookSecret,
    chaosToken: clinic.chaosToken,
  });
  await incident?.start(context);
  const [notification, ...others] = (await poll(about, { within: 120_000, every: 500 })) ?? [];
  expect(others).toEqual([]);
  expect(notification).toMatchObject({
    channel: 'slack-security',
    status: 'firing',
    alerts: ['CrossTenantAccess'],
    text: "pediatria-polanco: a request touched another clinic's data",
  });
  // Where to go from there.
  expect(notification?.firing).toHaveLength(1);
  expect(notification?.firing[0]).toContain('<https://git.example.com/vigia/alerts/runbooks/CrossTenantAccess.md|Runbook>');
  expect(notification?.firing[0]).toContain(
    '<https://grafana.example.com/d/vigia-security?var-tenant=pediatria-polanco|Dashboard>',
  );
});
