/** What the caps leave: of tenants, and of labels that take any value. */
import { DiagLogLevel, diag } from '@opentelemetry/api';
import { MeterProvider, MetricReader } from '@opentelemetry/sdk-metrics';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import {
  type CounterName,
  type GaugeName,
  type HistogramName,
  type LabelDefinition,
  type LabelName,
  labels,
  type MetricDefinition,
  metrics,
  NO_TENANT,
  OVERFLOW_TENANT,
} from '../../../telemetry/contract/index.ts';
import { isOpen, seriesLimit, valueCap } from '../../../telemetry/runtime/cardinality.ts';
import { withTenantContext } from '../../../telemetry/runtime/context.ts';
import { increment, measure, observe, observeGauge, useMeter } from '../../../telemetry/runtime/metrics.ts';
import { contractViews, METER_NAME } from '../../../telemetry/runtime/otel/views.ts';

class Reader extends MetricReader {
  protected async onShutdown() {}
  protected async onForceFlush() {}
}

let reader: Reader;
const warnings = vi.fn();

function start(maxTenants: number) {
  reader = new Reader();
  const provider = new MeterProvider({ readers: [reader], views: contractViews(maxTenants) });
  useMeter(provider.getMeter(METER_NAME), maxTenants);
}

beforeEach(() => {
  warnings.mockClear();
  const ignore = () => undefined;
  diag.setLogger(
    { warn: warnings, error: warnings, info: ignore, debug: ignore, verbose: ignore },
    { logLevel: DiagLogLevel.ALL, suppressOverrideMessage: true },
  );
  start(1_000);
});

async function points(name: string): Promise<[unknown, unknown][]> {
  const { resourceMetrics } = await reader.collect();
  const all = resourceMetrics.scopeMetrics.flatMap((scope) => scope.metrics);
  const own = all.find(({ descriptor }) => descriptor.name === name)?.dataPoints ?? [];
  return own.map(({ attributes, value }) => [attributes, value]);
}

it('more tenants, and more values of every label, than the contract has lose no label to the SDK and no count', async () => {
  start(3);
  const tenants = ['a', 'b', 'c', 'd', 'e', undefined];
  const expected: Record<string, readonly [series: number, total: number]> = {};
  for (const [name, metric] of Object.entries<MetricDefinition>(metrics)) {
    if (metric.emitter !== 'sdk' && metric.emitter !== 'application') continue;
    const own = metric.labels.filter((label) => label !== 'tenant');
    const perTenant = own.map((label) => labelValues(label)).reduce<string[][]>(crossed, [[]]);
    const ids = metric.labels.includes('tenant') ? tenants : [undefined];
    const all = ids.flatMap((tenant) => perTenant.map((values) => ({ tenant, values })));
    const given = (values: string[]) => Object.fromEntries(own.map((label, index) => [label, values[index] ?? '']));
    if (metric.type === 'gauge') {
      const read = () => all.map(({ tenant, values }) => ({ value: 1, labels: { tenant: tenant ?? NO_TENANT, ...given(values) } }));
      observeGauge(name as GaugeName, read as never);
    } else {
      for (const { tenant, values } of all) {
        withTenantContext({ tenantId: tenant }, () =>
          metric.type === 'counter'
            ? increment(name as CounterName, given(values))
            : measure(name as HistogramName, 1, given(values)),
        );
      }
    }
    expected[metric.otel] = [seriesLimit(metric, 3) - 1, metric.unit === '1' ? Number.NaN : all.length];
  }
  const collected = await reader.collect();
  const seen = collected.resourceMetrics.scopeMetrics
    .flatMap((scope) => scope.metrics)
    .map(({ descriptor, dataPoints }) => {
      expect(dataPoints.some(({ attributes }) => 'otel.metric.overflow' in attributes)).toBe(false);
      const total = dataPoints.reduce((sum, { value }) => sum + (typeof value === 'number' ? value : (value.count ?? 0)), 0);
      return [descriptor.name, [dataPoints.length, descriptor.unit === '1' ? Number.NaN : total]];
    });
  expect(Object.fromEntries(seen)).toEqual(expected);
});

describe('a label without a closed set', () => {
  it('has as many values as the contract sizes it for, for each tenant, and then the overflow', async () => {
    const packages = Array.from({ length: 12 }, (_, index) => `package-${index}`);
    observe('active_packages', () => [
      ...packages.map((name, index) => ({ value: index, labels: { tenant: 'a', package: name } })),
      { value: 7, labels: { tenant: 'b', package: 'of-its-own' } },
    ]);
    const seen = await points('active_packages');
    expect(seen).toHaveLength(12);
    expect(seen.slice(9)).toEqual([
      [{ tenant: 'a', package: 'package-9' }, 9],
      [{ tenant: 'a', package: OVERFLOW_TENANT }, 10 + 11],
      [{ tenant: 'b', package: 'of-its-own' }, 7],
    ]);
    await reader.collect();
    expect(warnings.mock.calls).toEqual([['active_packages: more than 10 values of package; the others count as __overflow__.']]);
  });

  it('gives no place to a measurement that is left out', async () => {
    for (let route = 0; route < 100; route++) {
      measure('http_route_request_duration_seconds', 1, { route: `/wrong/${route}`, method: 'BREW', status: '2xx' });
    }
    measure('http_route_request_duration_seconds', 1, { route: '/right', method: 'GET', status: '2xx' });
    expect((await points('http.route.request.duration')).map(([attributes]) => attributes)).toEqual([
      { route: '/right', method: 'GET', status: '2xx' },
    ]);
  });
});

it('each metric, each tenant and each label has its own room, and a metric says once per label that it ran over', () => {
  const told = vi.fn();
  const cap = valueCap(told);
  for (const value of ['usd', 'mxn']) expect(cap('a', 'one', 'currency', value)).toBe(value);
  expect(cap('a', 'one', 'currency', 'eur')).toBe(OVERFLOW_TENANT);
  expect(cap('a', 'one', 'currency', 'gbp')).toBe(OVERFLOW_TENANT);
  expect(cap('a', 'one', 'currency', 'mxn')).toBe('mxn');
  expect(told.mock.calls).toEqual([['a', 'currency']]);
  expect(cap('a', 'two', 'currency', 'eur')).toBe('eur');
  expect(cap('b', 'one', 'currency', 'eur')).toBe('eur');
  for (const value of ['api', 'login']) cap('c', 'one', 'limiter', value);
  expect(cap('c', 'one', 'currency', 'eur')).toBe('eur');
});

it('a tenant has a cap of its own, and a closed set needs none', () => {
  expect((['route', 'package', 'tenant', 'status'] as const).map(isOpen)).toEqual([true, true, false, false]);
});

it('the overflow of a ratio is the highest, in whatever order they are read', async () => {
  start(1);
  observe('rate_limiter_saturation_ratio', () =>
    [0.1, 0.3, 0.9, 0.2].map((value, index) => ({ value, labels: { tenant: `clinic-${index}`, limiter: 'api' } })),
  );
  expect((await points('rate_limiter.saturation'))[1]).toEqual([{ tenant: OVERFLOW_TENANT, limiter: 'api' }, 0.9]);
});

it('none and overflow are no tenants: they keep their labels and take no place of one', async () => {
  start(2);
  observe('active_clients', () =>
    [NO_TENANT, OVERFLOW_TENANT, 'a', 'b', 'c', NO_TENANT].map((tenant) => ({ value: 1, labels: { tenant } })),
  );
  expect(await points('active_clients')).toEqual([
    [{ tenant: NO_TENANT }, 2],
    [{ tenant: OVERFLOW_TENANT }, 2],
    [{ tenant: 'a' }, 1],
    [{ tenant: 'b' }, 1],
  ]);
});

/** More values than the contract has of an open label, and all of a closed one. */
function labelValues(name: LabelName): readonly string[] {
  const { values, cardinality }: LabelDefinition = labels[name];
  return values ?? Array.from({ length: cardinality + 3 }, (_, index) => `${name}-${index}`);
}

function crossed(rows: string[][], values: readonly string[]): string[][] {
  return rows.flatMap((row) => values.map((value) => [...row, value]));
}
