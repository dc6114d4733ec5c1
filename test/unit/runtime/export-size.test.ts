import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { metrics } from '@opentelemetry/api';
import type { MeterProvider } from '@opentelemetry/sdk-metrics';
import { expect, it } from 'vitest';
import { OUTCOMES } from '../../../telemetry/contract/index.ts';
import { withTenantContext } from '../../../telemetry/runtime/context.ts';
import { instrument } from '../../../telemetry/runtime/instrument.ts';
import { increment, measure } from '../../../telemetry/runtime/metrics.ts';

/** Collectors pass requests on to each other over gRPC, which refuses for ever what is larger. */
const LARGEST = 4 * 2 ** 20;

it('what 1,000 tenants have goes in requests that every Collector takes', async () => {
  const sizes: number[] = [];
  const collector = createServer(async (request, response) => {
    const body = await buffer(request);
    if (request.url === '/v1/metrics') sizes.push(body.length);
    response.end();
  });
  await new Promise<void>((resolve) => collector.listen(0, '127.0.0.1', resolve));
  process.env.OTEL_EXPORTER_OTLP_ENDPOINT = `http://127.0.0.1:${(collector.address() as AddressInfo).port}`;
  const telemetry = instrument({
    service: 'clinic',
    env: 'test',
    keys: { current: { id: 'k1', secret: new Uint8Array(32) }, previous: [] },
    saltOf: () => undefined,
  });
  for (let tenant = 0; tenant < 1_000; tenant++) {
    const tenantId = `00000000-0000-4000-8000-${String(tenant).padStart(12, '0')}`;
    for (const tier of ['standard', 'enterprise'] as const) {
      withTenantContext({ tenantId, tier }, () => {
        for (const status of ['1xx', '2xx', '3xx', '4xx', '5xx']) measure('http_server_request_duration_seconds', 0.3, { status });
      });
    }
    withTenantContext({ tenantId }, () => {
      for (const event of ['LOGIN', 'LOGOUT', 'PASSWORD_RESET', 'CREATE_RESERVATION', 'UPDATE_RESERVATION']) {
        for (const outcome of OUTCOMES) increment('audit_events_total', { event, outcome });
      }
    });
  }
  await (metrics.getMeterProvider() as MeterProvider).forceFlush();
  const sent = [...sizes];
  await telemetry.shutdown();
  collector.close();
  expect(sent).toHaveLength(6);
  expect(sent.reduce((sum, size) => sum + size, 0)).toBeGreaterThan(LARGEST);
  for (const size of sent) expect(size).toBeLessThan(LARGEST / 2);
});
