/**
 * An instrumented server that knows its tenant from a header, run as a process of its own with the cap that it has by default.
 * Prints its port. Its gauges read every tenant that it has served.
 */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { instrument, observe, withTenantContext } from '../../../telemetry/runtime/index.ts';

instrument({
  service: 'many',
  env: 'test',
  keys: { current: { id: 'k1', secret: new Uint8Array(32) }, previous: [] },
  saltOf: () => undefined,
});

const served = new Set<string>();
const observed = <T>(read: (tenant: string, index: number) => T[]) => [...served].flatMap(read);

observe('active_clients', () => observed((tenant) => [{ value: 2, labels: { tenant } }]));
observe('queue_depth', () => observed((tenant) => ['mail', 'export'].map((queue) => ({ value: 1, labels: { tenant, queue } }))));
observe('rate_limiter_saturation_ratio', () =>
  observed((tenant, index) => [{ value: index / 10_000, labels: { tenant, limiter: 'api' } }]),
);

const server = createServer((request, response) => {
  const tenantId = String(request.headers['x-tenant']);
  served.add(tenantId);
  withTenantContext({ tenantId }, () => {
    response.statusCode = request.url === '/fail' ? 500 : 200;
    response.end();
  });
});

server.listen(0, '127.0.0.1', () => process.stdout.write(`${(server.address() as AddressInfo).port}\n`));
