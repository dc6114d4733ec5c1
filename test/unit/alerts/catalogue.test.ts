import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { Alert } from '../../../alerts/alert.ts';
import { type AlertName, catalogue } from '../../../alerts/catalogue.ts';
import { recordingGroups } from '../../../alerts/recording.ts';
import { prometheusRules } from '../../../alerts/render/prometheus.ts';
import { recorded } from '../../../telemetry/contract/index.ts';
import { grammarErrors } from '../../support/promql-grammar.ts';

const runbooks = new URL('../../../alerts/runbooks/', import.meta.url);
const links = { runbooks: 'https://docs.example/runbooks', grafanaUrl: 'https://grafana.example' };
const args = { speed: 1, ...links, evaluator: 'prometheus' } as const;
const rules = prometheusRules(args).groups.flatMap((group) => group.rules);
const alerting = rules.flatMap((rule) => ('alert' in rule ? [rule] : []));

test("the catalogue has the blueprint's four alerts, the three of each objective, and what the goals ask for", () => {
  expect(Object.keys(catalogue)).toEqual(
    expect.arrayContaining([
      'TenantHighErrorRate',
      'StripeWebhookRetries',
      'RateLimiterSaturated',
      'FailedLoginSpike',
      ...['ApiAvailability', 'BookingLatency', 'WebhookSuccess'].flatMap((objective) => [
        `${objective}BudgetBurn`,
        `${objective}BudgetTicket`,
        `${objective}BudgetSpent`,
      ]),
      'CrossTenantAccess',
      'TenantLatencyRegression',
      'FailedInvoices',
      'MrrDrop',
      'FailedLoginsAboveBaseline',
      'FailedLoginSpray',
      'AuditChainGap',
      'AuditSilent',
      'AuditRecordsLost',
      'BackupOverdue',
      'RestoreTestOverdue',
      'AuditExportOverdue',
      'TenantLabelOverflow',
    ]),
  );
});

test.each<[AlertName, number, string | undefined]>([
  ['TenantHighErrorRate', 0.02, '5m'],
  ['StripeWebhookRetries', 3, undefined],
  ['RateLimiterSaturated', 0.8, '10m'],
  ['CrossTenantAccess', 0, undefined],
])("%s fires above %d after %s: the blueprint's numbers", (name, above, wait) => {
  const alert: Alert = catalogue[name];
  expect(alert.above).toBe(above);
  expect(alerting.find((rule) => rule.alert === name)?.for).toBe(wait);
});

test.each<[AlertName, string]>([
  ['TenantHighErrorRate', 'critical'],
  ['ApiAvailabilityBudgetBurn', 'critical'],
  ['BookingLatencyBudgetBurn', 'critical'],
  ['WebhookSuccessBudgetBurn', 'critical'],
  ['CrossTenantAccess', 'critical'],
  ['ApiAvailabilityBudgetTicket', 'warning'],
  ['ApiAvailabilityBudgetSpent', 'warning'],
  ['StripeWebhookRetries', 'warning'],
  ['RateLimiterSaturated', 'warning'],
  ['FailedLoginSpike', 'warning'],
])('%s is %s', (name, severity) => {
  expect(alerting.find((rule) => rule.alert === name)?.labels.severity).toBe(severity);
});

const names = [...Object.keys(catalogue), 'Watchdog'];

test('every alert has a runbook that says what it means, how to check, how to fix and how to silence', () => {
  for (const name of names) {
    const file = new URL(`${name}.md`, runbooks);
    expect(existsSync(file), `${name}.md exists`).toBe(true);
    const headings = readFileSync(file, 'utf8').match(/^#{1,2} .*$/gm);
    expect(headings).toEqual([`# ${name}`, '## What it means', '## Check', '## Fix', '## Silence']);
  }
});

test('there is no runbook for an alert that does not exist', () => {
  expect(readdirSync(runbooks).sort()).toEqual(names.map((name) => `${name}.md`).sort());
});

test('every recorded series of the contract has a rule, but those of maintenance, which exist only where a window is configured', () => {
  const written = new Set(rules.flatMap((rule) => ('record' in rule ? [rule.record] : [])));
  expect(Object.keys(recorded).filter((name) => !written.has(name))).toEqual([
    'tenant:maintenance:active',
    'fleet:maintenance:active',
  ]);
});

test('every alert names its tenant, where it has one, in its summary', () => {
  for (const [name, { by, summary, description }] of Object.entries<Alert>(catalogue)) {
    if (by.includes('tenant')) expect(`${summary} ${description}`, name).toContain('{tenant}');
  }
});

test('the rules are as many for ten clinics as for ten thousand: they are counted here, not by tenant', () => {
  const ofObjectives = recordingGroups.flatMap((group) => group.rules).filter(({ record }) => /^(slo|fleet:slo)/.test(record));
  const burn = alerting.filter(({ labels }) => labels.slo_tier);
  expect(ofObjectives.length + burn.length).toBe(65);
  expect((ofObjectives.length + burn.length) / 3).toBeLessThan(25);
});

test.each(rules.map((rule) => ['alert' in rule ? rule.alert : rule.record, rule.expr]))(
  '%s is an expression of the official grammar',
  (_, expression) => {
    expect(grammarErrors(expression)).toEqual([]);
  },
);

test('texts carry labels and values as Prometheus fills them in, and thresholds in units of people', () => {
  const rule = alerting.find(({ alert }) => alert === 'TenantHighErrorRate');
  expect(rule?.annotations).toEqual({
    summary: '{{ $labels.tenant }}: {{ $value | humanizePercentage }} of requests fail',
    description:
      'Users of {{ $labels.tenant }} get server errors on {{ $value | humanizePercentage }} of their requests, above 2% for five minutes.',
    runbook_url: 'https://docs.example/runbooks/TenantHighErrorRate.md',
    dashboard_url: 'https://grafana.example/d/vigia-tenant-overview?var-tenant={{ $labels.tenant }}',
  });
});

test('at speed 30 the five minutes of the error rate alert are ten seconds', () => {
  const fast = prometheusRules({ ...args, speed: 30 }).groups.find(({ name }) => name === 'vigia-alerts-critical');
  expect(fast?.interval).toBe('500ms');
  expect(fast?.rules.find((rule) => 'alert' in rule && rule.alert === 'TenantHighErrorRate')).toMatchObject({ for: '10s' });
});

test('the Watchdog always fires, is of none of the severities, and has a team and a runbook', () => {
  expect(alerting.find(({ alert }) => alert === 'Watchdog')).toEqual({
    alert: 'Watchdog',
    expr: 'vector(1)',
    labels: { severity: 'none', team: 'platform', symptom: 'alerting' },
    annotations: {
      summary: 'Alerting works: rules are evaluated and notifications are sent',
      description: 'This alert always fires. Where its messages stop, the alarm on their absence pages: alerting itself is broken.',
      runbook_url: 'https://docs.example/runbooks/Watchdog.md',
      dashboard_url: 'https://grafana.example/d/vigia-operations',
    },
  });
});

test('where Grafana evaluates, Prometheus records series and has no alert: nobody is paged twice', () => {
  const { groups } = prometheusRules({ ...args, evaluator: 'grafana' });
  expect(groups.map(({ name }) => name)).toEqual(recordingGroups.map(({ name }) => name));
  expect(groups.flatMap((group) => group.rules).filter((rule) => 'alert' in rule)).toEqual([]);
});
