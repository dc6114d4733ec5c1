/** Burn rates and budgets from the objectives: the numbers. */
import { describe, expect, test } from 'vitest';
import { prometheusRules } from '../../../alerts/render/prometheus.ts';
import { allowedErrors } from '../../../alerts/slo/budget.ts';
import { BURN_TIERS, burnFactor, burnThreshold } from '../../../alerts/slo/burn-rate.ts';
import { assertBurnable, burnFaults } from '../../../alerts/slo/validate.ts';
import { duration, slos } from '../../../telemetry/contract/index.ts';

const [page1h, page6h] = BURN_TIERS.page.windows;
const [ticket1d, ticket3d] = BURN_TIERS.ticket.windows;
const factors = (period: '30d' | '7d' | '90d') =>
  [page1h, page6h, ticket1d, ticket3d].map((window) => burnFactor({ period: duration(period) }, window));

describe('burn rates', () => {
  test("for 30 days they are the Workbook's 14.4, 6, 3 and 1", () => {
    expect(factors('30d')).toEqual([14.4, 6, 3, 1]);
  });

  test('for 90 days they are three times that: computed from the period, not copied', () => {
    expect(factors('90d')).toEqual([43.2, 18, 9, 3]);
  });

  test('for 7 days they are 3.36 and 1.4, and once for tickets: what burns slower is never spent', () => {
    expect(factors('7d')).toEqual([3.36, 1.4, 1, 1]);
  });

  test('availability pages at 7.2 % of errors in an hour or 3 % in six, and makes a ticket at 1.5 % in a day or 0.5 % in three', () => {
    const of = slos['api-availability'];
    expect([page1h, page6h, ticket1d, ticket3d].map((window) => burnThreshold(of, window))).toEqual([0.072, 0.03, 0.015, 0.005]);
  });

  test('what an objective allows has no noise of binary fractions', () => {
    expect(Object.values(slos).map(allowedErrors)).toEqual([0.005, 0.05, 0.01]);
  });
});

describe('the check of the tiers', () => {
  test('finds no fault in the objectives of the contract', () => {
    expect(burnFaults()).toEqual([]);
  });

  test('names a threshold that no ratio of errors can pass', () => {
    const lax = { ...slos['booking-latency'], objective: 0.9 };
    expect(burnFaults({ lax })).toEqual([{ path: 'slos.lax.page.1h', message: 'would fire at 1.44 of all events: never' }]);
  });

  test('stops whatever is made of the objectives, with all faults in one message', () => {
    const lax = { ...slos['booking-latency'], objective: 0.9 };
    expect(() => assertBurnable(burnFaults({ lax }))).toThrow(
      'The objectives have 1 fault(s):\n  slos.lax.page.1h would fire at 1.44 of all events: never',
    );
  });

  test('names a short window that is as long as the long one, and a window that is longer than the period', () => {
    const brief = { ...slos['webhook-success'], period: duration('3d') };
    const tiers = { ticket: { windows: [{ long: '3d', short: '6h', budgetShare: 0.1 } as const], leastBad: 3 } };
    const same = { page: { windows: [{ long: '1h', short: '1h', budgetShare: 0.02 } as const], leastBad: 5 } };
    expect(burnFaults({ brief }, tiers)).toEqual([{ path: 'slos.brief.ticket.3d', message: 'is longer than the period' }]);
    expect(burnFaults({ of: slos['webhook-success'] }, same)).toEqual([
      { path: 'slos.of.page.1h', message: 'has a short window of 1h' },
    ]);
  });
});

describe('maintenance windows', () => {
  const links = { runbooks: 'https://docs.example/runbooks', grafanaUrl: 'https://grafana.example' };
  const [from, to] = [new Date('2026-12-24T02:00:00Z'), new Date('2026-12-24T04:30:00Z')];
  const groups = (speed: number) =>
    prometheusRules({
      speed,
      ...links,
      evaluator: 'grafana',
      maintenance: [
        { tenant: 'clinica-sur', from, to },
        { tenant: 'all', from, to },
      ],
    }).groups;

  test('are recorded first, one rule each, in real time on any clock', () => {
    const rules = [
      {
        record: 'tenant:maintenance:active',
        expr: 'vector(1) and vector(time()) >= 1798077600 and vector(time()) < 1798086600',
        labels: { tenant: 'clinica-sur' },
      },
      {
        record: 'fleet:maintenance:active',
        expr: 'vector(1) and vector(time()) >= 1798077600 and vector(time()) < 1798086600',
      },
    ];
    expect(groups(1)[0]).toEqual({ name: 'vigia-maintenance', interval: '15s', rules });
    expect(groups(30)[0]?.rules).toEqual(rules);
  });

  test('leave no group where there is none', () => {
    expect(prometheusRules({ speed: 1, ...links, evaluator: 'grafana' }).groups[0]?.name).toBe('vigia-recording');
  });
});
