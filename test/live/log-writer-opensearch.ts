/** A real OpenSearch for the workers' live tests: on a free port, in a temporary folder, killed and started again at will. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from '@opensearch-project/opensearch';
import { ensureTools } from '../../local/tools/index.ts';

export interface LiveOpenSearch {
  readonly url: string;
  readonly client: Client;
  /** Ends it as a power cut would. */
  kill(): Promise<void>;
  /** Starts it on the same data and returns when it answers. */
  start(): Promise<void>;
  close(): Promise<void>;
}

const START_DEADLINE_MS = 90_000;

/** @param adminPassword starts one with the security plugin, whose user `admin` has this password; `client` is that user */
export async function liveOpenSearch(adminPassword?: string): Promise<LiveOpenSearch> {
  const tool = adminPassword === undefined ? 'opensearch' : 'opensearch-security';
  const { [tool]: opensearch } = await ensureTools([tool]);
  const data = await mkdtemp(join(tmpdir(), 'vigia-opensearch-'));
  const url = `http://127.0.0.1:${await freePort()}`;
  const auth = adminPassword === undefined ? {} : { auth: { username: 'admin', password: adminPassword } };
  const client = new Client({ node: url, maxRetries: 0, ...auth });
  let server: ChildProcess | undefined;

  async function kill(): Promise<void> {
    if (!server || server.exitCode !== null || server.signalCode !== null) return;
    const ended = once(server, 'exit');
    server.kill('SIGKILL');
    await ended;
  }

  async function start(): Promise<void> {
    const [file = '', ...args] = opensearch.command;
    const env = { ...process.env, ADMIN_PASSWORD: adminPassword };
    server = spawn(file, [...args, `--port=${new URL(url).port}`, `--data=${data}`], { stdio: 'ignore', env });
    const end = performance.now() + START_DEADLINE_MS;
    for (;;) {
      try {
        await client.cluster.health({ wait_for_status: 'yellow', timeout: '1s' });
        return;
      } catch (error) {
        if (performance.now() > end || server.exitCode !== null) throw error;
        await new Promise((resolve) => setTimeout(resolve, 200));
      }
    }
  }

  await start();
  return {
    url,
    client,
    kill,
    start,
    async close() {
      await client.close();
      await kill();
      await rm(data, { recursive: true, force: true });
    },
  };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('The system gave no free port.');
  return address.port;
}
