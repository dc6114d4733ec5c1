import { describe, expect, it } from 'vitest';
import { catalogue } from '../../../alerts/catalogue.ts';
import { recordingGroups } from '../../../alerts/recording.ts';
import type { Panel } from '../../../dashboards/panel.ts';
import { askedNow, askedOf, askedOfColumn } from '../../../dashboards/scope.ts';
import { slos } from '../../../dashboards/slos.ts';
import { promql, type Query, selectorsOf } from '../../../telemetry/query/index.ts';
import { grammarErrors } from '../../support/promql-grammar.ts';

const panels = slos.panels.map(({ panel }) => panel);

function panelOf<K extends Panel['kind']>(kind: K, id: string): Extract<Panel, { kind: K }> {
  const panel = panels.find((one): one is Extract<Panel, { kind: K }> => one.kind === kind && one.id === id);
  if (!panel) throw new Error(`No ${kind} has the id ${id}.`);
  return panel;
}

function askedBy(panel: Panel): [name: string, query: string][] {
  if (panel.kind === 'table') return panel.columns.map((column) => [column.title, promql(askedOfColumn(panel, column), 1)]);
  if (!('targets' in panel)) return [];
  const over = panel.kind === 'time-series' || (panel.kind === 'stat' && panel.course);
  return panel.targets.map((target) => [target.legend, promql(over ? askedOf(target) : askedNow(target), 1)]);
}

const asked = (panel: Panel) => Object.fromEntries(askedBy(panel));

const CHOSEN = 'env="$env", tenant=~"$tenant"';

describe('the objectives', () => {
  it('are kept or not at the top, then whose budget is low, then what burns', () => {
    expect(slos.panels.map(({ panel, y }) => `${y} ${panel.title}`)).toEqual([
      '0 Clinics within their objectives',
      '0 Budgets spent',
      '0 Burning: pages',
      '0 Burning: tickets',
      '0 In maintenance',
      '5 API availability: least budget left',
      '5 Reservation booking latency: least budget left',
      '5 Webhook success: least budget left',
      '14 API availability: budget, 30 days',
      '14 Reservation booking latency: budget, 30 days',
      '14 Webhook success: budget, 7 days',
      '23 API availability: bad in an hour',
      '23 Reservation booking latency: bad in an hour',
      '23 Webhook success: bad in an hour',
      '31 Budgets that burn fastest',
      '40 Budgets that are gone first',
      '50 Clinics within their objectives, 30 days',
      '50 Events of the periods',
      '50 Maintenance windows',
      '58 Alerts',
    ]);
  });

  it('are what every alert on a budget leads to, and its measure is shown', () => {
    expect(slos.uid).toBe('vigia-slos');
    const leading = Object.entries(catalogue).filter(([, { dashboard }]) => dashboard === 'slos');
    expect(leading.length).toBe(9);
    const shown = new Set(
      panels
        .flatMap((panel): { readonly query: Query }[] =>
          panel.kind === 'table' ? [...panel.columns] : 'targets' in panel ? [...panel.targets] : [],
        )
        .flatMap(({ query }) => selectorsOf(query.node).map(({ series }) => series)),
    );
    const blind = leading.filter(([, { measure }]) => !selectorsOf(measure.node).some(({ series }) => shown.has(series)));
    expect(blind.map(([name]) => name)).toEqual([]);
  });

  it('ask nothing that Prometheus does not understand', () => {
    const faults = panels
      .flatMap(askedBy)
      .flatMap(([name, query]) => grammarErrors(query.replaceAll('$__range', '6h')).map((at) => `${name} ${at}`));
    expect(faults).toEqual([]);
  });

  it('are well of the fleet where no clinic at all has spent a budget', () => {
    const panel = panelOf('stat', 'within-number');
    expect(asked(panel)).toEqual({ '{{slo}}': 'fleet:slo_within_objective:ratio{env="$env"}' });
    expect(panel.thresholds).toEqual({ base: 'warning', steps: [{ from: 1, state: 'good' }] });
  });
});

describe('what is left', () => {
  it('is listed for each objective, the least first, and missed below zero', () => {
    for (const slo of ['api-availability', 'booking-latency', 'webhook-success']) {
      const panel = panelOf('table', `worst-budgets-${slo}`);
      const least = `bottomk(10, sum by (env, tenant) (slo:error_budget:remaining_ratio{slo="${slo}", ${CHOSEN}}))`;
      const worst = `and on (env, tenant) ${least}`;
      expect(asked(panel)).toEqual({
        Left: least,
        'Bad events': `sum by (env, tenant) (slo:total:increase_period{slo="${slo}", ${CHOSEN}} - slo:good:increase_period{slo="${slo}", ${CHOSEN}}) ${worst}`,
        'Days left': `sum by (env, tenant) (slo:error_budget:exhaustion_days{slo="${slo}", ${CHOSEN}}) ${worst}`,
      });
      expect(panel.columns[0].thresholds).toEqual({ base: 'warning', steps: [{ from: 0, state: 'good' }] });
    }
  });

  it.each([
    ['api-availability', 30],
    ['booking-latency', 30],
    ['webhook-success', 7],
  ])('of %s is drawn over its period of %d days, from what is written once an hour', (slo, days) => {
    const panel = panelOf('time-series', `budget-trend-${slo}`);
    const hourly = (at: string) => `last_over_time(slo:error_budget:remaining_hourly{slo="${slo}", ${CHOSEN}}[1h]${at})`;
    expect(asked(panel)).toEqual({ '{{tenant}}': `${hourly('')} and bottomk(10, ${hourly(' @ end()')})` });
    expect(panel.range).toEqual({ ms: days * 86_400_000 });
    expect(panel.signed).toBe(true);
  });

  it('is written once an hour for that, as it is then', () => {
    const group = recordingGroups.find(({ rules }) => rules.some(({ record }) => record === 'slo:error_budget:remaining_hourly'));
    expect(group?.every).toEqual({ ms: 3_600_000 });
    const rules = group?.rules.filter(({ record }) => record === 'slo:error_budget:remaining_hourly') ?? [];
    expect(rules.map(({ query }) => promql(query, 1))).toEqual(['slo:error_budget:remaining_ratio']);
  });

  it('is gone first where the days are fewest, whatever is left', () => {
    const panel = panelOf('table', 'gone-first');
    const fewest = `bottomk(10, slo:error_budget:exhaustion_days{${CHOSEN}})`;
    const first = `and on (env, tenant, slo) ${fewest}`;
    expect(asked(panel)).toEqual({
      'Days left': fewest,
      Left: `slo:error_budget:remaining_ratio{${CHOSEN}} ${first}`,
      'Bad, 1 d': `(slo:total:increase1d{${CHOSEN}} - slo:good:increase1d{${CHOSEN}}) ${first}`,
    });
  });

  it('together is of all events of the period and of those that may be bad', () => {
    const panel = panelOf('table', 'events-of-periods');
    const total = (slo: string) => `sum by (env, slo) (slo:total:increase_period{slo="${slo}", ${CHOSEN}})`;
    const allowed = `((${total('api-availability')} * 0.005) or (${total('booking-latency')} * 0.05)) or (${total('webhook-success')} * 0.01)`;
    const bad = `sum by (env, slo) (slo:total:increase_period{${CHOSEN}}) - sum by (env, slo) (slo:good:increase_period{${CHOSEN}})`;
    // There are no more rows than objectives, so none has to be picked.
    expect(asked(panel)).toEqual({
      Events: `sum by (env, slo) (slo:total:increase_period{${CHOSEN}})`,
      Bad: bad,
      'Left together': `1 - ((${bad}) / ((${allowed}) > 0))`,
    });
  });
});

describe('what burns', () => {
  it.each([
    ['api-availability', 0.005, 0.072],
    ['booking-latency', 0.05, 0.72],
    ['webhook-success', 0.01, 0.0336],
  ])('of %s is drawn against %d, which is allowed, and %d, which pages', (slo, allowed, pages) => {
    const panel = panelOf('time-series', `errors-of-an-hour-${slo}`);
    const ratio = `slo:errors:ratio1h{slo="${slo}", ${CHOSEN}}`;
    expect(asked(panel)).toEqual({ '{{tenant}}': `${ratio} and topk(10, max_over_time(${ratio}[$__range] @ end()))` });
    expect(panel.thresholds).toEqual({
      base: 'good',
      steps: [
        { from: allowed, state: 'warning' },
        { from: pages, state: 'critical' },
      ],
    });
  });

  it('is listed by how many times as fast as allowed, over an hour and a day, with what pages and what makes a ticket', () => {
    const panel = panelOf('table', 'fastest-burning');
    const highest = `topk(10, ((slo:errors:ratio1h{slo="api-availability", ${CHOSEN}} / 0.005) or (slo:errors:ratio1h{slo="booking-latency", ${CHOSEN}} / 0.05)) or (slo:errors:ratio1h{slo="webhook-success", ${CHOSEN}} / 0.01))`;
    const fastest = `and on (env, tenant, slo) ${highest}`;
    expect(askedBy(panel)).toEqual([
      ['1 h', highest],
      ['1 d', `slo:error_budget:burn_rate1d{${CHOSEN}} ${fastest}`],
      ['Page', `slo:burn_rate:page{${CHOSEN}} ${fastest}`],
      ['Ticket', `slo:burn_rate:ticket{${CHOSEN}} ${fastest}`],
    ]);
    expect(panel.columns.map(({ thresholds }) => thresholds?.steps[0])).toEqual([
      { from: 1, state: 'warning' },
      { from: 1, state: 'warning' },
      { from: 1, state: 'critical' },
      { from: 1, state: 'warning' },
    ]);
  });

  it.each([
    ['pages-number', 'Pages', 'page', 'critical'],
    ['tickets-number', 'Tickets', 'ticket', 'warning'],
  ])('is counted: %s is none where budgets are known and none burns', (id, legend, tier, state) => {
    const panel = panelOf('stat', id);
    expect(asked(panel)).toEqual({
      [legend]: `count by (env) (slo:burn_rate:${tier}{${CHOSEN}}) or (count by (env) (slo:error_budget:remaining_ratio{${CHOSEN}}) * 0)`,
    });
    expect(panel.thresholds).toEqual({ base: 'good', steps: [{ from: 1, state }] });
  });
});

describe('maintenance', () => {
  it('counts a clinic whose own window is open, and every clinic while all have one', () => {
    const requests = `tenant:request_rate:rate5m{${CHOSEN}}`;
    expect(asked(panelOf('stat', 'maintained-number'))).toEqual({
      Clinics: `count by (env) ((${requests} and on (tenant) tenant:maintenance:active{tenant=~"$tenant"}) or (${requests} and on () fleet:maintenance:active)) or (sum by (env) (${requests}) * 0)`,
    });
  });

  it('is a line of 0 for all clinics where no window is open, and one by name for those that have their own', () => {
    const rules = 'group by (env) (fleet:slo_within_objective:ratio{env="$env"})';
    const own = 'tenant:maintenance:active{tenant=~"$tenant"}';
    expect(asked(panelOf('time-series', 'maintenance'))).toEqual({
      'All clinics': `(${rules} and on () fleet:maintenance:active) or (${rules} * 0)`,
      '{{tenant}}': `${own} and topk(10, max_over_time(${own}[$__range] @ end()))`,
    });
  });
});
