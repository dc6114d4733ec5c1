/** PostgreSQL: the sample clinic's database. */
import { execFile } from 'node:child_process';
import { chownSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { command, logFile, nodeCommand, type Site, stateDir } from '../site.ts';
import { PlatformError } from '../supervisor/errors.ts';
import type { Service } from '../supervisor/service.ts';

const run = promisify(execFile);
const DATABASE = 'clinic';

const SETTINGS = [
  'listen_addresses=127.0.0.1',
  'unix_socket_directories=',
  // A booking does not wait for the disk of a laptop: the last moments may go with the power, never the database.
  'synchronous_commit=off',
];

export function postgres(site: Site): Service {
  const { tools, ports, dataDir } = site;
  const data = stateDir(site, 'postgres');
  const user = unprivilegedUser();
  const bin = dirname(tools.postgres.path);
  return {
    name: 'postgres',
    argv: command(tools.postgres, '-D', data, '-p', String(ports.postgres), ...SETTINGS.flatMap((setting) => ['-c', setting])),
    after: [],
    ports: [ports.postgres],
    ready: { run: [join(bin, 'pg_isready'), '-q', '-h', '127.0.0.1', '-p', String(ports.postgres)] },
    // Fast shutdown: it does not wait for its clients to go.
    stopSignal: 'SIGINT',
    log: logFile(site, 'postgres'),
    // Its working directory has to be one that its user may enter.
    cwd: '/',
    ...(user && { user }),
    prepare: async () => {
      if (!existsSync(data)) await createCluster(site, { bin, data, user }).catch((error) => explain(error, dataDir));
    },
  };
}

/** The clinic's tables and people; changes nothing where they are there. */
export function clinicDatabase(site: Site): Service {
  return {
    name: 'clinic-database',
    argv: nodeCommand('local/clinic/db/setup.ts'),
    env: { DATABASE_URL: databaseUrl(site) },
    after: ['postgres'],
    ports: [],
    log: logFile(site, 'clinic-database'),
  };
}

export function databaseUrl({ secrets, ports }: Site): string {
  return `postgresql://${DATABASE}:${secrets.databasePassword}@127.0.0.1:${ports.postgres}/${DATABASE}`;
}

interface Cluster {
  readonly bin: string;
  readonly data: string;
  readonly user: Service['user'];
}

/** Under another name until it is whole: a start that is interrupted here begins anew. */
async function createCluster({ secrets, tools, dataDir }: Site, { bin, data, user }: Cluster): Promise<void> {
  const folder = `${data}.new`;
  const passwordFile = join(dataDir, 'postgres-password');
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  writeFileSync(passwordFile, secrets.databasePassword, { mode: 0o600 });
  if (user) for (const path of [folder, passwordFile]) chownSync(path, user.uid, user.gid);
  const options = { ...user, cwd: '/' };
  const auth = ['--auth=scram-sha-256', `--pwfile=${passwordFile}`, `--username=${DATABASE}`];
  await run(join(bin, 'initdb'), ['-D', folder, '--encoding=UTF8', '--locale=C', '--no-sync', ...auth], options);
  const single = run(tools.postgres.path, ['--single', '-D', folder, 'postgres'], options);
  single.child.stdin?.end(`create database ${DATABASE}\n`);
  await single;
  rmSync(passwordFile);
  renameSync(folder, data);
}

function explain(error: unknown, dataDir: string): never {
  const reason = error instanceof Error && 'stderr' in error ? String(error.stderr).trim() : String(error);
  throw new PlatformError(
    `PostgreSQL's database could not be created in ${dataDir}: ${reason}. ` +
      'Its user must be able to enter that folder: choose another one with --data DIR.',
  );
}

/** PostgreSQL refuses to run as root: then it runs as the user that its package makes, else as `nobody`. */
function unprivilegedUser(): Service['user'] | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const users = readFileSync('/etc/passwd', 'utf8').split('\n');
  const entry = users.find((line) => line.startsWith('postgres:')) ?? users.find((line) => line.startsWith('nobody:'));
  const [, , uid, gid] = entry?.split(':') ?? [];
  if (uid === undefined || gid === undefined) {
    throw new PlatformError(
      'PostgreSQL does not run as root, and /etc/passwd has no user "postgres": run npm start as another user.',
    );
  }
  return { uid: Number(uid), gid: Number(gid) };
}
