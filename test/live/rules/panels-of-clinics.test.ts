/** The numbers of the Tenant Overview and of the SLOs, on the real promtool: recorded series in, what a panel says out. */
import { describe, expect, test } from 'vitest';
import type { Dashboard } from '../../../dashboards/dashboard.ts';
import { askedOf, askedOfColumn } from '../../../dashboards/scope.ts';
import { slos } from '../../../dashboards/slos.ts';
import { tenantOverview } from '../../../dashboards/tenant-overview.ts';
import { promql } from '../../../telemetry/query/index.ts';
import { promtoolTest } from '../../support/promtool.ts';

interface PanelTest {
  readonly dashboard: Dashboard;
  /** The panel's id, and the name of its series or column. */
  readonly of: readonly [id: string, name: string];
  /** A regular expression. Default all of them. */
  readonly tenant?: string;
  readonly series: Readonly<Record<string, string>>;
  readonly says: Readonly<Record<string, number>>;
}

function asked({ dashboard, of: [id, name], tenant = '.*' }: PanelTest): string {
  const panel = dashboard.panels.find((placed) => placed.panel.id === id)?.panel;
  const query =
    panel?.kind === 'table'
      ? panel.columns.filter(({ title }) => title === name).map((column) => askedOfColumn(panel, column))[0]
      : panel && 'targets' in panel
        ? panel.targets.filter(({ legend }) => legend === name).map(askedOf)[0]
        : undefined;
  if (!query) throw new RangeError(`${dashboard.title} has no ${name} on a panel ${id}.`);
  const chosen = { $env: 'prod', $tenant: tenant, $interval: '15m', $__range: '1h' };
  return Object.entries(chosen).reduce((text, [variable, value]) => text.replaceAll(variable, value), promql(query, 1));
}

/** One sample every five minutes, looked at after an hour. */
function rows(cases: Readonly<Record<string, PanelTest>>): void {
  test.each(Object.entries(cases))('%s', async (_, one) => {
    const samples = Object.entries(one.says).map(([labels, value]) => ({ labels, value }));
    const failure = await promtoolTest(
      { groups: [] },
      {
        tests: [
          {
            interval: '5m',
            input_series: Object.entries(one.series).map(([series, values]) => ({ series, values })),
            promql_expr_test: [{ expr: `round(${asked(one)}, 0.0001)`, eval_time: '1h', exp_samples: samples }],
          },
        ],
      },
    );
    expect(failure).toBe('');
  });
}

const steady = (name: string, labels: string) => `${name}{env="prod", ${labels}}`;
const requests = (tenant: string) => ({ [steady('tenant:request_rate:rate5m', `tenant="${tenant}"`)]: '2x20' });
const step = (tenant: string, name: string) => steady('tenant:funnel_steps:increase1d', `tenant="${tenant}", step="${name}"`);
const objective = (name: string, tenant: string, slo = 'api-availability') => steady(name, `tenant="${tenant}", slo="${slo}"`);

describe('the overview of clinics', () => {
  const dashboard = tenantOverview;
  const funnel = { [step('a', 'search')]: '10x20', [step('a', 'slot_selected')]: '4x20', [step('b', 'search')]: '10x20' };
  rows({
    'weighs the conversion of all chosen clinics by how much they are searched': {
      dashboard,
      of: ['conversion', 'Slot selected'],
      series: { ...requests('a'), ...requests('b'), ...funnel },
      says: { '{env="prod"}': 0.2 },
    },
    'takes the conversion of one clinic from its own counts': {
      dashboard,
      of: ['conversion', 'Slot selected'],
      tenant: 'a',
      series: { ...requests('a'), ...requests('b'), ...funnel },
      says: { '{env="prod"}': 0.4 },
    },
    'counts none for a step that nobody reached, and nothing for a clinic that nobody knows': {
      dashboard,
      of: ['conversion', 'Slot selected'],
      tenant: 'b',
      series: { ...requests('a'), ...requests('b'), ...funnel },
      says: { '{env="prod"}': 0 },
    },
    'has no conversion where nobody searched': {
      dashboard,
      of: ['conversion', 'Slot selected'],
      series: { ...requests('a') },
      says: {},
    },
    'counts what happened in the chosen interval alone': {
      dashboard,
      of: ['reservations-by-action', 'Made'],
      series: { ...requests('a'), [steady('tenant:reservations:increase5m_tile', 'tenant="a", action="create"')]: '1+1x20' },
      // The tiles of 50, 55 and 60 minutes.
      says: { '{env="prod"}': 11 + 12 + 13 },
    },
    'shows the errors of the worst clinic, not their average': {
      dashboard,
      of: ['errors-number', 'Errors'],
      series: {
        ...requests('a'),
        [steady('tenant:error_rate:ratio_rate5m', 'tenant="a"')]: '0.01x20',
        [steady('tenant:error_rate:ratio_rate5m', 'tenant="b"')]: '0.3x20',
      },
      says: { '{env="prod"}': 0.3 },
    },
    'draws a clinic that was the worst an hour ago and is well now': {
      dashboard,
      of: ['errors-by-clinic', '{{tenant}}'],
      series: Object.fromEntries(
        Array.from({ length: 11 }, (_, index) => [
          [steady('tenant:error_rate:ratio_rate5m', `tenant="${index}"`), '0x20'],
          [objective('slo:errors:ratio1h', String(index)), index === 7 ? '0x2 0.9x3 0x20' : index === 3 ? '0x20' : '0.1x20'],
        ]).flat(),
      ),
      says: Object.fromEntries([0, 1, 2, 4, 5, 6, 7, 8, 9, 10].map((tenant) => [`{env="prod", tenant="${tenant}"}`, 0])),
    },
    'says of a clinic whose last subscription ended that all of its revenue is gone': {
      dashboard,
      of: ['revenue-by-clinic', 'Below usual'],
      series: {
        [steady('tenant:stripe_mrr:median7d', 'tenant="a", currency="mxn"')]: '1000x20',
        [steady('tenant:stripe_mrr:median7d', 'tenant="b", currency="mxn"')]: '1000x20',
        [steady('tenant:stripe_mrr:hourly', 'tenant="b", currency="mxn"')]: '_x10 900',
      },
      says: { '{env="prod", tenant="a", currency="mxn"}': 1, '{env="prod", tenant="b", currency="mxn"}': 0.1 },
    },
    'adds up revenue within a currency, from the last reading of the hour': {
      dashboard,
      of: ['revenue-trend', '{{currency}}'],
      series: {
        [steady('tenant:stripe_mrr:hourly', 'tenant="a", currency="mxn"')]: '_x3 1000',
        [steady('tenant:stripe_mrr:hourly', 'tenant="b", currency="mxn"')]: '_x3 200',
        [steady('tenant:stripe_mrr:hourly', 'tenant="b", currency="usd"')]: '_x3 30',
      },
      says: { '{env="prod", currency="mxn"}': 1200, '{env="prod", currency="usd"}': 30 },
    },
    'has no failed invoices where there was no invoice': {
      dashboard,
      of: ['failed-invoices', 'Failed'],
      series: requests('a'),
      says: { '{env="prod"}': 0 },
    },
  });
});

describe('the objectives', () => {
  const dashboard = slos;
  const events = (tenant: string, total: number, good: number) => ({
    [objective('slo:total:increase_period', tenant)]: `${total}x20`,
    [objective('slo:good:increase_period', tenant)]: `${good}x20`,
  });
  rows({
    'have of all chosen clinics together what their events leave': {
      dashboard,
      of: ['events-of-periods', 'Left together'],
      // Ten of a thousand may be bad; one was, all of them at one clinic.
      series: { ...events('a', 1_000, 999), ...events('b', 1_000, 1_000) },
      says: { '{env="prod", slo="api-availability"}': 0.9 },
    },
    'count a spent budget': {
      dashboard,
      of: ['spent-number', 'Spent'],
      series: {
        [objective('slo:error_budget:remaining_ratio', 'a')]: '-0.2x20',
        [objective('slo:error_budget:remaining_ratio', 'b')]: '0x20',
        [objective('slo:error_budget:remaining_ratio', 'b', 'webhook-success')]: '-3x20',
      },
      says: { '{env="prod"}': 2 },
    },
    'count none where none is spent': {
      dashboard,
      of: ['spent-number', 'Spent'],
      series: { [objective('slo:error_budget:remaining_ratio', 'a')]: '0.2x20' },
      says: { '{env="prod"}': 0 },
    },
    'burn so many times as fast as each of them allows': {
      dashboard,
      of: ['fastest-burning', '1 h'],
      series: {
        [objective('slo:errors:ratio1h', 'a')]: '0.01x20',
        [objective('slo:errors:ratio1h', 'a', 'booking-latency')]: '0.01x20',
        [objective('slo:errors:ratio1h', 'a', 'webhook-success')]: '0.01x20',
      },
      says: {
        '{env="prod", tenant="a", slo="api-availability"}': 2,
        '{env="prod", tenant="a", slo="booking-latency"}': 0.2,
        '{env="prod", tenant="a", slo="webhook-success"}': 1,
      },
    },
    'know a budget that pages among those that burn': {
      dashboard,
      of: ['fastest-burning', 'Page'],
      series: {
        [objective('slo:errors:ratio1h', 'a')]: '0.1x20',
        [objective('slo:errors:ratio1h', 'b')]: '0.01x20',
        [objective('slo:burn_rate:page', 'a')]: '20x20',
      },
      says: { '{env="prod", tenant="a", slo="api-availability"}': 20 },
    },
    'are kept out of maintenance: one clinic of two': {
      dashboard,
      of: ['maintained-number', 'Clinics'],
      series: { ...requests('a'), ...requests('b'), 'tenant:maintenance:active{tenant="b"}': '1x20' },
      says: { '{env="prod"}': 1 },
    },
    'are kept out of maintenance: every clinic, also one that has its own': {
      dashboard,
      of: ['maintained-number', 'Clinics'],
      series: {
        ...requests('a'),
        ...requests('b'),
        'tenant:maintenance:active{tenant="b"}': '1x20',
        'fleet:maintenance:active': '1x20',
      },
      says: { '{env="prod"}': 2 },
    },
    'are kept out of maintenance: none': {
      dashboard,
      of: ['maintained-number', 'Clinics'],
      series: { ...requests('a'), ...requests('b') },
      says: { '{env="prod"}': 0 },
    },
    'show that all clinics are in maintenance': {
      dashboard,
      of: ['maintenance', 'All clinics'],
      series: {
        'fleet:slo_within_objective:ratio{env="prod", slo="api-availability"}': '0.5x20',
        'fleet:maintenance:active': '1x20',
      },
      says: { '{env="prod"}': 1 },
    },
    'show that they are not': {
      dashboard,
      of: ['maintenance', 'All clinics'],
      series: { 'fleet:slo_within_objective:ratio{env="prod", slo="api-availability"}': '0.5x20' },
      says: { '{env="prod"}': 0 },
    },
    'are drawn for the clinics that have the least left now': {
      dashboard,
      of: ['budget-trend-api-availability', '{{tenant}}'],
      series: Object.fromEntries(
        Array.from({ length: 12 }, (_, index) => [
          objective('slo:error_budget:remaining_hourly', `c${index}`),
          `_x5 ${(12 - index) / 10}`,
        ]),
      ),
      says: Object.fromEntries(
        Array.from({ length: 10 }, (_, index) => [
          `{env="prod", slo="api-availability", tenant="c${index + 2}"}`,
          (10 - index) / 10,
        ]),
      ),
    },
  });
});
