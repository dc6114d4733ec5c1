/** Metrics, counts and traces through the real Collectors into a real Prometheus and a trace store. */
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { arrived, write } from '../support/collector/lines.ts';
import { type Point, query, SERVICE, type Span, sendPoints, sendSpans } from '../support/collector/otlp.ts';
import { type CollectorPlatform, collectorPlatform } from '../support/collector/platform.ts';
import { eventually } from '../support/collector/process.ts';

describe('agent and gateway', () => {
  let platform: CollectorPlatform;
  beforeAll(async () => {
    platform = await collectorPlatform();
  });
  afterAll(() => platform?.stop());

  it('give Prometheus the contract’s names and labels, and nothing that it does not have', async () => {
    const counter = (attributes: Point['attributes'], value: number, name = 'stripe.webhook.deliveries'): Point => ({
      name,
      unit: '{delivery}',
      type: 'counter',
      value,
      attributes,
    });
    const histogram = { name: 'http.server.request.duration', unit: 's', type: 'histogram', value: 0.3 } as const;
    await sendPoints(
      platform.otlp,
      [
        counter({ tenant: 'a', outcome: 'success', patient: 'ana' }, 2),
        counter({ tenant: 'a', outcome: 'success', patient: 'eva' }, 3),
        counter({ tenant: 'b', outcome: 'exploded' }, 7),
        counter({ tenant: 'a' }, 1, 'something.else'),
        { ...counter({}, 1, 'audit.records'), unit: '{record}' },
        { ...counter({ tenant: 'a' }, 1, 'reservations'), unit: 's' },
        { name: 'active_clients', unit: '{client}', type: 'counter', value: 4, attributes: { tenant: 'a' } },
        {
          name: 'rate_limiter.saturation',
          unit: '1',
          type: 'gauge',
          value: 0.5,
          attributes: { tenant: 'a', limiter: 'api', x: 'y' },
        },
        { ...histogram, attributes: { tenant: 'a', tier: 'enterprise', status: '2xx', 'http.route': '/x' } },
        { ...histogram, attributes: { tenant: 'a', tier: 'platinum', status: '2xx' } },
      ],
      Date.now() - 60_000,
    );
    const common = { job: 'clinic', instance: 'clinic-1', env: 'local', service: 'clinic' };
    const series = (expr: string) => query(platform.prometheus, expr);
    await eventually(async () => (await series('http_server_request_duration_seconds_count')).length === 2, 'the histogram');
    expect(await series('stripe_webhook_deliveries_total')).toEqual([
      { __name__: 'stripe_webhook_deliveries_total', ...common, tenant: 'b', outcome: '_other', value: '7' },
      { __name__: 'stripe_webhook_deliveries_total', ...common, tenant: 'a', outcome: 'success', value: '5' },
    ]);
    expect(await series('rate_limiter_saturation_ratio')).toEqual([
      { __name__: 'rate_limiter_saturation_ratio', ...common, tenant: 'a', limiter: 'api', value: '0.5' },
    ]);
    expect(
      (await series('http_server_request_duration_seconds_bucket{le="0.4"}')).map(({ tier, value }) => `${tier} ${value}`),
    ).toEqual(['_other 1', 'enterprise 1']);
    const names = await series('count by (__name__) ({service="clinic"})');
    expect(names.map(({ __name__ }) => __name__).sort()).toEqual([
      'http_server_request_duration_seconds_bucket',
      'http_server_request_duration_seconds_count',
      'http_server_request_duration_seconds_sum',
      'rate_limiter_saturation_ratio',
      'stripe_webhook_deliveries_total',
    ]);
    expect(await series('target_info{job="clinic"}')).toEqual([]);
  });

  it('give the overflow’s labels to what an SDK past its own limit sends without any', async () => {
    const overflow = { 'otel.metric.overflow': true };
    const resource = { ...SERVICE, 'service.name': 'other-sdk' };
    const point = { name: 'stripe.webhook.deliveries', unit: '{delivery}', type: 'counter' } as const;
    const request = { name: 'http.server.request.duration', unit: 's', type: 'histogram', value: 0.3 } as const;
    const route = { ...request, name: 'http.route.request.duration' };
    await sendPoints(
      platform.otlp,
      [
        { ...point, value: 2, attributes: { tenant: 'a', outcome: 'success' } },
        { ...point, value: 40, attributes: overflow },
        { ...request, attributes: overflow },
        { ...route, attributes: overflow },
      ],
      Date.now() - 60_000,
      resource,
    );
    const series = (expr: string) => query(platform.prometheus, expr);
    await eventually(
      async () => (await series('http_route_request_duration_seconds_count{service="other-sdk"}')).length > 0,
      'all',
    );
    const counted = await series('{service="other-sdk", __name__=~".+_(total|count)"}');
    expect(counted.map(({ __name__, job, instance, env, service, ...labels }) => labels)).toEqual([
      { route: '__overflow__', method: '_OTHER', status: '_other', value: '1' },
      { tenant: '__overflow__', tier: '_other', status: '_other', value: '1' },
      { tenant: '__overflow__', outcome: '_other', value: '40' },
      { tenant: 'a', outcome: 'success', value: '2' },
    ]);
  });

  it('count audit records by tenant and outcome, whatever their event, from many deliveries', async () => {
    const record = { timestamp: '2026-03-01T10:20:30.456Z', tenantId: 'count', event: 'LOGIN', outcome: 'success' };
    for (let batch = 0; batch < 5; batch++) {
      const events = Array.from({ length: 20 }, (_, i) => ({ ...record, event: i % 2 ? 'LOGIN' : 'LOGOUT' }));
      write(platform, 'audited', ...events.map((one, i) => ({ ...one, stream: 's', seq: batch * 20 + i + 1 })));
      write(
        platform,
        'audited',
        { ...record, event: 'NOT_AUDIT' },
        { ...record, stream: 's', seq: 1_000 + batch, outcome: 'vanished' },
      );
      await arrived(platform, 'audited', (batch + 1) * 22);
    }
    const counts = () => query(platform.prometheus, 'audit_records_total{tenant="count"}');
    await eventually(async () => (await counts()).some(({ value }) => value === '100'), 'a count of 100');
    expect((await counts()).map(({ instance, ...labels }) => labels)).toEqual([
      {
        __name__: 'audit_records_total',
        job: 'gateway',
        env: 'local',
        service: 'audited',
        tenant: 'count',
        outcome: '_other',
        value: '5',
      },
      {
        __name__: 'audit_records_total',
        job: 'gateway',
        env: 'local',
        service: 'audited',
        tenant: 'count',
        outcome: 'success',
        value: '100',
      },
    ]);
  });

  it('tell Prometheus about themselves under the names that the contract has', async () => {
    const series = (expr: string) => query(platform.prometheus, expr);
    await eventually(async () => (await series('otelcol_exporter_sent_log_records_total > 0')).length === 2, 'both counters');
    expect((await series('otelcol_exporter_queue_size')).map(({ exporter }) => exporter).sort()).toEqual([
      'otlp_http/logs',
      'otlp_http/logs',
      'otlp_http/metrics',
      'otlp_http/prometheus-0',
      'otlp_http/traces',
      'otlp_http/traces',
    ]);
  });

  it('keep every trace with an error and every slow one, half of enterprise’s and a tenth of the others’', async () => {
    const kinds = {
      error: { error: 'failed', durationMs: 5 },
      '5xx': { durationMs: 5, attributes: { 'http.response.status_code': 503 } },
      'old-5xx': { durationMs: 5, attributes: { 'http.status_code': 500 } },
      slow: { durationMs: 1_500 },
      enterprise: { durationMs: 5, attributes: { 'tenant.tier': 'enterprise' } },
      standard: { durationMs: 5, attributes: { 'tenant.tier': 'standard' } },
      nobody: { durationMs: 5 },
    } as const satisfies Record<string, Partial<Span>>;
    const sizes = { error: 100, '5xx': 100, 'old-5xx': 100, slow: 100, enterprise: 1_000, standard: 1_000, nobody: 1_000 };
    let next = 0;
    for (const [kind, count] of Object.entries(sizes)) {
      const spans = Array.from({ length: count }, (): Span[] => {
        const traceId = traceIdOf(++next);
        const own = kinds[kind as keyof typeof kinds];
        // Only the child says what the trace is: the decision must be about all of it.
        return [
          { traceId, spanId: 'b7ad6b7169203331', name: `sampled-${kind}`, durationMs: 5 },
          { traceId, spanId: 'b7ad6b7169203332', name: `sampled-${kind}-child`, ...own },
        ];
      });
      await sendSpans(platform.otlp, spans.flat());
    }
    const kept = (kind: string) =>
      new Set(platform.spans().flatMap((span) => (span.name === `sampled-${kind}` ? [span.traceId] : []))).size;
    await eventually(() => kept('nobody') > 0 && kept('slow') === 100, 'the decisions', 60_000);
    // The last of them may still be on their way.
    let before = -1;
    await eventually(async () => {
      const now = platform.spans().length;
      const settled = now === before;
      before = now;
      if (!settled) await wait(1_000);
      return settled;
    }, 'no more spans');
    expect({ error: kept('error'), '5xx': kept('5xx'), 'old-5xx': kept('old-5xx'), slow: kept('slow') }).toEqual({
      error: 100,
      '5xx': 100,
      'old-5xx': 100,
      slow: 100,
    });
    // Six standard deviations of the binomial distribution to either side.
    expect(Math.abs(kept('enterprise') - 500)).toBeLessThan(95);
    expect(Math.abs(kept('standard') - 100)).toBeLessThan(57);
    expect(Math.abs(kept('nobody') - 100)).toBeLessThan(57);
    for (const kind of Object.keys(sizes)) expect(kept(`${kind}-child`)).toBe(kept(kind));
  });

  it('let nothing personal into traces', async () => {
    const ids = { 'tenant.id': '5512345678', 'request.id': '5512345678', 'tenant.tier': 'standard' };
    await sendSpans(platform.otlp, [
      {
        traceId: traceIdOf(1_000_000),
        spanId: 'b7ad6b7169203331',
        name: 'GET /clients/ana@example.com',
        durationMs: 5,
        error: 'no mailbox eva@example.com, tel +52 55 1234 5678',
        attributes: {
          ...ids,
          'user.id': 'ana@example.com',
          'url.query': 'to=ana%40example.com&tel=%2B525512345678',
          'http.response.status_code': 500,
        },
        event: { 'exception.message': 'call 5512345678', 'exception.stacktrace': 'Error: leo@example.com\n at x.ts:10:20' },
      },
    ]);
    const own = () => platform.spans().filter(({ traceId }) => traceId === traceIdOf(1_000_000));
    await eventually(() => own().length === 1, 'the span');
    const text = own()[0]?.text ?? '';
    expect(text).not.toMatch(/example\.com|1234 5678|525512345678|call 5512345678/);
    expect(text).toContain('GET /clients/[redacted]');
    expect(text).toContain('{"key":"tenant.id","value":{"stringValue":"5512345678"}}');
    expect(text).toContain('{"key":"request.id","value":{"stringValue":"5512345678"}}');
  });
});

/** Spread evenly, as random ids are, and the same in every run. */
function traceIdOf(index: number): string {
  const half = (seed: bigint) => BigInt.asUintN(64, (BigInt(index) + seed) * 0x9e3779b97f4a7c15n);
  return half(1n).toString(16).padStart(16, '0') + half(7n).toString(16).padStart(16, '0');
}
