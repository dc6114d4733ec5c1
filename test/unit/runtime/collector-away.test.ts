import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { type AddressInfo, createServer as createTcpServer, type Server } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, describe, expect, it } from 'vitest';

const APP = join(import.meta.dirname, '../../support/runtime/app.ts');

/** So seldom that only a flush can have sent anything. */
const NEVER = 3_600_000;

const cleanups: (() => void)[] = [];
afterAll(() => {
  for (const cleanup of cleanups.splice(0)) cleanup();
});

interface App {
  readonly process: ChildProcess;
  readonly url: string;
  /** Sends a word and gives the line that answers it. */
  ask(word: string): Promise<number>;
}

/** @param every how often it exports by itself, in milliseconds */
async function start(collector: string, every: number, ...flags: string[]): Promise<App> {
  const child = spawn(process.execPath, ['--expose-gc', APP, ...flags], {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: {
      ...process.env,
      OTEL_EXPORTER_OTLP_ENDPOINT: collector,
      OTEL_METRIC_EXPORT_INTERVAL: `${every}`,
      OTEL_BSP_SCHEDULE_DELAY: `${every}`,
    },
  });
  cleanups.push(() => child.kill('SIGKILL'));
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const answer = async () => Number((await lines.next()).value);
  const port = await answer();
  return {
    process: child,
    url: `http://127.0.0.1:${port}`,
    ask(word) {
      child.stdin.write(`${word}\n`);
      return answer();
    },
  };
}

async function listening(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
  cleanups.push(() => server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** A Collector that takes everything, and remembers the bytes. */
async function collector() {
  const received = new Map<string, Buffer[]>();
  const server = createServer((request, response) => {
    const path = request.url ?? '';
    request.on('data', (chunk: Buffer) => received.set(path, [...(received.get(path) ?? []), chunk]));
    request.on('end', () => response.end());
  });
  const url = await listening(server);
  // Protobuf writes strings as they are.
  return { url, has: (path: string, text: string) => Buffer.concat(received.get(path) ?? []).includes(text) };
}

/** A Collector that accepts connections and never answers. */
async function hanging(): Promise<string> {
  return listening(createTcpServer(() => undefined));
}

async function refusing(): Promise<string> {
  const server = createTcpServer();
  const url = await listening(server);
  await new Promise((resolve) => server.close(resolve));
  return url;
}

describe.concurrent('an application whose Collector', { timeout: 60_000 }, () => {
  it.each([
    ['refuses connections', refusing],
    ['never answers', hanging],
  ])('%s serves on, in bounded memory, and shuts down within the deadline of five seconds', async (_, away) => {
    const app = await start(await away(), 200);
    const before = await app.ask('heap');
    // 60,000 spans would take some 100 MB; the queue holds 8,192.
    const after = await app.ask('spans');
    expect(after - before).toBeLessThan(40e6);

    const slowest = { ms: 0 };
    for (let request = 0; request < 100; request++) {
      const started = performance.now();
      expect((await fetch(app.url)).status).toBe(200);
      slowest.ms = Math.max(slowest.ms, performance.now() - started);
    }
    expect(slowest.ms).toBeLessThan(1_000);
    expect(await app.ask('shutdown')).toBeLessThan(5_500);
    expect((await fetch(app.url)).status).toBe(200);
  });
});

describe.concurrent('on SIGTERM', { timeout: 60_000 }, () => {
  it('an application that ends as Next.js does sends what its last request made, and keeps its exit code', async () => {
    const { url, has } = await collector();
    const app = await start(url, NEVER, 'like-next');
    const slow = fetch(`${app.url}/slow`, { headers: { connection: 'close' } });
    await sleep(100);
    app.process.kill('SIGTERM');
    expect((await slow).status).toBe(200);
    expect(await once(app.process, 'exit')).toEqual([143, null]);
    expect(has('/v1/traces', 'tenant-of-the-slow')).toBe(true);
    expect(has('/v1/metrics', 'tenant-of-the-slow')).toBe(true);
    expect(has('/v1/logs', 'clinic')).toBe(false);
  });

  it('an application that does not handle it ends by it, after a flush', async () => {
    const { url, has } = await collector();
    const app = await start(url, NEVER);
    await (await fetch(app.url)).text();
    app.process.kill('SIGTERM');
    expect(await once(app.process, 'exit')).toEqual([null, 'SIGTERM']);
    expect(has('/v1/traces', 'tenant-of-the-fast')).toBe(true);
    expect(has('/v1/metrics', 'tenant-of-the-fast')).toBe(true);
  });

  it('an application ends within the deadline though its Collector never answers', async () => {
    const app = await start(await hanging(), NEVER, 'like-next');
    await (await fetch(app.url)).text();
    const started = performance.now();
    app.process.kill('SIGTERM');
    expect(await once(app.process, 'exit')).toEqual([143, null]);
    expect(performance.now() - started).toBeLessThan(6_500);
  });
});
