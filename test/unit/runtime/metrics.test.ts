import { DiagLogLevel, diag } from '@opentelemetry/api';
import { type CollectionResult, MeterProvider, MetricReader } from '@opentelemetry/sdk-metrics';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { metrics, NO_TENANT, OVERFLOW_TENANT } from '../../../telemetry/contract/index.ts';
import { seriesLimit } from '../../../telemetry/runtime/cardinality.ts';
import { withTenantContext } from '../../../telemetry/runtime/context.ts';
import { count, increment, measure, observe, record, useMeter } from '../../../telemetry/runtime/metrics.ts';
import { contractViews, METER_NAME } from '../../../telemetry/runtime/otel/views.ts';

class Reader extends MetricReader {
  protected async onShutdown() {}
  protected async onForceFlush() {}
}

let reader: Reader;
const warnings = vi.fn();

function start(maxTenants = 1_000) {
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
  start();
});

function pointsOf({ resourceMetrics }: CollectionResult, name: string) {
  const all = resourceMetrics.scopeMetrics.flatMap((scope) => scope.metrics);
  return all.find(({ descriptor }) => descriptor.name === name)?.dataPoints ?? [];
}

async function points(name: string): Promise<[unknown, unknown][]> {
  return pointsOf(await reader.collect(), name).map(({ attributes, value }) => [attributes, value]);
}

describe('count', () => {
  it("adds the context's tenant", async () => {
    withTenantContext({ tenantId: 'a' }, () => {
      count('stripe_invoices_total', { outcome: 'failure' });
      count('stripe_invoices_total', { outcome: 'failure' }, 2);
      count('stripe_webhook_retries_total');
    });
    expect(await points('stripe.invoices')).toEqual([[{ tenant: 'a', outcome: 'failure' }, 3]]);
    expect(await points('stripe.webhook.retries')).toEqual([[{ tenant: 'a' }, 1]]);
  });

  it('counts for nobody where there is no tenant', async () => {
    count('reservation_funnel_steps_total', { step: 'search' });
    expect(await points('reservation.funnel.steps')).toEqual([[{ tenant: NO_TENANT, step: 'search' }, 1]]);
  });

  it("takes the application's metrics, their labels and their values, and no others", () => {
    // @ts-expect-error: the SDK counts audit events itself.
    count('audit_events_total', { event: 'LOGIN', outcome: 'success' });
    // @ts-expect-error: a histogram is recorded.
    count('reservation_booking_duration_seconds');
    // @ts-expect-error: the label is missing.
    count('stripe_invoices_total');
    // @ts-expect-error: no such outcome.
    count('stripe_invoices_total', { outcome: 'paid' });
    // @ts-expect-error: no such label.
    count('stripe_invoices_total', { outcome: 'success', customer: 'c' });
    // @ts-expect-error: the tenant comes from the context.
    count('stripe_webhook_retries_total', { tenant: 'a' });
    // @ts-expect-error: the SDK records requests itself.
    record('http_server_request_duration_seconds', 1, { status: '2xx' });
    // @ts-expect-error: the tier comes from the context.
    record('reservation_booking_duration_seconds', 1, { tier: 'enterprise' });
    // @ts-expect-error: a reading names its tenant.
    observe('active_clients', () => [{ value: 1, labels: {} }]);
    // @ts-expect-error: the SDK reads its own memory.
    observe('process_memory_usage_bytes', () => []);
  });

  it('leaves out what is outside of a closed set, and labels that the contract does not give', async () => {
    increment('stripe_invoices_total', { outcome: 'ana@example.com' });
    increment('stripe_invoices_total', {});
    increment('stripe_invoices_total', { outcome: 'success', email: 'ana@example.com' });
    increment('stripe_invoices_total', { outcome: 'success' }, Number.NaN);
    expect(await points('stripe.invoices')).toEqual([[{ tenant: NO_TENANT, outcome: 'success' }, 1]]);
    expect(warnings).toHaveBeenCalledTimes(2);
    expect(warnings).toHaveBeenCalledWith(
      'stripe_invoices_total: label outcome cannot be "ana@example.com"; the measurement is left out.',
    );
  });
});

describe('record', () => {
  it("has the contract's buckets, and the standard tier where none is in context", async () => {
    withTenantContext({ tenantId: 'a' }, () => record('reservation_booking_duration_seconds', 0.4));
    withTenantContext({ tenantId: 'b', tier: 'enterprise' }, () => record('reservation_booking_duration_seconds', 0.41));
    const [a, b] = await points('reservation.booking.duration');
    expect(a).toMatchObject([
      { tenant: 'a', tier: 'standard' },
      { count: 1, sum: 0.4 },
    ]);
    expect(a?.[1]).toMatchObject({
      buckets: { boundaries: [0.05, 0.1, 0.2, 0.3, 0.4, 0.6, 1, 2.5, 5], counts: [0, 0, 0, 0, 1, 0, 0, 0, 0, 0] },
    });
    expect(b).toMatchObject([{ tenant: 'b', tier: 'enterprise' }, { buckets: { counts: [0, 0, 0, 0, 0, 1, 0, 0, 0, 0] } }]);
  });
});

describe('observe', () => {
  it('reads at every collection, at once or later', async () => {
    let value = 1;
    observe('active_clients', () => [{ value: value++, labels: { tenant: 'a' } }]);
    observe('queue_depth', async () => [{ value: 7, labels: { tenant: 'a', queue: 'mail' } }]);
    expect(await points('active_clients')).toEqual([[{ tenant: 'a' }, 1]]);
    expect(await points('active_clients')).toEqual([[{ tenant: 'a' }, 2]]);
    expect(await points('queue.depth')).toEqual([[{ tenant: 'a', queue: 'mail' }, 7]]);
  });

  it('loses nothing else where a reading fails or never ends', async () => {
    observe('active_clients', () => {
      throw new Error('the database is away');
    });
    observe('active_packages', () => Promise.reject(new Error('the database is away')));
    observe('stripe_mrr', () => new Promise(() => undefined));
    observe('queue_depth', () => [{ value: 7, labels: { tenant: 'a', queue: 'mail' } }]);
    count('stripe_webhook_retries_total');
    const result = await reader.collect({ timeoutMillis: 100 });
    expect(result.errors).toHaveLength(3);
    expect(pointsOf(result, 'queue.depth')).toHaveLength(1);
    expect(pointsOf(result, 'stripe.webhook.retries')).toHaveLength(1);
  });

  it('makes one reading of the tenants past the cap: their sum, and the highest of ratios', async () => {
    start(1);
    const tenants = ['a', 'b', 'c'];
    observe('active_clients', () => tenants.map((tenant, index) => ({ value: index + 1, labels: { tenant } })));
    observe('rate_limiter_saturation_ratio', () =>
      tenants.map((tenant, index) => ({ value: index / 10, labels: { tenant, limiter: 'api' } })),
    );
    expect(await points('active_clients')).toEqual([
      [{ tenant: 'a' }, 1],
      [{ tenant: OVERFLOW_TENANT }, 5],
    ]);
    expect(await points('rate_limiter.saturation')).toEqual([
      [{ tenant: 'a', limiter: 'api' }, 0],
      [{ tenant: OVERFLOW_TENANT, limiter: 'api' }, 0.2],
    ]);
  });

  it('asked for before there is a meter, is registered with it', async () => {
    vi.resetModules();
    const registry: { delete(name: string): boolean } = Reflect.get(globalThis, Symbol.for('@vigia/telemetry/0'));
    registry.delete('metrics');
    const fresh = await import('../../../telemetry/runtime/metrics.ts');
    fresh.count('stripe_webhook_retries_total');
    fresh.observe('active_clients', () => [{ value: 3, labels: { tenant: 'a' } }]);
    reader = new Reader();
    fresh.useMeter(new MeterProvider({ readers: [reader] }).getMeter(METER_NAME), 10);
    expect(await points('active_clients')).toEqual([[{ tenant: 'a' }, 3]]);
  });
});

describe('5,000 tenants', () => {
  it('make 1,000 labels and the overflow, the same on every instrument, and no label is lost to the SDK', async () => {
    for (let tenant = 0; tenant < 5_000; tenant++) {
      withTenantContext({ tenantId: `clinic-${tenant}`, tier: tenant % 2 ? 'standard' : 'enterprise' }, () => {
        for (const status of ['2xx', '3xx', '4xx', '5xx']) measure('http_server_request_duration_seconds', 0.1, { status });
        for (const outcome of ['success', 'failure', 'denied'] as const) count('stripe_webhook_deliveries_total', { outcome });
      });
    }
    count('stripe_webhook_retries_total');
    withTenantContext({ tenantId: 'clinic-999' }, () => count('stripe_webhook_retries_total'));
    withTenantContext({ tenantId: 'clinic-1000' }, () => count('stripe_webhook_retries_total'));

    const collected = await reader.collect();
    const requests = pointsOf(collected, 'http.server.request.duration');
    expect(requests).toHaveLength(1_000 * 4 + 2 * 4);
    expect(new Set(requests.map(({ attributes }) => attributes.tenant)).size).toBe(1_001);
    expect(pointsOf(collected, 'stripe.webhook.deliveries')).toHaveLength(1_001 * 3);
    const overflow = pointsOf(collected, 'stripe.webhook.deliveries').filter(
      ({ attributes }) => attributes.tenant === OVERFLOW_TENANT,
    );
    expect(overflow.map(({ value }) => value)).toEqual([4_000, 4_000, 4_000]);
    expect(pointsOf(collected, 'stripe.webhook.retries').map(({ attributes }) => attributes.tenant)).toEqual([
      NO_TENANT,
      'clinic-999',
      OVERFLOW_TENANT,
    ]);
    const all = collected.resourceMetrics.scopeMetrics
      .flatMap((scope) => scope.metrics)
      .flatMap((metric) => [...metric.dataPoints]);
    expect(all.filter(({ attributes }) => 'otel.metric.overflow' in attributes)).toEqual([]);
  });

  it("stay below the SDK's own limit in every metric of the contract", () => {
    expect(seriesLimit(metrics.http_server_request_duration_seconds, 1_000)).toBe(1_002 * 2 * 5 + 1);
    expect(seriesLimit(metrics.http_route_request_duration_seconds, 1_000)).toBe(61 * 8 * 5 + 1);
    expect(seriesLimit(metrics.process_memory_usage_bytes, 1_000)).toBe(2);
  });
});

it('a measurement that fails does not reach the caller', () => {
  const broken = { createCounter: () => ({ add: () => expect.unreachable('thrown by the SDK') }) };
  useMeter(broken as never, 10);
  expect(() => count('stripe_webhook_retries_total')).not.toThrow();
  expect(warnings).toHaveBeenCalledOnce();
});
