import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { catalogue } from '../../../alerts/catalogue.ts';
import { grafanaDashboards } from '../../../dashboards/render/grafana.ts';
import { metric, ofTenant } from '../../../dashboards/targets.ts';
import { counter, gauge } from '../../../telemetry/query/index.ts';
import { grammarErrors } from '../../support/promql-grammar.ts';

interface Target {
  readonly refId: string;
  readonly expr?: string;
  readonly query?: string;
  readonly datasource: { readonly uid: string };
}

interface Panel {
  readonly id: number;
  readonly title: string;
  readonly description?: string;
  readonly gridPos: { readonly x: number; readonly y: number; readonly w: number; readonly h: number };
  readonly targets: readonly Target[];
  readonly fieldConfig: {
    readonly defaults: {
      readonly unit?: string;
      readonly custom?: { readonly thresholdsStyle?: { readonly mode: string } };
      readonly thresholds?: { readonly steps: readonly { readonly value: number | null }[] };
      readonly links?: readonly { readonly title: string; readonly url: string }[];
    };
  };
  readonly type: string;
}

interface Model {
  readonly uid: string;
  readonly title: string;
  readonly editable: boolean;
  readonly templating: { readonly list: readonly Readonly<Record<string, unknown>>[] };
  readonly panels: readonly Panel[];
}

const dashboards = grafanaDashboards();
const models = dashboards.map(({ json }) => JSON.parse(json) as Model);
const panels = models.flatMap(({ title, panels }) => panels.map((panel) => ({ name: `${title}: ${panel.title}`, panel })));
const panelOf = (name: string) => panels.find((one) => one.name === name)?.panel;

test('there are the three dashboards of the blueprint, each under an address that stays', () => {
  expect(dashboards.map(({ uid, title, folder }) => [uid, title, folder.title])).toEqual([
    ['vigia-tenant-overview', 'Tenant Overview', 'Vigía'],
    ['vigia-operations', 'Operations', 'Vigía'],
    ['vigia-security', 'Security', 'Vigía'],
  ]);
});

test('each shows what the blueprint names', () => {
  expect(models.map((model) => model.panels.map(({ title }) => title))).toEqual([
    [
      'Booking funnel',
      'Reservations per day',
      'Active clients',
      'Active packages',
      'Monthly recurring revenue',
      'Requests',
      'Errors',
      'Latency, p95',
    ],
    [
      'CPU by clinic',
      'Memory',
      'Event loop delay, p99',
      'Database connections',
      'Database operations by clinic',
      'Queue depth',
      'Rate limiters',
    ],
    [
      'Authentication',
      'Failed log-ins',
      'Privileged actions',
      "Access to another clinic's data",
      'Audit records, written and arrived',
      'Audit trail',
    ],
  ]);
});

test('two renderings are the same text', () => {
  expect(grafanaDashboards()).toEqual(dashboards);
});

test('nobody edits by hand what the next delivery would overwrite', () => {
  expect(models.map(({ editable }) => editable)).toEqual([false, false, false]);
});

test.each(panels)('$name has a number, a description, and a query of a data source that exists', ({ panel }) => {
  expect(panel.id).toBeGreaterThan(0);
  expect(panel.description).toMatch(/\.$/);
  expect(panel.targets.length).toBeGreaterThan(0);
  for (const { datasource } of panel.targets) {
    expect(['vigia-prometheus', 'vigia-tempo', 'vigia-logs', 'vigia-audit']).toContain(datasource.uid);
  }
  if (panel.type !== 'logs') expect(panel.fieldConfig.defaults.unit).toBeDefined();
});

test.each(panels.flatMap(({ name, panel }) => panel.targets.flatMap(({ expr }) => (expr ? [{ name, expr }] : []))))(
  '$name asks in the official grammar: $expr',
  ({ expr }) => {
    expect(grammarErrors(expr)).toEqual([]);
  },
);

test('panels fill the width and do not lie on each other', () => {
  for (const model of models) {
    const rows = Map.groupBy(model.panels, ({ gridPos }) => gridPos.y);
    for (const row of rows.values()) {
      expect(row.map(({ gridPos }) => gridPos.w).reduce((a, b) => a + b)).toBe(24);
      expect(row.map(({ gridPos }) => gridPos.x)).toEqual(row.map(({ gridPos }, i) => i * gridPos.w));
    }
  }
});

describe('the clinic', () => {
  test('is one on its own overview, and any number on the others, where all is one pattern and not a list', () => {
    const variables = models.map(({ templating }) => templating.list[0]);
    expect(models.map(({ templating }) => templating.list.length)).toEqual([1, 1, 1]);
    expect(variables.map((variable) => [variable?.name, variable?.multi ?? false, variable?.allValue])).toEqual([
      ['tenant', false, undefined],
      ['tenant', true, '.+'],
      ['tenant', true, '.+'],
    ]);
  });

  test('scopes every selector of a query that keeps it', () => {
    const logins = counter('auth_events_total').where({ event: 'login' });
    const query = logins.increase({ ms: 300_000 }).sumBy('env', 'tenant').dividedBy(2);
    expect(metric(ofTenant(query), { legend: '' }).build()).toMatchObject({
      expr: 'sum by (env, tenant) (increase(auth_events_total{event="login", tenant=~"$tenant"}[5m])) / 2',
    });
  });

  test('is not asked for where the series knows none: the pool of connections is shared', () => {
    expect(panelOf('Operations: Database connections')?.targets[0]?.expr).toBe('sum by (env, state) (db_client_connections)');
    expect(metric(gauge('process_memory_usage_bytes').acrossInstances(), { legend: '' }).build()).toMatchObject({
      expr: 'sum by (env) (process_memory_usage_bytes)',
    });
  });

  test('has at most ten lines in a panel that could have thousands', () => {
    const many = panels.filter(({ panel }) => panel.targets.some(({ expr }) => /by \([^)]*tenant/.test(expr ?? '')));
    const unlimited = many.filter(({ panel }) => panel.targets.some(({ expr }) => !expr?.startsWith('topk(10, ')));
    expect(unlimited.map(({ name }) => name)).toEqual([
      // These are of the one clinic that the overview shows.
      'Tenant Overview: Booking funnel',
      'Tenant Overview: Active clients',
      'Tenant Overview: Active packages',
      'Tenant Overview: Monthly recurring revenue',
    ]);
  });
});

test.each([
  ['Tenant Overview: Errors', catalogue.TenantHighErrorRate.above, 0.02],
  ['Operations: Rate limiters', catalogue.RateLimiterSaturated.above, 0.8],
  ['Security: Failed log-ins', catalogue.FailedLoginSpike.above, 20],
  ["Security: Access to another clinic's data", catalogue.CrossTenantAccess.above, 0],
])('%s draws the line of its alert', (name, above, number) => {
  const { thresholds, custom } = panelOf(name)?.fieldConfig.defaults ?? {};
  expect(above).toBe(number);
  expect(thresholds?.steps.map(({ value }) => value)).toEqual([null, number]);
  expect(custom?.thresholdsStyle).toEqual({ mode: 'dashed' });
});

test("a clinic's line leads to its traces and to its log lines, in the same time", () => {
  const links = panelOf('Tenant Overview: Requests')?.fieldConfig.defaults.links ?? [];
  expect(links.map(({ title }) => title)).toEqual(['Traces of this clinic', 'Log lines of this clinic']);
  const panes = links.map(({ url }) => JSON.parse(new URL(url, 'https://grafana.example').searchParams.get('panes') ?? ''));
  const range = { from: '$' + '{__from}', to: '$' + '{__to}' };
  expect(panes[0].vigia).toMatchObject({
    datasource: 'vigia-tempo',
    queries: [{ queryType: 'traceql', query: '{span.tenant.id="$' + '{__field.labels.tenant}"}' }],
    range,
  });
  expect(panes[1].vigia).toMatchObject({
    datasource: 'vigia-logs',
    queries: [{ query: 'tenantId:"$' + '{__field.labels.tenant}"' }],
    range,
  });
  // Grafana finds its variables in the address as it is written.
  expect(links[0]?.url).toContain('$' + '{__field.labels.tenant}');
});

test('the audit trail is asked for by the same pattern of clinics', () => {
  expect(panelOf('Security: Audit trail')?.targets[0]).toMatchObject({
    query: 'tenantId:/$' + '{tenant:regex}/',
    datasource: { uid: 'vigia-audit' },
  });
});

test('no dashboard names a metric by hand: only the query builder writes PromQL', () => {
  for (const file of ['traffic', 'business', 'resources', 'access']) {
    const source = readFileSync(new URL(`../../../dashboards/panels/${file}.ts`, import.meta.url), 'utf8');
    expect(source).not.toMatch(/\.expr\(/);
  }
});
