import { describe, expect, it } from 'vitest';
import { dashboard, type Row } from '../../../dashboards/dashboard.ts';
import { busiest, type Panel, series } from '../../../dashboards/panel.ts';
import { datadogDashboards } from '../../../dashboards/render/datadog.ts';
import { INTERVAL, RANGE } from '../../../dashboards/variables.ts';
import { auditRecordsOf, recordsOf } from '../../../infra/datadog/logs.ts';
import { duration, metrics } from '../../../telemetry/contract/index.ts';
import { counter, gauge, recorded } from '../../../telemetry/query/index.ts';
import { readFormula, readWidgetQuery } from '../../support/datadog-grammar.ts';
import { type DatadogBody, readDashboard, widgetsIn } from '../../support/datadog-widgets.ts';

const ARGS = { env: 'prod', monitorTags: ['env:prod', 'project:vigia'] };
const ABOUT = { id: 'sample', title: 'Sample', description: 'What it means.' };

function render(...rows: Row[]) {
  const sample = dashboard({ name: 'operations', title: 'Sample', description: 'Which?', range: duration('90m'), rows });
  const { dashboards, missing } = datadogDashboards(ARGS, [sample]);
  return { body: readDashboard(dashboards[0]?.json ?? ''), missing };
}

const widgets = (panel: Panel) => widgetsIn(render({ height: 8, panels: [[24, panel]] }).body);
const definition = (panel: Panel) => widgets(panel)[0]?.definition;

const rate = recorded('tenant:request_rate:rate5m');
const errors = recorded('tenant:error_rate:ratio_rate5m');
const logins = recorded('tenant:failed_logins:increase5m_tile');

describe('a dashboard for Datadog', () => {
  it('names its environment, and lets whoever looks choose environment and clinics', () => {
    const { body } = render({ height: 8, panels: [[24, { ...ABOUT, kind: 'alerts', of: 'tenants' }]] });
    expect({ ...body, widgets: [] }).toEqual({
      title: 'Vigía: Sample (prod)',
      description: 'Which?',
      layout_type: 'ordered',
      reflow_type: 'fixed',
      template_variables: [
        { name: 'env', prefix: 'env', defaults: ['prod'] },
        { name: 'tenant', prefix: 'tenant', defaults: ['*'] },
      ],
      default_timeframe: { type: 'live', unit: 'minute', value: 90 },
      widgets: [],
    });
  });

  it('shows values over time as lines, with the threshold, the unit and at most so many clinics', () => {
    expect(
      definition({
        ...ABOUT,
        kind: 'time-series',
        style: 'lines',
        unit: 'ratio',
        max: 1,
        thresholds: { base: 'good', steps: [{ from: 0.05, state: 'critical' }] },
        targets: [busiest(errors, '{{tenant}}')],
      }),
    ).toEqual({
      type: 'timeseries',
      title: 'Sample',
      description: 'What it means.',
      requests: [
        {
          response_format: 'timeseries',
          queries: [
            {
              data_source: 'metrics',
              name: 'query1',
              query: 'count:http.server.request.duration{$env,$tenant,status:5xx} by {tenant}.as_count()',
              aggregator: 'sum',
            },
            {
              data_source: 'metrics',
              name: 'query2',
              query: 'count:http.server.request.duration{$env,$tenant} by {tenant}.as_count()',
              aggregator: 'sum',
            },
          ],
          formulas: [
            {
              formula: 'default_zero(query1) / query2',
              number_format: { unit: { type: 'canonical_unit', unit_name: 'fraction' } },
              limit: { count: 10, order: 'desc' },
            },
          ],
          display_type: 'line',
          style: { palette: 'dog_classic', order_by: 'values' },
        },
      ],
      markers: [{ value: 'y = 0.05', display_type: 'error dashed' }],
      yaxis: { include_zero: true, max: '1' },
      show_legend: true,
      legend_layout: 'auto',
      custom_links: [
        {
          label: 'Traces of {{tenant.value}}',
          link: '/apm/traces?query=env:{{$env.value}} @tenant.id:{{tenant.value}}&start={{timestamp_start}}&end={{timestamp_end}}&paused=true',
        },
        {
          label: 'Log lines of {{tenant.value}}',
          link: '/logs?query=env:{{$env.value}} tenant:{{tenant.value}}&from_ts={{timestamp_start}}&to_ts={{timestamp_end}}&live=false',
        },
      ],
    });
  });

  it('shows the worst alone where the panel would show the worst of each moment', () => {
    const panel = definition({
      ...ABOUT,
      kind: 'time-series',
      style: 'lines',
      unit: 'ratio',
      targets: [busiest(errors.maxBy('env'), 'Worst')],
    });
    expect(panel?.type === 'timeseries' && panel.requests[0]?.formulas[0]?.limit).toEqual({ count: 1, order: 'desc' });
  });

  it('shows counts of an interval as bars, each in the colour of what it means', () => {
    const panel = definition({
      ...ABOUT,
      kind: 'time-series',
      style: 'bars',
      unit: 'count',
      range: duration('7d'),
      states: [{ name: 'Failed', state: 'critical' }],
      targets: [series(logins.sumOver(INTERVAL).sumBy('env'), 'Failed'), series(rate.sumBy('env'), 'All')],
    });
    expect(panel).toMatchObject({ time: { type: 'live', unit: 'day', value: 7 } });
    expect(
      panel?.type === 'timeseries' && panel.requests.map((one) => [one.display_type, one.style.palette, one.formulas]),
    ).toEqual([
      ['bars', 'red', [{ formula: 'query1', alias: 'Failed' }]],
      ['bars', 'dog_classic', [{ formula: 'query2', alias: 'All' }]],
    ]);
  });

  it('shows a number of the time that it is about, in the colour of its state, the highest step first', () => {
    const number = definition({
      ...ABOUT,
      kind: 'stat',
      course: true,
      unit: 'requestsPerSecond',
      thresholds: {
        base: 'good',
        steps: [
          { from: 1, state: 'warning' },
          { from: 2, state: 'critical' },
        ],
      },
      targets: [series(rate.sumBy('env'), 'Requests')],
    });
    expect(number).not.toHaveProperty('timeseries_background');
    expect(number).toMatchObject({
      type: 'query_value',
      title: 'Sample',
      time: { type: 'live', unit: 'minute', value: 5 },
      requests: [
        {
          formulas: [{ formula: 'query1 / 300', number_format: { unit: { unit_name: 'request', per_unit_name: 'second' } } }],
          conditional_formats: [
            { comparator: '>=', value: 2, palette: 'custom_bg', custom_bg_color: '#D55E00' },
            { comparator: '>=', value: 1, palette: 'custom_bg', custom_bg_color: '#E69F00' },
            { comparator: '<', value: 1, palette: 'custom_bg', custom_bg_color: '#009E73' },
          ],
        },
      ],
    });
  });

  it('shows the course behind a number that is of no time, and no time of its own where the whole is looked at', () => {
    const stat = { ...ABOUT, kind: 'stat', course: true, unit: 'count' } as const;
    const now = definition({ ...stat, targets: [series(gauge('active_clients').acrossInstances().maxBy('env'), 'Clients')] });
    expect(now).toMatchObject({ timeseries_background: { type: 'area' } });
    expect(now).not.toHaveProperty('time');
    expect(definition({ ...stat, targets: [series(logins.sumOver(RANGE).sumBy('env'), 'Failed')] })).not.toHaveProperty('time');
  });

  it('shows a widget for each of several numbers, and a list of what is one number for each tag', () => {
    const targets = [series(rate.sumBy('env'), 'All'), series(errors.maxBy('env'), 'Worst')];
    expect(
      widgets({ ...ABOUT, kind: 'stat', course: false, unit: 'count', targets }).map(({ layout, definition: of }) => [layout, of]),
    ).toEqual([
      [{ x: 0, y: 0, width: 6, height: 4 }, expect.objectContaining({ type: 'query_value', title: 'Sample: All' })],
      [{ x: 6, y: 0, width: 6, height: 4 }, expect.objectContaining({ type: 'toplist', title: 'Sample: Worst' })],
    ]);
  });

  it('says where it shows each by itself instead of their sum', () => {
    const packages = recorded('tenant:active_packages:max').sumBy('env', 'package');
    expect(definition({ ...ABOUT, kind: 'bar-gauge', unit: 'count', targets: [busiest(packages, '{{package}}')] })).toMatchObject({
      type: 'toplist',
      description: 'What it means. In Datadog for each tenant and package by itself, the highest first.',
    });
  });

  it('shows shares of a whole as a sunburst', () => {
    const targets = [series(logins.sumOver(duration('1d')).sumBy('env', 'tenant'), '{{tenant}}')];
    expect(definition({ ...ABOUT, kind: 'pie', unit: 'count', targets })).toMatchObject({
      type: 'sunburst',
      time: { type: 'live', unit: 'day', value: 1 },
      requests: [{ queries: [{ query: 'sum:auth.events{$env,$tenant,event:login,outcome:failure} by {tenant}.as_count()' }] }],
    });
  });

  it('shows a table for each time that its columns are about, and asks nothing twice', () => {
    const all = widgets({
      ...ABOUT,
      kind: 'table',
      by: ['tenant'],
      columns: [
        { title: 'Requests', unit: 'requestsPerSecond', query: rate },
        {
          title: 'Errors',
          unit: 'ratio',
          query: errors,
          thresholds: { base: 'neutral', steps: [{ from: 0.1, state: 'warning' }] },
        },
        { title: 'Failed', unit: 'count', query: logins.sumOver(duration('1h')) },
      ],
      most: { k: 20, order: 'lowest' },
    }).map(({ definition: of }) => of);
    expect(all).toMatchObject([
      { type: 'query_table', title: 'Sample', time: { unit: 'minute', value: 5 } },
      { type: 'query_table', title: 'Sample: Failed', time: { unit: 'hour', value: 1 } },
    ]);
    const [first, second] = all.map((one) => (one.type === 'query_table' ? one.requests[0] : undefined));
    expect(first?.queries.map(({ name, query }) => `${name} ${query}`)).toEqual([
      'query1 count:http.server.request.duration{$env,$tenant} by {tenant}.as_count()',
      'query2 count:http.server.request.duration{$env,$tenant,status:5xx} by {tenant}.as_count()',
    ]);
    expect(first?.formulas).toMatchObject([
      { formula: 'query1 / 300', alias: 'Requests', limit: { count: 20, order: 'asc' } },
      {
        formula: 'default_zero(query2) / query1',
        alias: 'Errors',
        conditional_formats: [{ comparator: '>=', value: 0.1, palette: 'custom_text', custom_fg_color: '#E69F00' }],
      },
    ]);
    expect(second?.formulas).toMatchObject([{ alias: 'Failed', limit: { count: 20, order: 'desc' } }]);
  });

  it('gives each objective a column of its own, of its own metric', () => {
    const all = widgets({
      ...ABOUT,
      kind: 'table',
      by: ['tenant', 'slo'],
      columns: [{ title: 'Left', unit: 'ratio', query: recorded('slo:error_budget:remaining_ratio') }],
      most: { k: 10, order: 'lowest' },
    }).flatMap(({ definition: of }) => (of.type === 'query_table' ? [{ time: of.time, ...of.requests[0] }] : []));
    expect(all.map(({ time, formulas }) => [time, formulas.map(({ alias, formula }) => `${alias} = ${formula}`)])).toEqual([
      [
        { type: 'live', unit: 'day', value: 30 },
        [
          'Left: API availability = 1 - ((1 - (query1 / query2)) / 0.005)',
          'Left: Reservation booking latency = 1 - ((1 - (query3 / query4)) / 0.05)',
        ],
      ],
      [{ type: 'live', unit: 'day', value: 7 }, ['Left: Webhook success = 1 - ((1 - (query1 / query2)) / 0.01)']],
    ]);
    expect(all[1]?.queries.map(({ query }) => query)).toEqual([
      'sum:stripe.webhook.deliveries{$env,$tenant,!outcome:failure} by {tenant}.as_count()',
      'sum:stripe.webhook.deliveries{$env,$tenant} by {tenant}.as_count()',
    ]);
  });

  it('shows how long things took as a heat map of the distribution, and a heat map by a tag as bars', () => {
    const map = { ...ABOUT, kind: 'heat-map', unit: 'seconds' } as const;
    expect(definition({ ...map, rows: 'le', query: recorded('fleet:request_duration_bucket:rate5m') })).toMatchObject({
      type: 'heatmap',
      requests: [{ request_type: 'histogram', query: { query: 'histogram:http.route.request.duration{$env}' } }],
    });
    expect(definition({ ...map, rows: 'source', query: recorded('fleet:failed_logins:increase5m') })).toMatchObject({
      type: 'timeseries',
      requests: [{ display_type: 'bars' }],
    });
  });

  it('lists records of the environment and the chosen clinics, under the names that the pipeline gives their fields', () => {
    const columns = [
      { field: 'timestamp', title: 'When' },
      { field: 'level', title: 'Level' },
      { field: 'userId', title: 'Who' },
      { field: 'event', title: 'What' },
      { field: 'traceId', title: 'Trace' },
    ] as const;
    expect(definition({ ...ABOUT, kind: 'records', source: 'logs', where: { level: ['error', 'fatal'] }, columns })).toMatchObject({
      type: 'list_stream',
      requests: [
        {
          query: { data_source: 'logs_stream', query_string: '$env $tenant -@stream:* status:(error OR emergency)' },
          columns: [
            { field: 'timestamp' },
            { field: 'status_line' },
            { field: '@userId' },
            { field: 'content' },
            { field: 'trace_id' },
          ],
        },
      ],
    });
  });

  it('takes for audit records what the archive takes for them', () => {
    const panel = definition({ ...ABOUT, kind: 'records', source: 'audit', columns: [{ field: 'timestamp', title: 'When' }] });
    const query = panel?.type === 'list_stream' ? panel.requests[0].query.query_string : '';
    expect(query.replace('$env', recordsOf({ name: 'prod' })).replace('$tenant ', '')).toBe(auditRecordsOf({ name: 'prod' }));
  });

  it('lists the monitors of the environment, by clinic or those of none', () => {
    expect(definition({ ...ABOUT, kind: 'alerts', of: 'tenants' })).toMatchObject({
      type: 'manage_status',
      query: 'tag:("env:prod" AND "project:vigia") group:$tenant',
      summary_type: 'groups',
    });
    expect(definition({ ...ABOUT, kind: 'alerts', of: 'platform' })).toMatchObject({
      query: 'tag:("env:prod" AND "project:vigia") -group:"tenant:*"',
      summary_type: 'monitors',
    });
  });

  it('leaves a note in the place of what has no form, and a sentence in a widget that lacks a part', () => {
    const gaps = series(counter('audit_chain_gaps_total').increase(duration('1d')).sumBy('env'), 'Gaps');
    const reason =
      'audit_chain_gaps_total of the audit chain verifier, which only Prometheus scrapes, has no form in a Datadog widget.';
    const lines = { ...ABOUT, kind: 'time-series', style: 'lines', unit: 'count' } as const;
    const { body, missing } = render({ height: 8, panels: [[24, { ...lines, targets: [gaps] }]] });
    expect(missing).toEqual([{ dashboard: 'operations', panel: 'sample', part: 'Gaps', reason }]);
    expect(widgetsIn(body)[0]?.definition).toMatchObject({
      type: 'note',
      content: `**Sample**\n\nNot in Datadog: Gaps: ${reason}`,
    });
    expect(definition({ ...lines, targets: [gaps, series(rate.sumBy('env'), 'All')] })).toMatchObject({
      type: 'timeseries',
      description: `What it means. Not in Datadog: Gaps: ${reason}`,
    });
  });

  it('leads from a route to its traces, and from what tells no clinics apart to those of the chosen ones', () => {
    const lines = { ...ABOUT, kind: 'time-series', style: 'lines', unit: 'count' } as const;
    const links = (panel: Panel) => {
      const of = definition(panel);
      return of && 'custom_links' in of ? of.custom_links?.map(({ label }) => label) : undefined;
    };
    expect(links({ ...lines, targets: [busiest(recorded('route:request_rate:rate5m'), '{{route}}')] })).toEqual([
      'Traces of {{route.value}}',
    ]);
    expect(links({ ...lines, targets: [series(rate.sumBy('env'), 'All')] })).toEqual([
      'Traces of {{$tenant.value}}',
      'Log lines of {{$tenant.value}}',
    ]);
    expect(links({ ...lines, targets: [series(recorded('fleet:failed_logins:increase5m'), '{{source}}')] })).toBeUndefined();
  });
});

describe('the layout', () => {
  const alerts = (id: string): Panel => ({ ...ABOUT, id, title: id, kind: 'alerts', of: 'tenants' });
  const places = ({ widgets: all }: DatadogBody) => all.map(({ layout: { x, y, width, height } }) => [x, y, width, height]);

  it('is half as wide, and puts what stands under a heading in a group', () => {
    const { body } = render(
      {
        height: 4,
        panels: [
          [8, alerts('a')],
          [16, alerts('b')],
        ],
      },
      { heading: 'More', height: 9, panels: [[24, alerts('c')]] },
      { height: 2, panels: [[24, alerts('d')]] },
    );
    expect(places(body)).toEqual([
      [0, 0, 4, 2],
      [4, 0, 8, 2],
      [0, 2, 12, 8],
    ]);
    expect(
      widgetsIn(body)
        .slice(2)
        .map(({ layout }) => layout),
    ).toEqual([
      { x: 0, y: 0, width: 12, height: 5 },
      { x: 0, y: 5, width: 12, height: 2 },
    ]);
  });

  it('leaves nothing too narrow to read, at the cost of the widest', () => {
    const row = (...widths: number[]) => {
      const panels = widths.map((width, index) => [width, alerts(`a${index}`)] as const);
      return places(render({ height: 4, panels }).body).map(([x, , width]) => [x, width]);
    };
    expect(row(20, 2, 2)).toEqual([
      [0, 8],
      [8, 2],
      [10, 2],
    ]);
    expect(row(10, 8, 3, 3)).toEqual([
      [0, 4],
      [4, 4],
      [8, 2],
      [10, 2],
    ]);
  });

  it('puts widgets of one panel below each other where there is no room beside', () => {
    const targets = ['a', 'b', 'c'].map((name) => series(rate.sumBy('env'), name));
    const stat: Panel = { ...ABOUT, kind: 'stat', course: false, unit: 'count', targets };
    const { body } = render({
      height: 4,
      panels: [
        [4, stat],
        [20, alerts('b')],
      ],
    });
    expect(places(body)).toEqual([
      [0, 0, 2, 1],
      [0, 1, 2, 1],
      [0, 2, 2, 1],
      [2, 0, 10, 3],
    ]);
  });
});

describe("the blueprint's dashboards for Datadog", () => {
  const { dashboards, missing } = datadogDashboards(ARGS);
  const bodies = dashboards.map(({ name, json }) => [name, readDashboard(json)] as const);
  const requestsOf = (body: DatadogBody) =>
    widgetsIn(body).flatMap(({ definition: of }) =>
      'requests' in of ? of.requests.flatMap((one) => ('formulas' in one ? [{ title: of.title, ...one }] : [])) : [],
    );

  it('are three', () => {
    expect(dashboards.map(({ name }) => name)).toEqual(['tenant-overview', 'operations', 'security']);
  });

  it.each(bodies)('%s asks in the documented grammar, for tags that its metrics have', (_, body) => {
    const otel = new Map(
      Object.values(metrics).map((one) => [one.otel as string, [...one.labels, 'service'] as readonly string[]]),
    );
    const all = requestsOf(body);
    expect(all.length).toBeGreaterThan(10);
    for (const { queries, formulas, title } of all) {
      for (const { query } of queries) {
        const {
          metrics: [metric = ''],
          groups,
          variables,
        } = readWidgetQuery(query);
        const labels = otel.get(metric);
        expect(labels, `${title}: ${query}`).toEqual(expect.arrayContaining([...groups]));
        expect(variables, title).toContain('$env');
        expect(groups.includes('tenant') && !variables.includes('$tenant'), `${title}: ${query}`).toBe(false);
      }
      const used = formulas.flatMap(({ formula }) => readFormula(formula));
      expect(new Set(used), title).toEqual(new Set(queries.map(({ name }) => name)));
    }
  });

  it.each(bodies)('%s has each widget in a place of its own', (_, body) => {
    const groups = body.widgets
      .map(({ definition: of }) => (of.type === 'group' ? of.widgets : []))
      .filter((one) => one.length > 0);
    for (const together of [body.widgets, ...groups]) {
      const taken = new Set<string>();
      for (const { layout } of together) {
        expect(layout.x + layout.width).toBeLessThanOrEqual(12);
        for (let x = layout.x; x < layout.x + layout.width; x++) {
          for (let y = layout.y; y < layout.y + layout.height; y++) {
            expect(taken.has(`${x},${y}`), `${x},${y}`).toBe(false);
            taken.add(`${x},${y}`);
          }
        }
      }
    }
  });

  it('lack nothing but what is listed here', () => {
    const listed = missing.map(({ dashboard: of, panel, part, reason }) => [`${of}/${panel}`, part, reason]);
    const end = 'has no form in a Datadog widget.';
    const usual = `A quantile of tenant:stripe_mrr:hourly over time ${end}`;
    const windows = `"/" between parts of different windows ${end}`;
    expect(listed).toEqual([
      // The rest of a period at the rate of a day: a widget shows one time.
      ['tenant-overview/budgets-of-clinics', 'Days left: API availability', windows],
      ['tenant-overview/budgets-of-clinics', 'Days left: Reservation booking latency', windows],
      ['tenant-overview/budgets-of-clinics', 'Days left: Webhook success', windows],
      // Datadog has no median of the past to compare with.
      ['tenant-overview/revenue-by-clinic', 'Below usual', usual],
      // Every process reads them alike, and a sum over queues would count them once for each.
      ['operations/top-clinics', 'Jobs waiting', `A value for each (tenant, queue) in a table by (tenant) ${end}`],
      // Nothing verifies the chains yet.
      [
        'security/audit-chain-gaps',
        '',
        `audit_chain_gaps_total of the audit chain verifier, which only Prometheus scrapes, ${end}`,
      ],
      // Only where a gateway's counts are known, and where users work as a week ago.
      ['security/audit-records-lost-now', '', `Series matched on (env) only ${end}`],
      ['security/audit-silent-now', '', `What depends on another condition ("and") ${end}`],
      ['security/failed-logins-baseline', '', `A window of 7 days at each moment ${end}`],
      ['security/failed-logins-usual', 'Busy hour', `A quantile of tenant:failed_logins:increase1h over time ${end}`],
      ['security/failed-logins-usual', 'Times the average', windows],
      ['security/audit-silences', 'Records a week ago', `What depends on another condition ("and") ${end}`],
    ]);
  });
});
