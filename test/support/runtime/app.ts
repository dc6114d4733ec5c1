/**
 * A small instrumented server, run as a process of its own: what happens to it when its Collector is away, and when it ends,
 * can only be seen from outside. Prints its port; then obeys a word a line on standard input.
 */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createInterface } from 'node:readline';
import { trace } from '@opentelemetry/api';
import { instrument, withTenantContext } from '../../../telemetry/runtime/index.ts';

const telemetry = instrument({
  service: 'clinic',
  env: 'test',
  keys: { current: { id: 'k1', secret: new Uint8Array(32) }, previous: [] },
  saltOf: () => undefined,
});

const server = createServer((request, response) => {
  const slow = request.url === '/slow';
  withTenantContext({ tenantId: slow ? 'tenant-of-the-slow' : 'tenant-of-the-fast' }, () => {
    setTimeout(() => response.end(), slow ? 500 : 0);
  });
});

/** As `next start` does: stops listening, lets open requests end, then exits. */
if (process.argv.includes('like-next')) {
  process.on('SIGTERM', () => server.close(() => process.exit(143)));
}

const say = (word: string) => process.stdout.write(`${word}\n`);

createInterface({ input: process.stdin }).on('line', async (line) => {
  if (line === 'spans') {
    for (let made = 0; made < 60_000; made++) {
      const span = trace.getTracer('test').startSpan('work', { attributes: { number: made, text: `row ${made}`.repeat(20) } });
      span.end();
      if (made % 1_000 === 0) await new Promise((resolve) => setImmediate(resolve));
    }
    globalThis.gc?.();
    say(String(process.memoryUsage().heapUsed));
  }
  if (line === 'heap') {
    globalThis.gc?.();
    say(String(process.memoryUsage().heapUsed));
  }
  if (line === 'shutdown') {
    const started = performance.now();
    await telemetry.shutdown();
    say(String(performance.now() - started));
  }
});

server.listen(0, '127.0.0.1', () => say(String((server.address() as AddressInfo).port)));
