/** A PostgreSQL of a test's own, in a temporary folder: started from the binaries that Debian or PATH has, gone afterwards. */
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { chownSync, existsSync, globSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { delimiter, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);
const READY_WITHIN_MS = 20_000;

export interface TestPostgres {
  /** Connection string of its one database. */
  readonly url: string;
  stop(): Promise<void>;
}

/** Starts one and waits until it answers. It keeps nothing: durability is off. */
export async function startPostgres(): Promise<TestPostgres> {
  const bin = binaries();
  const user = unprivilegedUser();
  const data = mkdtempSync('/tmp/vigia-postgres-');
  if (user) chownSync(data, user.uid, user.gid);
  const options = { ...user, cwd: '/' };
  await run(
    join(bin, 'initdb'),
    ['-D', data, '--username=test', '--auth=trust', '--encoding=UTF8', '--locale=C', '--no-sync'],
    options,
  );
  const port = await freePort();
  const settings = ['listen_addresses=127.0.0.1', 'unix_socket_directories=', 'fsync=off', 'synchronous_commit=off'];
  const server = spawn(join(bin, 'postgres'), ['-D', data, '-p', String(port), ...settings.flatMap((one) => ['-c', one])], {
    ...options,
    stdio: 'ignore',
  });
  const stop = async () => {
    await ended(server);
    rmSync(data, { recursive: true, force: true });
  };
  try {
    await answers(bin, port, server);
  } catch (error) {
    await stop();
    throw error;
  }
  return { url: `postgresql://test@127.0.0.1:${port}/postgres`, stop };
}

function binaries(): string {
  const folders = [...(process.env.PATH ?? '').split(delimiter), ...globSync('/usr/lib/postgresql/*/bin').sort().reverse()];
  const found = folders.find(
    (folder) => folder !== '' && ['initdb', 'postgres', 'pg_isready'].every((name) => existsSync(join(folder, name))),
  );
  if (!found) throw new Error('PostgreSQL is not installed: install it (on Debian, apt-get install postgresql) and run again.');
  return found;
}

/** PostgreSQL refuses to run as root. */
function unprivilegedUser(): { uid: number; gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const [, , uid, gid] = /^postgres:.*$/m.exec(readFileSync('/etc/passwd', 'utf8'))?.[0].split(':') ?? [];
  if (!uid || !gid)
    throw new Error('PostgreSQL does not run as root, and /etc/passwd has no user "postgres": run as another user.');
  return { uid: Number(uid), gid: Number(gid) };
}

async function answers(bin: string, port: number, server: ChildProcess): Promise<void> {
  const deadline = Date.now() + READY_WITHIN_MS;
  while (Date.now() < deadline && server.exitCode === null) {
    const ready = await run(join(bin, 'pg_isready'), ['-q', '-h', '127.0.0.1', '-p', String(port)]).then(
      () => true,
      () => false,
    );
    if (ready) return;
    await sleep(50);
  }
  throw new Error(`PostgreSQL did not answer on port ${port} within ${READY_WITHIN_MS / 1_000} s.`);
}

/** SIGINT is its fast shutdown: it does not wait for its clients to go. */
async function ended(server: ChildProcess): Promise<void> {
  if (server.exitCode !== null || server.signalCode !== null) return;
  await new Promise((resolve) => {
    server.once('exit', resolve);
    server.kill('SIGINT');
  });
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer().once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() =>
        typeof address === 'object' && address ? resolve(address.port) : reject(new Error('There is no free port.')),
      );
    });
  });
}
