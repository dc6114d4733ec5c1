import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { Alert } from '../../../alerts/alert.ts';
import { type AlertName, catalogue } from '../../../alerts/catalogue.ts';
import { prometheusRules } from '../../../alerts/render/prometheus.ts';
import { burnFactor, burnThreshold, PAGE_WINDOWS } from '../../../alerts/slo/burn-rate.ts';
import { duration, recorded, slos } from '../../../telemetry/contract/index.ts';
import { grammarErrors } from '../../support/promql-grammar.ts';

const runbooks = new URL('../../../alerts/runbooks/', import.meta.url);
const args = { speed: 1, runbooks: 'https://docs.example/runbooks', evaluator: 'prometheus' } as const;
const rules = prometheusRules(args).groups.flatMap((group) => group.rules);
const alerting = rules.flatMap((rule) => ('alert' in rule ? [rule] : []));

test('the alerts are those that the blueprint asks for, availability and latency burn, and the tenant data leak', () => {
  expect(Object.keys(catalogue)).toEqual([
    'TenantHighErrorRate',
    'ApiAvailabilityBudgetBurn',
    'BookingLatencyBudgetBurn',
    'StripeWebhookRetries',
    'RateLimiterSaturated',
    'FailedLoginSpike',
    'CrossTenantAccess',
  ]);
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
  ['CrossTenantAccess', 'critical'],
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

test('every recorded series of the contract has a rule, and every rule a recorded series', () => {
  expect(rules.flatMap((rule) => ('record' in rule ? [rule.record] : []))).toEqual(Object.keys(recorded));
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
  });
});

test('at speed 30 the five minutes of the error rate alert are ten seconds', () => {
  const [, fast] = prometheusRules({ ...args, speed: 30 }).groups;
  expect(fast?.interval).toBe('500ms');
  expect(fast?.rules.find((rule) => 'alert' in rule && rule.alert === 'TenantHighErrorRate')).toMatchObject({ for: '10s' });
});

test('the Watchdog always fires, is of none of the severities, and has a team and a runbook', () => {
  expect(alerting.find(({ alert }) => alert === 'Watchdog')).toEqual({
    alert: 'Watchdog',
    expr: 'vector(1)',
    labels: { severity: 'none', team: 'platform' },
    annotations: {
      summary: 'Alerting works: rules are evaluated and notifications are sent',
      description: 'This alert always fires. Where its messages stop, the alarm on their absence pages: alerting itself is broken.',
      runbook_url: 'https://docs.example/runbooks/Watchdog.md',
    },
  });
});

test('where Grafana evaluates, Prometheus records series and has no alert: nobody is paged twice', () => {
  const { groups } = prometheusRules({ ...args, evaluator: 'grafana' });
  expect(groups.map(({ name }) => name)).toEqual(['vigia-recording']);
  expect(groups.flatMap((group) => group.rules).filter((rule) => 'alert' in rule)).toEqual([]);
});

describe('burn rates', () => {
  test("for 30 days the paging factors are the Workbook's 14.4 and 6", () => {
    expect(burnFactor(slos['api-availability'], PAGE_WINDOWS.fast)).toBeCloseTo(14.4, 10);
    expect(burnFactor(slos['api-availability'], PAGE_WINDOWS.slow)).toBeCloseTo(6, 10);
  });

  test('for 7 days they are 3.36 and 1.4: computed from the period, not copied', () => {
    expect(burnFactor({ period: duration('7d') }, PAGE_WINDOWS.fast)).toBeCloseTo(3.36, 10);
    expect(burnFactor({ period: duration('7d') }, PAGE_WINDOWS.slow)).toBeCloseTo(1.4, 10);
  });

  test('availability pages at 7.2 % of errors in an hour, or 3 % in six', () => {
    expect(burnThreshold(slos['api-availability'], PAGE_WINDOWS.fast)).toBe(0.072);
    expect(burnThreshold(slos['api-availability'], PAGE_WINDOWS.slow)).toBe(0.03);
  });
});
