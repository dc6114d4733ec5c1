import { describe, expect, it } from 'vitest';
import { catalogue } from '../../../alerts/catalogue.ts';
import type { Panel } from '../../../dashboards/panel.ts';
import { askedNow, askedOf, askedOfColumn } from '../../../dashboards/scope.ts';
import { tenantOverview } from '../../../dashboards/tenant-overview.ts';
import { promql, type Query, selectorsOf } from '../../../telemetry/query/index.ts';
import { grammarErrors } from '../../support/promql-grammar.ts';

const panels = tenantOverview.panels.map(({ panel }) => panel);

function panelOf<K extends Panel['kind']>(kind: K, id: string): Extract<Panel, { kind: K }> {
  const panel = panels.find((one): one is Extract<Panel, { kind: K }> => one.kind === kind && one.id === id);
  if (!panel) throw new Error(`No ${kind} has the id ${id}.`);
  return panel;
}

/** What a panel asks, under the name of its series or column. */
function askedBy(panel: Panel): [name: string, query: string][] {
  if (panel.kind === 'table') return panel.columns.map((column) => [column.title, promql(askedOfColumn(panel, column), 1)]);
  if (!('targets' in panel)) return [];
  const over = panel.kind === 'time-series' || (panel.kind === 'stat' && panel.course);
  return panel.targets.map((target) => [target.legend, promql(over ? askedOf(target) : askedNow(target), 1)]);
}

const asked = (panel: Panel) => Object.fromEntries(askedBy(panel));

/** Of the chosen clinics. */
const CHOSEN = 'env="$env", tenant=~"$tenant"';
const NONE = `(sum by (env) (tenant:request_rate:rate5m{${CHOSEN}}) * 0)`;
/** Over time, of a single series. */
const NONE_THEN = '(sum by (env) (fleet:request_duration_bucket:rate5m{le="+Inf", env="$env"}) * 0)';

describe('the overview of a clinic', () => {
  it('answers from the top whether it works, then how its bookings and its revenue do, and ends with its records', () => {
    expect(tenantOverview.panels.map(({ panel, y }) => `${y} ${panel.title}`)).toEqual([
      '0 Availability, 30 days',
      '0 Errors, worst clinic',
      '0 Latency p95, slowest clinic',
      '0 Requests',
      '0 Bookings within 400 ms, 24 h',
      '0 Budgets spent',
      '4 Requests',
      '4 Errors',
      '4 Latency, p95',
      '12 Error budgets',
      '12 Alerts',
      '21 Booking funnel, 24 h',
      '21 Conversion by step, 24 h',
      '21 Reservations',
      '29 Reservations, 24 h',
      '29 Reservations per day',
      '29 Reservation booking latency: bad in an hour',
      '38 Active clients',
      '38 Active packages',
      '38 Revenue by clinic',
      '46 Monthly recurring revenue, 30 days',
      '46 Invoices',
      '46 Failed invoices, 24 h',
      '46 Webhook retries in an hour',
      '55 Audit trail',
      '65 Error lines',
    ]);
    expect([tenantOverview.uid, tenantOverview.range]).toEqual(['vigia-tenant-overview', { ms: 21_600_000 }]);
    expect(tenantOverview.headings).toEqual([
      { title: 'Bookings', y: 20 },
      { title: 'Clients, packages and revenue', y: 37 },
      { title: 'Records', y: 54 },
    ]);
  });

  it('asks nothing that Prometheus does not understand', () => {
    const faults = panels
      .flatMap(askedBy)
      .flatMap(([name, query]) => grammarErrors(query.replaceAll(/\$(__range|interval)/g, '6h')).map((at) => `${name} ${at}`));
    expect(faults).toEqual([]);
  });

  it('shows what every alert reads that leads to it', () => {
    const shown = new Set(
      panels
        .flatMap((panel): { readonly query: Query }[] =>
          panel.kind === 'table' ? [...panel.columns] : 'targets' in panel ? [...panel.targets] : [],
        )
        .flatMap(({ query }) => selectorsOf(query.node).map(({ series }) => series)),
    );
    const blind = Object.entries(catalogue).filter(
      ([, { dashboard, measure }]) =>
        dashboard === 'tenant-overview' && !selectorsOf(measure.node).some(({ series }) => shown.has(series)),
    );
    expect(blind.map(([name]) => name)).toEqual([]);
  });

  it('reads raw series of every process for one number alone', () => {
    const raw = panels.filter((panel) =>
      askedBy(panel).some(([, query]) => /\b(?!env|tenant|on|by)[a-z_]+_(total|bucket|count|seconds)\{/.test(query)),
    );
    expect(raw.map(({ kind, id }) => [kind, id])).toEqual([['stat', 'webhook-retries']]);
  });
});

describe('at a glance', () => {
  it('availability is that of the period, and well from the objective on', () => {
    const panel = panelOf('stat', 'availability-number');
    expect(asked(panel)).toEqual({
      Availability: `sum by (env) (slo:good:increase_period{slo="api-availability", ${CHOSEN}}) / (sum by (env) (slo:total:increase_period{slo="api-availability", ${CHOSEN}}) > 0)`,
    });
    expect(panel.thresholds).toEqual({ base: 'warning', steps: [{ from: 0.995, state: 'good' }] });
  });

  it('errors are those of the worst clinic, none where nobody asked anything, and coloured where the alert pages', () => {
    const panel = panelOf('stat', 'errors-number');
    expect(asked(panel)).toEqual({ Errors: `max by (env) (tenant:error_rate:ratio_rate5m{${CHOSEN}}) or ${NONE}` });
    expect(panel.thresholds).toEqual({ base: 'good', steps: [{ from: 0.02, state: 'critical' }] });
  });

  it('a booking is in time within the objective of the contract', () => {
    const panel = panelOf('stat', 'booking-number');
    expect(asked(panel)).toEqual({
      'In time': `sum by (env) (slo:good:increase1d{slo="booking-latency", ${CHOSEN}}) / (sum by (env) (slo:total:increase1d{slo="booking-latency", ${CHOSEN}}) > 0)`,
    });
    expect(panel.thresholds).toEqual({ base: 'warning', steps: [{ from: 0.95, state: 'good' }] });
  });

  it('one spent budget is enough to be coloured, and none is a number too', () => {
    const panel = panelOf('stat', 'spent-number');
    const remaining = `slo:error_budget:remaining_ratio{${CHOSEN}}`;
    expect(asked(panel)).toEqual({ Spent: `count by (env) (${remaining} < 0) or (count by (env) (${remaining}) * 0)` });
    expect(panel.thresholds).toEqual({ base: 'good', steps: [{ from: 1, state: 'warning' }] });
  });

  it('a line stands for a clinic, and there are ten of them at most', () => {
    for (const [id, series] of [
      ['latency-by-clinic', 'tenant:latency_p95:rate5m'],
      ['reservations-by-clinic', 'tenant:reservations_per_day:increase1d'],
      ['clients-by-clinic', 'tenant:active_clients:max'],
    ] as const) {
      const selector = `${series}{${CHOSEN}}`;
      expect(asked(panelOf('time-series', id))).toEqual({
        '{{tenant}}': `${selector} and topk(10, max_over_time(${selector}[$__range] @ end()))`,
      });
    }
  });
});

describe('what is written every quarter of a minute', () => {
  it.each([
    ['requests-by-clinic', 'tenant:request_rate:rate5m', 'slo:total:increase1h'],
    ['errors-by-clinic', 'tenant:error_rate:ratio_rate5m', 'slo:errors:ratio1h'],
  ])('is drawn, as by %s of %s, of the ten clinics with the highest %s in the time shown', (id, series, hour) => {
    expect(asked(panelOf('time-series', id))).toEqual({
      '{{tenant}}': `${series}{${CHOSEN}} and topk(10, max by (env, tenant) (max_over_time(${hour}{slo="api-availability", ${CHOSEN}}[$__range] @ end())))`,
    });
  });

  it('is drawn with the line above which the alert on errors pages', () => {
    expect(panelOf('time-series', 'errors-by-clinic').thresholds).toEqual({
      base: 'good',
      steps: [{ from: 0.02, state: 'critical' }],
    });
  });
});

describe('the bookings', () => {
  const counted = (step: string) => `sum by (env) (tenant:funnel_steps:increase1d{step="${step}", ${CHOSEN}})`;
  const reached = (step: string) => `${counted(step)} or ${NONE}`;
  const share = (step: string, before: string) => `(${reached(step)}) / (${counted(before)} > 0)`;

  it('are counted at each step of a day, in the order in which clients take them', () => {
    expect(askedBy(panelOf('bar-gauge', 'funnel'))).toEqual([
      ['Search', reached('search')],
      ['Slot selected', reached('slot_selected')],
      ['Details entered', reached('details_entered')],
      ['Confirmed', reached('confirmed')],
    ]);
  });

  it('convert by the share of the step before, and at last of the first', () => {
    expect(askedBy(panelOf('bar-gauge', 'conversion'))).toEqual([
      ['Slot selected', share('slot_selected', 'search')],
      ['Details entered', share('details_entered', 'slot_selected')],
      ['Confirmed', share('confirmed', 'details_entered')],
      ['Search to confirmed', share('confirmed', 'search')],
    ]);
  });

  it('are counted by what was done in each chosen interval, and none is a number too', () => {
    const panel = panelOf('time-series', 'reservations-by-action');
    const done = (action: string) =>
      `sum by (env) (sum_over_time(tenant:reservations:increase5m_tile{action="${action}", ${CHOSEN}}[$interval])) or ${NONE_THEN}`;
    expect(panel.style).toBe('bars');
    expect(askedBy(panel)).toEqual([
      ['Made', done('create')],
      ['Changed', done('update')],
      ['Cancelled', done('cancel')],
    ]);
  });

  it('that were too slow are drawn against what the objective allows and what pages', () => {
    const panel = panelOf('time-series', 'errors-of-an-hour-booking-latency');
    const selector = `slo:errors:ratio1h{slo="booking-latency", ${CHOSEN}}`;
    expect(asked(panel)).toEqual({ '{{tenant}}': `${selector} and topk(10, max_over_time(${selector}[$__range] @ end()))` });
    expect(panel.thresholds?.steps).toEqual([
      { from: 0.05, state: 'warning' },
      { from: 0.72, state: 'critical' },
    ]);
  });
});

describe('the revenue', () => {
  it('is drawn over thirty days from hourly readings, each currency by itself', () => {
    const panel = panelOf('time-series', 'revenue-trend');
    expect(asked(panel)).toEqual({
      '{{currency}}': `sum by (env, currency) (last_over_time(tenant:stripe_mrr:hourly{${CHOSEN}}[1h]))`,
    });
    expect(panel.range).toEqual({ ms: 2_592_000_000 });
    expect(panel.unit).toBe('money');
  });

  it('is listed by the clinic whose own fell furthest, all of it where its last subscription ended', () => {
    const panel = panelOf('table', 'revenue-by-clinic');
    const usual = `tenant:stripe_mrr:median7d{${CHOSEN}}`;
    const revenue = `last_over_time(tenant:stripe_mrr:hourly{${CHOSEN}}[1h])`;
    const fall = `1 - ((${revenue} or ((${usual} and on (env) ${revenue}) * 0)) / (${usual} > 0))`;
    expect(asked(panel)).toEqual({
      'Below usual': `topk(10, ${fall})`,
      Now: `${revenue} and on (env, tenant, currency) topk(10, ${fall})`,
    });
    expect(panel.columns.map(({ title, unit }) => [title, unit])).toEqual([
      ['Below usual', 'ratio'],
      ['Now', 'money'],
    ]);
    expect(panel.columns[0].thresholds).toEqual({ base: 'good', steps: [{ from: 0.2, state: 'warning' }] });
  });

  it('has packages by name, the ten most sold, as they are now', () => {
    const sold = `topk(10, sum by (env, package) (tenant:active_packages:max{${CHOSEN}}))`;
    expect(asked(panelOf('bar-gauge', 'packages'))).toEqual({ '{{package}}': sold });
  });

  it('has invoices by how they ended, and the share that failed from where one clinic alerts', () => {
    const ended = (outcome: string) =>
      `sum by (env) (sum_over_time(tenant:stripe_invoices:increase5m_tile{outcome="${outcome}", ${CHOSEN}}[$interval])) or ${NONE_THEN}`;
    expect(askedBy(panelOf('time-series', 'invoices-by-outcome'))).toEqual([
      ['Paid', ended('success')],
      ['Failed', ended('failure')],
    ]);
    const panel = panelOf('stat', 'failed-invoices');
    const ofDay = (where: string) => `sum by (env) (tenant:stripe_invoices:increase1d{${where}${CHOSEN}})`;
    expect(asked(panel)).toEqual({ Failed: `(${ofDay('outcome="failure", ')} / (${ofDay('')} > 0)) or ${NONE}` });
    expect(panel.thresholds?.steps).toEqual([{ from: 0.2, state: 'warning' }]);
  });
});

describe('the records', () => {
  it('say who did what, to what, when, from where and how it ended', () => {
    const { source, where, columns } = panelOf('records', 'audit-of-clinics');
    expect([source, where]).toEqual(['audit', undefined]);
    expect(columns.map(({ field }) => field)).toEqual([
      'timestamp',
      'tenantId',
      'userId',
      'actor',
      'event',
      'resource',
      'outcome',
      'ip',
      'traceId',
    ]);
  });

  it('of the application are its errors, with the trace that each belongs to', () => {
    const { source, where, columns } = panelOf('records', 'error-lines');
    expect([source, where]).toEqual(['logs', { level: ['error', 'fatal'] }]);
    expect(columns.map(({ field }) => field)).toContain('traceId');
  });

  it('of the alerts are those that name a chosen clinic', () => {
    expect(panelOf('alerts', 'alerts-of-clinics').of).toBe('tenants');
  });
});
