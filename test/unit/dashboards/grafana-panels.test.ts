import { describe, expect, test } from 'vitest';
import { dashboard } from '../../../dashboards/dashboard.ts';
import { CHOSEN_DATA_SOURCES, DATA_SOURCES } from '../../../dashboards/data-sources.ts';
import { busiest, type Panel, series, type TablePanel } from '../../../dashboards/panel.ts';
import { model } from '../../../dashboards/render/grafana/model.ts';
import type { Rendering } from '../../../dashboards/render/grafana/rendering.ts';
import { INTERVAL } from '../../../dashboards/variables.ts';
import { duration } from '../../../telemetry/contract/index.ts';
import { recorded } from '../../../telemetry/query/index.ts';

const USUAL: Rendering = { evaluator: 'prometheus', speed: 1, sources: DATA_SOURCES };
const about = { id: 'sample', title: 'Sample', description: 'A sample.' };
const requests = recorded('tenant:request_rate:rate5m');
const logins = recorded('tenant:auth_events:increase5m_tile').sumOver(INTERVAL).sumBy('outcome');
const limit = { base: 'good', steps: [{ from: 0.02, state: 'critical' }] } as const;

const variable = (name: string) => `$${`{${name}}`}`;

/** As Grafana gets it. */
function rendered(panel: Panel, rendering: Partial<Rendering> = {}) {
  return JSON.parse(JSON.stringify(modelOf(panel, rendering).panels?.[1]));
}

function modelOf(panel: Panel, rendering: Partial<Rendering> = {}) {
  const rows = [{ heading: 'A group', height: 8, panels: [[24, panel]] as const }];
  const one = dashboard({ name: 'operations', title: 'Operations', description: 'Samples.', range: duration('30d'), rows });
  return model(one, { ...USUAL, ...rendering });
}

const lines: Panel = { ...about, kind: 'time-series', style: 'lines', unit: 'ratio', targets: [busiest(requests, '{{tenant}}')] };
const bars: Panel = { ...about, kind: 'time-series', style: 'bars', unit: 'count', targets: [series(logins, '{{outcome}}')] };
const table: TablePanel = {
  ...about,
  kind: 'table',
  by: ['tenant'],
  most: { k: 5, order: 'lowest' },
  columns: [
    { title: 'Requests', unit: 'requestsPerSecond', query: requests },
    { title: 'Errors', unit: 'ratio', query: recorded('tenant:error_rate:ratio_rate5m'), thresholds: limit },
  ],
};

describe('a dashboard', () => {
  test('has headings above what follows them, and panels where they are placed, under numbers that links may hold', () => {
    expect(modelOf(lines).panels).toMatchObject([
      { type: 'row', id: 1, title: 'A group', collapsed: false, gridPos: { x: 0, y: 0, w: 24, h: 1 } },
      { type: 'timeseries', id: 384008871, title: 'Sample', description: 'A sample.', gridPos: { x: 0, y: 1, w: 24, h: 8 } },
    ]);
  });

  test('shows its own time, and asks the less often the longer that is', () => {
    expect(modelOf(lines)).toMatchObject({ time: { from: 'now-30d', to: 'now' }, refresh: '5m' });
  });

  test('runs on the clock of a platform that runs faster', () => {
    const fast = modelOf(bars, { speed: 30 });
    expect(fast).toMatchObject({ time: { from: 'now-1d', to: 'now' } });
    expect(fast.templating.list?.find(({ name }) => name === 'interval')).toMatchObject({
      query: '5m : 10s,15m : 30s,1h : 2m,6h : 12m,1d : 48m',
      current: { text: '15m', value: '30s' },
    });
    expect(rendered({ ...lines, range: duration('1d') }, { speed: 24 }).timeFrom).toBe('1h');
  });

  test('asks for one environment, any number of its clinics, all at first, where all is a pattern and not a list', () => {
    expect(modelOf(lines).templating.list).toMatchObject([
      { name: 'env', multi: false, query: { query: 'label_values(tenant:request_rate:rate5m, env)' } },
      {
        name: 'tenant',
        multi: true,
        allValue: '.*',
        current: { text: 'All', value: '$__all' },
        query: { query: 'label_values(tenant:request_rate:rate5m{env="$env"}, tenant)' },
      },
      { name: 'interval', query: '5m,15m,1h,6h,1d', current: { text: '15m', value: '15m' } },
    ]);
  });

  test('asks for its data sources as well where they may be called anything', () => {
    const chosen = modelOf(lines, { sources: CHOSEN_DATA_SOURCES });
    expect(chosen.templating.list?.slice(0, 4)).toMatchObject([
      { type: 'datasource', name: 'ds_prometheus', query: 'prometheus' },
      { type: 'datasource', name: 'ds_tempo', query: 'tempo' },
      { type: 'datasource', name: 'ds_logs', query: 'grafana-opensearch-datasource', regex: '/logs/i' },
      { type: 'datasource', name: 'ds_audit', query: 'grafana-opensearch-datasource', regex: '/audit/i' },
    ]);
    expect(JSON.stringify(chosen)).not.toMatch(/vigia-(prometheus|tempo|logs|audit)/);
  });

  test('marks deployments over all panels', () => {
    expect(modelOf(lines).annotations.list).toMatchObject([
      { name: 'Deployments', enable: true, textFormat: '{{service}} {{version}}', datasource: { uid: 'vigia-prometheus' } },
    ]);
  });

  test('leads to the others with what is chosen and the time, and to the traces and log lines of the chosen clinics', () => {
    const links = modelOf(lines).links ?? [];
    expect(links.map(({ title, includeVars, keepTime }) => [title, includeVars, keepTime])).toEqual([
      ['Tenant Overview', true, true],
      ['Security', true, true],
      ['SLOs', true, true],
      ['Platform', true, true],
      ['Traces', false, false],
      ['Log lines', false, false],
    ]);
    expect(links.map(({ placement }) => placement)).toEqual(links.map(() => undefined));
    expect(pane(links[4]?.url)).toMatchObject({ query: `{span.tenant.id=~"${variable('tenant:pipe')}"}` });
    expect(pane(links[5]?.url)).toMatchObject({ query: `tenantId:/(${variable('tenant:pipe')})/` });
    expect(links[4]?.url).toContain(variable('tenant:pipe'));
  });
});

/** The query of an address of Explore. */
function pane(url = '') {
  const { vigia } = JSON.parse(new URL(url, 'https://grafana.example').searchParams.get('panes') ?? '');
  expect(vigia.range).toEqual({ from: variable('__from'), to: variable('__to') });
  return vigia.queries[0];
}

test('what has nothing to show says what that means, where the panel knows it', () => {
  const stat: Panel = { ...about, kind: 'stat', unit: 'count', course: false, targets: [series(logins, 'Now')] };
  const said = (panel: Panel) => rendered(panel).fieldConfig.defaults.noValue;
  expect([said(stat), said({ ...stat, empty: 'Unknown' })]).toEqual(['Nothing in this time', 'Unknown']);
  expect([said(table), said({ ...table, empty: 'None is silent' })]).toEqual(['Nothing in this time', 'None is silent']);
});

describe('values over time', () => {
  test('are asked for as often as a panel is wide, of the chosen clinics', () => {
    expect(rendered(lines)).toMatchObject({
      maxDataPoints: 240,
      fieldConfig: { defaults: { unit: 'percentunit', min: 0, noValue: 'Nothing in this time' } },
      targets: [
        {
          refId: 'A',
          expr: 'tenant:request_rate:rate5m{env="$env", tenant=~"$tenant"} and topk(10, max_over_time(tenant:request_rate:rate5m{env="$env", tenant=~"$tenant"}[$__range] @ end()))',
          legendFormat: '{{tenant}}',
          range: true,
          instant: false,
          datasource: { uid: 'vigia-prometheus' },
        },
      ],
    });
    expect(rendered(lines)).not.toHaveProperty('interval');
  });

  test('have fewer points where a panel says so', () => {
    expect(rendered({ ...lines, points: 60 })).toMatchObject({ maxDataPoints: 60 });
  });

  test('that look back over a long time are asked for once in each interval, as bars are', () => {
    expect(rendered({ ...lines, everyInterval: true })).toMatchObject({ interval: '$interval', maxDataPoints: 240 });
  });

  test('have gaps where there is none', () => {
    expect(rendered(lines).fieldConfig.defaults.custom).toMatchObject({ spanNulls: false });
  });

  test('may be below zero where that means something', () => {
    expect(rendered({ ...lines, signed: true }).fieldConfig.defaults).not.toHaveProperty('min');
  });

  test('have a greatest value where there is one, and a time of their own', () => {
    expect(rendered({ ...lines, max: 1, range: duration('7d') })).toMatchObject({
      timeFrom: '7d',
      fieldConfig: { defaults: { max: 1 } },
    });
  });

  test('show the line of an alert, in sight however low they are', () => {
    expect(rendered({ ...lines, thresholds: limit }).fieldConfig.defaults).toMatchObject({
      thresholds: {
        mode: 'absolute',
        steps: [
          { value: null, color: '#009E73' },
          { value: 0.02, color: '#D55E00' },
        ],
      },
      custom: { thresholdsStyle: { mode: 'dashed' }, axisSoftMax: 0.02 },
    });
  });

  test("have no limit of Grafana's own where none is given", () => {
    const { thresholds, custom } = rendered(lines).fieldConfig.defaults;
    expect(thresholds.steps).toEqual([{ value: null, color: '#0072B2' }]);
    expect(custom).not.toHaveProperty('thresholdsStyle');
  });

  test('that count events are bars, one for each interval', () => {
    expect(rendered(bars)).toMatchObject({
      interval: '$interval',
      targets: [
        { expr: 'sum by (outcome) (sum_over_time(tenant:auth_events:increase5m_tile{env="$env", tenant=~"$tenant"}[$interval]))' },
      ],
      fieldConfig: { defaults: { custom: { drawStyle: 'bars', stacking: { mode: 'normal' } } } },
      options: { legend: { calcs: ['sum', 'max'] } },
    });
  });

  test('that count an interval at each moment are asked for once in each, drawn as they may be', () => {
    expect(rendered({ ...lines, everyInterval: true })).toMatchObject({ interval: '$interval', maxDataPoints: 240 });
  });

  test('that add up are stacked', () => {
    expect(rendered({ ...lines, style: 'stacked' }).fieldConfig.defaults.custom.stacking).toEqual({ mode: 'normal', group: 'A' });
  });

  test('have a legend and a common tooltip where they may be several, and neither where there is one', () => {
    expect(rendered(lines).options).toMatchObject({
      legend: { showLegend: true, displayMode: 'table', placement: 'bottom', calcs: ['lastNotNull', 'max'] },
      tooltip: { mode: 'multi', sort: 'desc' },
    });
    expect(rendered({ ...lines, targets: [series(requests.sumBy('env'), 'Requests')] }).options).toMatchObject({
      legend: { showLegend: false },
      tooltip: { mode: 'single' },
    });
    const both = [series(requests.sumBy('env'), 'Requests'), series(logins.sumBy('outcome'), 'Log-ins')];
    expect(rendered({ ...lines, targets: both }).options.legend.showLegend).toBe(true);
  });
});

describe('colours', () => {
  const colors = (panel: Panel) =>
    rendered(panel).fieldConfig.overrides.map(({ matcher, properties }: Override) => [
      matcher.id,
      matcher.options,
      properties[0]?.value.fixedColor,
    ]);
  interface Override {
    readonly matcher: { readonly id: string; readonly options: string };
    readonly properties: readonly { readonly value: { readonly fixedColor: string } }[];
  }

  test('are those that everybody tells apart wherever the names are known', () => {
    expect(colors(bars)).toEqual([
      ['byName', 'success', '#0072B2'],
      ['byName', 'failure', '#E69F00'],
      ['byName', 'denied', '#009E73'],
    ]);
  });

  test("are the state's where a name means one: of two patterns that match the first counts, so it comes last", () => {
    const states = [
      { name: '^fail', state: 'critical' },
      { name: 'ure$', state: 'warning' },
    ] as const;
    expect(colors({ ...bars, states })).toEqual([
      ['byName', 'success', '#0072B2'],
      ['byName', 'denied', '#E69F00'],
      ['byRegexp', '/ure$/', '#E69F00'],
      ['byRegexp', '/^fail/', '#D55E00'],
    ]);
  });

  test("are Grafana's for clinics, whose names nobody knows beforehand", () => {
    expect(rendered(lines).fieldConfig).toMatchObject({ overrides: [], defaults: { color: { mode: 'palette-classic' } } });
  });
});

describe('links', () => {
  const links = (panel: Panel) => rendered(panel).fieldConfig.defaults.links as { title: string; url: string }[];

  test("lead from a clinic's line to its overview, its traces and its log lines in the same time", () => {
    const [overview, traces, logs] = links(lines);
    expect(links(lines).map(({ title }) => title)).toEqual([
      'Overview of this clinic',
      'Traces of this clinic',
      'Log lines of this clinic',
    ]);
    const tenant = variable('__field.labels.tenant');
    expect(overview?.url).toBe(
      `/d/vigia-tenant-overview?${variable('env:queryparam')}&var-tenant=${tenant}&${variable('__url_time_range')}`,
    );
    expect(pane(traces?.url)).toMatchObject({ queryType: 'traceql', query: `{span.tenant.id="${tenant}"}` });
    expect(pane(logs?.url)).toMatchObject({ query: `tenantId:"${tenant}"`, datasource: { uid: 'vigia-logs' } });
    // Grafana finds its variables in the address as it is written.
    expect(traces?.url).toContain(tenant);
  });

  test("lead from a route's line to its traces", () => {
    const routes: Panel = { ...lines, targets: [busiest(recorded('route:request_rate:rate5m'), '{{route}}')] };
    expect(links(routes).map(({ title }) => title)).toEqual(['Traces of this route']);
    expect(pane(links(routes)[0]?.url)).toMatchObject({ query: `{span.http.route="${variable('__field.labels.route')}"}` });
  });

  test('are not where a series names neither', () => {
    expect(links(bars)).toEqual([]);
  });
});

describe('values now', () => {
  test('are one number for each series, with their course where it is shown', () => {
    const stat: Panel = { ...about, kind: 'stat', unit: 'count', course: true, targets: [series(requests.sumBy('env'), 'Now')] };
    expect(rendered(stat)).toMatchObject({
      type: 'stat',
      targets: [{ range: true, instant: false }],
      options: { graphMode: 'area', colorMode: 'value', reduceOptions: { calcs: ['lastNotNull'], values: false } },
      fieldConfig: { defaults: { color: { mode: 'thresholds' }, thresholds: { steps: [{ value: null, color: '#0072B2' }] } } },
    });
    expect(rendered({ ...stat, course: false })).toMatchObject({
      targets: [{ range: false, instant: true }],
      options: { graphMode: 'none' },
    });
  });

  test('are bars from zero', () => {
    const gauge: Panel = { ...about, kind: 'bar-gauge', unit: 'ratio', max: 1, targets: [busiest(requests, '{{tenant}}')] };
    expect(rendered(gauge)).toMatchObject({
      type: 'bargauge',
      targets: [{ instant: true }],
      options: { orientation: 'horizontal' },
      fieldConfig: { defaults: { min: 0, max: 1 } },
    });
  });

  test('are shares of a whole, with words as well as colours', () => {
    const pie: Panel = { ...about, kind: 'pie', unit: 'count', targets: [series(logins, '{{outcome}}')] };
    expect(rendered(pie)).toMatchObject({
      type: 'piechart',
      targets: [{ instant: true }],
      options: { pieType: 'donut', displayLabels: ['percent'], legend: { showLegend: true, values: ['value', 'percent'] } },
    });
    expect(rendered(pie).fieldConfig.overrides).toHaveLength(3);
  });
});

describe('a table', () => {
  test('has a column for each query, of the rows that the first decides', () => {
    const rows = 'bottomk(5, tenant:request_rate:rate5m{env="$env", tenant=~"$tenant"})';
    expect(rendered(table).targets).toMatchObject([
      {
        refId: 'A',
        format: 'table',
        instant: true,
        expr: rows,
      },
      { refId: 'B', expr: `tenant:error_rate:ratio_rate5m{env="$env", tenant=~"$tenant"} and on (env, tenant) ${rows}` },
    ]);
  });

  test('joins them by their labels alone, names its columns and sorts its rows by the first', () => {
    expect(rendered(table).transformations).toEqual([
      // The name of each series is dropped before: by it no two rows would be one.
      { id: 'filterFieldsByName', options: { include: { names: ['tenant', 'Value', 'Value #A', 'Value #B'] } } },
      { id: 'merge', options: {} },
      {
        id: 'organize',
        options: {
          excludeByName: {},
          indexByName: { tenant: 0, Value: 1, 'Value #A': 2, 'Value #B': 3 },
          renameByName: { tenant: 'Clinic', Value: 'Requests', 'Value #A': 'Requests', 'Value #B': 'Errors' },
        },
      },
      { id: 'sortBy', options: { fields: {}, sort: [{ field: 'Requests', desc: false }] } },
    ]);
  });

  test('has the highest rows on top where it has the highest', () => {
    const highest: TablePanel = { ...table, most: { k: 5, order: 'highest' } };
    expect(rendered(highest).transformations[3].options.sort).toEqual([{ field: 'Requests', desc: true }]);
  });

  test('has each column in its unit and its states, and leads from a clinic to what explains it', () => {
    const [requestsColumn, errorsColumn, clinic] = rendered(table).fieldConfig.overrides;
    expect(requestsColumn).toEqual({
      matcher: { id: 'byName', options: 'Requests' },
      properties: [
        { id: 'unit', value: 'reqps' },
        { id: 'noValue', value: '–' },
      ],
    });
    expect(errorsColumn.properties).toMatchObject([
      { id: 'unit', value: 'percentunit' },
      { id: 'noValue' },
      { id: 'thresholds', value: { steps: [{ color: '#009E73' }, { value: 0.02, color: '#D55E00' }] } },
      { id: 'custom.cellOptions', value: { type: 'color-text' } },
    ]);
    expect(clinic.matcher).toEqual({ id: 'byName', options: 'Clinic' });
    expect(clinic.properties[0].value.map(({ title }: { title: string }) => title)).toEqual([
      'Overview of this clinic',
      'Traces of this clinic',
      'Log lines of this clinic',
    ]);
    expect(clinic.properties[0].value[0].url).toContain(`var-tenant=${variable('__value.raw')}&`);
  });
});

describe('a heat map', () => {
  test('of a histogram has its buckets as rows, in their unit', () => {
    const query = recorded('fleet:request_duration_bucket:rate5m');
    const heat = rendered({ ...about, kind: 'heat-map', unit: 'seconds', query, rows: 'le' });
    expect(heat).toMatchObject({
      type: 'heatmap',
      targets: [{ format: 'heatmap', legendFormat: '{{le}}', range: true }],
      options: {
        calculate: false,
        color: { mode: 'scheme', scheme: 'Viridis' },
        yAxis: { unit: 's' },
        cellValues: { unit: 'short' },
      },
    });
  });

  test('of a label has a row for each of its values, and cells in the unit', () => {
    const query = recorded('fleet:failed_logins:increase5m');
    const heat = rendered({ ...about, kind: 'heat-map', unit: 'ratio', query, rows: 'source' });
    expect(heat).toMatchObject({
      targets: [{ format: 'time_series', legendFormat: '{{source}}' }],
      options: { yAxis: { unit: 'short' }, cellValues: { unit: 'percentunit' } },
    });
  });
});

describe('records', () => {
  const records: Panel = {
    ...about,
    kind: 'records',
    source: 'audit',
    where: { outcome: ['denied', 'failure'], event: ['auth.login'] },
    columns: [
      { field: 'timestamp', title: 'When' },
      { field: 'tenantId', title: 'Clinic' },
      { field: 'outcome', title: 'How' },
      { field: 'traceId', title: 'Trace' },
      { field: 'requestId', title: 'Request' },
    ],
  };

  test('are those of the chosen clinics with one of the values, newest first, a bounded number', () => {
    expect(rendered(records)).toMatchObject({
      type: 'table',
      datasource: { uid: 'vigia-audit' },
      targets: [
        {
          datasource: { type: 'grafana-opensearch-datasource', uid: 'vigia-audit' },
          query: `tenantId:/${variable('tenant:regex')}/ AND outcome:("denied" OR "failure") AND event:("auth.login")`,
          metrics: [{ type: 'raw_data', settings: { size: '100', order: 'desc', useTimeRange: true } }],
          bucketAggs: [],
        },
      ],
    });
  });

  test('have their columns in order, under their titles', () => {
    expect(rendered(records).transformations).toMatchObject([
      { options: { include: { names: ['timestamp', 'tenantId', 'outcome', 'traceId', 'requestId'] } } },
      {
        options: {
          renameByName: { timestamp: 'When', tenantId: 'Clinic', outcome: 'How', traceId: 'Trace', requestId: 'Request' },
        },
      },
      { options: { sort: [{ field: 'When', desc: true }] } },
    ]);
  });

  test('have a dash where a record lacks a field', () => {
    const overrides: { properties: object[] }[] = rendered(records).fieldConfig.overrides;
    expect(overrides.map(({ properties }) => properties[0])).toEqual(Array(5).fill({ id: 'noValue', value: '–' }));
  });

  test('lead to the clinic, the trace and the request, and show in colour what went wrong', () => {
    const overrides = rendered(records).fieldConfig.overrides as {
      matcher: { options: string };
      properties: { id: string; value: { title: string }[] }[];
    }[];
    expect(
      overrides.map(({ matcher, properties }) => [
        matcher.options,
        properties.slice(1).map(({ id, value }) => (id === 'links' ? value.map(({ title }) => title).join(', ') : id)),
      ]),
    ).toEqual([
      ['When', []],
      ['Clinic', ['Overview of this clinic, Traces of this clinic, Log lines of this clinic']],
      ['How', ['custom.cellOptions', 'mappings']],
      ['Trace', ['Trace']],
      ['Request', ['Log lines of this request']],
    ]);
  });
});

describe('alerts', () => {
  const alerts = (of: 'tenants' | 'platform'): Panel => ({ ...about, kind: 'alerts', of });

  test("are Grafana's own list where Grafana evaluates: those of the chosen clinics", () => {
    expect(rendered(alerts('tenants'), { evaluator: 'grafana' })).toMatchObject({
      type: 'alertlist',
      options: {
        alertInstanceLabelFilter: `{tenant=~"^(${variable('tenant:regex')})$"}`,
        folder: { uid: 'vigia-alerts' },
        stateFilter: { firing: true, pending: true, normal: false },
      },
    });
  });

  test('are known there by their names where they name no clinic', () => {
    const { alertInstanceLabelFilter: filter } = rendered(alerts('platform'), { evaluator: 'grafana' }).options;
    expect(filter).toMatch(/^\{alertname=~"\^\(\w+(\|\w+)*\)\$"\}$/);
    expect(filter).toContain('TargetDown');
    expect(filter).not.toContain('TenantHighErrorRate');
  });

  test('are what Prometheus keeps of those that fired in the time, where Prometheus evaluates', () => {
    const by = 'alertname, severity, tenant, team';
    const selector = 'ALERTS{alertstate="firing", env="$env", tenant=~"$tenant", tenant!=""}';
    expect(rendered(alerts('tenants'))).toMatchObject({
      type: 'table',
      targets: [
        {
          refId: 'A',
          expr: `max by (${by}) (${selector}) or (max by (${by}) (max_over_time(${selector}[$__range])) * 0)`,
          instant: true,
          format: 'table',
        },
      ],
      fieldConfig: { defaults: { noValue: 'No alert fires' } },
    });
  });

  test('of the platform name no clinic, and one that always fires is not among them', () => {
    expect(rendered(alerts('platform')).targets[0].expr).toMatch(
      'max by (alertname, severity, team) (ALERTS{alertstate="firing", alertname!="Watchdog", tenant="", env=~"$env|"}) or',
    );
  });

  test('lead to their runbooks, where somebody has said where these are', () => {
    const named = rendered(alerts('tenants'), { runbooks: 'https://docs.example/runbooks' });
    expect(named.fieldConfig.overrides[2]).toMatchObject({
      matcher: { options: 'Alert' },
      properties: [
        { id: 'links', value: [{ title: 'Runbook', url: `https://docs.example/runbooks/${variable('__value.raw')}.md` }] },
      ],
    });
    expect(JSON.stringify(rendered(alerts('tenants')))).not.toContain('Runbook');
  });

  test('say whether they still fire', () => {
    const panel = rendered(alerts('tenants'));
    expect(panel.transformations[1].options.renameByName).toEqual({
      alertname: 'Alert',
      severity: 'Severity',
      tenant: 'Clinic',
      team: 'Team',
      Value: 'Now',
      'Value #A': 'Now',
    });
    const [now] = panel.fieldConfig.overrides;
    expect(now.properties[1].value).toMatchObject([{ type: 'value', options: { 1: { text: 'fires' }, 0: { text: 'over' } } }]);
  });
});
