/** What the real gateway sends to Datadog, against what the monitors and objectives ask for there. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { datadogAlerts, datadogObjectives } from '../../alerts/render/datadog.ts';
import { ensureTools } from '../../local/tools/index.ts';
import { gatewayConfig, renderCollector } from '../../servers/collector/index.ts';
import { duration, type MetricDefinition, metrics } from '../../telemetry/contract/index.ts';
import { type Point, sendPoints } from '../support/collector/otlp.ts';
import { eventually, freePort, type Server, server } from '../support/collector/process.ts';
import { type Arrived, type DatadogIntake, datadogIntake } from '../support/datadog-intake.ts';

const ENV = 'prod';
const definitions: readonly MetricDefinition[] = Object.values(metrics);

/** Each query of the content: its metric, the tags that it picks, and those that it groups by. */
const asked = [
  ...datadogAlerts({ env: ENV, runbooks: 'https://git.example.com' }).monitors.map(({ query }) => query),
  ...datadogObjectives(ENV).flatMap(({ good, total }) => [good, total]),
].flatMap((text) =>
  [...text.matchAll(/:([a-z][\w.]*)\{([^}]*)\} by \{([^}]*)\}/g)].map(([, metric = '', tags = '', groups = '']) => ({
    metric,
    tags: tags.split(',').filter((tag) => !tag.startsWith('!')),
    groups: groups.split(','),
  })),
);

let folder: string;
let intake: DatadogIntake;
let gateway: Server;
let otlp: string;

beforeAll(async () => {
  const { otelcol } = await ensureTools(['otelcol']);
  folder = mkdtempSync(join(tmpdir(), 'vigia-datadog-'));
  mkdirSync(join(folder, 'storage'));
  intake = await datadogIntake();
  const [health, own, otlpPort, logs] = await Promise.all([freePort(), freePort(), freePort(), freePort()]);
  const config = gatewayConfig({
    storageDirectory: join(folder, 'storage'),
    healthEndpoint: `127.0.0.1:${health}`,
    metricsEndpoint: { host: '127.0.0.1', port: own },
    memoryLimitMiB: 256,
    speed: 1,
    env: ENV,
    otlp: { endpoint: `127.0.0.1:${otlpPort}` },
    logsEndpoint: `127.0.0.1:${logs}`,
    slowTrace: duration('1s'),
    // No such site: what is not for the stand-in goes nowhere. Any variable that is set does for a key.
    datadog: { site: 'datadog.invalid', apiKeyVariable: 'HOME', instanceVariable: 'HOME' },
  });
  const exporter = config.exporters['datadog/metrics'] as Readonly<Record<string, object>>;
  const toStandIn = { ...exporter, metrics: { ...exporter.metrics, endpoint: intake.url } };
  const file = join(folder, 'gateway.yaml');
  writeFileSync(file, renderCollector({ ...config, exporters: { ...config.exporters, 'datadog/metrics': toStandIn } }));
  gateway = server({
    command: [...otelcol.command, `--config=${file}`],
    logFile: join(folder, 'gateway.out'),
    readyUrl: `http://127.0.0.1:${health}`,
  });
  await gateway.start();
  otlp = `http://127.0.0.1:${otlpPort}`;
}, 120_000);

afterAll(async () => {
  await gateway?.stop('SIGKILL');
  await intake?.stop();
  rmSync(folder, { recursive: true, force: true });
});

const of = (metric: string, tag: string) =>
  intake.arrived.filter((series) => series.metric === metric && series.tags.includes(tag));
const values = (series: readonly Arrived[]) => series.flatMap((one) => one.values);

/** An application's point of a metric, with these labels. */
function point(otel: string, attributes: Readonly<Record<string, string>>, value: number): Point {
  const definition = definitions.find((metric) => metric.otel === otel);
  if (!definition) throw new Error(`The contract has no ${otel}.`);
  return { name: otel, unit: definition.unit, type: definition.type, value, attributes };
}

/** Sends an application's cumulative histogram of events that all took 0.3 s. */
async function sendHistogram(
  otel: string,
  labels: Readonly<Record<string, string>>,
  count: number,
  startedMs: number,
): Promise<void> {
  const attributesOf = (of: Readonly<Record<string, string>>) =>
    Object.entries(of).map(([key, value]) => ({ key, value: { stringValue: value } }));
  const histogramPoint = {
    attributes: attributesOf(labels),
    startTimeUnixNano: `${startedMs}000000`,
    timeUnixNano: `${Date.now()}000000`,
    count,
    sum: 0.3 * count,
    explicitBounds: [0.4],
    bucketCounts: [count, 0],
  };
  const sent = { name: otel, unit: 's', histogram: { aggregationTemporality: 2, dataPoints: [histogramPoint] } };
  const response = await fetch(`${otlp}/v1/metrics`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      resourceMetrics: [
        {
          resource: { attributes: attributesOf({ 'service.name': 'clinic', 'service.instance.id': 'clinic-1' }) },
          scopeMetrics: [{ scope: { name: 'test' }, metrics: [sent] }],
        },
      ],
    }),
  });
  expect(response.status).toBe(200);
}

/** The labels of a series that a query asks for, as an application sets them: Datadog itself takes underscores off the end of a tag. */
function labelsOf({ tags, groups }: (typeof asked)[number]): Readonly<Record<string, string>> {
  const picked = tags.map((tag) => tag.replace(':_overflow', ':__overflow__').split(':'));
  return { ...Object.fromEntries(groups.map((label) => [label, `some-${label}`])), ...Object.fromEntries(picked) };
}

describe('what the gateway sends to Datadog', () => {
  it('has the name and the tags of everything that monitors and objectives ask for', async () => {
    const started = Date.now() - 1;
    const isHistogram = ({ metric }: (typeof asked)[number]) =>
      definitions.some(({ otel, type }) => otel === metric && type === 'histogram');
    const histograms = asked.filter(isHistogram);
    for (const one of asked) {
      if (!isHistogram(one)) await sendPoints(otlp, [point(one.metric, labelsOf(one), 1)], started);
    }
    for (const count of [1, 2]) {
      for (const one of histograms) await sendHistogram(one.metric, labelsOf(one), count, started);
    }
    const missing = () =>
      asked.filter(({ metric, tags, groups }) => {
        const wanted = tags.map((tag) => tag.replace(':_overflow', ':__overflow__'));
        const has = (series: Arrived) =>
          wanted.every((tag) => series.tags.includes(tag)) &&
          groups.every((label) => series.tags.some((tag) => tag.startsWith(`${label}:`)));
        return !intake.arrived.some((series) => series.metric === metric && has(series));
      });
    await eventually(async () => missing().length === 0, 'everything that is asked for has arrived');
    expect(new Set(asked.map(({ metric }) => metric)).size).toBeGreaterThan(5);
  }, 60_000);

  it('counts the first event of a new series, and of a counter then what came in since', async () => {
    const tenant = 'tenant:new-clinic';
    const started = Date.now() - 1;
    const send = (value: number) => sendPoints(otlp, [point('cross_tenant.access', { tenant: 'new-clinic' }, value)], started);
    await send(1);
    await eventually(async () => values(of('cross_tenant.access', tenant)).length === 1, 'the first event has arrived');
    await send(4);
    await eventually(async () => values(of('cross_tenant.access', tenant)).length === 2, 'the others have arrived');
    expect(values(of('cross_tenant.access', tenant))).toEqual([1, 3]);
    expect(of('cross_tenant.access', tenant).map(({ type }) => type)).toEqual(['count', 'count']);
  }, 60_000);

  it('loses the first event of a series that is born beside another one: docs/datadog.md says so', async () => {
    const newborn = ['twin-a', 'twin-b'].map((tenant) => point('stripe.webhook.retries', { tenant }, 1));
    await sendPoints(otlp, newborn, Date.now() - 1);
    const twins = () => intake.arrived.filter(({ tags }) => tags.some((tag) => tag.startsWith('tenant:twin-')));
    await eventually(async () => twins().length > 0, 'one of them has arrived');
    expect(values(twins())).toEqual([1]);
  }, 60_000);

  it('makes a distribution of what a histogram gains, and loses what it had when it was first seen: docs/datadog.md says so', async () => {
    const started = Date.now() - 1;
    for (const count of [5, 8]) await sendHistogram('reservation.booking.duration', { tenant: 'slow-clinic' }, count, started);
    await eventually(async () => of('reservation.booking.duration', 'tenant:slow-clinic').length > 0, 'the bookings have arrived');
    expect(of('reservation.booking.duration', 'tenant:slow-clinic')).toMatchObject([{ type: 'distribution', values: [3] }]);
  }, 60_000);

  it('sends a gauge as it is', async () => {
    await sendPoints(otlp, [point('rate_limiter.saturation', { tenant: 'busy', limiter: 'api' }, 0.9)], Date.now() - 1);
    await eventually(async () => of('rate_limiter.saturation', 'tenant:busy').length > 0, 'the gauge has arrived');
    expect(of('rate_limiter.saturation', 'tenant:busy')).toMatchObject([{ type: 'gauge', values: [0.9] }]);
  }, 60_000);
});
