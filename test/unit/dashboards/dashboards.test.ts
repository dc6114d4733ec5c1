import { expect, test } from 'vitest';
import { CHOSEN_DATA_SOURCES } from '../../../dashboards/data-sources.ts';
import { grafanaDashboards } from '../../../dashboards/render/grafana.ts';
import { expectGolden } from '../../support/golden.ts';
import { dashboardText } from '../../support/grafana-golden.ts';
import { faultsOf, grafanaModel, panelsOf } from '../../support/grafana-model.ts';
import { grammarErrors } from '../../support/promql-grammar.ts';

const DELIVERED = ['vigia-prometheus', 'vigia-tempo', 'vigia-logs', 'vigia-audit'];
const CHOSEN = ['ds_prometheus', 'ds_tempo', 'ds_logs', 'ds_audit'].map((name) => `$${`{${name}}`}`);

const byPrometheus = grafanaDashboards({ evaluator: 'prometheus', speed: 1 });
const byGrafana = grafanaDashboards({ evaluator: 'grafana', speed: 1 });
const anywhere = grafanaDashboards({ evaluator: 'prometheus', speed: 1, sources: CHOSEN_DATA_SOURCES });

const models = byPrometheus.map(({ json }) => grafanaModel(json));
const queries = models.flatMap((model) =>
  panelsOf(model).flatMap(({ title, targets = [] }) =>
    targets.flatMap((target) => ('expr' in target ? [{ name: `${model.title}: ${title}, ${target.refId}`, ...target }] : [])),
  ),
);

test('there are five dashboards, each under an address that stays, in the folder of dashboards', () => {
  expect(byPrometheus.map(({ uid, title, folder }) => [uid, title, folder.title])).toEqual([
    ['vigia-tenant-overview', 'Tenant Overview', 'Vigía'],
    ['vigia-operations', 'Operations', 'Vigía'],
    ['vigia-security', 'Security', 'Vigía'],
    ['vigia-slos', 'SLOs', 'Vigía'],
    ['vigia-platform', 'Platform', 'Vigía'],
  ]);
});

test.each([
  ['where Prometheus evaluates', byPrometheus, DELIVERED],
  ['where Grafana evaluates', byGrafana, DELIVERED],
  ['in a Grafana with other data sources', anywhere, CHOSEN],
])('Grafana takes each %s, and finds no panel, query or data source in doubt', (_, dashboards, sources) => {
  expect(dashboards.map(({ uid, json }) => [uid, faultsOf(grafanaModel(json), sources)])).toEqual(
    dashboards.map(({ uid }) => [uid, []]),
  );
});

test('two renderings are the same text', () => {
  expect(grafanaDashboards({ evaluator: 'prometheus', speed: 1 })).toEqual(byPrometheus);
});

test('only lists of alerts depend on who evaluates them', () => {
  const others = (json: string) => panelsOf(grafanaModel(json)).filter(({ id }) => !alertPanels.includes(id));
  const alertPanels = byGrafana.flatMap(({ json }) =>
    panelsOf(grafanaModel(json)).flatMap(({ type, id }) => (type === 'alertlist' ? [id] : [])),
  );
  expect(alertPanels.length).toBeGreaterThan(0);
  expect(byGrafana.map(({ json }) => others(json))).toEqual(byPrometheus.map(({ json }) => others(json)));
});

test.each(queries)('$name asks in the official grammar: $expr', ({ expr }) => {
  expect(grammarErrors(expr.replaceAll('$interval', '15m').replaceAll('$__range', '6h'))).toEqual([]);
});

test('with thousands of clinics chosen no query has a series for each: ten at most, or what they have together', () => {
  const unbounded = queries.filter(
    ({ expr, legendFormat, format }) =>
      (format === 'table' || legendFormat?.includes('{{tenant}}')) && !/(topk|bottomk)\(\d+, |by \(env, slo\)|ALERTS/.test(expr),
  );
  expect(unbounded.map(({ name }) => name)).toEqual([]);
});

test('every query of a series that names clinics is of the chosen ones', () => {
  const everyClinics = queries.filter(({ expr }) =>
    (expr.match(/(?:tenant|slo):[\w:]+\{[^}]*\}/g) ?? []).some((one) => !one.includes('tenant=~"$tenant"')),
  );
  expect(everyClinics.map(({ name }) => name)).toEqual([]);
});

test.each(models.map((model) => [model.uid, model] as const))('%s shows what was reviewed', (uid, model) => {
  expectGolden(`dashboards/${uid}.md`, dashboardText(model));
});
