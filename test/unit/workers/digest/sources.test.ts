import { describe, expect, test } from 'vitest';
import { budgetsAt } from '../../../../workers/digest/budgets.ts';
import { freshnessAt } from '../../../../workers/digest/freshness.ts';
import { grafanaAt, PAGE } from '../../../../workers/digest/grafana.ts';
import type { Prometheus, Sample } from '../../../../workers/digest/prometheus.ts';
import { digestSettings, requiredToSend } from '../../../../workers/digest/settings.ts';
import { readSettings } from '../../../../workers/settings.ts';
import { grafanaStandIn, TOKEN } from '../../../support/digest/stand-ins.ts';

const NOW = Date.parse('2026-11-23T13:00:00Z');
const DAY = 86_400_000;

/** A server that answers each expression as it is told, and others with nothing. */
const answers = (by: Readonly<Record<string, readonly Sample[]>>): Prometheus => ({
  at: async (expression) => by[expression] ?? [],
  during: async () => [],
});
const one = (value: number): Sample[] => [{ labels: {}, value }];

describe('the budgets', () => {
  test('are undefined where none is recorded', async () => {
    expect(await budgetsAt(answers({}), NOW)).toBeUndefined();
  });

  test('are all counted, and those with less than a quarter left are listed, worst first, with the days that they last', async () => {
    const labels = { env: 'prod', slo: 'api-availability' };
    const risky = 'slo:error_budget:remaining_ratio < 0.25';
    const server = answers({
      'count(slo:error_budget:remaining_ratio)': one(600),
      [`count(${risky})`]: one(2),
      [`bottomk(20, ${risky})`]: [
        { labels: { ...labels, tenant: 'c1' }, value: 0.2 },
        { labels: { ...labels, tenant: 'c2' }, value: -1 },
      ],
      [`slo:error_budget:exhaustion_days and on (env, tenant, slo) bottomk(20, ${risky})`]: [
        { labels: { ...labels, tenant: 'c1' }, value: 3 },
      ],
    });
    expect(await budgetsAt(server, NOW)).toEqual({
      total: 600,
      atRisk: 2,
      worst: [
        { tenant: 'c2', slo: 'api-availability', remaining: -1, daysLeft: undefined },
        { tenant: 'c1', slo: 'api-availability', remaining: 0.2, daysLeft: 3 },
      ],
    });
  });
});

describe('the last successes', () => {
  const last = (restored: number, exported: number) =>
    freshnessAt(
      answers({
        'max(restore_test_last_success_timestamp_seconds)': one(restored / 1_000),
        'max(audit_export_last_success_timestamp_seconds)': one(exported / 1_000),
      }),
      NOW,
    );

  test('are overdue past the limits that their alerts have, and not at them', async () => {
    const at = await last(NOW - 100 * DAY, NOW - 35 * DAY);
    expect([at.restoreTest?.overdue, at.auditExport?.overdue, at.backups]).toEqual([false, false, undefined]);
    const past = await last(NOW - 100 * DAY - 1_000, NOW - 35 * DAY - 1_000);
    expect([past.restoreTest?.overdue, past.auditExport?.overdue]).toEqual([true, true]);
    expect(past.restoreTest?.lastSuccess).toBe(NOW - 100 * DAY - 1_000);
  });

  test('of backups are asked by tenant, and those older than 26 hours are listed, oldest first', async () => {
    const byTenant = 'max by (tenant) (backup_last_success_timestamp_seconds)';
    const overdue = `${byTenant} < ${NOW / 1_000 - 26 * 3_600}`;
    const server = answers({
      [`count(${byTenant})`]: one(9),
      [`count(${overdue})`]: one(2),
      [`bottomk(20, ${overdue})`]: [
        { labels: { tenant: 'c1' }, value: 200 },
        { labels: { tenant: 'c2' }, value: 100 },
      ],
    });
    expect((await freshnessAt(server, NOW)).backups).toEqual({
      tenants: 9,
      overdue: 2,
      oldest: [
        { tenant: 'c2', lastSuccess: 100_000 },
        { tenant: 'c1', lastSuccess: 200_000 },
      ],
    });
  });
});

describe("Grafana's annotations", () => {
  const item = (id: number, time: number) => ({ id, time, prevState: 'Normal', newState: 'Alerting', text: 'A {} - ' });

  test('are all read, each once and in order, though an answer ends in the middle of a moment', async () => {
    // The oldest moment of the first answer has more than fit into it.
    const all = [
      ...Array.from({ length: PAGE - 2 }, (_, i) => item(10_000 + i, 2_000 + i)),
      ...[1, 2, 3, 4, 5].map((id) => item(id, 1_000)),
    ];
    const grafana = await grafanaStandIn(all);
    const found = await grafanaAt(`${grafana.url}/`, TOKEN).transitions({ from: 1_000, to: 9_000 });
    expect(found.map(({ id }) => id)).toEqual([1, 2, 3, 4, 5, ...Array.from({ length: PAGE - 2 }, (_, i) => 10_000 + i)]);
    expect(grafana.asked).toEqual([
      `/api/annotations?type=alert&from=1000&to=9000&limit=${PAGE}`,
      `/api/annotations?type=alert&from=1000&to=1000&limit=${PAGE}`,
    ]);
    await grafana.close();
  });
});

describe('the settings', () => {
  const sound = { VIGIA_ENV: 'prod', PROMETHEUS_URL: 'http://prometheus:9090', RUNBOOK_URL: 'https://git.clinic.org/runbooks' };
  const read = (env: Readonly<Record<string, string>>, sends = false) =>
    readSettings(digestSettings, { ...sound, ...env }, sends ? requiredToSend(env) : []);

  test('end the day at seven in Mexico City, unless they say otherwise', () => {
    expect(read({})).toMatchObject({ DIGEST_HOUR: 7, DIGEST_TIME_ZONE: 'America/Mexico_City' });
    expect(read({ DIGEST_HOUR: '0', DIGEST_TO: 'a@clinic.org,b@clinic.org' })).toMatchObject({
      DIGEST_HOUR: 0,
      DIGEST_TO: ['a@clinic.org', 'b@clinic.org'],
    });
  });

  test('need somebody to send to, and a region only where no mail server is named', () => {
    expect(() => read({}, true)).toThrow(/DIGEST_FROM[\s\S]+DIGEST_TO[\s\S]+AWS_REGION/);
    const who = { DIGEST_FROM: 'a@clinic.org', DIGEST_TO: 'b@clinic.org' };
    expect(() => read({ ...who, DIGEST_SMTP_URL: 'smtp://mail:25' }, true)).not.toThrow();
    expect(() => read(who, true)).toThrow('AWS_REGION: found nothing');
  });

  test.each([
    ['DIGEST_HOUR', '24'],
    ['DIGEST_TIME_ZONE', 'Mexico'],
    ['DIGEST_TO', 'a@clinic.org, b@clinic.org'],
    ['DIGEST_FROM', 'Vigía <a@clinic.org>'],
    ['DIGEST_SMTP_URL', 'https://mail.clinic.org'],
    ['PROMETHEUS_URL', 'http://user:planted@prometheus'],
    ['GRAFANA_TOKEN', 'planted token'],
  ])('refuse %s=%s', (name, value) => {
    expect(() => read({ [name]: value })).toThrow(`  ${name}: found `);
  });

  test('that are secret are not shown where they are wrong', () => {
    expect(() => read({ DIGEST_SMTP_URL: 'planted', GRAFANA_TOKEN: 'planted token' })).toThrow(/^((?!planted)[\s\S])*$/);
  });
});
