/** A real Alertmanager, from alerts to what PagerDuty and Slack receive: how many messages, and what they say. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Alert, type Router, startAlertmanager } from '../../support/alertmanager.ts';

/** Groups wait half a second for their first alerts, and five seconds between two messages. */
const SPEED = 60;
let router: Router;

beforeAll(async () => {
  router = await startAlertmanager(SPEED);
});
afterAll(() => router.stop());

const PAGES = { severity: 'critical', team: 'platform', symptom: 'availability' };
const ASKS = { ...PAGES, severity: 'warning' };

/** `name` of a tenant, or of nobody. Every test has an environment of its own, by which its messages are found. */
function alert(env: string, name: string, tenant: string | undefined, labels: Readonly<Record<string, string>>): Alert {
  return {
    labels: { alertname: name, env, ...(tenant && { tenant }), ...labels },
    annotations: {
      summary: `${tenant ?? 'nobody'}: ${name} of ${env}`,
      description: `It is about ${tenant}.`,
      runbook_url: `https://docs.example/${name}.md`,
      dashboard_url: `https://grafana.example/d/vigia?var-tenant=${tenant}&var-env=${env}`,
    },
  };
}

const numbered = (count: number) => Array.from({ length: count }, (_, index) => `clinica-${String(index + 1).padStart(3, '0')}`);
const lines = (text: unknown) => String(text).trimEnd().split('\n');

describe.concurrent('Alertmanager', () => {
  test('sends one page for one tenant, its end under the same key, and the Watchdog to nobody', async () => {
    const env = 'env-one';
    const fault = alert(env, 'TenantHighErrorRate', 'clinica-sur', PAGES);
    await router.fire(fault, alert(env, 'Watchdog', undefined, { severity: 'none', team: 'platform' }));
    const [page] = await router.pages(env, 1);
    expect(page).toMatchObject({
      event_action: 'trigger',
      client: 'Vigía',
      client_url: 'https://grafana.example/d/vigia?var-tenant=clinica-sur&var-env=env-one',
      links: [
        { href: 'https://docs.example/TenantHighErrorRate.md', text: 'Runbook' },
        { href: 'https://grafana.example/d/vigia?var-tenant=clinica-sur&var-env=env-one', text: 'Dashboard' },
      ],
      payload: {
        summary: 'clinica-sur: TenantHighErrorRate of env-one',
        severity: 'critical',
        source: 'vigia env-one',
        class: 'availability',
        component: 'platform',
        group: 'env-one',
      },
    });
    await router.end(fault);
    const pages = await router.pages(env, 2);
    expect(pages.map(({ event_action, dedup_key }) => [event_action, dedup_key])).toEqual([
      ['trigger', page?.dedup_key],
      ['resolve', page?.dedup_key],
    ]);
    expect(pages[1]?.payload.summary).toBe('Resolved: clinica-sur: TenantHighErrorRate of env-one');
    expect(JSON.stringify(await router.received())).not.toContain('Watchdog');
  });

  test('sends one page for 300 tenants at once, which names ten and counts the rest, and one for their end', async () => {
    const env = 'env-all';
    const faults = numbered(300).map((tenant) => alert(env, 'TenantHighErrorRate', tenant, PAGES));
    await router.fire(...faults);
    const [page] = await router.pages(env, 1);
    expect(page?.payload.summary).toBe('300 tenants, such as clinica-001: TenantHighErrorRate of env-all');
    const { firing, ...details } = page?.payload.custom_details ?? {};
    expect(details).toEqual({
      alerts: 'TenantHighErrorRate',
      tenants: 300,
      resolved: null,
      num_firing: 300,
      num_resolved: 0,
    });
    expect(lines(firing)).toHaveLength(12);
    expect(lines(firing)[0]).toBe('300 in all');
    expect(lines(firing)[10]).toMatch(/^• clinica-010: /);
    expect(lines(firing)[11]).toBe('and 290 more');
    expect(JSON.stringify(page).length).toBeLessThan(5_000);
    await router.end(...faults);
    // All that was ever sent: a second page would be between the two.
    const pages = await router.pages(env, 2);
    expect(pages.map(({ event_action }) => event_action)).toEqual(['trigger', 'resolve']);
    expect(lines(pages[1]?.payload.custom_details.resolved)[11]).toBe('and 290 more');
  });

  test('sends one page for two alerts of one symptom, and a second for another symptom', async () => {
    const env = 'env-two';
    await router.fire(
      alert(env, 'TenantHighErrorRate', 'clinica-sur', PAGES),
      alert(env, 'ApiAvailabilityBudgetBurn', 'clinica-sur', PAGES),
      alert(env, 'BookingLatencyBudgetBurn', 'clinica-sur', { ...PAGES, symptom: 'latency' }),
    );
    const pages = await router.pages(env, 2);
    expect(pages.map(({ payload }) => payload.custom_details.alerts).sort()).toEqual([
      'ApiAvailabilityBudgetBurn, TenantHighErrorRate',
      'BookingLatencyBudgetBurn',
    ]);
    expect(pages.map(({ payload }) => payload.custom_details.tenants)).toEqual([1, 1]);
    expect(new Set(pages.map(({ dedup_key }) => dedup_key)).size).toBe(2);
  });

  test('adds a tenant that fails later to the open incident, which ends with the last of them', async () => {
    const env = 'env-later';
    const [first, second] = ['clinica-norte', 'clinica-sur'].map((tenant) => alert(env, 'TenantHighErrorRate', tenant, PAGES));
    if (!first || !second) throw new Error('There are two.');
    await router.fire(first);
    await router.pages(env, 1);
    await router.fire(second);
    expect((await router.pages(env, 2))[1]?.payload.summary).toBe(
      '2 tenants, such as clinica-norte: TenantHighErrorRate of env-later',
    );
    await router.end(first);
    const third = (await router.pages(env, 3))[2];
    expect(third?.payload.summary).toBe('clinica-sur: TenantHighErrorRate of env-later');
    expect(third?.payload.custom_details.resolved).toContain('clinica-norte');
    await router.end(second);
    const pages = await router.pages(env, 4);
    expect(pages.map(({ event_action }) => event_action)).toEqual(['trigger', 'trigger', 'trigger', 'resolve']);
    expect(new Set(pages.map(({ dedup_key }) => dedup_key)).size).toBe(1);
  });

  test('writes one chat message for twelve tenants, and one that says that it is over', async () => {
    const env = 'env-chat';
    const faults = numbered(12).map((tenant) => alert(env, 'FailedLoginSpike', tenant, { ...ASKS, symptom: 'sign-in' }));
    await router.fire(...faults);
    const [chat] = await router.chats(env, 1);
    const dashboard = 'https://grafana.example/d/vigia?var-tenant=clinica-001';
    expect(chat?.attachments[0]).toMatchObject({
      title: '[FIRING] env-chat sign-in: 12 tenants, such as clinica-001: FailedLoginSpike of env-chat',
      title_link: `${dashboard}&var-env=env-chat`,
      fallback: '[FIRING] env-chat sign-in: 12 tenants, such as clinica-001: FailedLoginSpike of env-chat',
    });
    const text = lines(chat?.attachments[0].text);
    expect(text).toHaveLength(12);
    expect(text[0]).toBe('FailedLoginSpike (warning, platform)');
    expect(text[1]).toBe(
      `• clinica-001: FailedLoginSpike of env-chat. It is about clinica-001. <https://docs.example/FailedLoginSpike.md|Runbook> <${dashboard}&amp;var-env=env-chat|Dashboard>`,
    );
    expect(text[11]).toBe('and 2 more');
    await router.end(...faults);
    const chats = await router.chats(env, 2);
    expect(chats).toHaveLength(2);
    expect(chats[1]?.attachments[0].title).toBe(
      '[RESOLVED] env-chat sign-in: 12 tenants, such as clinica-001: FailedLoginSpike of env-chat',
    );
  });

  test('keeps a ticket back while its page fires, and a slow burn while its ticket does', async () => {
    const env = 'env-tiers';
    const burn = (tier: string, tenant: string, slo: string) =>
      alert(env, `Burn-${tier}-${slo}`, tenant, { ...(tier === 'page' ? PAGES : ASKS), slo_tier: tier, slo });
    const page = burn('page', 'clinica-sur', 'api');
    const ticket = burn('ticket', 'clinica-sur', 'api');
    const slow = burn('slow', 'clinica-sur', 'api');
    // Of another tenant, and of the same one another objective: nothing that fires is about these.
    await router.fire(page, ticket, slow, burn('ticket', 'clinica-norte', 'api'), burn('slow', 'clinica-sur', 'webhooks'));
    await router.pages(env, 1);
    const text = async (count: number) => (await router.chats(env, count))[count - 1]?.attachments[0].text ?? '';
    const named = (message: string) =>
      [...message.matchAll(/• (\S+): (\S+) of/g)].map(([, tenant, name]) => `${tenant} ${name}`).sort();
    const others = ['clinica-norte Burn-ticket-api', 'clinica-sur Burn-slow-webhooks'];
    expect(named(await text(1))).toEqual(others);
    await router.end(page);
    expect(named(await text(2))).toEqual([...others, 'clinica-sur Burn-ticket-api'].sort());
    await router.end(ticket);
    expect(named((await text(3)).split('Resolved:')[0] ?? '')).toEqual([...others, 'clinica-sur Burn-slow-api'].sort());
  });

  test('keeps nothing back for a page that does not say of what it is, and leaves its text a text', async () => {
    const env = 'env-vague';
    const vague = alert(env, 'VaguePage', undefined, { ...PAGES, symptom: 'latency', slo_tier: 'page' });
    await router.fire(
      { ...vague, annotations: { summary: `nobody: VaguePage of ${env}` } },
      alert(env, 'VagueTicket', undefined, { ...ASKS, slo_tier: 'ticket' }),
      alert(env, 'NamedPage', 'clinica-sur', { ...PAGES, slo_tier: 'page', slo: 'api' }),
      // Not a burning budget: its name is no tier.
      alert(env, 'RateLimiterSaturated', 'clinica-sur', { ...ASKS, slo: 'api' }),
    );
    const firing = (await router.pages(env, 2)).map(({ payload }) => payload.custom_details.firing);
    expect(firing).toContain('1 in all\n• nobody: VaguePage of env-vague.\n');
    const [chat] = await router.chats(env, 1);
    expect(chat?.attachments[0].text).toContain('VagueTicket of env-vague');
    expect(chat?.attachments[0].text).toContain('RateLimiterSaturated of env-vague');
  });
});
