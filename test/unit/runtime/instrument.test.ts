import { once } from 'node:events';
import { createServer, type RequestListener, request, Server } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { type MeterProvider, metrics, SpanKind, trace } from '@opentelemetry/api';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import { beforeAll, describe, expect, it, vi } from 'vitest';

const exported = vi.hoisted(() => ({ spans: [] as ReadableSpan[], metrics: [] as unknown[], patchedBefore: false }));

vi.mock('@opentelemetry/exporter-trace-otlp-proto', () => ({
  OTLPTraceExporter: class {
    export(spans: ReadableSpan[], done: (result: { code: number }) => void) {
      exported.spans.push(...spans);
      done({ code: 0 });
    }
    async shutdown() {}
  },
}));
vi.mock('@opentelemetry/exporter-metrics-otlp-proto', () => ({
  OTLPMetricExporter: class {
    export(batch: unknown, done: (result: { code: number }) => void) {
      exported.metrics.push(batch);
      done({ code: 0 });
    }
    async forceFlush() {}
    async shutdown() {}
  },
}));

import type { ResourceMetrics } from '@opentelemetry/sdk-metrics';
import { metrics as contractMetrics } from '../../../telemetry/contract/index.ts';
import { currentContext, withTenantContext } from '../../../telemetry/runtime/context.ts';
import { instrument } from '../../../telemetry/runtime/instrument.ts';
import { count } from '../../../telemetry/runtime/metrics.ts';

const OPTIONS = {
  service: 'clinic',
  env: 'test',
  instance: 'one',
  version: '1.4.0',
  keys: { current: { id: 'k1', secret: new Uint8Array(32).fill(1) }, previous: [] },
  saltOf: () => new Uint8Array(16).fill(2),
  trustedProxies: 1,
};

/** Like Next.js's: created before `instrument()` is called. */
let handler: RequestListener = (_, response) => response.end();
const server = createServer((incoming, response) => handler(incoming, response));
let port: number;

beforeAll(async () => {
  exported.patchedBefore = '__wrapped' in Server.prototype.emit;
  instrument(OPTIONS);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  port = (server.address() as AddressInfo).port;
  return () => {
    server.closeAllConnections();
    server.close();
  };
});
const get = (path: string, headers: Record<string, string> = {}) => fetch(`http://127.0.0.1:${port}${path}`, { headers });

async function spans(): Promise<ReadableSpan[]> {
  const { getDelegate } = trace.getTracerProvider() as unknown as { getDelegate(): { forceFlush(): Promise<void> } };
  await getDelegate.call(trace.getTracerProvider()).forceFlush();
  return exported.spans;
}

/** The server's span of the request for that path: it ends after the client has its answer. */
function serverSpan(path: string | RegExp): Promise<ReadableSpan> {
  return vi.waitFor(async () => {
    const ended = (await spans()).find(
      ({ kind, attributes }) => kind === SpanKind.SERVER && String(attributes['url.path']).match(path),
    );
    return ended ?? expect.unreachable('The server span has not ended.');
  });
}

async function exportedMetrics(): Promise<ResourceMetrics> {
  await (metrics.getMeterProvider() as MeterProvider & { forceFlush(): Promise<void> }).forceFlush();
  return exported.metrics.at(-1) as ResourceMetrics;
}

/** How many requests a histogram holds, by its labels: what tests before this one made is in it too. */
async function counts(otel: string): Promise<Map<string, number>> {
  const all = (await exportedMetrics()).scopeMetrics.flatMap((scope) => scope.metrics);
  const points = all.find(({ descriptor }) => descriptor.name === otel)?.dataPoints ?? [];
  return new Map(points.map(({ attributes, value }) => [Object.values(attributes).join(' '), (value as { count: number }).count]));
}

/** The series that `work` adds a request to, once its response has been recorded. */
async function recorded(otel: string, work: () => Promise<unknown>): Promise<Record<string, number>> {
  const before = await counts(otel);
  await work();
  return vi.waitFor(async () => {
    const added = [...(await counts(otel))].map(([key, value]) => [key, value - (before.get(key) ?? 0)] as const);
    const changed = added.filter(([, value]) => value > 0);
    if (changed.length === 0) throw new Error('Nothing has been recorded.');
    return Object.fromEntries(changed);
  });
}

describe('traces', () => {
  it('of HTTP are made though node:http was loaded and the server created before', async () => {
    expect(exported.patchedBefore).toBe(false);
    await get('/first');
    expect((await serverSpan('/first')).attributes['http.request.method']).toBe('GET');
  });

  it('name the process that they come from', async () => {
    await get('/second');
    expect((await serverSpan('/second')).resource.attributes).toMatchObject({
      'service.name': 'clinic',
      'deployment.environment.name': 'test',
      'service.instance.id': 'one',
      'service.version': '1.4.0',
    });
  });

  it('carry tenant, tier, user and request on every span, those that were open before the tenant was known too', async () => {
    const tracer = trace.getTracer('test');
    handler = (_, response) =>
      tracer.startActiveSpan('authenticate', (open) =>
        withTenantContext({ tenantId: 'a', tier: 'enterprise', userId: 'u-1', requestId: 'r-1' }, async () => {
          await sleep(1);
          tracer.startActiveSpan('prisma:client:operation', (inner) => inner.end());
          open.end();
          response.end();
        }),
      );
    await get('/stamped');
    const { traceId } = (await serverSpan('/stamped')).spanContext();
    const ofTrace = (await spans()).filter((span) => span.spanContext().traceId === traceId);
    const seen = Object.fromEntries(ofTrace.map(({ name, attributes }) => [name, attributes]));
    expect(Object.keys(seen).sort()).toEqual(['GET', 'authenticate', 'prisma:client:operation']);
    for (const attributes of Object.values(seen)) {
      expect(attributes).toMatchObject({ 'tenant.id': 'a', 'tenant.tier': 'enterprise', 'user.id': 'u-1', 'request.id': 'r-1' });
    }
  });

  it('leave a span with its first tenant where a job visits tenants in turn', async () => {
    const tracer = trace.getTracer('jobs');
    tracer.startActiveSpan('job', (job) => {
      for (const tenantId of ['a', 'b'])
        withTenantContext({ tenantId }, () => tracer.startActiveSpan(tenantId, (span) => span.end()));
      job.end();
    });
    const made = (await spans()).filter(({ instrumentationScope }) => instrumentationScope.name === 'jobs');
    const tenants = made.map(({ name, attributes }) => [name, attributes['tenant.id']]);
    expect(tenants).toEqual([
      ['a', 'a'],
      ['b', 'b'],
      ['job', 'a'],
    ]);
  });

  it('are all sampled: what the caller sampled decides nothing', async () => {
    await get('/sampled', { traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00' });
    expect((await serverSpan('/sampled')).spanContext()).toMatchObject({
      traceId: '0af7651916cd43dd8448eb211c80319c',
      traceFlags: 1,
    });
  });

  it('hold no e-mail address, phone number, query string or whole network address', async () => {
    handler = (_, response) =>
      withTenantContext({ tenantId: 'a', userId: 'ana@example.com' }, () => {
        const span = trace.getTracer('test').startSpan('fetch GET https://api.stripe.com/v1/customers?email=ana@example.com', {
          attributes: {
            'http.url': 'https://api.stripe.com/v1/customers?email=ana@example.com',
            'url.full': 'https://api.stripe.com/v1/customers/ana@example.com',
            note: ['call +52 55 1234 5678', 'ok'],
          },
        });
        span.recordException(new Error('Key (email)=(ana@example.com) already exists.'));
        span.setStatus({ code: 2, message: 'no reply from ana@example.com' });
        span.end();
        response.end();
      });
    await get('/clients/ana@example.com?phone=%2B525512345678', { 'x-forwarded-for': '203.0.113.77' });
    const { attributes, ...outer } = await serverSpan(/^\/clients/);
    const inner = (await spans()).find(({ name }) => name.startsWith('fetch'));
    for (const span of [{ attributes, ...outer }, inner]) {
      const text = JSON.stringify([span?.name, { ...span?.attributes, 'server.address': '' }, span?.events, span?.status]);
      for (const secret of ['ana@example', '2B5255', '1234 5678', 'email=', '203.0.113.77', '127.0.0.1'])
        expect(text).not.toContain(secret);
    }
    expect(attributes['client.address']).toBe('203.0.113.0/24');
    expect(attributes['network.peer.address']).toBe('127.0.0.0/24');
    expect(attributes['url.path']).toMatch(/^\/clients\/.*k1/);
    expect(attributes).not.toHaveProperty('url.query');
    expect(inner?.name).toBe('fetch GET https://api.stripe.com/v1/customers');
    expect(inner?.attributes['http.url']).toBe('https://api.stripe.com/v1/customers');
    expect(inner?.events[0]?.attributes?.['exception.message']).toMatch(/^Key \(email\)=\(.*k1.*\) already exists\.$/);
    expect(inner?.attributes['user.id']).toBe(attributes['user.id']);
  });
});

describe('the context of a request', () => {
  it("has an id, the caller's own if it can be one, and the address that the trusted proxy saw", async () => {
    const seen: unknown[] = [];
    handler = (_, response) => {
      seen.push(currentContext());
      response.end();
    };
    const id = '0192f0c1-2b3c-7d4e-8f50-123456789abc';
    await get('/', { 'x-request-id': id, 'x-forwarded-for': '198.51.100.1, 203.0.113.77' });
    await get('/', { 'x-request-id': 'ana@example.com' });
    await get('/', { 'x-request-id': '5512345678' });
    expect(seen[0]).toEqual({ requestId: id, ip: '203.0.113.77' });
    const made = { requestId: expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-4/), ip: '127.0.0.1' };
    expect(seen.slice(1)).toEqual([made, made]);
  });

  it('is gone with the request: the next one on the same connection starts without a tenant', async () => {
    const seen: unknown[] = [];
    handler = (incoming, response) => {
      seen.push([incoming.url, currentContext()]);
      withTenantContext({ tenantId: 'a' }, () => response.end());
    };
    const paths = ['/one', '/_next/static/x.js', '/two', '/favicon.ico'];
    await overOneConnection(paths);
    const own = { requestId: expect.any(String), ip: '127.0.0.1' };
    expect(seen).toEqual([
      ['/one', own],
      ['/_next/static/x.js', {}],
      ['/two', own],
      ['/favicon.ico', {}],
    ]);
  });

  it('is its own in 2,000 concurrent requests over shared connections', async () => {
    handler = (incoming, response) => {
      const tenantId = incoming.url?.slice(1) ?? '';
      void withTenantContext({ tenantId }, async () => {
        await sleep(Math.random() * 5);
        response.end(currentContext().tenantId);
      });
    };
    const ask = async (tenant: string) => (await (await get(`/${tenant}`)).text()) === tenant;
    let wrong = 0;
    for (let batch = 0; batch < 10; batch++) {
      const answers = await Promise.all(Array.from({ length: 200 }, (_, index) => ask(`clinic-${index}`)));
      wrong += answers.filter((right) => !right).length;
    }
    expect(wrong).toBe(0);
  }, 30_000);
});

describe('RED metrics', () => {
  const TENANT = 'http.server.request.duration';
  const ROUTE = 'http.route.request.duration';

  it('count each request once by tenant and once by route, with the buckets of the contract, and nothing twice', async () => {
    handler = (_, response) => {
      withTenantContext({ tenantId: 'red', tier: 'enterprise' }, () => {
        response.statusCode = 503;
        response.end();
      });
    };
    const exact = async () => {
      await (await get('/api/slots')).text();
    };
    expect(await recorded(TENANT, exact)).toEqual({ 'red enterprise 5xx': 1 });
    expect(await recorded(ROUTE, exact)).toEqual({ '__unmatched__ GET 5xx': 1 });

    const { scopeMetrics, resource } = await exportedMetrics();
    expect(scopeMetrics.map(({ scope }) => scope.name)).toEqual(['@vigia/telemetry']);
    expect(resource.attributes).toMatchObject({ 'service.name': 'clinic', 'service.instance.id': 'one' });
    const named = scopeMetrics[0]?.metrics.filter(({ descriptor }) => descriptor.name === TENANT) ?? [];
    expect(named).toHaveLength(1);
    expect(named[0]?.dataPoints[0]?.value).toMatchObject({
      buckets: { boundaries: [...contractMetrics.http_server_request_duration_seconds.buckets] },
    });
    expect(named[0]?.descriptor.unit).toBe('s');
  });

  it('count for no tenant what has none', async () => {
    handler = (_, response) => response.end();
    expect(await recorded(TENANT, () => get('/healthz'))).toEqual({ '__none__ standard 2xx': 1 });
  });

  it.each([
    [
      "from Next.js's span",
      () =>
        trace
          .getTracer('next')
          .startSpan('executing', { attributes: { 'next.route': '/r/[id]' } })
          .end(),
    ],
    ['from the HTTP span', () => trace.getActiveSpan()?.setAttribute('http.route', '/r/[id]')],
  ])('take the route %s', async (_, name) => {
    handler = (_incoming, response) => {
      name();
      response.end();
    };
    expect(await recorded(ROUTE, () => get('/r/42'))).toEqual({ '/r/[id] GET 2xx': 1 });
  });

  it('take the route from the context where the framework names none', async () => {
    handler = (_, response) => withTenantContext({ route: '/own' }, () => response.end());
    expect(await recorded(ROUTE, () => get('/own'))).toEqual({ '/own GET 2xx': 1 });
  });

  it('have a bounded set of methods', async () => {
    handler = (_, response) => response.end();
    const work = () => fetch(`http://127.0.0.1:${port}/`, { method: 'PROPFIND' });
    expect(await recorded(ROUTE, work)).toEqual({ '__unmatched__ _OTHER 2xx': 1 });
  });

  it('count a request that the client gave up as 4xx', async () => {
    handler = () => undefined;
    const work = () =>
      new Promise<void>((resolve) => {
        const asked = request({ port, host: '127.0.0.1', path: '/slow' }).on('error', () => resolve());
        asked.end();
        setTimeout(() => asked.destroy(), 50);
      });
    expect(await recorded(TENANT, work)).toEqual({ '__none__ standard 4xx': 1 });
  });

  it('count a request that the server dropped as 5xx', async () => {
    handler = (_, response) => response.destroy();
    expect(await recorded(TENANT, () => get('/broken').catch(() => undefined))).toEqual({ '__none__ standard 5xx': 1 });
  });

  it('count a response that broke off by the status that was sent', async () => {
    handler = (_, response) => {
      response.writeHead(200, { 'content-length': '100' });
      response.write('half');
      setTimeout(() => response.destroy(), 20);
    };
    const work = async () => (await get('/half')).text().catch(() => undefined);
    expect(await recorded(TENANT, work)).toEqual({ '__none__ standard 2xx': 1 });
  });

  it("leave out Next.js's own files, and so do traces", async () => {
    handler = (_, response) => response.end();
    const work = async () => {
      await get('/_next/static/chunk.js');
      await get('/favicon.ico');
      await get('/page');
    };
    expect(await recorded(ROUTE, work)).toEqual({ '__unmatched__ GET 2xx': 1 });
    await serverSpan('/page');
    expect((await spans()).filter(({ attributes }) => /_next|favicon/.test(String(attributes['url.path'])))).toEqual([]);
  });
});

describe('the process', () => {
  const valuesOf = async (otel: string) => {
    const all = (await exportedMetrics()).scopeMetrics.flatMap((scope) => scope.metrics);
    return (
      all.find(({ descriptor }) => descriptor.name === otel)?.dataPoints.map(({ attributes, value }) => [attributes, value]) ?? []
    );
  };

  it('attributes the whole of its CPU time to tenants, most to the one that computes while nobody else asks', async () => {
    const before = new Map(
      (await valuesOf('process.cpu.tenant.time')).map(([labels, value]) => [JSON.stringify(labels), Number(value)]),
    );
    handler = (_, response) =>
      withTenantContext({ tenantId: 'busy' }, () => {
        const started = process.cpuUsage();
        while (process.cpuUsage(started).user < 100_000);
        response.end();
      });
    await (await get('/compute')).text();
    const shares = await valuesOf('process.cpu.tenant.time');
    const busy = shares.find(([labels]) => JSON.stringify(labels) === '{"tenant":"busy"}')?.[1];
    expect(Number(busy) - (before.get('{"tenant":"busy"}') ?? 0)).toBeGreaterThan(0.05);

    const whole = Number((await valuesOf('process.cpu.time'))[0]?.[1]);
    const sum = (await valuesOf('process.cpu.tenant.time')).reduce((total, [, value]) => total + Number(value), 0);
    const { user, system } = process.cpuUsage();
    expect(sum).toBeGreaterThanOrEqual(whole);
    expect(sum).toBeLessThanOrEqual((user + system) / 1e6);
  });

  it('shows the version that it runs', async () => {
    expect(await valuesOf('service.build.info')).toEqual([[{ version: '1.4.0' }, 1]]);
  });

  it('shows memory, event loop delay, and the database operations that each tenant has in flight', async () => {
    const operation = withTenantContext({ tenantId: 'a' }, () => trace.getTracer('prisma').startSpan('prisma:client:operation'));
    expect(await valuesOf('db.client.active_operations')).toContainEqual([{ tenant: 'a' }, 1]);
    operation.end();
    expect(await valuesOf('db.client.active_operations')).toContainEqual([{ tenant: 'a' }, 0]);
    expect(Number((await valuesOf('process.memory.usage'))[0]?.[1])).toBeGreaterThan(20e6);
    // The probe's first interval after a reading is not counted.
    await sleep(100);
    const block = performance.now() + 200;
    while (performance.now() < block);
    await sleep(50);
    expect(Number((await valuesOf('nodejs.eventloop.delay.p99'))[0]?.[1])).toBeGreaterThan(0.1);
    await sleep(200);
    expect(Number((await valuesOf('nodejs.eventloop.delay.p99'))[0]?.[1])).toBeLessThan(0.1);
  });
});

it('a second call returns the first one, and a mistake in the options is named at once', async () => {
  expect(instrument({ ...OPTIONS, service: 'another' })).toBe(instrument(OPTIONS));
  Reflect.get(globalThis, Symbol.for('@vigia/telemetry/0')).delete('telemetry');
  expect(() => instrument({ ...OPTIONS, service: '', version: '', maxTenants: 0, trustedProxies: -1 })).toThrow(
    'instrument() cannot start: service is empty: give the name of this service, such as clinic; version is empty: give what is deployed, such as 1.4.0, or leave it out; maxTenants is 0: give a whole number above 0, or leave it out for 1000; trustedProxies is -1: give the number of your own proxies in front, 0 or more.',
  );
});

it('counts of the application are exported beside the rest', async () => {
  withTenantContext({ tenantId: 'a' }, () => count('stripe_webhook_retries_total'));
  const names = (await exportedMetrics()).scopeMetrics.flatMap((scope) => scope.metrics).map(({ descriptor }) => descriptor.name);
  expect(names).toContain('stripe.webhook.retries');
});

/** One after another over one connection. */
async function overOneConnection(paths: readonly string[]): Promise<void> {
  const socket = connect(port, '127.0.0.1');
  for (const path of paths) {
    socket.write(`GET ${path} HTTP/1.1\r\nhost: x\r\n\r\n`);
    await once(socket, 'data');
  }
  socket.destroy();
}
