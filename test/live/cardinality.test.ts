/** More tenants than a process tells apart, from a real process through the real Collectors into a real Prometheus. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse, stringify } from 'yaml';
import { prometheusRules } from '../../alerts/render/prometheus.ts';
import { contract, seriesOf } from '../../telemetry/contract/index.ts';
import { query } from '../support/collector/otlp.ts';
import { type CollectorPlatform, collectorPlatform, SPEED } from '../support/collector/platform.ts';
import { eventually } from '../support/collector/process.ts';

const APP = join(import.meta.dirname, '../support/runtime/many-tenants.ts');
const REQUESTS = 'http_server_request_duration_seconds_count{service="many"';

const ALERT = 'TenantLabelOverflow';
const LINKS = { runbooks: 'https://docs.example/runbooks', grafanaUrl: 'https://grafana.example' };

interface RuleGroup {
  readonly lastEvaluation: string;
  readonly rules: readonly { readonly state: string; readonly alerts: readonly { readonly value: string }[] }[];
}

describe('an application with 6,000 tenants', () => {
  let platform: CollectorPlatform;
  let app: ChildProcess;
  let url: string;

  beforeAll(async () => {
    platform = await collectorPlatform();
    await evaluateAlert(platform);
    app = spawn(process.execPath, [APP], {
      stdio: ['ignore', 'pipe', 'inherit'],
      env: {
        ...process.env,
        OTEL_EXPORTER_OTLP_ENDPOINT: platform.otlp,
        OTEL_METRIC_EXPORT_INTERVAL: '500',
        OTEL_BSP_SCHEDULE_DELAY: '500',
      },
    });
    if (!app.stdout) throw new Error('The application has no output.');
    const [port] = await once(createInterface({ input: app.stdout }), 'line');
    url = `http://127.0.0.1:${port}`;
  });
  afterAll(async () => {
    app?.kill('SIGKILL');
    await platform?.stop();
  });

  const series = (expr: string) => query(platform.prometheus, expr);
  const numberOf = async (expr: string) => Number((await series(expr))[0]?.value ?? 0);

  /** What Prometheus says of its one rule. */
  async function ruleGroup(): Promise<RuleGroup> {
    const response = await fetch(`${platform.prometheus}/api/v1/rules`);
    const { data } = (await response.json()) as { data: { groups: [RuleGroup] } };
    return data.groups[0];
  }

  /** One request of each of these tenants, and one that fails of every third. */
  async function serve(from: number, to: number): Promise<void> {
    const get = async (path: string, tenant: number) => {
      const response = await fetch(`${url}${path}`, { headers: { 'x-tenant': `clinic-${tenant}` } });
      await response.arrayBuffer();
    };
    for (let next = from; next < to; next += 50) {
      const batch = Array.from({ length: Math.min(50, to - next) }, (_, index) => next + index);
      await Promise.all(batch.flatMap((tenant) => [get('/', tenant), ...(tenant % 3 === 0 ? [get('/fail', tenant)] : [])]));
    }
  }

  it('has a label for each of the first 1,000, and the alert on overflow is silent', async () => {
    await serve(0, 1_000);
    await eventually(async () => (await numberOf(`sum(${REQUESTS}})`)) === 1_334, 'every request of the first 1,000');
    expect(await numberOf(`count(count by (tenant) (${REQUESTS}}))`)).toBe(1_000);
    const arrived = Date.now();
    await eventually(async () => Date.parse((await ruleGroup()).lastEvaluation) > arrived, 'an evaluation');
    expect((await ruleGroup()).rules).toMatchObject([{ name: ALERT, state: 'inactive', health: 'ok' }]);
  });

  it('adds one more label for the other 5,000: nothing is lost, and the alert fires on the newborn series', async () => {
    await serve(1_000, 6_000);
    await serve(0, 10);
    await eventually(async () => (await numberOf(`sum(${REQUESTS}})`)) === 8_014, 'every request of all');
    expect(await numberOf(`count(count by (tenant) (${REQUESTS}}))`)).toBe(1_001);
    const overflow = await series(`sum by (status) (${REQUESTS}, tenant="__overflow__"})`);
    expect(overflow).toEqual([
      { status: '2xx', value: '5000' },
      { status: '5xx', value: '1666' },
    ]);
    expect(await numberOf(`count(${REQUESTS}, status="2xx"} == 1)`)).toBe(990);
    expect(await numberOf(`count(${REQUESTS}, status="2xx"} == 2)`)).toBe(10);
    expect(await numberOf(`count(${REQUESTS}, status="5xx"} == 1)`)).toBe(330);
    const alerts = async () => (await ruleGroup()).rules[0]?.alerts ?? [];
    await eventually(async () => Number((await alerts())[0]?.value) === 6_666, 'the alert on all of them');
    expect(await alerts()).toMatchObject([
      { state: 'firing', labels: { env: 'local', service: 'many', severity: 'warning', team: 'platform' } },
    ]);
  });

  it('has as many series as that makes, literally, under the bound that the contract gives', async () => {
    const gauges = 1_001 + 2 * 1_001 + 1_001;
    // Requests: 1,001 tenants with a success, 335 with a failure; routes: two statuses; CPU by tenant also of none; the process itself.
    const expected = (1_001 + 335) * 15 + 2 * 15 + gauges + 1_002 + 4;
    await eventually(async () => (await numberOf('count({service="many", instance!=""})')) >= expected, 'every series');
    const counted = await series('count by (__name__) ({service="many", instance!=""})');
    expect(counted.reduce((sum, { value }) => sum + Number(value), 0)).toBe(25_080);
    expect(expected).toBe(25_080);
    const names = new Set(counted.map(({ __name__ = '' }) => __name__.replace(/_(bucket|count|sum)$/, '')));
    const bound = seriesOf(contract, { tenants: 1_000, instances: 1 }).filter(({ name }) => names.has(name));
    expect(bound.reduce((sum, { series: of }) => sum + of, 0)).toBe(66_917);
    expect(await series('count({service="many", otel_metric_overflow!=""})')).toEqual([]);
    expect(await series(`${REQUESTS}, tenant=""}`)).toEqual([]);
  });

  it('adds the gauges of the others up, and takes the highest of ratios', async () => {
    const at = (name: string, labels: string) => numberOf(`${name}{service="many", tenant="__overflow__"${labels}}`);
    expect(await at('active_clients', '')).toBe(10_000);
    expect(await at('queue_depth', ', queue="mail"')).toBe(5_000);
    expect(await at('rate_limiter_saturation_ratio', '')).toBe(0.5999);
    expect(await numberOf('active_clients{service="many", tenant="clinic-999"}')).toBe(2);
    expect(await numberOf('sum(active_clients{service="many"})')).toBe(12_000);
  });

  it('meets Collectors that export as little about themselves as the budget allows a server', async () => {
    const own = await series('count by (instance) ({job="collector"})');
    expect(own).toHaveLength(2);
    for (const { value } of own) expect(Number(value)).toBeLessThan(1_000);
  });
});

/** Gives the running Prometheus this one alert, as it is rendered for everybody. */
async function evaluateAlert({ folder, prometheus }: CollectorPlatform): Promise<void> {
  const { groups } = prometheusRules({ speed: SPEED, evaluator: 'prometheus', ...LINKS });
  const rules = groups.flatMap((group) => group.rules).filter((rule) => 'alert' in rule && rule.alert === ALERT);
  expect(rules).toHaveLength(1);
  const rulesFile = join(folder, 'rules.yml');
  writeFileSync(rulesFile, stringify({ groups: [{ name: 'overflow', interval: '500ms', rules }] }));
  const configFile = join(folder, 'prometheus.yml');
  const config = { ...parse(readFileSync(configFile, 'utf8')), rule_files: [rulesFile] };
  writeFileSync(configFile, stringify(config));
  const response = await fetch(`${prometheus}/-/reload`, { method: 'POST' });
  expect(response.status).toBe(200);
}
